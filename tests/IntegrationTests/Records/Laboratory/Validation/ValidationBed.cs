using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.IntegrationTests.Records.Encounters;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.CriticalValues;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Laboratory.Validation;

namespace Serment.IntegrationTests.Records.Laboratory.Validation;

/// <summary>A laboratory with technically validated results, and the use cases of validation.</summary>
internal sealed class ValidationBed : IAsyncDisposable
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    private readonly CustodianClient web;
    private int drawn;

    private ValidationBed(RecordBed records)
    {
        Records = records;
        web = records.Custody.Connect();
        Save = new(records.Door);
        Catalogues = new(records.Main, records.Custody.Clock);
        Queue = new(records.Main);
        Open = new(records.Door, records.Main, Catalogues);
        Validate = new(Open, records.Door, Save);
        Bench = new(Open, records.Door, Save, Catalogues);
        Correct = new(Open, records.Door, Save, Catalogues);
        Settings = new(records.Main);
        Critical = new(records.Main, Settings);
        Calls = new(Critical, records.Door, Save);
        OpenCritical = new(Critical, Settings, records.Door, records.Main);
        Rules = new(records.Main, web);
    }

    public RecordBed Records { get; }

    public SaveEntries Save { get; }

    public Catalogues Catalogues { get; }

    public ValidationQueue Queue { get; }

    public OpenForValidation Open { get; }

    public ValidateBiologically Validate { get; }

    public ReturnToBench Bench { get; }

    public CorrectResult Correct { get; }

    public CriticalSettingRows Settings { get; }

    public CriticalList Critical { get; }

    public RecordCriticalCall Calls { get; }

    public OpenCriticalValue OpenCritical { get; }

    public ReleaseRuleRows Rules { get; }

    public Worker Technician { get; private set; } = null!;

    public Worker Biologist { get; private set; } = null!;

    public int Unit { get; private set; }

    public short Site => Records.Custody.Site.Site;

    public DateTimeOffset Now => Records.Custody.Clock.GetUtcNow();

    public static async Task<ValidationBed> StartAsync(DatabaseEngine engine)
    {
        ValidationBed bed = new(await RecordBed.StartAsync(engine));
        bed.Unit = bed.Records.Custody.Host.Core.People.UnitsOf(bed.Site)[0].Id;
        bed.Technician = await bed.SignInAsync(Role.LaboratoryTechnician, bed.Unit);
        bed.Biologist = await bed.SignInAsync(Role.Biologist, bed.Unit);
        return bed;
    }

    public async Task<Worker> SignInAsync(Role role, params IReadOnlyList<int> units)
    {
        (SessionToken token, _) = await Records.Custody.SignInAsync(role, null, units);
        return new(token, await web.AskAsync(
            MessageKind.DescribeSession, token, Nothing.Instance, CustodyJson.Default.Nothing,
            CustodyJson.Default.SessionDescription, Stop));
    }

    /// <summary>A new patient whom the laboratory has an order of.</summary>
    public async Task<PatientId> NewPatientAsync()
    {
        PatientId patient = (await SealedPatients.SealNewAsync(
            Records.Custody.ConnectImport(), null, 1, Compartment.Identity))[0].Patient;
        await CareCalls.DeclareAsync(Records.Custody, patient, null, Unit, hours: 24 * 30);
        return patient;
    }

    /// <summary>An order whose analyses somebody has technically validated; values by code.</summary>
    public async Task<RequestRow> OrderAsync(
        PatientId patient, Worker by, IReadOnlyDictionary<string, decimal> values, Attention attention = Attention.None,
        OrderPriority priority = OrderPriority.Routine, int wardId = 5)
    {
        using (Serment.RecordAccess.Opening.OpenResult seen = await Records.Door.OpenAsync(
            patient, CompartmentSetOfLaboratory, new(by.Token, AccessPurpose.Care), Stop))
        {
            Assert.Equal(Outcome.Allowed, seen.Outcome);
        }

        LaboratoryCatalogue catalogue = await Catalogues.CurrentAsync(Site, Stop);
        RequestRow request = new()
        {
            Patient = patient, Request = EntryId.New(), Site = Site, LaboratoryId = Unit,
            Number = $"L26-{++drawn:0000}", Priority = priority, Status = RequestStatus.Active,
            Person = new(LaboratorySex.Female, 16_802), WardId = wardId, OrderedAt = Now,
            OrderedBy = by.Session.StaffId, PlannedAt = Now, ChangedAt = Now,
        };
        SpecimenRow tube = new()
        {
            Patient = patient, Specimen = EntryId.New(), Site = Site, LaboratoryId = Unit, Request = request.Request,
            Number = $"T26-{drawn:0000}", Container = "SER", State = SpecimenState.Received, Priority = priority,
            Person = request.Person, PlannedAt = Now, ReceivedAt = Now, ChangedAt = Now,
        };
        List<(TaskRow Task, RunRow Run, EntryDraft Draft)> made =
            [.. values.Select(one => Made(catalogue.Find(one.Key)!, one.Value, request, tube, by, attention))];
        EntriesSaved saved = await Save.RunAsync(
            patient, [.. made.Select(one => one.Draft)], by.Token, Stop,
            async (connection, transaction, receipt, cancel) =>
            {
                await RequestRows.InsertAsync(connection, transaction, request, cancel);
                await SpecimenRows.InsertAsync(connection, transaction, tube, cancel);
                foreach ((TaskRow task, RunRow run, _) in made)
                {
                    await TaskRows.InsertAsync(connection, transaction, task, cancel);
                    await RunRows.InsertAsync(connection, transaction, run, cancel);
                }
            });
        Assert.Equal(SealOutcome.Saved, saved.Outcome);
        return request;
    }

    /// <summary>The order as a biologist's page has it.</summary>
    public async Task<ValidationOrder> ShowAsync(RequestRow request, Worker who)
    {
        ValidationOpened opened = await Open.RunAsync(
            request.Patient, request.Request, false, who.Session, who.Token, Now, Stop);
        return Assert.IsType<ValidationOrder>(opened.Order);
    }

    /// <summary>The choices of a page: every line that has a result.</summary>
    public static LineChoice[] Choices(ValidationOrder order, string? comment = null) =>
    [
        .. order.Lines.Where(line => line.Kept is not null)
            .Select(line => new LineChoice(line.Task.Task, line.Task.Version, line.Kept!.Version, comment)),
    ];

    public async Task<ValidationDone> ValidateAsync(RequestRow request, Worker who) =>
        await Validate.RunAsync(
            request.Patient, request.Request, Choices(await ShowAsync(request, who)), who.Session, who.Token, Now, Stop);

    /// <summary>Accepts an order's tube with reserve, as reception does.</summary>
    public async Task ReserveAsync(RequestRow request, SpecimenCause cause)
    {
        await using DbConnection reading = await Records.Main.OpenAsync(Stop);
        SpecimenRow tube = Assert.Single(
            await SpecimenRows.OfRequestAsync(reading, null, request.Patient, request.Request, Stop));
        NonConformityDraft draft = new(tube.Number, cause, SpecimenRemedy.Reserve, "", "", null);
        await Records.Laboratory.SealAsync(
            Site,
            [(request.Patient, new(tube.Specimen, SpecimenAction.Reserved, Now, new(7)) { Cause = cause })],
            (connection, transaction, _, cancel) => NonConformities.InsertAsync(
                connection, transaction, tube, null, draft, new(7), Now, cancel),
            Stop);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using DbConnection connection = await Records.Main.OpenAsync(Stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Stop);
    }

    public ValueTask DisposeAsync() => Records.DisposeAsync();

    private static Serment.RecordAccess.CompartmentSet CompartmentSetOfLaboratory =>
        Serment.RecordAccess.CompartmentSet.Of(Compartment.Laboratory);

    private (TaskRow Task, RunRow Run, EntryDraft Draft) Made(
        Analysis analysis, decimal value, RequestRow request, SpecimenRow tube, Worker by, Attention attention)
    {
        EntryId task = EntryId.New();
        EntryId entry = EntryId.New();
        Judgement judged = JudgeValue.Of(analysis, value, request.Person, false, null, null);
        Determination determination = new()
        {
            Patient = request.Patient, Request = request.Request, Task = task, Specimen = tube.Specimen,
            TubeNumber = tube.Number, Analysis = analysis.Code, Loinc = analysis.Loinc, Label = analysis.Fr,
            CatalogueVersion = 1, Number = value, Unit = analysis.Unit, Range = judged.Range, Flag = judged.Flag,
            CollectedAt = Now, ResultedAt = Now, Status = DeterminationStatus.Technical,
            Technical = new(Now, by.Session.StaffId, by.Session.Name),
        };
        return (
            new()
            {
                Patient = request.Patient, Task = task, Site = Site, LaboratoryId = Unit, Request = request.Request,
                Specimen = tube.Specimen, Analysis = analysis.Code, Section = analysis.Section,
                Status = AnalysisStatus.Technical, Attention = attention, Priority = request.Priority,
                Person = request.Person, RegisteredAt = Now, ReadyAt = Now, ResultedAt = Now, TechnicalAt = Now,
                TechnicalBy = by.Session.StaffId, DueAt = Now.AddHours(4), ChangedAt = Now,
            },
            new()
            {
                Patient = request.Patient, Entry = entry, Task = task, Site = Site, State = RunState.Kept,
                Attention = attention, ResultedAt = Now,
                RecordedBy = analysis.Formula is null ? by.Session.StaffId : null,
            },
            new(ObservationResource.Of(determination), Compartment.Laboratory, Entry: entry));
    }
}
