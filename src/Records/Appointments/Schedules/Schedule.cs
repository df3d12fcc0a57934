using Serment.CustodyProtocol;

namespace Serment.Records.Appointments.Schedules;

/// <summary>Whose time an agenda shows.</summary>
public enum ScheduleKind : byte
{
    /// <summary>A member of staff.</summary>
    Practitioner = 1,

    /// <summary>A room or a machine.</summary>
    Room = 2,
}

/// <summary>Part of a day, in minutes after midnight; the end is not in it.</summary>
public readonly record struct Interval(int From, int Until)
{
    /// <summary>Minutes of a day.</summary>
    public const int DayMinutes = 24 * 60;

    /// <summary>Its length in minutes.</summary>
    public int Minutes => Until - From;

    /// <summary>Whether both share a minute.</summary>
    public bool Overlaps(Interval other) => From < other.Until && other.From < Until;

    /// <summary>Whether the other lies in it.</summary>
    public bool Contains(Interval other) => From <= other.From && other.Until <= Until;
}

/// <summary>Where people come to. Public holidays depend on it.</summary>
public sealed record Place(int PlaceId, string Name, bool IsAlsaceMoselle, int Version);

/// <summary>Open at these hours of a weekday, 1 for Monday to 7 for Sunday.</summary>
public sealed record OpeningHours(int Weekday, Interval Time);

/// <summary>Closed, or open beyond the usual hours, from a day to another, both included.</summary>
public sealed record ScheduleException(
    int ScheduleId, long ExceptionId, DateOnly First, DateOnly Last, bool IsExtra, Interval Time);

/// <summary>An agenda: of a member of staff or a room, at one place.</summary>
/// <param name="ScheduleId">Unique within the site.</param>
/// <param name="Kind">Whose.</param>
/// <param name="Name">For people.</param>
/// <param name="Staff">The member of staff; null for a room.</param>
/// <param name="UnitId">The unit whose team cares for those who are booked; 0 for none.</param>
/// <param name="PlaceId">Where.</param>
/// <param name="StepMinutes">Into which pieces free time is cut.</param>
/// <param name="IsActive">Whether it can be booked.</param>
/// <param name="Version">For saving.</param>
public sealed record Schedule(
    int ScheduleId, ScheduleKind Kind, string Name, ActorId? Staff, int UnitId, int PlaceId, int StepMinutes,
    bool IsActive, int Version)
{
    /// <summary>The usual week.</summary>
    public IReadOnlyList<OpeningHours> Hours { get; init; } = [];

    /// <summary>What differs from it.</summary>
    public IReadOnlyList<ScheduleException> Exceptions { get; init; } = [];
}

/// <summary>A kind of consultation.</summary>
/// <param name="KindId">Unique within the site.</param>
/// <param name="Name">For people.</param>
/// <param name="Minutes">How long.</param>
/// <param name="Colour">A place in the fixed palette, from 1.</param>
/// <param name="IsOverbookable">Whether it may be put beside another, up to <see cref="MaxOverbooked"/> times.</param>
/// <param name="IsDiscreet">
/// Whether its name tells why somebody comes: then it stands in the sealed entry alone, never in the worklist.
/// </param>
/// <param name="IsActive">Whether it can be booked.</param>
/// <param name="Version">For saving.</param>
/// <param name="Schedules">The agendas that offer it; empty for all.</param>
public sealed record ConsultationKind(
    int KindId, string Name, int Minutes, int Colour, bool IsOverbookable, bool IsDiscreet, bool IsActive, int Version,
    IReadOnlyList<int> Schedules)
{
    /// <summary>Overbookings of one moment.</summary>
    public const int MaxOverbooked = 2;

    /// <summary>Colours of the palette.</summary>
    public const int Colours = 8;

    /// <summary>Whether an agenda offers it.</summary>
    public bool IsOfferedBy(Schedule schedule) =>
        Schedules.Count == 0 ? schedule.Kind == ScheduleKind.Practitioner : Schedules.Contains(schedule.ScheduleId);
}

/// <summary>All that a site's agendas are made of.</summary>
public sealed record AgendaSetup(
    short Site, IReadOnlyList<Place> Places, IReadOnlyList<Schedule> Schedules, IReadOnlyList<ConsultationKind> Kinds)
{
    /// <summary>Times are multiples of it.</summary>
    public const int CellMinutes = 5;

    /// <summary>The longest consultation.</summary>
    public const int MaxMinutes = 8 * 60;

    /// <summary>How far ahead may be booked.</summary>
    public const int MaxDaysAhead = 365;

    /// <summary>An agenda by its number.</summary>
    public Schedule? ScheduleOf(int id) => Schedules.FirstOrDefault(one => one.ScheduleId == id);

    /// <summary>A kind by its number.</summary>
    public ConsultationKind? KindOf(int id) => Kinds.FirstOrDefault(one => one.KindId == id);

    /// <summary>When an agenda is open on a day.</summary>
    public IReadOnlyList<Interval> OpenOn(Schedule schedule, DateOnly day) =>
        OpeningRules.On(schedule, day, HolidayOf(schedule, day) is not null);

    /// <summary>The public holiday at the agenda's place; null on other days.</summary>
    public Holiday? HolidayOf(Schedule schedule, DateOnly day) =>
        FrenchHolidays.On(day, Places.FirstOrDefault(one => one.PlaceId == schedule.PlaceId)?.IsAlsaceMoselle ?? false);
}
