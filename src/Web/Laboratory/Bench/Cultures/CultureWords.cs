using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Cultures;
using Serment.Web.Texts;

namespace Serment.Web.Laboratory.Bench.Cultures;

/// <summary>The words of cultures.</summary>
internal static class CultureWords
{
    public static string NameOf(PageTexts texts, Organism organism) => texts.Language is "fr" ? organism.Fr : organism.En;

    public static string NameOf(PageTexts texts, Antibiotic antibiotic) =>
        texts.Language is "fr" ? antibiotic.Fr : antibiotic.En;

    /// <summary>An antibiotic of a determination: as its edition of the table calls it, else as it was sealed.</summary>
    public static string NameOf(PageTexts texts, DeterminationPart part) =>
        (BreakpointTable.Find(part.Table) ?? BreakpointTable.Current).AntibioticOf(part.Code) is { } antibiotic
            ? NameOf(texts, antibiotic)
            : part.Label;

    /// <summary>A culture in one line.</summary>
    public static string Summary(PageTexts texts, CultureReading reading) =>
        texts.Of("culture.outcome", reading.Outcome)
        + (reading.Isolates.Count > 0
            ? " : " + string.Join(", ", reading.Isolates.Select(one => NameOf(texts, one.Organism)))
            : "");

    /// <summary>A determination in one line where it is a culture; null for others.</summary>
    public static string? Summary(PageTexts texts, Determination made) =>
        CultureParts.Read(made) is { } reading ? Summary(texts, reading) : null;

    public static string AmountOf(PageTexts texts, Amount amount, string unit) =>
        amount.PerMl is { } number
            ? $"{BenchWords.SignOf(amount.Comparator)}{Amount.Written(number, texts.Culture)} {unit}"
            : texts.Of("culture.level", amount.Level);

    /// <summary>The badge's class of a category.</summary>
    public static string ClassOf(Susceptibility category) => category switch
    {
        Susceptibility.Susceptible => "good",
        Susceptibility.IncreasedExposure => "warn",
        Susceptibility.Resistant => "danger",
        _ => "",
    };
}
