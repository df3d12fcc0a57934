using Serment.CustodyProtocol;

namespace Serment.Records.Encounters;

/// <summary>Where a stay stands.</summary>
public enum StayStatus : byte
{
    /// <summary>Expected.</summary>
    Planned = 1,

    /// <summary>Here.</summary>
    Present = 2,

    /// <summary>Away for a while; the bed is kept.</summary>
    Away = 3,

    /// <summary>Over.</summary>
    Finished = 4,

    /// <summary>Everything in it was cancelled.</summary>
    Cancelled = 5,
}

/// <summary>A stay: its movements and what is planned. Administrative facts only, no reason and no diagnosis.</summary>
public sealed record Stay
{
    /// <summary>Movements of one stay, cancelled ones included.</summary>
    public const int MaxMovements = 200;

    /// <summary>A stay before its first movement.</summary>
    public static Stay Empty { get; } = new();

    /// <summary>All of them in the order in which they were written down, those cancelled too.</summary>
    public IReadOnlyList<Movement> Movements { get; init; } = [];

    /// <summary>The day on which she is expected to leave.</summary>
    public DateOnly? ExpectedOut { get; init; }

    /// <summary>
    /// Whether she must lie alone. It says how the bed is to be placed and cleaned, never why: that is clinical.
    /// </summary>
    public bool Isolation { get; init; }

    /// <summary>Where she goes from the emergency department, as decided last; kept when it has been carried out.</summary>
    public Orientation? Orientation { get; init; }

    /// <summary>The decision that waits to be carried out.</summary>
    public Orientation? Awaited => MayBeOriented ? Orientation : null;

    /// <summary>Whether somebody is here who is not admitted.</summary>
    public bool MayBeOriented => History.Current is { IsAway: false, Class: not StayClass.Inpatient };

    /// <summary>The history that the movements make; they were accepted, so they make one.</summary>
    public StayHistory History => StayHistory.Build(Movements).History
        ?? throw new InvalidDataException("the movements of a stay make no history");

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(Stay);
}

/// <summary>A stretch of a stay during which nothing changes.</summary>
/// <param name="From">From.</param>
/// <param name="Until">Until, not included; null while it lasts.</param>
/// <param name="Class">Kind of stay.</param>
/// <param name="Place">Where.</param>
/// <param name="Physician">Who is responsible.</param>
/// <param name="IsAway">On leave; the place is kept.</param>
public sealed record StayStretch(
    DateTimeOffset From, DateTimeOffset? Until, StayClass Class, Place Place, ActorId? Physician, bool IsAway);
