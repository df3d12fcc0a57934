using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.QualityControl;
using Serment.Records.Laboratory.Specimens;

namespace Serment.Records.Laboratory.Bench;

/// <summary>One determination, with its row and the version that the next step builds upon.</summary>
public sealed record BenchRun(RunRow Row, EntryVersion Version, Compartment Compartment, Determination Made)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(BenchRun);
}

/// <summary>One analysis of a tube with all its determinations.</summary>
/// <param name="Row">The task.</param>
/// <param name="Analysis">The analysis in the catalogue; null where it is restricted and did not open.</param>
/// <param name="Runs">Its determinations, oldest first.</param>
/// <param name="History">Validated results of the same analysis from specimens taken before, newest first.</param>
public sealed record BenchTask(
    TaskRow Row, Analysis? Analysis, IReadOnlyList<BenchRun> Runs, IReadOnlyList<Determination> History)
{
    /// <summary>The one that counts, or the newest that nobody rejected.</summary>
    public BenchRun? Current =>
        Runs.FirstOrDefault(one => one.Row.State == RunState.Kept)
            ?? Runs.LastOrDefault(one => one.Row.State == RunState.Arrived);

    /// <summary>
    /// Determinations of the same analysis from other tubes of the person that nobody rejected, validated or not.
    /// </summary>
    public IReadOnlyList<Determination> Elsewhere { get; init; } = [];

    /// <summary>The last result before this specimen was taken.</summary>
    public Determination? Previous => History.Count > 0 ? History[0] : null;

    /// <summary>The last one that a number can be compared with: exact, and in the analysis' unit.</summary>
    public Determination? Comparable => History.FirstOrDefault(one =>
        one is { Number: not null, Comparator: Comparator.None }
        && string.Equals(one.Unit, Analysis?.Unit, StringComparison.Ordinal));

    /// <summary>Whether what stands for it was computed by a formula, or would be.</summary>
    public bool IsComputed => Analysis?.Formula is not null && Current is not { Made.IsUnmeasured: false };

    /// <summary>Whether a result may be typed.</summary>
    public bool IsEnterable => Analysis is not null
        && (Row.Status == AnalysisStatus.Ready
            || (Row.Status == AnalysisStatus.Resulted && Row.Hold == AnalysisHold.Rerun));

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(BenchTask);
}

/// <summary>A tube with the analyses of its order.</summary>
/// <param name="Tube">The tube.</param>
/// <param name="Tasks">Its analyses, in the order of the catalogue.</param>
/// <param name="Others">The order's analyses from other tubes: what a formula may need.</param>
/// <param name="Context">Fasting, pregnancy.</param>
/// <param name="Catalogue">The catalogue in effect.</param>
/// <param name="Blocks">What quality control blocks now.</param>
public sealed record BenchTube(
    SpecimenRow Tube, IReadOnlyList<BenchTask> Tasks, IReadOnlyList<BenchTask> Others, OrderContext Context,
    LaboratoryCatalogue Catalogue, ReleaseBlocks Blocks)
{
    /// <summary>
    /// Versions of the catalogue that determinations were made with which nobody has looked at, but for the one in effect.
    /// </summary>
    public IReadOnlyDictionary<int, LaboratoryCatalogue> Versions { get; init; } =
        new Dictionary<int, LaboratoryCatalogue>();

    /// <summary>The analysis of a determination as it was when that was made; null where it is not there any more.</summary>
    public Analysis? AnalysisOf(Determination made) =>
        (made.CatalogueVersion == Catalogue.Version ? Catalogue : Versions.GetValueOrDefault(made.CatalogueVersion))
            ?.Find(made.Analysis);

    /// <summary>Whether the tube came too late for an analysis of it.</summary>
    public bool IsLate(BenchTask task) => task.Row.Specimen == Tube.Specimen && Tube.ReceivedAt is { } received
        && ReceptionRules.IsLate(task.Analysis, Tube.CollectedAt, received);

    /// <summary>Whether something of the record did not open with it: earlier results may be missing.</summary>
    public bool IsPartial { get; init; }

    /// <summary>All analyses of the order.</summary>
    public IEnumerable<BenchTask> All => Tasks.Concat(Others);

    /// <summary>
    /// Whether an analysis waits for nothing but to be computed: it was added when all it follows from was validated.
    /// </summary>
    public bool CanCompute(BenchTask task) => task is { IsComputed: true, Runs.Count: 0, Row.Status: AnalysisStatus.Ready }
        && FollowFormulas.Of(this, [], Tube.ChangedAt, isTechnical: true).Any(one => one.Task == task);

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(BenchTube);
}

/// <summary>The tube, or why it did not open.</summary>
public sealed record BenchOpened(Outcome Outcome, DecisionReason Reason, BenchTube? Tube);

