using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.QualityControl;
using Serment.Records.Laboratory.Reports;
using Serment.Records.Laboratory.Specimens;

namespace Serment.Records.Laboratory.Validation;

/// <summary>What opening an order for validation gave; without an order it did not open, or is not there.</summary>
/// <param name="Outcome">The custodian's decision.</param>
/// <param name="Reason">Its reason.</param>
/// <param name="Order">The order.</param>
public sealed record ValidationOpened(Outcome Outcome, DecisionReason Reason, ValidationOrder? Order)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ValidationOpened);
}

/// <summary>
/// Opens one order as a biologist validates it: its results, three years of the laboratory compartment, the clinical
/// context, controls. Neither name nor address is opened. Analyses labelled sensitive are a step of their own, which opens
/// only after a touch.
/// </summary>
public sealed class OpenForValidation(RecordDoor door, DatabaseLocation main, Catalogues catalogues)
{
    private const string Observations = "Observation";
    private const string Requests = "ServiceRequest";

    private const string Steps = "Provenance";

    private static readonly EntrySelection Laboratory =
        EntrySelection.Of(CompartmentSet.Of(Compartment.Laboratory), Observations, Requests);

    private static readonly EntrySelection Sensitive =
        EntrySelection.Of(CompartmentSet.Of(Compartment.Sensitive), Observations, Requests);

    // Of few orders only: steps of tubes stand in the laboratory compartment, whatever is measured in them.
    private static readonly EntrySelection LaboratoryWithSteps =
        EntrySelection.Of(CompartmentSet.Of(Compartment.Laboratory), Observations, Requests, Steps);

    private static readonly EntrySelection SensitiveWithSteps = EntrySelection.Of(
        CompartmentSet.Of(Compartment.Laboratory, Compartment.Sensitive), Observations, Requests, Steps);

