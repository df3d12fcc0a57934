using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Rules;
using Serment.Records.Laboratory.Catalogue;
using Serment.Web.Laboratory.Bench.Cultures;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Texts;

namespace Serment.Web.Laboratory.Bench;

/// <summary>A worklist of the bench.</summary>
/// <param name="Query">What was asked for.</param>
/// <param name="List">The tubes.</param>
/// <param name="Units">The person's units: laboratories to choose from.</param>
/// <param name="Address">The list's address with its filters, without the path.</param>
/// <param name="Form">What was typed or chosen, where it could not be done.</param>
public sealed record WorklistModel(
    WorklistQuery Query, Worklist List, IReadOnlyList<UnitDescription> Units, string Address, FormState Form)
{
    /// <summary>What has just been done, in words; null for nothing.</summary>
    public string? Done { get; init; }

    /// <summary>The laboratory's analysers in use.</summary>
    public IReadOnlyList<WorklistInstrument> Instruments { get; init; } = [];
}

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

    /// <summary>A result as pages show it, without its unit.</summary>
    public static string Value(PageTexts texts, Determination made) =>
        made.Number is { } number ? SignOf(made.Comparator) + Number(texts, number)
        : CultureWords.Summary(texts, made) ?? made.Coded?.Text ?? made.Text ?? made.AbsentReason ?? "–";

    /// <summary>A number with the decimals that it was made with.</summary>
    public static string Number(PageTexts texts, decimal number) => number.ToString(texts.Culture);

    /// <summary>A range: "3,5 – 5,1", "&lt; 5", or words; an en dash for none.</summary>
    public static string Range(PageTexts texts, ReferenceRange? range) => range switch
    {
        null => "–",
        { Low: { } low, High: { } high } => $"{Number(texts, low)} – {Number(texts, high)}",
        { Low: { } low } => $"≥ {Number(texts, low)}",
        { High: { } high } => $"≤ {Number(texts, high)}",
        _ => (texts.Language is "fr" ? range.TextFr : range.TextEn ?? range.TextFr) ?? "–",
    };

    /// <summary>What an analysis is called in the page's language.</summary>
    public static string Label(PageTexts texts, BenchTask task) =>
        task.Analysis is { } analysis ? texts.Language is "fr" ? analysis.Fr : analysis.En : texts["bench.restricted"];

    /// <summary>The class of a flag.</summary>
    public static string ClassOf(Determination made) =>
        made.Flag.IsCritical() || made.IsImplausible ? "critical"
        : made.Attention == Attention.Look ? "look"
        : "good";

    /// <summary>Flag, plausibility and delta in words.</summary>
    public static string Flags(PageTexts texts, Determination made, Visitor me)
    {
        List<string> words = [];
        if (made.Flag.IsOutside())
        {
            words.Add(texts.Of("bench.resultFlag", made.Flag));
        }

        if (made.IsImplausible)
        {
            words.Add(texts["bench.implausible"]);
        }

        if (made.IsUncertain)
        {
            words.Add(texts["bench.uncertain"]);
        }

        if (made.Delta is { IsExceeded: true } delta)
        {
            words.Add(texts.Fill(
                "bench.delta", Number(texts, delta.Previous), texts.Day(DateOnly.FromDateTime(me.Local(delta.At)))));
        }

        return string.Join(" · ", words);
    }

    /// <summary>The sign of a bounded number, with its space.</summary>
    public static string SignOf(Comparator comparator) => comparator switch
    {
        Comparator.Less => "< ",
        Comparator.AtMost => "≤ ",
        Comparator.AtLeast => "≥ ",
        Comparator.More => "> ",
        _ => "",
    };

    private static string Age(PageTexts texts, int days) =>
        days < 28 ? texts.Fill("bench.age.days", days)
        : days < 2 * DaysOfYear ? texts.Fill("bench.age.months", (int)Math.Round(days / BenchPerson.DaysOfMonth))
        : texts.Fill("bench.age.years", (int)(days / BenchPerson.DaysOfYear));
}

/// <summary>One line of the grid: an analysis of a tube that a result may be typed for.</summary>
/// <param name="Tube">The tube.</param>
/// <param name="Task">The analysis.</param>
public sealed record GridLine(BenchTube Tube, BenchTask Task)
{
    /// <summary>Name of its field: the task, and the version of it that the page shows.</summary>
    public string Field => $"value-{Task.Row.Task}-{Task.Row.Version.ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>The grid of manual entry.</summary>
/// <param name="Lines">Its lines.</param>
/// <param name="Tubes">The tubes, as the form names them.</param>
/// <param name="Query">The list that it came from.</param>
/// <param name="Form">What was typed.</param>
/// <param name="NotOpened">Tubes that did not open.</param>
/// <param name="Restricted">Analyses that a biologist enters.</param>
public sealed record GridModel(
    IReadOnlyList<GridLine> Lines, IReadOnlyList<string> Tubes, string Query, FormState Form, int NotOpened,
    int Restricted)
{
    /// <summary>Lines of one grid.</summary>
    public const int MaxLines = 200;
}

/// <summary>Technical validation of a tube.</summary>
/// <param name="Tube">The tube.</param>
/// <param name="Form">What was chosen.</param>
/// <param name="WithSensitive">Whether restricted analyses are asked for.</param>
public sealed record TubeModel(BenchTube Tube, FormState Form, bool WithSensitive)
{
    /// <summary>Whether a result of a restricted analysis may be typed.</summary>
    public bool TakesRestricted => Tube.Tasks.Any(EnterRestricted.IsOpen);

    /// <summary>The restricted analyses of the catalogue: which of them the tube has is not said.</summary>
    public IEnumerable<Analysis> Restricted => EnterRestricted.Offered(Tube.Catalogue);
}

/// <summary>The rules of the bench.</summary>
/// <param name="Rules">The newest version of each.</param>
/// <param name="Form">The rule in the form.</param>
/// <param name="Holds">Whether it holds with the example's values; null where it was not tried.</param>
public sealed record RulesModel(IReadOnlyList<BenchRule> Rules, FormState Form, bool? Holds);

/// <summary>A blood group's reactions.</summary>
public sealed record GroupModel(BenchTube Tube, BenchTask Task, FormState Form);
