using Serment.CustodyProtocol;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Web.Parts;
using Serment.Web.Texts;

namespace Serment.Web.Laboratory.Bench;

/// <summary>A worklist of the bench.</summary>
/// <param name="Query">What was asked for.</param>
/// <param name="List">The tubes.</param>
/// <param name="Units">The person's units: laboratories to choose from.</param>
/// <param name="Address">The list's address with its filters, without the path.</param>
/// <param name="Form">What was typed or chosen, where it could not be done.</param>
public sealed record WorklistModel(
    WorklistQuery Query, Worklist List, IReadOnlyList<UnitDescription> Units, string Address, FormState Form);

/// <summary>The words of the bench.</summary>
internal static class BenchWords
{
    private const int DaysOfYear = 365;

    /// <summary>Sex and age: "F, 43 ans".</summary>
    public static string Person(PageTexts texts, BenchPerson person) =>
        texts.Of("bench.sex", person.Sex) + (person.AgeDays < 0 ? "" : $", {Age(texts, person.AgeDays)}");

    /// <summary>How long ago: "12 min", "3 h 05".</summary>
    public static string Ago(PageTexts texts, TimeSpan span) =>
        span < TimeSpan.FromHours(1) ? texts.Fill("bench.minutes", Math.Max(0, (int)span.TotalMinutes))
        : span < TimeSpan.FromDays(2)
            ? texts.Fill("bench.hours", (int)span.TotalHours, span.Minutes.ToString("00", texts.Culture))
        : texts.Fill("bench.days", (int)span.TotalDays);

    /// <summary>What an analysis is called in lists: its code; without one, that it is restricted.</summary>
    public static string Code(PageTexts texts, string? analysis) => analysis ?? texts["bench.restricted"];

    private static string Age(PageTexts texts, int days) =>
        days < 28 ? texts.Fill("bench.age.days", days)
        : days < 2 * DaysOfYear ? texts.Fill("bench.age.months", (int)Math.Round(days / BenchPerson.DaysOfMonth))
        : texts.Fill("bench.age.years", (int)(days / BenchPerson.DaysOfYear));
}
