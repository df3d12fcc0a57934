namespace Serment.Records.Encounters;

/// <summary>Why a movement does not fit. Each has a sentence in the pages' texts.</summary>
public enum MovementRefusal : byte
{
    /// <summary>It fits.</summary>
    None = 0,

    /// <summary>It would take effect in the future; only a pre-admission may.</summary>
    InFuture = 1,

    /// <summary>It took effect longer ago than anybody may write down.</summary>
    TooLongAgo = 2,

    /// <summary>Another movement has the very same time: which was first cannot be told.</summary>
    SameTime = 3,

    /// <summary>Nobody was here yet at that time.</summary>
    NotBegun = 4,

    /// <summary>The stay had begun already.</summary>
    AlreadyBegun = 5,

    /// <summary>The stay was over at that time.</summary>
    AlreadyOver = 6,

    /// <summary>She was in that place already, or would be there twice in a row.</summary>
    AlreadyThere = 7,

    /// <summary>That physician was responsible already.</summary>
    AlreadyResponsible = 8,

    /// <summary>She was on leave at that time.</summary>
    IsAway = 9,

    /// <summary>She was not on leave at that time.</summary>
    NotAway = 10,

    /// <summary>Only somebody admitted to a bed goes on leave.</summary>
    NotAdmitted = 11,

    /// <summary>No place is named.</summary>
    PlaceMissing = 12,

    /// <summary>No physician is named.</summary>
    PhysicianMissing = 13,

    /// <summary>No movement of that number holds.</summary>
    NothingToCancel = 14,

    /// <summary>Later movements hang on it: they are to be cancelled first.</summary>
    StillNeeded = 15,

    /// <summary>More movements than one stay may have.</summary>
    TooMany = 16,

    /// <summary>She was in another stay at that time.</summary>
    OtherStay = 17,

    /// <summary>The day of leaving that is planned lies before the day on which she comes or came.</summary>
    LeavesBefore = 18,

    /// <summary>Only who is in the emergency department waits for a decision.</summary>
    NotWaiting = 19,
}

/// <summary>
/// What the movements of a stay make: stretches that follow each other without a gap and without an overlap, from the
/// first movement to the last, whatever the order in which they were written down.
/// </summary>
public sealed record StayHistory
{
    /// <summary>The stretches, oldest first; empty while nobody has come.</summary>
    public required IReadOnlyList<StayStretch> Stretches { get; init; }

    /// <summary>The pre-admission that holds.</summary>
    public Movement? Expected { get; init; }

    /// <summary>The discharge or death.</summary>
    public Movement? End { get; init; }

    /// <summary>Where the stay stands.</summary>
    public StayStatus Status => this switch
    {
        { Stretches.Count: 0, Expected: null } => StayStatus.Cancelled,
        { Stretches.Count: 0 } => StayStatus.Planned,
        { End: not null } => StayStatus.Finished,
        _ => Stretches[^1].IsAway ? StayStatus.Away : StayStatus.Present,
    };

    /// <summary>Whether somebody is here, or away for a while.</summary>
    public bool IsOpen => Status is StayStatus.Present or StayStatus.Away;

    /// <summary>The last stretch of an open stay.</summary>
    public StayStretch? Current => IsOpen ? Stretches[^1] : null;

    /// <summary>From the first movement.</summary>
    public DateTimeOffset? From => Stretches.Count > 0 ? Stretches[0].From : null;

    /// <summary>When a physician took her on first.</summary>
    public DateTimeOffset? SeenAt => Stretches.FirstOrDefault(one => one.Physician is not null)?.From;

