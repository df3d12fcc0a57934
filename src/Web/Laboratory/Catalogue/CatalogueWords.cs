using System.Globalization;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Catalogue;
using Serment.Web.Texts;

namespace Serment.Web.Laboratory.Catalogue;

/// <summary>How pages show what a catalogue holds.</summary>
internal static class CatalogueWords
{
    private const double DaysOfMonth = BenchPerson.DaysOfMonth;
    private const double DaysOfYear = BenchPerson.DaysOfYear;

    public static bool IsFrench(PageTexts texts) => texts.Language is "fr";

    /// <summary>A label in the reader's language.</summary>
    public static string Label(PageTexts texts, string fr, string en) => IsFrench(texts) ? fr : en;

    /// <summary>A number without noughts at its end, with the language's decimal sign.</summary>
    public static string Number(PageTexts texts, decimal number) => number.ToString("0.##########", texts.Culture);

    /// <summary>Two limits.</summary>
    public static string Limits(PageTexts texts, decimal? low, decimal? high) => (low, high) switch
    {
        ({ } from, { } to) => texts.Fill("catalogue.between", Number(texts, from), Number(texts, to)),
        ({ } from, null) => texts.Fill("catalogue.atLeast", Number(texts, from)),
        (null, { } to) => texts.Fill("catalogue.atMost", Number(texts, to)),
        _ => "",
    };

    /// <summary>For whom a range is.</summary>
    public static string For(PageTexts texts, ReferenceRange range)
    {
        List<string> parts = [];
        if (range.Sex is { } sex)
        {
            parts.Add(texts.Of("catalogue.sex", sex));
        }

        if (range.IsPregnant)
        {
            parts.Add(texts["catalogue.pregnant"]);
        }

        if (range.FromDays > 0 && range.UntilDays is { } until)
        {
            parts.Add(texts.Fill("catalogue.fromUntil", Age(texts, range.FromDays), Age(texts, until)));
        }
        else if (range.FromDays > 0)
        {
            parts.Add(texts.Fill("catalogue.from", Age(texts, range.FromDays)));
        }
        else if (range.UntilDays is { } below)
        {
            parts.Add(texts.Fill("catalogue.until", Age(texts, below)));
        }

        return parts.Count == 0 ? texts["catalogue.everybody"] : string.Join(", ", parts);
    }

    /// <summary>What a version changed, for people: a line for each range that differs, limits as limits.</summary>
    public static IEnumerable<ChangedMember> Changed(PageTexts texts, ChangedMember change) => change.Member switch
    {
        "ranges" => ChangedRanges(texts, change),
        "critical" or "plausible" =>
        [
            new(
                texts["catalogue.fact." + change.Member], Limits(texts, CatalogueItems.ReadLimits(change.Before)),
                Limits(texts, CatalogueItems.ReadLimits(change.After))),
        ],
        _ => [change with { Member = texts["catalogue.field." + change.Member] }],
    };

    private static IEnumerable<ChangedMember> ChangedRanges(PageTexts texts, ChangedMember change)
    {
        ILookup<string, string> before = Told(change.Before);
        ILookup<string, string> after = Told(change.After);
        foreach (string whom in before.Concat(after).Select(one => one.Key).Distinct(StringComparer.Ordinal))
        {
            string was = string.Join(" ; ", before[whom]);
            string isNow = string.Join(" ; ", after[whom]);
            if (!string.Equals(was, isNow, StringComparison.Ordinal))
            {
                yield return new(
                    $"{texts["catalogue.field.ranges"]}, {whom}", was.Length > 0 ? was : null,
                    isNow.Length > 0 ? isNow : null);
            }
        }

        ILookup<string, string> Told(string? ranges) => CatalogueItems.ReadRanges(ranges).ToLookup(
            one => For(texts, one),
            one => string.Join(' ', new[]
            {
                Limits(texts, one.Low, one.High), one.Method, one.TextFr is null ? null : Label(texts, one.TextFr, one.TextEn!),
            }.Where(part => !string.IsNullOrEmpty(part))),
            StringComparer.Ordinal);
    }

    private static string? Limits(PageTexts texts, Limits? limits) =>
        limits is null ? null : Limits(texts, limits.Low, limits.High);

    /// <summary>An age in the unit that it is whole in.</summary>
    public static string Age(PageTexts texts, int days)
    {
        (int number, char unit) = Whole(days);
        return texts.Count(
            unit switch { 'y' => "catalogue.years", 'm' => "catalogue.months", _ => "catalogue.days" }, number);
    }

    /// <summary>An age as it is typed: <c>18a</c> in French, <c>18y</c> in English; <c>6m</c>; <c>28j</c>, <c>28d</c>.</summary>
    public static string TypedAge(PageTexts texts, int days)
    {
        (int number, char unit) = Whole(days);
        char sign = unit switch { 'y' => IsFrench(texts) ? 'a' : 'y', 'd' => IsFrench(texts) ? 'j' : 'd', _ => unit };
        return string.Create(CultureInfo.InvariantCulture, $"{number}{sign}");
    }

    /// <summary>The days of a typed age, as the age of a bench person counts them; null where it is none.</summary>
    public static int? ReadAge(string typed)
    {
        string text = typed.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            || number > 200 * 366)
        {
            return null;
        }

        return text[^1] switch
        {
            'A' or 'Y' => (int)Math.Ceiling(number * DaysOfYear),
            'M' => (int)Math.Floor(number * DaysOfMonth),
            'J' or 'D' => number,
            _ => null,
        };
    }

    /// <summary>A time in hours or minutes.</summary>
    public static string Minutes(PageTexts texts, int minutes) =>
        minutes >= 2880 && minutes % 1440 == 0 ? texts.Count("catalogue.days", minutes / 1440)
        : minutes >= 60 && minutes % 60 == 0 ? texts.Fill("catalogue.hours", minutes / 60)
        : texts.Fill("catalogue.minutes", minutes);

    private static (int Number, char Unit) Whole(int days)
    {
        int years = (int)Math.Floor(days / DaysOfYear);
        int months = (int)Math.Round(days / DaysOfMonth);
        return years > 0 && (int)Math.Ceiling(years * DaysOfYear) == days ? (years, 'y')
            : months > 0 && (int)Math.Floor(months * DaysOfMonth) == days ? (months, 'm')
            : (days, 'd');
    }
}
