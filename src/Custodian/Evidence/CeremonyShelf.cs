using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Serment.Custodian.Evidence;

/// <summary>
/// Ceremonies that wait for the browser's answer: each is taken once, within five minutes, and none survives a restart.
/// Life is measured on the monotonic clock: setting the wall clock back prolongs nothing.
/// </summary>
internal sealed class CeremonyShelf(TimeProvider clock)
{
    /// <summary>How long a challenge can be answered.</summary>
    public const int LifeSeconds = 300;

    /// <summary>
    /// Sign-ins that may wait at once. Anybody can begin one, so one more puts the oldest off the shelf: a flood must
    /// neither fill the memory nor stand between a ward and its emergencies.
    /// </summary>
    public const int MaxSignIns = 4096;

    /// <summary>Ceremonies of people who are known, by session or one-time address, that may wait at once.</summary>
    public const int MaxWaiting = 4096;

    private readonly ConcurrentDictionary<string, Waiting> waiting = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Waiting> signIns = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> signInsInOrder = new();

    /// <summary>Puts a ceremony on the shelf; null when the shelf is full.</summary>
    public string? Put(CeremonyPurpose purpose, string state)
    {
        string id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        Waiting one = new(purpose, state, clock.GetTimestamp());
        if (IsSignIn(purpose))
        {
            MakeRoomForSignIn();
            signIns[id] = one;
            signInsInOrder.Enqueue(id);
            return id;
        }

        if (waiting.Count >= MaxWaiting)
        {
            DropExpired();
            if (waiting.Count >= MaxWaiting)
            {
                return null;
            }
        }

        waiting[id] = one;
        return id;
    }

    /// <summary>Takes a ceremony off the shelf: whatever comes of the answer, the challenge is spent.</summary>
    public (TPurpose Purpose, string State)? Take<TPurpose>(string ceremonyId)
        where TPurpose : CeremonyPurpose =>
        (signIns.TryRemove(ceremonyId, out Waiting? found) || waiting.TryRemove(ceremonyId, out found))
            && !IsExpired(found)
            && found.Purpose is TPurpose purpose
            ? (purpose, found.State)
            : null;

    private static bool IsSignIn(CeremonyPurpose purpose) =>
        purpose is CeremonyPurpose.SignInOnWeb or CeremonyPurpose.SignInOnPages;

    // Those that were answered stand in the queue until they are the oldest: it is kept as short as the shelf.
    private void MakeRoomForSignIn()
    {
        while (signInsInOrder.Count >= MaxSignIns && signInsInOrder.TryDequeue(out string? oldest))
        {
            signIns.TryRemove(oldest, out _);
        }
    }

    private void DropExpired()
    {
        foreach ((string id, Waiting one) in waiting)
        {
            if (IsExpired(one))
            {
                waiting.TryRemove(id, out _);
            }
        }
    }

    private bool IsExpired(Waiting one) => clock.GetElapsedTime(one.Since) > TimeSpan.FromSeconds(LifeSeconds);

    private sealed record Waiting(CeremonyPurpose Purpose, string State, long Since);
}
