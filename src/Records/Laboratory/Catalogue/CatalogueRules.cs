using System.Text.RegularExpressions;

namespace Serment.Records.Laboratory.Catalogue;

/// <summary>A fault of an item.</summary>
/// <param name="Code">Code of the item.</param>
/// <param name="Member">The member as its JSON names it: <c>loinc</c>, <c>ranges</c> …</param>
/// <param name="Fault">What is wrong.</param>
public sealed record CatalogueFault(string Code, string Member, CatalogueFaultKind Fault);

/// <summary>What is wrong with a member.</summary>
public enum CatalogueFaultKind : byte
{
    /// <summary>It is missing, or too long, or bears control characters.</summary>
    Text = 1,

    /// <summary>1 to 12 capitals, digits or hyphens.</summary>
    Code = 2,

    /// <summary>Not a LOINC: digits, a hyphen, the check digit.</summary>
    Loinc = 3,

    /// <summary>No such container, analysis or formula.</summary>
    Unknown = 4,

    /// <summary>Not UCUM, or a unit where the answer has none, or none where it needs one.</summary>
    Unit = 5,

    /// <summary>A lower limit above the upper one, or an age that ends before it begins.</summary>
    Order = 6,

    /// <summary>A range or a critical limit outside what is plausible, or a critical limit inside a range.</summary>
    Limits = 7,

    /// <summary>A number outside of what the member allows.</summary>
    Number = 8,

    /// <summary>The code, or an answer's code, stands twice.</summary>
    Twice = 9,

    /// <summary>Four digits.</summary>
    Nabm = 10,
}

/// <summary>
/// What makes a catalogue sound. The shipped one is held to it by a test, a site's changes when they are saved.
/// </summary>
public static partial class CatalogueRules
{
    /// <summary>Characters of a label.</summary>
    public const int MaxLabel = 120;

    /// <summary>Characters of a text beside a range.</summary>
    public const int MaxRangeText = 300;

    /// <summary>Ranges of an analysis.</summary>
    public const int MaxRanges = 60;

    /// <summary>Answers of a coded one.</summary>
    public const int MaxAnswers = 60;

    /// <summary>Analyses of a panel.</summary>
    public const int MaxOfPanel = 60;

    /// <summary>Decimals of a unit.</summary>
    public const int MaxDecimals = 4;

    /// <summary>Hours of stability: a year.</summary>
    public const int MaxStableHours = 24 * 366;

    /// <summary>Minutes of a promise: a year.</summary>
    public const int MaxMinutes = 60 * 24 * 366;

    /// <summary>Days of age in a range: 150 years.</summary>
    public const int MaxDays = 54_787;

    /// <summary>Names of the caps' colours: pages have a class for each.</summary>
    public static IReadOnlyList<string> Colours { get; } =
    [
        "blue", "brown", "green", "grey", "khaki", "orange", "pink", "purple", "red", "royal-blue", "violet", "white",
        "yellow",
    ];

    /// <summary>The faults of a whole catalogue; none where it is sound.</summary>
    public static IReadOnlyList<CatalogueFault> Check(LaboratoryCatalogue catalogue) =>
        [
            .. Twice(catalogue),
            .. catalogue.Analyses.SelectMany(one => Check(one, catalogue)),
            .. catalogue.Panels.SelectMany(one => Check(one, catalogue)),
            .. catalogue.Containers.SelectMany(Check),
        ];

    /// <summary>The faults of a panel.</summary>
    public static IEnumerable<CatalogueFault> Check(Panel panel, LaboratoryCatalogue catalogue)
    {
        foreach (CatalogueFault fault in Names(panel.Code, panel.Fr, panel.En))
        {
            yield return fault;
        }

        if (catalogue.Find(panel.Code) is not null)
        {
            yield return new(panel.Code, "code", CatalogueFaultKind.Twice);
        }

        if (panel.Analyses.Count is 0 or > MaxOfPanel)
        {
            yield return new(panel.Code, "analyses", CatalogueFaultKind.Number);
        }

        if (panel.Analyses.Distinct(StringComparer.Ordinal).Count() != panel.Analyses.Count)
        {
            yield return new(panel.Code, "analyses", CatalogueFaultKind.Twice);
        }

        if (panel.Analyses.Any(code => catalogue.Find(code) is null))
        {
            yield return new(panel.Code, "analyses", CatalogueFaultKind.Unknown);
        }
    }

    /// <summary>The faults of a container.</summary>
    public static IEnumerable<CatalogueFault> Check(Container container)
    {
        foreach (CatalogueFault fault in Names(container.Code, container.Fr, container.En))
        {
            yield return fault;
        }

        if (!IsText(container.Specimen, 20))
        {
            yield return new(container.Code, "specimen", CatalogueFaultKind.Text);
        }

        if (!Colours.Contains(container.Colour, StringComparer.Ordinal))
        {
            yield return new(container.Code, "colour", CatalogueFaultKind.Unknown);
        }

        if (container.Additive.Length > MaxLabel || container.Additive.Any(char.IsControl))
        {
            yield return new(container.Code, "additive", CatalogueFaultKind.Text);
        }

        if (container.UsableMicrolitres is < 1 or > 10_000_000)
        {
            yield return new(container.Code, "usableMicrolitres", CatalogueFaultKind.Number);
        }

        if (container.KeepDays is < 0 or > 3660)
        {
            yield return new(container.Code, "keepDays", CatalogueFaultKind.Number);
        }

        if (container.Order is < 1 or > 1000)
        {
            yield return new(container.Code, "order", CatalogueFaultKind.Number);
        }
    }

    /// <summary>Whether the text is a LOINC: its last digit checks the others (Luhn, LOINC Users' Guide, appendix C).</summary>
    public static bool IsLoinc(string text)
    {
        if (!Loinc().IsMatch(text))
        {
            return false;
        }

        int sum = 0;
        bool isDoubled = false;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] == '-')
            {
                continue;
            }

            int digit = text[i] - '0';
            digit = isDoubled ? digit * 2 : digit;
            sum += digit > 9 ? digit - 9 : digit;
            isDoubled = !isDoubled;
        }

        return sum % 10 == 0;
    }

    private static IEnumerable<CatalogueFault> Twice(LaboratoryCatalogue catalogue) =>
        catalogue.Analyses.Select(one => one.Code).Concat(catalogue.Panels.Select(one => one.Code))
            .GroupBy(code => code, StringComparer.Ordinal)
            .Where(same => same.Count() > 1)
            .Select(same => new CatalogueFault(same.Key, "code", CatalogueFaultKind.Twice));

    private static IEnumerable<CatalogueFault> Names(string code, string fr, string en)
    {
        if (!Code().IsMatch(code))
        {
            yield return new(code, "code", CatalogueFaultKind.Code);
        }

        if (!IsText(fr, MaxLabel))
        {
            yield return new(code, "fr", CatalogueFaultKind.Text);
        }

        if (!IsText(en, MaxLabel))
        {
            yield return new(code, "en", CatalogueFaultKind.Text);
        }
    }

    private static bool IsText(string? text, int most) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= most && !text.Any(char.IsControl);

    [GeneratedRegex("^[A-Z0-9][A-Z0-9-]{0,11}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Code();

    [GeneratedRegex("^[0-9]{1,7}-[0-9]$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Loinc();

    [GeneratedRegex("^[0-9]{4}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Nabm();
}
