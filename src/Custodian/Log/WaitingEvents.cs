using System.Data.Common;
using Serment.Custodian.Writer;

namespace Serment.Custodian.Log;

/// <summary>
/// Rows of <c>log_event</c> on their way. Each goes into four indexes, at a random place of one of them: pages that the
/// person who waits for a release would wait for. So a turn writes its rows in one piece, in its own transaction, and they
/// are spread over the indexes later, many at a time. Whoever asks the index first has them spread.
/// </summary>
internal sealed class WaitingEvents
{
    /// <summary>From so many rows on the writer spreads them at once, whatever waits.</summary>
    public const int MaxRows = 512;

    private readonly List<LogIndexEntry> waiting = [];
    private volatile int count;
    private bool isSpreading;

    /// <summary>Rows that are durable but not in the index yet.</summary>
    public int Count => count;

    /// <summary>Writes the turn's rows in one piece, inside its transaction.</summary>
    public void Store(Turn turn, long firstIndex, IReadOnlyList<LogIndexEntry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        turn.Execute(
            "INSERT INTO log_event_waiting (first_index, events) VALUES (@p1, @p2)",
            firstIndex, LogIndexCodec.Encode(entries));
        LogIndexEntry[] stored = [.. entries];
        turn.OnCommit(() =>
        {
            waiting.AddRange(stored);
            count = waiting.Count;
        });
    }

    /// <summary>Whether one of the waiting rows is such; for steps of the writer, which ask the index within a turn.</summary>
    public bool Any(Predicate<LogIndexEntry> isSuch) => waiting.Exists(isSuch);

    /// <summary>
    /// Puts what earlier turns left into the index. Once a turn: a second call finds nothing to do. The step that calls it
    /// must not refuse afterwards.
    /// </summary>
    /// <returns>How many rows.</returns>
    public int Spread(Turn turn)
    {
        if (isSpreading || waiting.Count == 0)
        {
            return 0;
        }

        isSpreading = true;
        LogIndexTable.Insert(turn, waiting);
        turn.Execute("DELETE FROM log_event_waiting");
        turn.OnCommit(() =>
        {
            waiting.Clear();
            count = 0;
            isSpreading = false;
        });
        return waiting.Count;
    }

    /// <summary>
    /// Puts into the index what the database says is still waiting: at the start, and after a turn of unknown outcome, before
    /// any state is read from the index.
    /// </summary>
    public void Restore(Turn turn)
    {
        waiting.Clear();
        using (DbDataReader row = turn.Read("SELECT events FROM log_event_waiting ORDER BY first_index"))
        {
            while (row.Read())
            {
                LogIndexCodec.Decode((byte[])row.GetValue(0), waiting);
            }
        }

        count = waiting.Count;
        isSpreading = false;
        Spread(turn);
    }
}
