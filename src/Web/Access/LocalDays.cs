using System.Globalization;
using Serment.Web.Security;

namespace Serment.Web.Access;

/// <summary>Days and times of forms, as the clocks here show them.</summary>
internal static class LocalDays
{
    /// <summary>A day as a form's date field sends it.</summary>
    public static DateOnly? Read(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? day
            : null;

    /// <summary>
    /// From the beginning of the first day, or from now where that is today, to the end of the last; no longer than
    /// <paramref name="longest"/>.
    /// </summary>
    public static (DateTimeOffset From, DateTimeOffset Until) Period(
        Visitor me, DateOnly first, DateOnly last, TimeSpan longest)
    {
        DateTimeOffset from = first <= me.Today ? me.Now : StartOf(me, first);
        DateTimeOffset until = StartOf(me, last.AddDays(1));
        return (from, until - from > longest ? from + longest : until);
    }

    private static DateTimeOffset StartOf(Visitor me, DateOnly day)
    {
        DateTime local = day.ToDateTime(TimeOnly.MinValue);
        return new(local, me.Web.TimeZone.GetUtcOffset(local));
    }
}
