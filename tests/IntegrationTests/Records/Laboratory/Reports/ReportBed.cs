using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Reports;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Resources;

namespace Serment.IntegrationTests.Records.Laboratory.Reports;

/// <summary>An order with two validated analyses, a biologist of its laboratory who has the record in hand.</summary>
internal sealed class ReportBed : IAsyncDisposable
{
    private static readonly IReadOnlyDictionary<ActorId, string> NoNames = new Dictionary<ActorId, string>();

    private readonly RecordDoor import;

    private ReportBed(RecordBed records)
    {
        Records = records;
        import = new(records.Custody.ConnectImport(), records.Main);
        Laboratories = new(records.Door, records.Main);
        Draft = new(records.Door, records.Main, Laboratories, new(records.Main, TimeProvider.System));
        Save = new(records.Door);
        Issue = new(Save);
        Open = new(records.Door);
        Deliver = new(Save);
    }

    public RecordBed Records { get; }

    public Serment.Records.Laboratory.Orders.Laboratories Laboratories { get; }

    public DraftReport Draft { get; }

    public SaveEntries Save { get; }

    public IssueReport Issue { get; }

    public OpenReport Open { get; }

    public RecordDelivery Deliver { get; }

    public DateTimeOffset Now { get; private set; } = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public PatientId Patient { get; } = PatientId.New();

    public EntryId Request { get; } = EntryId.New();

    public EntryId Potassium { get; } = EntryId.New();

    public EntryId PotassiumTask { get; } = EntryId.New();

    public int Unit { get; private set; }

    public SessionToken Token { get; private set; } = null!;

    public SessionDescription Biologist { get; private set; } = null!;

    public EntryId Specimen => new(Request.Value + 1);

    public ReportAsked Asked => new(Patient, Request, false);

    public ReportAsked AskedSensitive => new(Patient, Request, true);

    /// <summary>The order; one of its analyses labelled sensitive where that is asked for.</summary>
    public static async Task<ReportBed> StartAsync(DatabaseEngine engine, bool withSensitive = false)
    {
        ReportBed bed = new(await RecordBed.StartAsync(engine));
        RecordBed records = bed.Records;
        short site = records.Custody.Site.Site;
        bed.Unit = records.Custody.Host.Core.People.UnitsOf(site)[0].Id;
        await bed.Laboratories.SaveAsync(
            new() { Site = site, LaboratoryId = bed.Unit, Name = "Laboratoire des Essais", Head = "Dr Aubry" },
            CancellationToken.None);
        await bed.SealAsync(site);
        await bed.InsertAsync(site);
        if (withSensitive)
        {
            await bed.AddSensitiveAsync(site);
        }

        (bed.Token, bed.Biologist) = await bed.SignInAsync(Role.Biologist);
        return bed;
    }

    public async Task<(SessionToken Token, SessionDescription Session)> SignInAsync(Role role)
    {
        (SessionToken token, _) = await Records.Custody.SignInAsync(role, null, Unit);
        await Records.Custody.TouchAsync(token, StepUpKind.OffPattern, Patient);
        return (token, await Records.Custody.Connect().AskAsync(
            MessageKind.DescribeSession, token, Nothing.Instance, CustodyJson.Default.Nothing,
            CustodyJson.Default.SessionDescription, CancellationToken.None));
    }

    public Task<ReportDrafted> DraftAsync(ReportEdition edition, ReportAsked? asked = null) => Draft.RunAsync(
        asked ?? Asked, edition, Biologist, Token, NoNames, TimeZoneInfo.Utc, CancellationToken.None);

    /// <summary>Drafts and seals, as if the custodian had signed.</summary>
    public async Task<ReportIssued> IssueAsync(ReportAsked? asked = null)
    {
        ReportDraft draft = (await DraftAsync(ReportEdition.New(Now), asked)).Draft!;
        return await Issue.RunAsync(
            draft, new(draft.Digest, [1, 2, 3], 7), Now, Biologist, Token, CancellationToken.None);
    }

    public async Task<List<ReportDue>> DueAsync()
    {
        await using DbConnection connection = await Records.Main.OpenAsync(CancellationToken.None);
        return await ReportRows.DueAsync(
            connection, Records.Custody.Site.Site, Unit, Now.AddHours(1), CancellationToken.None);
    }

    /// <summary>Corrects the potassium, as validation does.</summary>
    public async Task CorrectAsync(decimal value, string reason)
    {
        using OpenResult opened = await Records.Door.OpenEntriesAsync(
            Patient, [Potassium], CompartmentSet.Of(Compartment.Laboratory), new(Token, AccessPurpose.Care),
            CancellationToken.None);
        CurrentEntry<Observation> seen = Assert.Single(ReadEntries.Of<Observation>(opened.Record!.Entries));
        Determination corrected = ObservationResource.Read(seen.Resource)! with
        {
            Number = value, Flag = ResultFlag.Normal, Status = DeterminationStatus.Corrected, Reason = reason,
        };
        Now = Now.AddHours(1);
        EntriesSaved saved = await Save.RunAsync(
            Patient, [new(ObservationResource.Of(corrected), Compartment.Laboratory, seen.Version)], Token,
            CancellationToken.None,
            async (connection, transaction, _, stop) =>
            {
                TaskRow task = (await TaskRows.OfRequestAsync(connection, transaction, Patient, Request, stop))
                    .First(one => one.Task == PotassiumTask);
                Assert.True(await TaskRows.UpdateAsync(connection, transaction, task with { ChangedAt = Now }, stop));
            });
        Assert.Equal(SealOutcome.Saved, saved.Outcome);
    }