/// <summary>
/// Opens the laboratory's part of a record for the bench: a tube's determinations and the results before, no identity.
/// One disclosure of one patient.
/// </summary>
public sealed class OpenBench(RecordDoor door, DatabaseLocation main, Catalogues catalogues, TimeProvider clock)
{
    /// <summary>Tubes that one grid opens; each patient counts.</summary>
    public const int MaxTubes = 40;

    /// <summary>Earlier results that are kept beside one.</summary>
    public const int MaxHistory = 5;

    private static readonly string[] Types = ["Observation", "ServiceRequest"];

    /// <summary>Opens one tube, with the records joined with the patient's.</summary>
    /// <param name="patient">Whose.</param>
    /// <param name="specimen">The tube.</param>
    /// <param name="session">Who asks.</param>
    /// <param name="token">The session's secret.</param>
    /// <param name="withSensitive">Whether to open restricted analyses too: after a touch.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>Refused without a reason where the tube is not of one of the person's laboratories.</returns>
    public async Task<BenchOpened> RunAsync(
        PatientId patient, EntryId specimen, SessionDescription session, SessionToken token, bool withSensitive,
        CancellationToken stop)
    {
        if (await RowsAsync(patient, specimen, session, stop) is not { } rows)
        {
            return new(Outcome.Refused, DecisionReason.None, null);
        }

        CompartmentSet compartments = withSensitive && session.ConfirmsSensitive
            ? CompartmentSet.Of(Compartment.Laboratory, Compartment.Sensitive)
            : CompartmentSet.Of(Compartment.Laboratory);
        using OpenResult opened = await door.OpenAsync(
            patient, EntrySelection.Of(compartments, Types), new(token, AccessPurpose.Care), stop);
        return opened.Record is { } record
            ? new(
                Outcome.Allowed, DecisionReason.None,
                await BuildAsync(rows, record.Entries, stop) with
                {
                    IsPartial = record.IsTruncated || record.Unopened.Count > 0
                        || record.Decisions.Any(one => one.Outcome != Outcome.Allowed),
                })
            : new(opened.Outcome, opened.Reason, null);
    }

    /// <summary>Opens several tubes: one round trip, a decision and a charge for each patient.</summary>
    public async Task<IReadOnlyList<BenchOpened>> ManyAsync(
        IReadOnlyList<(PatientId Patient, EntryId Specimen)> tubes, SessionDescription session, SessionToken token,
        CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tubes.Count, MaxTubes, nameof(tubes));
        List<BenchRows?> rows = [];
        foreach ((PatientId patient, EntryId specimen) in tubes)
        {
            rows.Add(await RowsAsync(patient, specimen, session, stop));
        }

        PatientId[] patients = [.. rows.OfType<BenchRows>().Select(one => one.Tube.Patient).Distinct()];
        using OpenedCards opened = await door.OpenListAsync(
            patients, EntrySelection.Of(CompartmentSet.Of(Compartment.Laboratory), Types),
            new(token, AccessPurpose.Care), stop);
        Dictionary<PatientId, OpenedCard> cards = opened.Cards.ToDictionary(one => one.Patient);
        List<BenchOpened> all = [];
        foreach (BenchRows? one in rows)
        {
            all.Add(
                one is null || !cards.TryGetValue(one.Tube.Patient, out OpenedCard? card)
                    ? new(Outcome.Refused, DecisionReason.None, null)
                : card.Outcome != Outcome.Allowed ? new(card.Outcome, card.Reason, null)
                : new(
                    Outcome.Allowed, DecisionReason.None,
                    await BuildAsync(one, card.Entries, stop) with
                    {
                        // A list opens no joined records.
                        IsPartial = card.IsTruncated || await door.IsJoinedAsync(card.Patient, stop),
                    }));
        }

