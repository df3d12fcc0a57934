using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Bench;

/// <summary>
/// Computed analyses follow the values they are computed of: at the bench they are computed when the last of those is
/// there, and anew whenever one of them changes. What an instrument measured or somebody typed stays. Pure.
/// </summary>
internal static class FollowFormulas
{
    /// <summary>Why an earlier computed value does not count any more.</summary>
    public const string Recomputed = "Recalculé : une valeur dont il dépend a changé";

    /// <summary>Codes of the analyses that an analysis is computed of; empty where there is no formula.</summary>
    public static IReadOnlyList<string> NeedsOf(Analysis? analysis) =>
        analysis?.Formula is { } name && Computed.Find(name) is { } formula
            ? [.. formula.Needs.Select(one => one.Code)]
            : [];

    /// <summary>
    /// The analyses that a computed one waits for: ordered with it, and neither validated nor about to be.
    /// </summary>
    /// <param name="tube">The order, as it was opened.</param>
    /// <param name="task">The computed analysis.</param>
    /// <param name="kept">Codes of the analyses that are validated with it.</param>
    public static IEnumerable<string> WaitsFor(BenchTube tube, BenchTask task, IReadOnlySet<string> kept) =>
        NeedsOf(task.Analysis).Where(code => !kept.Contains(code) && tube.All.Any(one =>
            string.Equals(one.Analysis?.Code, code, StringComparison.Ordinal)
            && one.Row.Status != AnalysisStatus.Cancelled && one.Current?.Row.State != RunState.Kept));

    /// <summary>
    /// The computed analyses of the order whose values are all there, with what follows now, whether or not they have a
    /// value already. What has been technically validated is not among them.
    /// </summary>
    /// <param name="tube">The order, as it was opened.</param>
    /// <param name="added">What has just been made or validated.</param>
    /// <param name="now">Now.</param>
    /// <param name="isTechnical">Whether only validated values count.</param>
    public static IEnumerable<MadeFor> Of(
        BenchTube tube, IReadOnlyList<Determination> added, DateTimeOffset now, bool isTechnical = false)
    {
        Dictionary<string, KnownValue> values = ValuesOf(
            tube.All.Where(one => isTechnical
                    ? one.Current?.Row.State == RunState.Kept
                    : one.Row.Hold != AnalysisHold.Rerun)
                .Select(one => one.Current?.Made).OfType<Determination>().Concat(added));
        foreach (BenchTask task in tube.All)
        {
            if (!task.IsComputed
                || task.Row.Status is not (AnalysisStatus.Ready or AnalysisStatus.Registered or AnalysisStatus.Resulted)
                || added.Any(one => one.Task == task.Row.Task))
            {
                continue;
            }

            ComputedOutcome outcome = Computed.Of(tube.Catalogue, task.Analysis!, values, tube.Tube.Person);
            if (ComputedResult.Of(MakeDetermination.Begin(tube, task, now), outcome) is { } made)
            {
                if (made.Number is { } number)
                {
                    values[made.Analysis] = new(number, made.Unit);
                }

                yield return new(task, MakeDetermination.Judge(made, task.Analysis!, tube, task.Comparable));
            }
        }
    }

    /// <summary>
    /// A computed value with what its formula gives of other values; null where nothing follows, or the same.
    /// </summary>
    /// <param name="made">The computed value as it stands.</param>
    /// <param name="catalogue">The catalogue it was made with.</param>
    /// <param name="inputs">What it is computed of.</param>
    /// <param name="person">Sex and age.</param>
    public static Determination? Anew(
        Determination made, LaboratoryCatalogue catalogue, IEnumerable<Determination> inputs, BenchPerson person)
    {
        if (!made.IsUnmeasured || catalogue.Find(made.Analysis) is not { Formula: not null } analysis)
        {
            return null;
        }

        Determination begun = made with
        {
            Number = null, Comparator = Comparator.None, Coded = null, Text = null, AbsentReason = null,
        };
        return ComputedResult.Of(begun, Computed.Of(catalogue, analysis, ValuesOf(inputs), person)) is { } anew
            && !IsSame(anew, made)
                ? anew.JudgeAgain(analysis, person)
                : null;
    }

    /// <summary>Whether two determinations say the same.</summary>
    public static bool IsSame(Determination one, Determination other) =>
        one.Number == other.Number && one.Comparator == other.Comparator
        && string.Equals(one.Unit, other.Unit, StringComparison.Ordinal)
        && string.Equals(one.AbsentReason, other.AbsentReason, StringComparison.Ordinal);

    private static Dictionary<string, KnownValue> ValuesOf(IEnumerable<Determination> made)
    {
        Dictionary<string, KnownValue> values = new(StringComparer.Ordinal);
        foreach (Determination one in made)
        {
            if (one.Number is { } number)
            {
                values[one.Analysis] = new(number, one.Unit, one.Comparator);
            }
        }

        return values;
    }
}
