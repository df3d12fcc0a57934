using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Specimens;

namespace Serment.Records.Laboratory.Orders;

/// <summary>
/// Tells which sensitive analysis each row stands for, to somebody who has opened the sealed part that names them: the
/// custodian makes the tokens of its codes again, and the rows bear the same (docs/adr/0022).
/// </summary>
public static class MatchSensitive
{
    /// <summary>The analyses of these rows; a row that none fits is left out.</summary>
    /// <param name="door">Has the tokens made; they are counted.</param>
    /// <param name="part">The order's sealed sensitive part.</param>
    /// <param name="tubes">The order's tubes.</param>
    /// <param name="tasks">Rows, of which those with a token count.</param>
    /// <param name="session">The session's secret.</param>
    /// <param name="stop">Cancels the waiting.</param>
    /// <exception cref="CustodyException">The hour's tokens of this person are spent.</exception>
    public static async Task<IReadOnlyDictionary<EntryId, OrderedAnalysis>> RunAsync(
        RecordDoor door, OrderDetails part, IReadOnlyList<SpecimenRow> tubes, IReadOnlyList<TaskRow> tasks,
        SessionToken session, CancellationToken stop)
    {
        TaskRow[] sensitive = [.. tasks.Where(one => one.IsSensitive)];
        SpecimenRow[] theirs = [.. tubes.Where(tube => Array.Exists(sensitive, one => one.Specimen == tube.Specimen))];
        (SpecimenRow Tube, OrderedAnalysis Analysis)[] pairs =
            [.. theirs.SelectMany(tube => part.Analyses.Select(analysis => (tube, analysis)))];
        long[] tokens = await AnalysisTokens.MakeAsync(
            door, [.. pairs.Select(pair => (pair.Tube.Number, pair.Analysis.Code))], session, stop);
        Dictionary<EntryId, OrderedAnalysis> known = [];
        foreach (TaskRow task in sensitive)
        {
            for (int i = 0; i < pairs.Length; i++)
            {
                if (tokens[i] == task.AnalysisToken && pairs[i].Tube.Specimen == task.Specimen)
                {
                    known[task.Task] = pairs[i].Analysis;
                    break;
                }
            }
        }

        return known;
    }
}