        return all;
    }

    private async Task<BenchTube> BuildAsync(
        BenchRows rows, IReadOnlyList<OpenedEntry> entries, CancellationToken stop)
    {
        BenchTube tube = Build(rows, entries, await catalogues.CurrentAsync(rows.Tube.Site, stop));
        Dictionary<int, LaboratoryCatalogue> versions = [];
        foreach (int version in tube.Tasks.SelectMany(one => one.Runs).Where(one => one.Row.State == RunState.Arrived)
            .Select(one => one.Made.CatalogueVersion).Where(one => one != tube.Catalogue.Version).Distinct())
        {
            versions[version] = await catalogues.VersionAsync(rows.Tube.Site, version, stop);
        }

        return tube with { Versions = versions };
    }

    private static BenchTube Build(BenchRows rows, IReadOnlyList<OpenedEntry> entries, LaboratoryCatalogue catalogue)
    {
        List<(CurrentEntry<Observation> Entry, Determination Made)> made = [];
        foreach (CurrentEntry<Observation> entry in ReadEntries.Of<Observation>(entries))
        {
            if (ObservationResource.Read(entry.Resource) is { } determination)
            {
                made.Add((entry, determination));
            }
        }

        Dictionary<EntryId, (CurrentEntry<Observation> Entry, Determination Made)> byEntry =
            made.DistinctBy(one => one.Entry.Version.Entry).ToDictionary(one => one.Entry.Version.Entry);
        ILookup<EntryId, RunRow> runs = rows.Runs.ToLookup(one => one.Task);
        OrderContext context = ReadEntries.Of<ServiceRequest>(entries)
            .Where(one => one.Version.Entry == rows.Tube.Request)
            .Select(one => ServiceRequestResource.Read(one.Resource)?.Context)
            .FirstOrDefault() ?? OrderContext.None;
        List<BenchTask> tasks = [];
        foreach (TaskRow task in rows.Tasks)
        {
            BenchRun[] own =
            [
                .. runs[task.Task]
                    .Where(run => byEntry.TryGetValue(run.Entry, out (CurrentEntry<Observation>, Determination Made) one)
                        && !rows.Refused.Contains(one.Made.Specimen))
                    .Select(run => new BenchRun(
                    run, byEntry[run.Entry].Entry.Version, byEntry[run.Entry].Entry.Compartment,
                    byEntry[run.Entry].Made)),
            ];
            string? code = task.Analysis ?? own.FirstOrDefault()?.Made.Analysis;
            tasks.Add(new(
                task, code is null ? null : catalogue.Find(code), own, 
                code is null ? [] : HistoryOf(made, task, code, own.LastOrDefault()?.Made.CollectedAt ?? rows.Tube.CollectedAt))
            {
                Elsewhere =
                [
                    .. made.Select(one => one.Made).Where(one => one.Task != task.Task && code is not null
                        && string.Equals(one.Analysis, code, StringComparison.Ordinal)
                        && one.Status is not (DeterminationStatus.Rejected or DeterminationStatus.EnteredInError)),
                ],
            });
        }

        Dictionary<string, int> order = catalogue.Analyses
            .Select((one, at) => (one.Code, at)).ToDictionary(one => one.Code, one => one.at, StringComparer.Ordinal);
        BenchTask[] sorted =
            [.. tasks.OrderBy(one => order.GetValueOrDefault(one.Analysis?.Code ?? "", int.MaxValue))];
        return new(
            rows.Tube,
            [.. sorted.Where(one => one.Row.Specimen == rows.Tube.Specimen)],
            [.. sorted.Where(one => one.Row.Specimen != rows.Tube.Specimen)],
            context, catalogue, rows.Blocks);
    }

    private static Determination[] HistoryOf(
        List<(CurrentEntry<Observation> Entry, Determination Made)> made, TaskRow task, string code,
        DateTimeOffset? collected) =>
    [
        .. made.Select(one => one.Made)
            .Where(one => one.Task != task.Task && string.Equals(one.Analysis, code, StringComparison.Ordinal)
                && one.Status is (DeterminationStatus.Technical or DeterminationStatus.Final
                    or DeterminationStatus.Amended or DeterminationStatus.Corrected)
                && (collected is null || (one.CollectedAt ?? one.ResultedAt) < collected))
            .OrderByDescending(one => one.CollectedAt ?? one.ResultedAt)
            .Take(MaxHistory),
    ];

    private async Task<BenchRows?> RowsAsync(
        PatientId patient, EntryId specimen, SessionDescription session, CancellationToken stop)
    {
        short? site = await door.SiteOfCodeAsync(session.SiteCode, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        SpecimenRow? tube = await SpecimenRows.FindAsync(connection, null, patient, specimen, stop);
        if (tube is null || tube.Site != site || !session.Units.Any(unit => unit.UnitId == tube.LaboratoryId))
        {
            return null;
        }

        return new(
            tube,
            [
                .. (await TaskRows.OfRequestAsync(connection, null, patient, tube.Request, stop))
                    .Where(one => one.Status != AnalysisStatus.Cancelled),
            ],
            await RunRows.OfRequestAsync(connection, null, patient, tube.Request, stop),
            await ReleaseBlocks.OfAsync(connection, tube.Site, clock.GetUtcNow(), stop),
            (await SpecimenRows.OfRequestAsync(connection, null, patient, tube.Request, stop))
                .Where(one => one.State == SpecimenState.Unsatisfactory).Select(one => one.Specimen).ToHashSet());
    }

    // Of the order: what was determined from a tube that was refused afterwards counts for nothing.
    private sealed record BenchRows(
        SpecimenRow Tube, IReadOnlyList<TaskRow> Tasks, IReadOnlyList<RunRow> Runs, ReleaseBlocks Blocks,
        IReadOnlySet<EntryId> Refused);
}