    /// <summary>Opens it.</summary>
    /// <param name="patient">Whose, as the queue has it.</param>
    /// <param name="request">The order.</param>
    /// <param name="isSensitive">Whether the step of sensitive analyses is opened.</param>
    /// <param name="who">Who asks: only orders of her own laboratories open.</param>
    /// <param name="session">Her session.</param>
    /// <param name="now">Now.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<ValidationOpened> RunAsync(
        PatientId patient, EntryId request, bool isSensitive, SessionDescription who, SessionToken session,
        DateTimeOffset now, CancellationToken stop)
    {
        if (await ReadRowsAsync(patient, request, who, now, stop) is not { } rows
            || (isSensitive && rows.Request.Sensitive is null))
        {
            return new(Outcome.Allowed, DecisionReason.None, null);
        }

        LaboratoryCatalogue catalogue = await catalogues.CurrentAsync(rows.Request.Site, stop);
        using OpenResult opened = await door.OpenAsync(
            patient, SelectionOf(rows, isSensitive), new(session, AccessPurpose.Care), stop);
        if (opened.Record is not { } record)
        {
            return new(opened.Outcome, opened.Reason, null);
        }

        if (isSensitive && record.Unopened.Count > 0)
        {
            return new(Outcome.StepUp, DecisionReason.TouchNeeded, null);
        }

        return new(
            Outcome.Allowed, opened.Reason, Arrange(rows, record.Entries, isSensitive, catalogue, who.StaffId, now));
    }

    /// <summary>Puts rows and what was opened together. Pure.</summary>
    public static ValidationOrder Arrange(
        ValidationRows rows, IReadOnlyList<OpenedEntry> entries, bool isSensitive, LaboratoryCatalogue catalogue,
        ActorId biologist, DateTimeOffset now)
    {
        DateTimeOffset since = now.AddYears(-ResultHistory.Years);
        (CurrentEntry<Observation> Entry, Determination? Made)[] read =
            [.. ReadEntries.Of<Observation>(entries).Select(one => (one, ObservationResource.Read(one.Resource)))];
        Dictionary<EntryId, (CurrentEntry<Observation> Entry, Determination Made)> byEntry = read
            .Where(one => one.Made is not null)
            .ToDictionary(one => one.Entry.Version.Entry, one => (one.Entry, one.Made!));
        ResultHistory history = ResultHistory.Of(read, since);
        ILookup<EntryId, RunRow> runs = rows.Runs.ToLookup(run => run.Task);
        SpecimenNotes? notes = rows.Reserved.Count == 0 ? null : new(rows.Reserved, SpecimenStep.Of(entries), []);
        ValidationLine[] lines =
        [
            .. rows.Tasks
                .Where(task => task.IsSensitive == isSensitive && task.Status != AnalysisStatus.Cancelled)
                .Select(task => LineOf(task, runs[task.Task], byEntry, history, rows.Blocks, catalogue, biologist) with
                {
                    Reserves = notes?.ReservesOf(task.Specimen) ?? [],
                }),
        ];
        Dictionary<string, int> order = catalogue.Analyses.Select((one, at) => (one.Code, at))
            .ToDictionary(one => one.Code, one => one.at, StringComparer.Ordinal);
        EntryId sealedOrder = isSensitive ? rows.Request.Sensitive ?? rows.Request.Request : rows.Request.Request;
        return new(
            rows.Request,
            ReadEntries.Of<ServiceRequest>(entries)
                .Where(one => one.Version.Entry == sealedOrder)
                .Select(one => ServiceRequestResource.Read(one.Resource))
                .FirstOrDefault(),
            [
                .. lines.OrderBy(line => line.Task.Section)
                    .ThenBy(line => order.GetValueOrDefault(CodeOf(line) ?? "", int.MaxValue)),
            ],
            rows.Tasks.Count(task => task.IsSensitive && task.Status == AnalysisStatus.Technical),
            isSensitive);
    }

    /// <summary>The rows of an order of one of the person's laboratories; null where there is none.</summary>
    internal async Task<ValidationRows?> ReadRowsAsync(
        PatientId patient, EntryId request, SessionDescription who, DateTimeOffset now, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        RequestRow? row = await RequestRows.FindAsync(connection, null, patient, request, stop);
        if (row is null
            || !who.Units.Any(unit => unit.UnitId == row.LaboratoryId)
            || await door.SiteOfCodeAsync(who.SiteCode, stop) != row.Site)
        {
            return null;
        }

        return new(
            row,
            await TaskRows.OfRequestAsync(connection, null, patient, request, stop),
            await RunRows.OfRequestAsync(connection, null, patient, request, stop),
            await ReleaseBlocks.OfAsync(connection, row.Site, now, stop))
        {
            Reserved = await NonConformities.HasReserveAsync(connection, patient, request, stop)
                ? await SpecimenRows.OfRequestAsync(connection, null, patient, request, stop)
                : [],
        };
    }

    private static EntrySelection SelectionOf(ValidationRows rows, bool isSensitive) =>
        rows.Reserved.Count == 0
            ? isSensitive ? Sensitive : Laboratory
            : isSensitive ? SensitiveWithSteps : LaboratoryWithSteps;

    private static string? CodeOf(ValidationLine line) => line.Task.Analysis ?? line.Kept?.Made.Analysis;

    private static ValidationLine LineOf(
        TaskRow task, IEnumerable<RunRow> runs,
        Dictionary<EntryId, (CurrentEntry<Observation> Entry, Determination Made)> byEntry, ResultHistory history,
        ReleaseBlocks blocks, LaboratoryCatalogue catalogue, ActorId biologist)
    {
        SealedDetermination[] all =
        [
            .. runs.Where(run => byEntry.ContainsKey(run.Entry))
                .Select(run => new SealedDetermination(
                    byEntry[run.Entry].Entry.Version, byEntry[run.Entry].Made, byEntry[run.Entry].Entry.Author,
                    run.State, run))
                .OrderByDescending(one => one.Made.ResultedAt),
        ];
        SealedDetermination? kept =
            all.FirstOrDefault(one => one.State == RunState.Kept) ?? all.FirstOrDefault(one => one.State != RunState.Rejected);
        Determination? made = kept?.Made;
        ReleaseBlock? block = made is null ? null : blocks.Find(made.InstrumentId, made.Analysis);
        return new(
            task, catalogue.Find(task.Analysis ?? made?.Analysis ?? ""), kept, [.. all.Where(one => one != kept)],
            made is null ? [] : history.For(made, made.CollectedAt ?? made.ResultedAt), block,
            BiologicalRules.Check(task, kept, block is not null, biologist));
    }
}

/// <summary>What rows say of an order.</summary>
public sealed record ValidationRows(
    RequestRow Request, IReadOnlyList<TaskRow> Tasks, IReadOnlyList<RunRow> Runs, ReleaseBlocks Blocks)
{
    /// <summary>The order's tubes, where one of them was accepted with reserve: what it is stands in sealed steps.</summary>
    public IReadOnlyList<SpecimenRow> Reserved { get; init; } = [];

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ValidationRows);
}
