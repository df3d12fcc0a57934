using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.RecordAccess.Sealing;
using Serment.Records.Encounters;
using Serment.Records.Entries;
using Serment.Records.Locations;

namespace Serment.IntegrationTests.Records.Encounters;

/// <summary>A hospital with two units, each with a room of two beds, and the use cases of stays.</summary>
internal sealed class StayBed : IAsyncDisposable
{
    private readonly CustodianClient web;

    private StayBed(RecordBed records, CustodianClient web)
    {
        Records = records;
        this.web = web;
        Save = new(records.Door);
        Change = new(records.Door, Save, web, records.Main, records.Custody.Clock);
        Beds = new(records.Door, records.Main, records.Custody.Clock);
        List = new(records.Door, records.Main);
        Rows = new(records.Door, records.Main);
        Board = new(records.Door, web, records.Main, records.Custody.Clock);
        Triage = new(Save, records.Custody.Clock);
    }

    public RecordBed Records { get; }

    public SaveEntries Save { get; }

    public ChangeStay Change { get; }

    public ChangeBeds Beds { get; }

    public ListBeds List { get; }

    public BoardRows Rows { get; }

    public OpenBoard Board { get; }

    public TriagePatient Triage { get; }

    public CustodianClient Web => web;

    public string Site => Records.Custody.Site.Code;

    /// <summary>A receptionist.</summary>
    public Worker Desk { get; private set; } = null!;

    /// <summary>Medicine.</summary>
    public UnitDescription Ward { get; private set; } = null!;

    /// <summary>Emergencies.</summary>
    public UnitDescription Emergency { get; private set; } = null!;

    public DateTimeOffset Now => Records.Custody.Clock.GetUtcNow();

    public static async Task<StayBed> StartAsync(DatabaseEngine engine)
    {
        RecordBed records = await RecordBed.StartAsync(engine);
        StayBed bed = new(records, records.Custody.Connect());
        bed.Desk = await bed.SignInAsync(Role.Receptionist);
        IReadOnlyList<UnitDescription> units = (await bed.web.AskAsync(
            MessageKind.ListUnits, bed.Desk.Token, Nothing.Instance, CustodyJson.Default.Nothing,
            CustodyJson.Default.UnitList, CancellationToken.None)).Units;
        bed.Ward = units.First(one => one.Code is "MED");
        bed.Emergency = units.First(one => one.Code is "URG");
        await bed.Beds.AddAsync(bed.Site, new(bed.Ward.UnitId, "101", 2, BedKind.Bed, true), CancellationToken.None);
        await bed.Beds.AddAsync(
            bed.Site, new(bed.Emergency.UnitId, "Box 1", 1, BedKind.Box, false), CancellationToken.None);
        return bed;
    }

    public async Task<Worker> SignInAsync(Role role, params IReadOnlyList<int> units)
    {
        (SessionToken token, _) = await Records.Custody.SignInAsync(role, null, units);
        return new(token, await web.AskAsync(
            MessageKind.DescribeSession, token, Nothing.Instance, CustodyJson.Default.Nothing,
            CustodyJson.Default.SessionDescription, CancellationToken.None));
    }

    /// <summary>A nurse of the medicine unit.</summary>
    public Task<Worker> NurseAsync() => SignInAsync(Role.Nurse, Ward.UnitId);

    /// <summary>Somebody whom that person has just registered; the receptionist where nobody is named.</summary>
    public async Task<PatientId> RegisterAsync(Worker? by = null) =>
        (await SealedPatients.SealNewAsync(web, (by ?? Desk).Token, 1, Compartment.Identity))[0].Patient;

    public async Task<IReadOnlyList<Bed>> BedsOfAsync(UnitDescription unit) =>
        await List.RunAsync(Site, unit.UnitId, CancellationToken.None);

    public async Task<Bed> BedAsync(int number) => (await BedsOfAsync(Ward))[number];

    public Task<StayChanged> RunAsync(Worker by, StayDraft draft) =>
        Change.RunAsync(draft, by.Session, by.Token, CancellationToken.None);

    public Task<StayChanged> AdmitAsync(Worker by, PatientId patient, Bed? bed, DateTimeOffset? at = null) =>
        RunAsync(by, new(patient, null, new(MovementKind.Admission, at, Ward, bed?.BedId)));

    public async Task<EntryVersion> AdmittedAsync(Worker by, PatientId patient, Bed? bed, DateTimeOffset? at = null)
    {
        StayChanged admitted = await AdmitAsync(by, patient, bed, at);
        Assert.Equal(SealOutcome.Saved, admitted.Outcome);
        return admitted.Version!;
    }

    public Task<BoardRouting> RoutingAsync(UnitDescription unit) =>
        Rows.RunAsync(Site, unit.UnitId, Now.AddDays(1), CancellationToken.None);

    public async Task<IReadOnlyList<BoardStay>> OpenAsync(Worker by, UnitDescription unit) =>
        await Board.RunAsync(
            (await RoutingAsync(unit)).Rows, by.Session, by.Token, new(2026, 3, 2), CancellationToken.None);

    public Task<(Outcome Outcome, DecisionReason Reason)> AskAsync(
        Worker by, PatientId patient, AccessPurpose purpose = AccessPurpose.Care) =>
        SealedPatients.AskAsync(web, by.Token, purpose, patient);

    public ValueTask DisposeAsync() => Records.DisposeAsync();
}

/// <summary>Somebody who is signed in.</summary>
internal sealed record Worker(SessionToken Token, SessionDescription Session);
