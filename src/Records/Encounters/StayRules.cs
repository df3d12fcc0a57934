using Serment.CustodyProtocol;

namespace Serment.Records.Encounters;

/// <summary>A stay after a movement or a cancellation; or why it stays as it was.</summary>
/// <param name="Stay">After; null where it is refused.</param>
/// <param name="Why">Why it is refused.</param>
/// <param name="At">The movement that stands in the way, where it is another one.</param>
public sealed record StayDecision(Stay? Stay, MovementRefusal Why, Movement? At = null)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(StayDecision);
}

/// <summary>
/// What may happen in a stay. A movement is accepted when the history stays whole with it; it may be written down late
/// and out of order. A cancellation is accepted when what is left is whole; nothing is taken out, it only ceases to
/// hold. Source of the movements and their cancellations: IHE ITI Technical Framework, volume 2, 3.31 (PAM).
/// </summary>
public static class StayRules
{
    /// <summary>How long afterwards a movement may be written down.</summary>
    public static readonly TimeSpan MaxLate = TimeSpan.FromDays(366);

    /// <summary>How far a desk's clock may run ahead of ours.</summary>
    public static readonly TimeSpan ClockDrift = TimeSpan.FromMinutes(2);

    /// <summary>Adds a movement.</summary>
    /// <param name="stay">The stay as it is.</param>
    /// <param name="movement">The movement.</param>
    /// <param name="others">The person's other stays: nobody is in two at a time.</param>
    /// <param name="now">Now.</param>
    public static StayDecision Add(Stay stay, Movement movement, IReadOnlyList<Stay> others, DateTimeOffset now)
    {
        if (stay.Movements.Count >= Stay.MaxMovements)
        {
            return new(null, MovementRefusal.TooMany);
        }

        if (movement.At > now + ClockDrift && movement.Kind != MovementKind.PreAdmission)
        {
            return new(null, MovementRefusal.InFuture);
        }

        if (movement.At < now - MaxLate)
        {
            return new(null, MovementRefusal.TooLongAgo);
        }

        return Judge(stay with { Movements = [.. stay.Movements, movement] }, movement, others);
    }

    /// <summary>
    /// Refuses a day of leaving, as it is typed now, that lies before the stay. Compared by the day in UTC, which a
    /// house in Europe never has before its own.
    /// </summary>
    public static StayDecision Plan(StayDecision decision, DateOnly? leaves)
    {
        StayHistory? history = decision.Stay?.History;
        return leaves is { } day
            && (history?.From ?? history?.Expected?.At) is { } comes
            && day < DateOnly.FromDateTime(comes.UtcDateTime)
                ? new(null, MovementRefusal.LeavesBefore)
                : decision;
    }

    /// <summary>Cancels a movement.</summary>
    public static StayDecision Cancel(
        Stay stay, long movementId, ActorId by, IReadOnlyList<Stay> others, DateTimeOffset now)
    {
        Movement? movement = stay.Movements.FirstOrDefault(one => one.Id == movementId && one.Holds);
        if (movement is null)
        {
            return new(null, MovementRefusal.NothingToCancel);
        }

        // An arrival that led to an admission is its history: the admission goes first.
        Movement? hanging = !movement.Opens ? null : stay.Movements.FirstOrDefault(one =>
            one.Holds && one.Id != movementId && one.Kind != MovementKind.PreAdmission && one.At > movement.At);
        if (hanging is not null)
        {
            return new(null, MovementRefusal.StillNeeded, hanging);
        }

        Movement cancelled = movement with { CancelledAt = now, CancelledBy = by };
        StayDecision decision = Judge(
            stay with { Movements = [.. stay.Movements.Select(one => one.Id == movementId ? cancelled : one)] },
            movement, others);
        return decision.Why is MovementRefusal.None or MovementRefusal.OtherStay
            ? decision
            : decision with { Why = MovementRefusal.StillNeeded };
    }

    private static StayDecision Judge(Stay after, Movement cause, IReadOnlyList<Stay> others)
    {
        (StayHistory? history, MovementRefusal why, Movement? at) = StayHistory.Build(after.Movements);
        if (history is null)
        {
            return new(null, why, at?.Id == cause.Id ? null : at);
        }

        return others.Any(other => Overlap(history, other.History))
            ? new(null, MovementRefusal.OtherStay)
            : new(after, MovementRefusal.None);
    }

    private static bool Overlap(StayHistory one, StayHistory other) =>
        one.From is { } from
        && other.From is { } otherFrom
        && from < (other.End?.At ?? DateTimeOffset.MaxValue)
        && otherFrom < (one.End?.At ?? DateTimeOffset.MaxValue);
}
