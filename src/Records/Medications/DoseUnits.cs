namespace Serment.Records.Medications;

/// <summary>
/// Units of doses: UCUM codes for what is measured, and our own words for what is counted. Which of them a drug is
/// likely to be dosed in is guessed from its form; all may be chosen.
/// </summary>
public static class DoseUnits
{
    /// <summary>The coding system of what is measured.</summary>
    public const string Ucum = "http://unitsofmeasure.org";

    /// <summary>The coding system of what is counted.</summary>
    public const string Counted = "https://serment.org/fhir/dose-unit";

    private static readonly string[] Measured = ["mg", "g", "ug", "mL", "[iU]", "mmol", "[drp]"];

    // A word of the form, and what is counted of it; the first that fits stands first.
    private static readonly (string Word, string Unit)[] ByForm =
    [
        ("gouttes", "[drp]"), ("collyre", "[drp]"), ("comprimé", "tablet"), ("gélule", "capsule"),
        ("capsule", "softgel"),
        ("sachet", "sachet"), ("suppositoire", "suppository"), ("ovule", "pessary"), ("inhalation", "puff"),
        ("pulvérisation", "spray"), ("spray", "spray"), ("dispositif transdermique", "patch"), ("patch", "patch"),
        ("emplâtre", "patch"), ("crème", "application"), ("pommade", "application"), ("gel", "application"),
        ("pâte", "application"), ("lotion", "application"), ("shampooing", "application"), ("granules", "granule"),
        ("seringue", "syringe"), ("stylo", "[iU]"), ("injectable", "vial"), ("perfusion", "vial"), ("poudre", "sachet"),
        ("sirop", "mL"), ("buvable", "mL"), ("solution", "mL"), ("suspension", "mL"),
    ];

    private static readonly string[] CountedUnits =
    [
        "tablet", "capsule", "softgel", "sachet", "vial", "syringe", "suppository", "pessary", "puff", "spray", "patch",
        "application", "granule", "dose",
    ];

    /// <summary>Every unit.</summary>
    public static IReadOnlyList<string> All { get; } = [.. CountedUnits, .. Measured];

    /// <summary>Whether it is a UCUM code.</summary>
    public static bool IsUcum(string unit) => Measured.Contains(unit, StringComparer.Ordinal);

    /// <summary>Whether it is one of ours.</summary>
    public static bool IsKnown(string? unit) => unit is not null && All.Contains(unit, StringComparer.Ordinal);

    /// <summary>All units, those likely for the drug first.</summary>
    public static IReadOnlyList<string> For(Drug drug)
    {
        string words = $"{drug.Form} {drug.Name}".ToLowerInvariant();
        List<string> likely =
        [
            .. ByForm.Where(one => words.Contains(one.Word, StringComparison.Ordinal)).Select(one => one.Unit),
        ];
        foreach (Ingredient part in drug.Ingredients)
        {
            string? unit = part.Strength.Split(' ') switch
            {
                [.., "mg"] => "mg",
                [.., "g"] => "g",
                [.., "microgrammes"] or [.., "µg"] => "ug",
                [.., "UI"] or [.., "U.I."] => "[iU]",
                _ => null,
            };
            if (unit is not null)
            {
                likely.Add(unit);
            }
        }

        return [.. likely.Concat(All).Distinct(StringComparer.Ordinal)];
    }
}
