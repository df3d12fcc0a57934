namespace Serment.Records.Medications;

/// <summary>Times of the day by their names; FHIR's <c>Timing.repeat.when</c>.</summary>
[Flags]
public enum DayMoments : byte
{
    /// <summary>None named.</summary>
    None = 0,

    /// <summary>MORN.</summary>
    Morning = 1,

    /// <summary>NOON.</summary>
    Noon = 2,

    /// <summary>EVE.</summary>
    Evening = 4,

    /// <summary>NIGHT: at bedtime.</summary>
    Night = 8,
}

/// <summary>Days of the week on which it is given; none named means every day.</summary>
[Flags]
public enum WeekDays : byte
{
    /// <summary>Every day.</summary>
    None = 0,

    /// <summary>Monday.</summary>
    Monday = 1,

    /// <summary>Tuesday.</summary>
    Tuesday = 2,

    /// <summary>Wednesday.</summary>
    Wednesday = 4,

    /// <summary>Thursday.</summary>
    Thursday = 8,

    /// <summary>Friday.</summary>
    Friday = 16,

    /// <summary>Saturday.</summary>
    Saturday = 32,

    /// <summary>Sunday.</summary>
    Sunday = 64,
}

/// <summary>
/// One step of a dosage: how much, how often, how long. Exactly one rhythm is given: moments, times a day, or every so
/// many hours; an as-needed step may have none. Steps follow each other (a taper), unless one is given along with the
/// step before it.
/// </summary>
public sealed record DoseStep
{
    /// <summary>Most times a day.</summary>
    public const int MaxTimesADay = 6;

    /// <summary>Most hours between two doses.</summary>
    public const int MaxEveryHours = 72;

    /// <summary>The longest step.</summary>
    public const int MaxDays = 366;

    /// <summary>The largest quantity.</summary>
    public const decimal MaxQuantity = 100_000m;

    /// <summary>Longest condition.</summary>
    public const int MaxConditionChars = 100;

    /// <summary>How much at a time.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Of what: a code of <see cref="DoseUnits"/>.</summary>
    public required string Unit { get; init; }

    /// <summary>At which moments.</summary>
    public DayMoments Moments { get; init; }

    /// <summary>How many times a day, spread over the waking day.</summary>
    public int? TimesADay { get; init; }

    /// <summary>Every so many hours, day and night, counted from the start.</summary>
    public int? EveryHours { get; init; }

    /// <summary>Only on these days.</summary>
    public WeekDays Days { get; init; }

    /// <summary>How long; null without end.</summary>
    public int? DurationDays { get; init; }

    /// <summary>Given only when needed.</summary>
    public bool IsAsNeeded { get; init; }

    /// <summary>When it is needed: "douleur".</summary>
    public string? Condition { get; init; }

    /// <summary>As needed: at most so many times in 24 hours.</summary>
    public int? MaxADay { get; init; }

    /// <summary>Along with the step before it, rather than after it.</summary>
    public bool IsTogether { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(DoseStep);
}
