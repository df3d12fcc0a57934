namespace Serment.Records.CarePlans;

/// <summary>How often a care is given.</summary>
public enum CareRhythm
{
    /// <summary>Once.</summary>
    Once = 1,

    /// <summary>Every so many hours, from the first time on.</summary>
    Hours = 2,

    /// <summary>Every so many days, at one or several times of the day.</summary>
    Days = 3,
}

/// <summary>When a care is due: pure rules, times given.</summary>
/// <param name="Rhythm">How often.</param>
/// <param name="Every">Hours or days from one to the next; 1 for once.</param>
/// <param name="TimesOfDay">For days: the times on the clock, ascending.</param>
/// <param name="Start">The first time that it is due, with the clock's offset.</param>
public sealed record CareSchedule(
    CareRhythm Rhythm, int Every, IReadOnlyList<TimeOnly> TimesOfDay, DateTimeOffset Start)
{
    /// <summary>The longest rhythm in hours.</summary>
    public const int MaxHours = 72;

    /// <summary>The longest rhythm in days.</summary>
    public const int MaxDays = 31;

    /// <summary>Times of one day.</summary>
    public const int MaxTimesOfDay = 6;

    /// <summary>Missed times that one record of a care names; a longer gap is named by its first ones.</summary>
    public const int MaxMissed = 24;

    /// <summary>Whether the numbers make sense.</summary>
    public bool IsValid => Rhythm switch
    {
        CareRhythm.Once => true,
        CareRhythm.Hours => Every is >= 1 and <= MaxHours,
        CareRhythm.Days => Every is >= 1 and <= MaxDays && TimesOfDay.Count is >= 1 and <= MaxTimesOfDay,
        _ => false,
    };

    /// <summary>
    /// The first time after another; null for a care given once. Times of day follow the clock of the zone.
    /// </summary>
    public DateTimeOffset? After(DateTimeOffset time, TimeZoneInfo zone)
    {
        switch (Rhythm)
        {
            case CareRhythm.Hours:
                long steps = Math.Max(0, (long)Math.Floor((time - Start).TotalHours / Every) + 1);
                return Start.AddHours(steps * Every);
            case CareRhythm.Days:
                return AfterByDays(time, zone);
            default:
                return time < Start ? Start : null;
        }
    }

    /// <summary>
    /// What a care that was due, and is handled now, leaves behind: the times that passed in between without anybody's
    /// word, and the next one.
    /// </summary>
    public (IReadOnlyList<DateTimeOffset> Missed, DateTimeOffset? Next) Handle(
        DateTimeOffset due, DateTimeOffset now, TimeZoneInfo zone)
    {
        List<DateTimeOffset> missed = [];
        DateTimeOffset? next = After(due, zone);
        while (next is { } passed && passed <= now && missed.Count < MaxMissed)
        {
            missed.Add(passed);
            next = After(passed, zone);
        }

        return next is { } still && still <= now ? (missed, After(now, zone)) : (missed, next);
    }

    private DateTimeOffset? AfterByDays(DateTimeOffset time, TimeZoneInfo zone)
    {
        DateOnly first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Start, zone).DateTime);
        DateOnly day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime);
        int since = Math.Max(0, day.DayNumber - first.DayNumber);
        for (DateOnly one = first.AddDays(since - (since % Every)); one.DayNumber <= day.DayNumber + Every;
            one = one.AddDays(Every))
        {
            foreach (TimeOnly at in TimesOfDay)
            {
                DateTimeOffset due = OnClock(one, at, zone);
                if (due > time && due >= Start)
                {
                    return due;
                }
            }
        }

        return null;
    }

    // A time that the clocks skip in spring is the one that they jump to.
    private static DateTimeOffset OnClock(DateOnly day, TimeOnly at, TimeZoneInfo zone)
    {
        DateTime local = day.ToDateTime(at);
        return zone.IsInvalidTime(local)
            ? new DateTimeOffset(local.AddHours(1), zone.GetUtcOffset(local.AddHours(1)))
            : new(local, zone.GetUtcOffset(local));
    }
}
