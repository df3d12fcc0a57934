using System.Globalization;
using Serment.Records.Medications;
using Serment.Web.Texts;

namespace Serment.Web.Medications;

/// <summary>How a line is taken, in words.</summary>
internal static class PosologyWords
{
    private const decimal FirstManyInFrench = 2m;
    private static readonly DayMoments[] Moments =
        [DayMoments.Morning, DayMoments.Noon, DayMoments.Evening, DayMoments.Night];

    private static readonly WeekDays[] Days =
    [
        WeekDays.Monday, WeekDays.Tuesday, WeekDays.Wednesday, WeekDays.Thursday, WeekDays.Friday, WeekDays.Saturday,
        WeekDays.Sunday,
    ];

    /// <summary>The whole dosage: its steps one after the other.</summary>
    public static string Posology(this PageTexts texts, PrescriptionLine line)
    {
        List<string> parts = [];
        foreach (DoseStep step in line.Steps)
        {
            string joint = parts.Count == 0 ? "" : texts[step.IsTogether ? "posology.and" : "posology.then"];
            parts.Add(joint + texts.StepWords(step));
        }

        return string.Concat(parts);
    }

    /// <summary>One step.</summary>
    public static string StepWords(this PageTexts texts, DoseStep step)
    {
        List<string> words = [texts.Dose(step.Quantity, step.Unit)];
        if (step.Moments != DayMoments.None)
        {
            words.Add(Joined(
                texts, Moments.Where(one => step.Moments.HasFlag(one)).Select(one => texts.Of("moment", one))));
        }
        else if (step.TimesADay is { } times)
        {
            words.Add(texts.Count("posology.times", times));
        }
        else if (step.EveryHours is { } hours)
        {
            words.Add(texts.Count("posology.everyHours", hours));
        }

        if (step.Days != WeekDays.None)
        {
            words.Add(texts.Fill(
                "posology.onDays",
                Joined(texts, Days.Where(one => step.Days.HasFlag(one)).Select(one => texts.Of("weekDay", one)))));
        }

        if (step.IsAsNeeded)
        {
            words.Add(step.Condition is { } condition
                ? texts.Fill("posology.ifNeededFor", condition)
                : texts["posology.ifNeeded"]);
            if (step.MaxADay is { } most)
            {
                words.Add(texts.Fill("posology.atMost", most));
            }
        }

        if (step.DurationDays is { } days)
        {
            words.Add(texts.Count("posology.days", days));
        }

        return string.Join(' ', words);
    }

    /// <summary>A quantity with its unit.</summary>
    public static string Dose(this PageTexts texts, decimal quantity, string unit)
    {
        string number = quantity.ToString("0.####", texts.Culture);
        bool isOne = texts.Language is "fr" ? quantity < FirstManyInFrench : quantity <= 1;
        return texts.Fill($"doseUnit.{KeyOf(unit)}.{(isOne ? "one" : "many")}", number);
    }

    /// <summary>A unit by itself.</summary>
    public static string Unit(this PageTexts texts, string unit) =>
        texts.Fill($"doseUnit.{KeyOf(unit)}.one", "").Trim();

    /// <summary>A number of lines in words, as paper needs it beside the figure.</summary>
    public static string InWords(this PageTexts texts, int number)
    {
        string[] words = texts["posology.numbers"].Split(' ');
        return number < words.Length ? words[number].Replace('_', ' ') : number.ToString(CultureInfo.InvariantCulture);
    }

    // Brackets and the like make poor keys.
    private static string KeyOf(string unit) => unit switch
    {
        "[drp]" => "drop",
        "[iU]" => "iu",
        _ => DoseUnits.IsKnown(unit) ? unit : "dose",
    };

    private static string Joined(PageTexts texts, IEnumerable<string> words)
    {
        string[] all = [.. words];
        return all.Length < 2
            ? string.Concat(all)
            : string.Join(", ", all[..^1]) + texts["posology.lastOf"] + all[^1];
    }
}
