using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.IntegrationTests.Records.Encounters;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts.Results;
using Serment.Records.Entries;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Cultures;
using Serment.Records.Laboratory.CriticalValues;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Reports;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Laboratory.Validation;

namespace Serment.IntegrationTests.Records.Laboratory.Bench.Cultures;

/// <summary>A bench with one culture, from the reading to the report.</summary>
internal sealed class CultureBed : IAsyncDisposable
{
    private static readonly CancellationToken Stop = CancellationToken.None;
    private static readonly IReadOnlyDictionary<ActorId, string> NoNames = new Dictionary<ActorId, string>();

    private CultureBed(BenchBed bench, string analysis)
    {
        Bench = bench;
        Analysis = analysis;
        RecordBed records = bench.Stays.Records;
        Validation = new(records.Door, records.Main, bench.Catalogues);
        Validate = new(Validation, records.Door, bench.Stays.Save);
        Correct = new(Validation, records.Door, bench.Stays.Save, bench.Catalogues);
        Laboratories = new(records.Door, records.Main);
        Draft = new(records.Door, records.Main, Laboratories, bench.Catalogues);
        Issue = new(bench.Stays.Save);
        Critical = new(records.Main, new(records.Main));
    }

    public BenchBed Bench { get; }

    public string Analysis { get; }

    public OpenForValidation Validation { get; }

    public ValidateBiologically Validate { get; }

    public CorrectResult Correct { get; }

    public Serment.Records.Laboratory.Orders.Laboratories Laboratories { get; }

    public DraftReport Draft { get; }

    public IssueReport Issue { get; }

    public CriticalList Critical { get; }

    public Worker Technician { get; private set; } = null!;

    public Worker Biologist { get; private set; } = null!;

    public SpecimenRow Tube { get; private set; } = null!;

    public static async Task<CultureBed> StartAsync(DatabaseEngine engine, string analysis)
    {
        CultureBed bed = new(await BenchBed.StartAsync(engine), analysis);
        BenchBed bench = bed.Bench;
        await bed.Laboratories.SaveAsync(
            new() { Site = bench.Site, LaboratoryId = bench.Laboratory, Name = "Laboratoire des Essais" }, Stop);
        bed.Technician = await bench.TechnicianAsync();
        bed.Biologist = await bench.BiologistAsync();
        bed.Tube = await bench.TubeAsync(await bench.PatientAsync(), analyses: [analysis]);
        return bed;
    }

    public async Task<BenchTask> TaskAsync() => BenchBed.TaskOf(await Bench.OpenAsync(Technician, Tube), Analysis);

    public async Task<SealOutcome> EnterAsync(CultureReading reading)
    {
        BenchTube tube = await Bench.OpenAsync(Technician, Tube);
        BenchTask task = BenchBed.TaskOf(tube, Analysis);
        return await EnterAsync(tube, task, reading);
    }

    public async Task<SealOutcome> EnterAsync(BenchTube tube, BenchTask task, CultureReading reading) =>
        Assert.Single(await Bench.Enter.RunAsync(
            [EnterCulture.Of(tube, task, task.Row.Version, reading, Technician.Session.StaffId, Bench.Now)],
            Technician.Session, Technician.Token, Stop)).Outcome;

    /// <summary>Technical validation by the technician, then the other one by the biologist.</summary>
    public async Task<ValidationDone> ValidateAsync(Worker? biologist = null)
    {
        TechnicalResult technical = await Bench.ValidateAsync(Technician, Tube, (Analysis, one => one));
        Assert.Equal(SealOutcome.Saved, technical.Outcome);
        return await ValidateBiologicallyAsync(biologist ?? Biologist);
    }

    public async Task<ValidationDone> ValidateBiologicallyAsync(Worker who)
    {
        ValidationLine line = await LineAsync(who);
        return await Validate.RunAsync(
            Tube.Patient, Tube.Request, [new(line.Task.Task, line.Task.Version, line.Kept!.Version)], who.Session,
            who.Token, Bench.Now, Stop);
    }

    public async Task<ValidationLine> LineAsync(Worker who)
    {
        ValidationOpened opened = await Validation.RunAsync(
            Tube.Patient, Tube.Request, false, who.Session, who.Token, Bench.Now, Stop);
        return Assert.Single(opened.Order!.Lines);
    }

    public async Task<IReadOnlyList<LabResult>> ChartAsync()
    {
        using OpenResult opened = await OpenAsync();
        return LabResults.Of(opened.Record!.Entries);
    }

    /// <summary>Every Observation of the record with its status, newest version.</summary>
    public async Task<IReadOnlyList<(EntryVersion Version, string Status)>> ObservationsAsync()
    {
        using OpenResult opened = await OpenAsync();
        return
        [
            .. ReadEntries.Of<Observation>(opened.Record!.Entries).Select(one => (one.Version, one.Resource.Status!)),
        ];
    }

    /// <summary>The statuses of all versions of an Observation, oldest first.</summary>
    public async Task<IReadOnlyList<DeterminationStatus>> HistoryAsync(EntryId entry)
    {
        using OpenResult opened = await Bench.Stays.Records.Door.OpenHistoryAsync(
            Tube.Patient, entry, CompartmentSet.Of(Compartment.Laboratory), new(Biologist.Token, AccessPurpose.Care), Stop);
        return
        [
            .. ReadEntries.Of<Observation>(opened.Record!.Entries).OrderBy(one => one.Version.Version)
                .Select(one => ObservationResource.Read(one.Resource)!.Status),
        ];
    }

    public async Task<ReportDraft> DraftAsync() => (await Draft.RunAsync(
        new(Tube.Patient, Tube.Request, false), ReportEdition.New(Bench.Now), Biologist.Session, Biologist.Token, NoNames,
        TimeZoneInfo.Utc, Stop)).Draft!;

    /// <summary>Seals a draft as if the custodian had signed it.</summary>
    public async Task IssueAsync(ReportDraft draft) => Assert.Equal(
        SealOutcome.Saved,
        (await Issue.RunAsync(
            draft, new(draft.Digest, [1, 2, 3], 7), Bench.Now, Biologist.Session, Biologist.Token, Stop)).Outcome);

    public async Task<IReadOnlyList<ReportDue>> DueAsync()
    {
        await using DbConnection connection = await Bench.Stays.Records.Main.OpenAsync(Stop);
        return await ReportRows.DueAsync(connection, Bench.Site, Bench.Laboratory, Bench.Now.AddHours(1), Stop);
    }

    public async Task<RequestRow> RequestAsync()
    {
        await using DbConnection connection = await Bench.Stays.Records.Main.OpenAsync(Stop);
        return (await RequestRows.FindAsync(connection, null, Tube.Patient, Tube.Request, Stop))!;
    }

    public Task<IReadOnlyList<CriticalRow>> CriticalAsync() =>
        Critical.RunAsync(Bench.Site, Bench.Laboratory, Bench.Now, Stop);

    public void Wait(TimeSpan span) => Bench.Stays.Records.Custody.Clock.Advance(span);

    public ValueTask DisposeAsync() => Bench.DisposeAsync();

    private Task<OpenResult> OpenAsync() => Bench.Stays.Records.Door.OpenAsync(
        Tube.Patient, EntrySelection.Of(CompartmentSet.Of(Compartment.Laboratory), "Observation"),
        new(Biologist.Token, AccessPurpose.Care), Stop);
}
