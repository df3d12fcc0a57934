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
    /// Ceremonies that may wait at once. Anybody can begin a sign-in, so this bounds what they can occupy.
    /// </summary>
    public const int MaxWaiting = 4096;

    private readonly ConcurrentDictionary<string, Waiting> waiting = new(StringComparer.Ordinal);

    /// <summary>Puts a ceremony on the shelf; null when the shelf is full.</summary>
    public string? Put(CeremonyPurpose purpose, string state)
    {
        if (waiting.Count >= MaxWaiting)
        {
            DropExpired();
            if (waiting.Count >= MaxWaiting)
            {
                return null;
            }
        }

        string id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        waiting[id] = new(purpose, state, clock.GetTimestamp());
        return id;
    }

    /// <summary>Takes a ceremony off the shelf: whatever comes of the answer, the challenge is spent.</summary>
    public (TPurpose Purpose, string State)? Take<TPurpose>(string ceremonyId)
        where TPurpose : CeremonyPurpose =>
        waiting.TryRemove(ceremonyId, out Waiting? found)
            && !IsExpired(found)
            && found.Purpose is TPurpose purpose
            ? (purpose, found.State)
            : null;

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
