using System.Globalization;
using Serment.Records.Appointments;

namespace Serment.Web.Appointments;

/// <summary>What an agenda's page shows, as its address says it: days and numbers, never a person.</summary>
/// <param name="IsWeek">A week; otherwise a day.</param>
/// <param name="Day">The day, or one of the week.</param>
/// <param name="Schedules">The agendas chosen; empty for the visitor's usual ones.</param>
/// <param name="Names">
/// Whose names to open: <c>all</c>, <c>none</c>, <c>s3</c> for one agenda, <c>d2026-03-02</c> for one day; null for the
/// usual.
/// </param>
public sealed record AgendaAddress(bool IsWeek, DateOnly Day, IReadOnlyList<int> Schedules, string? Names)
{
    /// <summary>Agendas side by side.</summary>
    public const int MaxSchedules = 40;

    /// <summary>The first day shown.</summary>
    public DateOnly First => IsWeek ? Days.MondayOf(Day) : Day;

    /// <summary>The last day shown.</summary>
    public DateOnly Last => IsWeek ? First.AddDays(6) : Day;

    /// <summary>The page before and after.</summary>
    public int StepDays => IsWeek ? 7 : 1;

    /// <summary>Reads; what makes no sense becomes the usual.</summary>
    public static AgendaAddress Read(string? view, string? day, string? schedules, string? names, DateOnly today) => new(
        view is "week",
        Days.Parse(day) ?? today,
        [
            .. (schedules ?? "").Split(['.', ','], StringSplitOptions.RemoveEmptyEntries)
                .Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
                .Where(id => id > 0)
                .Distinct()
                .Take(MaxSchedules),
        ],
        names is "all" or "none" || IsPart(names) ? names : null);

    /// <summary>The address.</summary>
    public string ToPath() => string.Create(
        CultureInfo.InvariantCulture,
        $"/agenda?view={(IsWeek ? "week" : "day")}&day={Day:yyyy-MM-dd}&s={string.Join('.', Schedules)}{NamesPart}");

    /// <summary>The same for another day.</summary>
    public string ToPath(DateOnly day) => (this with { Day = day }).ToPath();

    /// <summary>Whether names of that agenda and day are asked for.</summary>
    public bool AsksName(int schedule, DateOnly day) => Names switch
    {
        "all" => true,
        null or "none" => false,
        ['s', .. string id] => string.Equals(
            id, schedule.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
        ['d', .. string date] => string.Equals(date, Days.ToText(day), StringComparison.Ordinal),
        _ => false,
    };

    private string NamesPart => Names is null ? "" : "&names=" + Names;

    private static bool IsPart(string? names) =>
        names is ['s' or 'd', _, ..] and { Length: <= 11 }
        && names.Skip(1).All(one => one == '-' || char.IsAsciiDigit(one));
}
