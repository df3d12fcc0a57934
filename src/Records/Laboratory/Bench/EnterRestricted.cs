using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Sealing;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Bench;

/// <summary>What became of a result that was typed for a restricted analysis.</summary>
/// <param name="IsOrdered">Whether the tube has an open analysis of that code.</param>
/// <param name="IsRead">Whether the typed value is one of that analysis.</param>
/// <param name="Saved">What became of it; null where it was not tried.</param>
public sealed record RestrictedEntered(bool IsOrdered, bool IsRead, ResultSaved? Saved);

/// <summary>
/// Types the result of an analysis labelled sensitive, whose row bears a token instead of its code. Whoever makes it knows
/// which one it is and names its code; the custodian makes the token of tube and code, counted like any other, and the
/// row that bears it is the one: as an instrument's result finds it. What is typed goes in sealed and is not read back.
/// </summary>
public sealed class EnterRestricted(RecordDoor door, EnterResults enter)
{
    /// <summary>Whether a result may be typed for it.</summary>
    public static bool IsOpen(BenchTask task) =>
        task.Row is { IsSensitive: true, Status: AnalysisStatus.Ready }
            or { IsSensitive: true, Status: AnalysisStatus.Resulted, Hold: AnalysisHold.Rerun };

    /// <summary>The analyses that can be typed so, by code.</summary>
    public static IEnumerable<Analysis> Offered(LaboratoryCatalogue catalogue) =>
        catalogue.Analyses.Where(one => one is
            {
                IsSensitive: true, IsRetired: false, Kind: AnswerKind.Quantity or AnswerKind.Coded or AnswerKind.Text,
            })
            .OrderBy(one => one.Code, StringComparer.Ordinal);

    /// <summary>Types it.</summary>
    /// <param name="tube">As it was opened just now.</param>
    /// <param name="code">The analysis, as whoever made it names it.</param>
    /// <param name="value">The result as typed.</param>
    /// <param name="session">Who.</param>
    /// <param name="token">The session's secret.</param>
    /// <param name="stop">Until the commit.</param>
    /// <exception cref="CustodyException">The hour's tokens are spent.</exception>
    public async Task<RestrictedEntered> RunAsync(
        BenchTube tube, string code, string value, SessionDescription session, SessionToken token,
        CancellationToken stop)
    {
        if (Offered(tube.Catalogue).FirstOrDefault(
            one => string.Equals(one.Code, code.Trim(), StringComparison.OrdinalIgnoreCase)) is not { } analysis)
        {
            return new(false, false, null);
        }

        if (TypedValue.Parse(analysis, value) is not { } typed)
        {
            return new(true, false, null);
        }

        long made = (await AnalysisTokens.MakeAsync(door, [(tube.Tube.Number, analysis.Code)], token, stop))[0];
        if (tube.Tasks.FirstOrDefault(one => IsOpen(one) && one.Row.AnalysisToken == made) is not { } task)
        {
            return new(false, true, null);
        }

        IReadOnlyList<ResultSaved> saved = await enter.RunAsync(
            [new(tube, task with { Analysis = analysis }, task.Row.Version, typed)], session, token, stop);
        return new(true, true, saved[0]);
    }
}
