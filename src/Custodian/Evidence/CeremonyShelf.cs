using System.Buffers.Text;
using System.Security.Cryptography;

namespace Serment.Custodian.Evidence;

/// <summary>
/// Ceremonies that wait for the browser's answer: each is taken once, within five minutes, and none survives a restart.
/// Life is measured on the monotonic clock: setting the wall clock back prolongs nothing.
/// </summary>
/// <remarks>
/// Anybody can begin a sign-in, so those have a shelf of their own, where the oldest makes room: rubbish keeps nobody
/// from signing in for longer than it is kept up, and never touches the ceremonies of people who are signed in. Of
/// these, each asker has a few: one taken-over session does not stop the others' break-glass.
/// </remarks>
internal sealed class CeremonyShelf(TimeProvider clock)
{
    /// <summary>How long a challenge can be answered.</summary>
    public const int LifeSeconds = 300;

    /// <summary>Sign-ins that may wait at once; the oldest makes room.</summary>
    public const int MaxSignIns = 16_384;

    /// <summary>Other ceremonies that may wait at once.</summary>
    public const int MaxWaiting = 4096;

    /// <summary>Of these, those of one session or one-time address; the oldest makes room.</summary>
    public const int MaxOfOneAsker = 16;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Waiting> signIns = new(StringComparer.Ordinal);
    private readonly Queue<string> signInsByAge = new();
    private readonly Dictionary<string, Waiting> others = new(StringComparer.Ordinal);

    /// <summary>Puts a ceremony on the shelf; null when the shelf is full.</summary>
    public string? Put(CeremonyPurpose purpose, string state)
    {
        string id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        Waiting one = new(purpose, state, AskerOf(purpose), clock.GetTimestamp());
        lock (gate)
        {
            if (one.Asker is null)
            {
                PutSignIn(id, one);
                return id;
            }

            return TryPutOther(id, one) ? id : null;
        }
    }

    /// <summary>Takes a ceremony off the shelf: whatever comes of the answer, the challenge is spent.</summary>
    public (TPurpose Purpose, string State)? Take<TPurpose>(string ceremonyId)
        where TPurpose : CeremonyPurpose
    {
        Waiting? found;
        lock (gate)
        {
            if (!signIns.Remove(ceremonyId, out found))
            {
                others.Remove(ceremonyId, out found);
            }
        }

        return found is not null && !IsExpired(found) && found.Purpose is TPurpose purpose
            ? (purpose, found.State)
            : null;
    }

    private void PutSignIn(string id, Waiting one)
    {
        // What was answered stays in the queue until it is the oldest: the queue is what is bounded.
        if (signInsByAge.Count >= MaxSignIns)
        {
            signIns.Remove(signInsByAge.Dequeue());
        }

        signIns[id] = one;
        signInsByAge.Enqueue(id);
    }

    private bool TryPutOther(string id, Waiting one)
    {
        List<KeyValuePair<string, Waiting>> own = [.. others.Where(other => other.Value.Asker == one.Asker)];
        if (own.Count >= MaxOfOneAsker)
        {
            others.Remove(own.MinBy(other => other.Value.Since).Key);
        }

        if (others.Count >= MaxWaiting)
        {
            foreach ((string old, Waiting other) in others)
            {
                if (IsExpired(other))
                {
                    others.Remove(old);
                }
            }
        }

        return others.Count < MaxWaiting && others.TryAdd(id, one);
    }

    /// <summary>Who asks; null where nobody is signed in.</summary>
    private static long? AskerOf(CeremonyPurpose purpose) =>
        purpose switch
        {
            CeremonyPurpose.StepUp stepUp => stepUp.Session.Value,
            CeremonyPurpose.SignReports signing => signing.Session.Value,
            CeremonyPurpose.DecideProposal decide => decide.Session.Value,
            CeremonyPurpose.Enrol enrol => enrol.Staff.Value,
            _ => null,
        };

    private bool IsExpired(Waiting one) => clock.GetElapsedTime(one.Since) > TimeSpan.FromSeconds(LifeSeconds);

    private sealed record Waiting(CeremonyPurpose Purpose, string State, long? Asker, long Since);
}