    /// <summary>Notes what was done with the tube, as reception and dispatch do.</summary>
    public Task NoteAsync(
        SpecimenAction action, DateTimeOffset at, SpecimenCause cause = SpecimenCause.None, string? place = null) =>
        Records.Laboratory.SealAsync(
            Records.Custody.Site.Site,
            [(Patient, new(Specimen, action, at, new(7)) { Cause = cause, Place = place })],
            (_, _, _, _) => Task.CompletedTask, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await import.DisposeAsync();
        await Records.DisposeAsync();
    }

    private async Task SealAsync(short site)
    {
        Patient person = new() { Gender = "female", BirthDate = "1979-03-12" };
        IdentityResource.Write(
            new PatientIdentity { BirthName = "MARTIN", FirstGivenName = "ANNE", Sex = Sex.Female }, person);
        using SealBatch batch = new(site);
        batch.BeginPatient(Patient, isNew: true);
        SealResource.Add(batch, EntryId.New(), 1, Compartment.Identity, person);
        SealResource.Add(batch, Potassium, 1, Compartment.Laboratory, ObservationResource.Of(Made(
            PotassiumTask, "K", "2823-3", "Potassium", 6.8m, DeterminationStatus.Final)));
        SealResource.Add(batch, EntryId.New(), 1, Compartment.Laboratory, ObservationResource.Of(Made(
            SodiumTask, "NA", "2951-2", "Sodium", 139m, DeterminationStatus.Final)));
        SealResource.Add(batch, EntryId.New(), 1, Compartment.Laboratory, ObservationResource.Of(Made(
            ChlorideTask, "CL", "2075-0", "Chlorure", 77m, DeterminationStatus.Technical)));
        SealResult result = await import.SealAsync(batch, null, CancellationToken.None);
        Assert.Equal(SealOutcome.Saved, result.Outcome);
    }

    private EntryId SodiumTask { get; } = EntryId.New();

    private EntryId ChlorideTask { get; } = EntryId.New();

    private Determination Made(
        EntryId task, string code, string loinc, string label, decimal value, DeterminationStatus status) => new()
    {
        Patient = Patient, Request = Request, Task = task, Specimen = Specimen, TubeNumber = "26000042171",
        Analysis = code, Loinc = loinc, Label = label, CatalogueVersion = 1, Number = value, Unit = "mmol/L",
        Method = "Potentiométrie", Range = new ReferenceRange(Low: 3.5m, High: 5.1m), Flag = ResultFlag.High,
        CollectedAt = Now.AddHours(-1), ResultedAt = Now, Status = status,
        Biological = status == DeterminationStatus.Final ? new(Now, new ActorId(9), "Dr Lange") : null,
    };

    private async Task AddSensitiveAsync(short site)
    {
        EntryId task = EntryId.New();
        using SealBatch batch = new(site);
        batch.BeginPatient(Patient, isNew: false);
        SealResource.Add(batch, EntryId.New(), 1, Compartment.Sensitive, ObservationResource.Of(Made(
            task, "VIH", "56888-1", "VIH 1 et 2, dépistage", 0, DeterminationStatus.Final) with
        {
            Number = null, Unit = null, Range = null, Flag = ResultFlag.Normal, Coded = new("NEG", "Négatif"),
        }));
        Assert.Equal(SealOutcome.Saved, (await import.SealAsync(batch, null, CancellationToken.None)).Outcome);
        await using DbConnection connection = await Records.Main.OpenAsync(CancellationToken.None);
        await TaskRows.InsertAsync(
            connection, null,
            new()
            {
                Patient = Patient, Task = task, Site = site, LaboratoryId = Unit, Request = Request, Specimen = Specimen,
                Section = Section.Serology, Status = AnalysisStatus.Final, Priority = OrderPriority.Routine,
                Person = new(LaboratorySex.Female, 16_000), RegisteredAt = Now.AddHours(-2), DueAt = Now.AddHours(2),
                ChangedAt = Now,
            },
            CancellationToken.None);
    }

    private async Task InsertAsync(short site)
    {
        await using DbConnection connection = await Records.Main.OpenAsync(CancellationToken.None);
        BenchPerson person = new(LaboratorySex.Female, 16_000);
        await RequestRows.InsertAsync(
            connection, null,
            new()
            {
                Patient = Patient, Request = Request, Site = site, LaboratoryId = Unit, Number = "2600004217",
                Priority = OrderPriority.Routine, Status = RequestStatus.Active, Person = person, OrderedAt = Now.AddHours(-2),
                OrderedBy = new(7), PlannedAt = Now.AddHours(-2), ChangedAt = Now,
            },
            CancellationToken.None);
        foreach ((EntryId task, string code, AnalysisStatus status) in ((EntryId, string, AnalysisStatus)[])
            [
                (PotassiumTask, "K", AnalysisStatus.Final), (SodiumTask, "NA", AnalysisStatus.Final),
                (ChlorideTask, "CL", AnalysisStatus.Technical),
            ])
        {
            await TaskRows.InsertAsync(
                connection, null,
                new()
                {
                    Patient = Patient, Task = task, Site = site, LaboratoryId = Unit, Request = Request,
                    Specimen = Specimen, Analysis = code, Section = Section.Biochemistry, Status = status,
                    Priority = OrderPriority.Routine, Person = person, RegisteredAt = Now.AddHours(-2),
                    DueAt = Now.AddHours(2), ChangedAt = Now,
                },
                CancellationToken.None);
        }
    }
}
