using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Specimens;

namespace Serment.Records.Laboratory.Orders;

/// <summary>Which tube, taken or about to be, can take one more analysis.</summary>
public static class AddOnRules
{
    // The catalogue says nothing of it: nothing is added to a tube that was taken.
    private const int NoHours = 0;

    /// <summary>
    /// The best: of its own container before an alternative, the youngest first. Null where none can.
    /// </summary>
    /// <param name="analysis">What is to be added; a computed one goes where one of its inputs is.</param>
    /// <param name="tubes">Tubes of the order.</param>
    /// <param name="tasks">What is made from them.</param>
    /// <param name="catalogue">The version in effect.</param>
    /// <param name="now">Now.</param>
    public static SpecimenRow? Choose(
        Analysis analysis, IReadOnlyList<SpecimenRow> tubes, IReadOnlyList<TaskRow> tasks,
        LaboratoryCatalogue catalogue, DateTimeOffset now)
    {
        if (analysis.Kind == AnswerKind.Computed)
        {
            // Without its inputs there is nothing to compute; they are added first.
            IReadOnlyList<string> inputs = OrderedCodes.InputsOf(analysis);
            return tubes.FirstOrDefault(tube => IsThere(tube, now) && tasks.Any(task =>
                task.Specimen == tube.Specimen && task.Analysis is { } code && task.Status != AnalysisStatus.Cancelled
                && inputs.Contains(code, StringComparer.Ordinal)));
        }

        List<string> containers = [analysis.Container, .. analysis.Alternatives];
        return tubes.Where(tube => tube.Parent is null && containers.Contains(tube.Container))
            .Where(tube => Fits(analysis, tube, tasks, catalogue, now))
            .OrderBy(tube => containers.IndexOf(tube.Container))
            .ThenByDescending(tube => tube.CollectedAt ?? DateTimeOffset.MaxValue)
            .FirstOrDefault();
    }

    /// <summary>Whether it is there or to be taken, stable for the analysis, and not full.</summary>
    public static bool Fits(
        Analysis analysis, SpecimenRow tube, IReadOnlyList<TaskRow> tasks, LaboratoryCatalogue catalogue,
        DateTimeOffset now)
    {
        bool isStable = tube.CollectedAt is not { } collected
            || (analysis.StableHours > NoHours && collected.AddHours(analysis.StableHours) >= now);
        int used = tasks.Where(task => task.Specimen == tube.Specimen && task.Status != AnalysisStatus.Cancelled)
            .Sum(task => task.Analysis is { } code ? catalogue.Find(code)?.Microlitres ?? 0 : 0);
        return IsThere(tube, now) && isStable
            && used + analysis.Microlitres <= (catalogue.FindContainer(tube.Container)?.UsableMicrolitres ?? 0);
    }

    private static bool IsThere(SpecimenRow tube, DateTimeOffset now) =>
        tube.State is SpecimenState.Planned or SpecimenState.Collected or SpecimenState.Received
        && (tube.KeepUntil is not { } until || until >= now);
}