    /// <summary>Builds it from movements in any order.</summary>
    /// <returns>
    /// The history; or null, why not, and the movement at which it failed: not always the one that came last.
    /// </returns>
    public static (StayHistory? History, MovementRefusal Why, Movement? At) Build(IEnumerable<Movement> movements)
    {
        Movement[] held = [.. movements.Where(one => one.Holds)];
        Movement[] expected = [.. held.Where(one => one.Kind == MovementKind.PreAdmission)];
        if (expected.Length > 1)
        {
            return (null, MovementRefusal.AlreadyBegun, expected[^1]);
        }

        if (expected is [{ Place: null }])
        {
            return (null, MovementRefusal.PlaceMissing, expected[0]);
        }

        List<StayStretch> stretches = [];
        Movement? previous = null;
        foreach (Movement movement in held.Except(expected).OrderBy(one => one.At).ThenBy(one => one.EnteredAt))
        {
            MovementRefusal why = Follow(stretches, previous, movement);
            if (why != MovementRefusal.None)
            {
                return (null, why, movement);
            }

            previous = movement;
        }

        return (
            new()
            {
                Stretches = stretches,
                Expected = expected.Length == 1 ? expected[0] : null,
                End = previous is { Closes: true } ? previous : null,
            },
            MovementRefusal.None, null);
    }

    private static MovementRefusal Follow(List<StayStretch> stretches, Movement? previous, Movement movement)
    {
        if (previous is null)
        {
            return Open(stretches, movement);
        }

        StayStretch last = stretches[^1];
        MovementRefusal why = previous.Closes ? MovementRefusal.AlreadyOver
            : movement.At == previous.At ? MovementRefusal.SameTime
            : WhyNot(last, movement);
        if (why != MovementRefusal.None)
        {
            return why;
        }

        stretches[^1] = last with { Until = movement.At };
        if (!movement.Closes)
        {
            stretches.Add(Next(last, movement));
        }

        return MovementRefusal.None;
    }

    private static MovementRefusal Open(List<StayStretch> stretches, Movement movement)
    {
        if (!movement.Opens)
        {
            return MovementRefusal.NotBegun;
        }

        if (movement.Place is not { } place)
        {
            return MovementRefusal.PlaceMissing;
        }

        stretches.Add(new(movement.At, null, ClassOf(movement), place, movement.Physician, IsAway: false));
        return MovementRefusal.None;
    }

    private static MovementRefusal WhyNot(StayStretch last, Movement movement) => movement.Kind switch
    {
        MovementKind.Arrival => MovementRefusal.AlreadyBegun,
        MovementKind.Admission => last.Class == StayClass.Inpatient ? MovementRefusal.AlreadyBegun
            : movement.Place is null ? MovementRefusal.PlaceMissing
            : MovementRefusal.None,
        MovementKind.Transfer => movement.Place is not { } place ? MovementRefusal.PlaceMissing
            : last.IsAway ? MovementRefusal.IsAway
            : last.Place.IsSame(place) ? MovementRefusal.AlreadyThere
            : MovementRefusal.None,
        MovementKind.Physician => movement.Physician is not { } physician ? MovementRefusal.PhysicianMissing
            : last.Physician == physician ? MovementRefusal.AlreadyResponsible
            : MovementRefusal.None,
        MovementKind.Leave => last.Class != StayClass.Inpatient ? MovementRefusal.NotAdmitted
            : last.IsAway ? MovementRefusal.IsAway
            : MovementRefusal.None,
        MovementKind.Return => last.IsAway ? MovementRefusal.None : MovementRefusal.NotAway,
        _ => MovementRefusal.None,
    };

    private static StayStretch Next(StayStretch last, Movement movement)
    {
        StayStretch next = last with { From = movement.At, Until = null };
        return movement.Kind switch
        {
            MovementKind.Admission => next with
            {
                Class = StayClass.Inpatient, Place = movement.Place!, Physician = movement.Physician ?? last.Physician,
            },
            MovementKind.Transfer => next with
            {
                Place = movement.Place!, Physician = movement.Physician ?? last.Physician,
            },
            MovementKind.Physician => next with { Physician = movement.Physician },
            MovementKind.Leave => next with { IsAway = true },
            _ => next with { IsAway = false },
        };
    }

    private static StayClass ClassOf(Movement movement) =>
        movement.Kind == MovementKind.Admission ? StayClass.Inpatient : movement.Class;
}
