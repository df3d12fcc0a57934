using System.Data.Common;
using Serment.Custodian;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.RecordAccess;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Patients;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Places;
using Serment.Records.Patients.Resources;

namespace Serment.IntegrationTests.Records.Laboratory.Specimens;

/// <summary>One order of one tube of a person, as rows and as sealed entries.</summary>
internal sealed record SeededTube(PatientId Patient, string RecordNumber, SpecimenRow Tube);

/// <summary>A laboratory with orders, and what is done with its tubes.</summary>
internal sealed class SpecimenBed : IAsyncDisposable
{
    public const int Laboratory = 1;
    public const string Analysis = "NA";
    private static readonly CancellationToken Stop = CancellationToken.None;

    private readonly RecordDoor import;

    private SpecimenBed(RecordBed records)
    {
        Records = records;
        import = new(records.Custody.ConnectImport(), records.Main);
        Catalogues = new(records.Main, records.Custody.Clock);
        Receive = new(records.Laboratory, records.Main, Catalogues, new());
        Note = new(records.Laboratory, records.Main, Catalogues);
        Store = new(records.Laboratory, records.Main, Catalogues);
        Send = new(records.Laboratory, records.Main);
        Aliquot = new(records.Laboratory, records.Main, Catalogues);
        Collect = new(records.Door, new SaveEntries(records.Door), records.Main);
        Rounds = new(records.Door, records.Main);
        List = new(records.Door, records.Main);
    }

    public RecordBed Records { get; }

    public Catalogues Catalogues { get; }

    public ReceiveSpecimen Receive { get; }

    public NoteNonConformity Note { get; }

    public StoreSpecimens Store { get; }

    public SendSpecimens Send { get; }

    public MakeAliquots Aliquot { get; }

    public CollectSpecimens Collect { get; }

    public CollectionRounds Rounds { get; }

    public ListCollections List { get; }

    public short Site => Records.Custody.Site.Site;

    public ActorId Technician { get; } = ActorId.New();

    public DateTimeOffset Now => Records.Custody.Clock.GetUtcNow();

    public static async Task<SpecimenBed> StartAsync(DatabaseEngine engine) => new(await RecordBed.StartAsync(engine));

    /// <summary>Somebody with an order of one tube.</summary>
    public async Task<SeededTube> OrderAsync(
        SpecimenState state = SpecimenState.Collected, TimeSpan? takenBefore = null, int laboratory = Laboratory,
        RequestStatus order = RequestStatus.Active) =>
        await SeedAsync(
            import, Records.Custody.Site, await Catalogues.CurrentAsync(Site, Stop), Now, state, takenBefore, laboratory,
            order);

    /// <summary>The same for another bed.</summary>
    public static async Task<SeededTube> SeedAsync(
        RecordDoor import, FoundedSite site, LaboratoryCatalogue catalogue, DateTimeOffset now, SpecimenState state,
        TimeSpan? takenBefore = null, int laboratory = Laboratory, RequestStatus order = RequestStatus.Active)
    {
        Analysis analysis = catalogue.Find(Analysis)!;
        using SealBatch batch = new(site.Site);
        (PatientId patient, string number) = RegisterPatient.Add(batch, Person(), site.Code);
        EntryId request = EntryId.New();
        SpecimenRow tube = new()
        {
            Patient = patient, Specimen = EntryId.New(), Site = site.Site, LaboratoryId = laboratory, Request = request,
            Number = AccessionNumber.Draw(2026), Container = analysis.Container, State = state,
            Priority = OrderPriority.Routine, Person = new(LaboratorySex.Female, 16_437),
            PlannedAt = now.AddMinutes(-30),
            CollectedAt = state == SpecimenState.Planned ? null : now - (takenBefore ?? TimeSpan.FromMinutes(20)),
            ChangedAt = now,
        };
        SealResource.Add(
            batch, tube.Specimen, 1, Compartment.Laboratory,
            SpecimenResource.Write(
                SpecimenResource.Planned(tube.Number, request, catalogue.FindContainer(tube.Container)!), patient));
        SealResult stored = await import.SealAsync(batch, null, Stop, async (connection, transaction, _, stop) =>
        {
            await RequestRows.InsertAsync(connection, transaction, Request(tube, order, now), stop);
            await SpecimenRows.InsertAsync(connection, transaction, tube, stop);
            await TaskRows.InsertAsync(connection, transaction, Task(tube, analysis, now), stop);
        });
        Assert.Equal(SealOutcome.Saved, stored.Outcome);
        return new(patient, number, tube);
    }

    public Task<Reception> ScanAsync(string number, ActorId? by = null) =>
        Receive.RunAsync(Site, [Laboratory], number, by ?? Technician, Now, Stop);

    public Task<NonConformityNoted> NoteAsync(
        string number, SpecimenRemedy remedy, SpecimenCause cause = SpecimenCause.Haemolysed) =>
        Note.RunAsync(
            Site, [Laboratory], new(number, cause, remedy, "", "IDE", Now), Technician, Now, 2026, Stop);

    public async Task<SpecimenRow> TubeAsync(SeededTube seeded)
    {
        await using DbConnection connection = await Records.Main.OpenAsync(Stop);
        return (await SpecimenRows.FindAsync(connection, null, seeded.Patient, seeded.Tube.Specimen, Stop))!;
    }

    public async Task<TaskRow> TaskAsync(SeededTube seeded)
    {
        await using DbConnection connection = await Records.Main.OpenAsync(Stop);
        return Assert.Single(
            await TaskRows.OfRequestAsync(connection, null, seeded.Patient, seeded.Tube.Request, Stop));
    }

    public Task<long> StepsAsync() =>
        Records.CountAsync("SELECT COUNT(*) FROM entry WHERE resource_type = " + ResourceType.Of("Provenance").Code);

    public async ValueTask DisposeAsync()
    {
        await import.DisposeAsync();
        await Records.DisposeAsync();
    }

    private static PatientDraft Person() => new(
        new PatientIdentity
        {
            BirthName = "KERVELLA", FirstGivenName = "ANNE", BirthDate = Born(),
            Sex = Sex.Female, BirthPlace = InseeCode.Parse("56260"),
        },
        new ContactDetails { Line1 = "1 rue du Port", PostalCode = "56000", City = "Vannes" }, null, null);

    private static BirthDate Born()
    {
        Assert.Equal(
            BirthDateRefusal.None, BirthDateParser.TryParseStated("1980-07-14", new(2026, 3, 2), out BirthDate date));
        return date;
    }

    private static RequestRow Request(SpecimenRow tube, RequestStatus status, DateTimeOffset now) => new()
    {
        Patient = tube.Patient, Request = tube.Request, Site = tube.Site, LaboratoryId = tube.LaboratoryId,
        Number = AccessionNumber.DrawRequest(2026), Priority = OrderPriority.Routine, Status = status,
        Person = tube.Person, WardId = tube.WardId, OrderedAt = now, OrderedBy = new(7), PlannedAt = now,
        ChangedAt = now,
    };

    private static TaskRow Task(SpecimenRow tube, Analysis analysis, DateTimeOffset now) => new()
    {
        Patient = tube.Patient, Task = EntryId.New(), Site = tube.Site, LaboratoryId = tube.LaboratoryId,
        Request = tube.Request, Specimen = tube.Specimen, Analysis = analysis.Code, Section = analysis.Section,
        Status = AnalysisStatus.Registered, Priority = tube.Priority, Person = tube.Person, RegisteredAt = now,
        DueAt = now.AddDays(1), ChangedAt = now,
    };
}
