using Serment.CustodyProtocol;

namespace Serment.Web.Documents;

/// <summary>
/// How many uploads run at once, in all and of one person: a few megabytes of memory each. Whoever finds none free is
/// told to try again.
/// </summary>
internal sealed class UploadSlots
{
    /// <summary>In all.</summary>
    public const int Max = 8;

    /// <summary>Of one person.</summary>
    public const int MaxOfPerson = 2;

    /// <summary>How long an upload may take: 50 MB at 90 KB a second. A slower one gives its place back.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly Dictionary<ActorId, int> busy = [];
    private int all;

    /// <summary>Takes a slot until it is disposed; null when none is free.</summary>
    public IDisposable? Take(ActorId person)
    {
        lock (busy)
        {
            int own = busy.GetValueOrDefault(person);
            if (all == Max || own == MaxOfPerson)
            {
                return null;
            }

            all++;
            busy[person] = own + 1;
            return new Slot(this, person);
        }
    }

    private void Give(ActorId person)
    {
        lock (busy)
        {
            all--;
            if (--busy[person] == 0)
            {
                busy.Remove(person);
            }
        }
    }

    private sealed class Slot(UploadSlots slots, ActorId person) : IDisposable
    {
        private int given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref given, 1) == 0)
            {
                slots.Give(person);
            }
        }
    }
}
