using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.IntegrationTests.Custodian;
using Serment.IntegrationTests.Records.Encounters;
using Serment.Records.Entries;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;

namespace Serment.IntegrationTests.Records.Laboratory.Orders;

/// <summary>A clinic with a laboratory, and the use cases of orders.</summary>
internal sealed class OrderBed : IAsyncDisposable
{
    private readonly CustodianClient web;

    private OrderBed(RecordBed records)
    {
        Records = records;
        web = records.Custody.Connect();
        Save = new(records.Door);
        Catalogues = new(records.Main, records.Custody.Clock);
        Laboratories = new(records.Door, records.Main);
        Change = new(records.Door, Save, records.Main, Catalogues, records.Custody.Clock);
    }

    public RecordBed Records { get; }

    public SaveEntries Save { get; }

    public Catalogues Catalogues { get; }

    public Laboratories Laboratories { get; }

    public ChangeOrder Change { get; }

    /// <summary>A receptionist of the laboratory.</summary>
    public Worker Desk { get; private set; } = null!;

    /// <summary>A physician of the ward.</summary>
    public Worker Doctor { get; private set; } = null!;

    /// <summary>The ward.</summary>
    public UnitDescription Ward { get; private set; } = null!;

    /// <summary>The unit that runs the laboratory.</summary>
    public UnitDescription Unit { get; private set; } = null!;

    public short Site { get; private set; }

    public LaboratoryCatalogue Catalogue { get; private set; } = null!;

    public static async Task<OrderBed> StartAsync(DatabaseEngine engine)
    {
        OrderBed bed = new(await RecordBed.StartAsync(engine));
        Worker anybody = await bed.SignInAsync(Role.Receptionist);
        IReadOnlyList<UnitDescription> units = (await bed.web.AskAsync(
            MessageKind.ListUnits, anybody.Token, Nothing.Instance, CustodyJson.Default.Nothing,
            CustodyJson.Default.UnitList, CancellationToken.None)).Units;
        bed.Ward = units.First(one => one.Code is "MED");
        bed.Unit = units.First(one => one.Code is "URG");
        bed.Desk = await bed.SignInAsync(Role.Receptionist, bed.Unit.UnitId);
        bed.Doctor = await bed.SignInAsync(Role.Physician, bed.Ward.UnitId);
        bed.Site = (await bed.Records.Door.SiteOfCodeAsync(
            bed.Records.Custody.Site.Code, CancellationToken.None))!.Value;
        bed.Catalogue = await bed.Catalogues.CurrentAsync(bed.Site, CancellationToken.None);
        Assert.True(await bed.Laboratories.SaveAsync(
            new() { Site = bed.Site, LaboratoryId = bed.Unit.UnitId, Name = "Laboratoire" }, CancellationToken.None));
        return bed;
    }

    public PlaceOrder Place(Func<int, string>? draw = null) =>
        new(Records.Door, Save, web, Records.Main, Catalogues, Laboratories, Records.Custody.Clock)
        {
            DrawTube = draw ?? AccessionNumber.Draw,
        };

    public async Task<Worker> SignInAsync(Role role, params IReadOnlyList<int> units)
    {
        (SessionToken token, _) = await Records.Custody.SignInAsync(role, null, units);
        return new(token, await web.AskAsync(
            MessageKind.DescribeSession, token, Nothing.Instance, CustodyJson.Default.Nothing,
            CustodyJson.Default.SessionDescription, CancellationToken.None));
    }

    /// <summary>Somebody whom that person has just registered.</summary>
    public async Task<PatientId> RegisterAsync(Worker by) =>
        (await SealedPatients.SealNewAsync(web, by.Token, 1, Compartment.Identity))[0].Patient;

    /// <summary>An order of these codes by a physician of the ward.</summary>
    public OrderRequest Request(PatientId patient, params IReadOnlyList<string> codes) => new()
    {
        Patient = patient,
        Request = EntryId.New(),
        LaboratoryId = Unit.UnitId,
        Codes = codes,
        Person = new(LaboratorySex.Female, 16_802),
        WardId = Ward.UnitId,
        Requester = Doctor.Session.StaffId,
        Context = new() { IsFasting = true, Question = "Bilan" },
    };

    public Task<OrderPlaced> PlaceAsync(Worker by, OrderRequest request, Func<int, string>? draw = null) =>
        Place(draw).RunAsync(request, by.Session, by.Token, CancellationToken.None);

    /// <summary>An analysis that is labelled sensitive.</summary>
    public string Sensitive => Catalogue.Analyses.First(one => one is { IsSensitive: true, IsRetired: false }).Code;

    public async Task<int> EntriesAsync(Worker by, PatientId patient, Compartment compartment)
    {
        using OpenResult opened = await Records.Door.OpenAsync(
            patient, EntrySelection.Of(CompartmentSet.Of(compartment), "ServiceRequest", "Specimen"),
            new(by.Token, AccessPurpose.Care), CancellationToken.None);
        return opened.Record is { } record ? record.Entries.Count : -1;
    }

    /// <summary>Touches the passkey for this person's sensitive part.</summary>
    public Task ConfirmSensitiveAsync(Worker by, PatientId patient) =>
        Records.Custody.TouchAsync(by.Token, StepUpKind.Sensitive, patient);

    /// <summary>The sealed sensitive part of an order; null where it is closed.</summary>
    public async Task<OrderDetails?> SensitivePartAsync(Worker by, RequestRow order)
    {
        EntryOpened<ServiceRequest> opened = await Records.Door.OpenOneAsync<ServiceRequest>(
            new(order.Patient, order.Sensitive!.Value, 1), Compartment.Sensitive, new(by.Token, AccessPurpose.Care),
            CancellationToken.None);
        return opened.Current is { } current ? ServiceRequestResource.Read(current.Resource) : null;
    }

    public Task<(Outcome Outcome, DecisionReason Reason)> AskAsync(Worker by, PatientId patient) =>
        SealedPatients.AskAsync(web, by.Token, AccessPurpose.Care, patient);

    public ValueTask DisposeAsync() => Records.DisposeAsync();
}
