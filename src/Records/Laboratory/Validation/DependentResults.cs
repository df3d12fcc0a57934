using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Validation;

/// <summary>
/// Which results of an order were computed of which others, as rows tell: what is done once more or corrected takes them
/// with it. Analyses labelled sensitive are not named by rows, and have no formula. Pure.
/// </summary>
internal sealed class DependentResults(ValidationRows rows, LaboratoryCatalogue catalogue)
{
    /// <summary>Whether what counts of an analysis was computed.</summary>
    public bool IsComputed(EntryId task) =>
        rows.Tasks.FirstOrDefault(one => one.Task == task) is { } row && IsComputed(row);

    /// <summary>The computed analyses of these steps that follow from some analyses, as they stand.</summary>
    public IEnumerable<LineChoice> Of(IEnumerable<EntryId> changed, params AnalysisStatus[] statuses)
    {
        HashSet<string> codes =
            [.. rows.Tasks.Where(one => changed.Contains(one.Task)).Select(one => one.Analysis).OfType<string>()];
        return rows.Tasks.Where(one => statuses.Contains(one.Status) && IsComputed(one)
                && FollowFormulas.NeedsOf(catalogue.Find(one.Analysis!)).Any(codes.Contains))
            .Select(ChoiceOf).OfType<LineChoice>();
    }

    /// <summary>What computed analyses follow from, as it stands.</summary>
    public IEnumerable<LineChoice> InputsOf(IEnumerable<EntryId> computed)
    {
        HashSet<string> needs =
        [
            .. rows.Tasks.Where(one => computed.Contains(one.Task))
                .SelectMany(one => FollowFormulas.NeedsOf(catalogue.Find(one.Analysis ?? ""))),
        ];
        return rows.Tasks.Where(one => one.Analysis is { } code && needs.Contains(code))
            .Select(ChoiceOf).OfType<LineChoice>();
    }

    private bool IsComputed(TaskRow task) =>
        task.Analysis is { } code && catalogue.Find(code) is { Formula: not null }
        && KeptOf(task) is { InstrumentId: 0, RecordedBy: null };

    private RunRow? KeptOf(TaskRow task) =>
        rows.Runs.FirstOrDefault(one => one.Task == task.Task && one.State == RunState.Kept);

    private LineChoice? ChoiceOf(TaskRow task) => KeptOf(task) is { } run
        ? new(task.Task, task.Version, new(task.Patient, run.Entry, run.EntryVersion))
        : null;
}
