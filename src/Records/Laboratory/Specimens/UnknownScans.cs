using Serment.CustodyProtocol;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>
/// Counts scans that hit nothing, a person: a scanner that misreads a few is nothing, hundreds are somebody who tries
/// numbers. In memory; safe for many threads.
/// </summary>
public sealed class UnknownScans
{
    /// <summary>Misses in the window after which scanning stops until the oldest is out of it.</summary>
    public const int MaxMisses = 40;

    private const int MaxPeople = 4096;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(30);
    private readonly Lock gate = new();
    private readonly Dictionary<ActorId, Queue<DateTimeOffset>> misses = [];

    /// <summary>Whether a person may go on.</summary>
    public bool MayGoOn(ActorId person, DateTimeOffset now)
    {
        lock (gate)
        {
            return !misses.TryGetValue(person, out Queue<DateTimeOffset>? times) || Fresh(times, now) < MaxMisses;
        }
    }

    /// <summary>Notes a miss.</summary>
    public void Miss(ActorId person, DateTimeOffset now)
    {
        lock (gate)
        {
            if (misses.Count >= MaxPeople)
            {
                foreach (ActorId idle in misses.Where(one => Fresh(one.Value, now) == 0).Select(one => one.Key).ToArray())
                {
                    misses.Remove(idle);
                }
            }

            if (!misses.TryGetValue(person, out Queue<DateTimeOffset>? times))
            {
                misses[person] = times = new(MaxMisses);
            }

            if (Fresh(times, now) < MaxMisses)
            {
                times.Enqueue(now);
            }
        }
    }

    private static int Fresh(Queue<DateTimeOffset> times, DateTimeOffset now)
    {
        while (times.TryPeek(out DateTimeOffset oldest) && now - oldest > Window)
        {
            times.Dequeue();
        }

        return times.Count;
    }
}
