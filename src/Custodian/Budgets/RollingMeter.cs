namespace Serment.Custodian.Budgets;

/// <summary>
/// Counts the distinct subjects of the last hour, day and thirty days. A subject seen again within a window costs that
/// window nothing more. Each operation costs a constant, amortised, whatever the number of subjects.
/// </summary>
/// <remarks>
/// Subjects stand in a list ordered by when they were last seen (time never goes back). For each window a cursor marks
/// the oldest subject still inside it; everything from there to the end is counted.
/// </remarks>
internal sealed class RollingMeter
{
    private readonly Dictionary<long, LinkedListNode<Seen>> nodes = [];
    private readonly LinkedList<Seen> order = new();
    private readonly LinkedListNode<Seen>?[] cursors = new LinkedListNode<Seen>?[MeterWindows.Hours.Length];
    private readonly int[] counts = new int[MeterWindows.Hours.Length];

    /// <summary>Whether this subject may be spent under these limits.</summary>
    public bool HasRoom(long subject, in WindowLimits limits, long nowMs)
    {
        Advance(nowMs);
        long? last = nodes.TryGetValue(subject, out LinkedListNode<Seen>? node) ? node.Value.AtMs : null;
        for (int window = 0; window < counts.Length; window++)
        {
            if (counts[window] >= limits.Of(window) && !(last > nowMs - LengthMs(window)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether so many subjects that were never seen may all be spent under these limits.</summary>
    public bool HasRoomForNew(int subjects, in WindowLimits limits, long nowMs)
    {
        Advance(nowMs);
        for (int window = 0; window < counts.Length; window++)
        {
            if (counts[window] + subjects > limits.Of(window))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Counts a subject as seen now.</summary>
    public void Spend(long subject, long nowMs)
    {
        Advance(nowMs);
        if (nodes.TryGetValue(subject, out LinkedListNode<Seen>? node))
        {
            Take(node, nowMs);
            node.Value = new(subject, nowMs);
        }
        else
        {
            node = new(new Seen(subject, nowMs));
            nodes.Add(subject, node);
        }

        order.AddLast(node);
        for (int window = 0; window < counts.Length; window++)
        {
            counts[window]++;
            cursors[window] ??= node;
        }
    }

    /// <summary>How many are counted in a window.</summary>
    public int Count(int window, long nowMs)
    {
        Advance(nowMs);
        return counts[window];
    }

    /// <summary>When the subject was last seen, if within thirty days.</summary>
    public long? LastSeenMs(long subject) =>
        nodes.TryGetValue(subject, out LinkedListNode<Seen>? node) ? node.Value.AtMs : null;

    /// <summary>Whether nothing is counted any more.</summary>
    public bool IsEmpty => nodes.Count == 0;

    private static long LengthMs(int window) => MeterWindows.Hours[window] * 3_600_000L;

    private void Advance(long nowMs)
    {
        for (int window = 0; window < counts.Length; window++)
        {
            while (cursors[window] is { } oldest && oldest.Value.AtMs <= nowMs - LengthMs(window))
            {
                cursors[window] = oldest.Next;
                counts[window]--;
            }
        }

        while (order.First is { } first && first.Value.AtMs <= nowMs - LengthMs(counts.Length - 1))
        {
            nodes.Remove(first.Value.Subject);
            order.RemoveFirst();
        }
    }

    private void Take(LinkedListNode<Seen> node, long nowMs)
    {
        for (int window = 0; window < counts.Length; window++)
        {
            if (node.Value.AtMs > nowMs - LengthMs(window))
            {
                counts[window]--;
                if (cursors[window] == node)
                {
                    cursors[window] = node.Next;
                }
            }
        }

        order.Remove(node);
    }

    private readonly record struct Seen(long Subject, long AtMs);
}
