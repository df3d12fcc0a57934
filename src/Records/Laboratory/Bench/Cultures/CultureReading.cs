using System.Globalization;

namespace Serment.Records.Laboratory.Bench.Cultures;

/// <summary>What grew.</summary>
public enum CultureOutcome : byte
{
    /// <summary>Nobody has chosen.</summary>
    None = 0,

    /// <summary>The culture is under way.</summary>
    Ongoing = 1,

    /// <summary>Nothing.</summary>
    Sterile = 2,

    /// <summary>Organisms that mean something.</summary>
    Growth = 3,

    /// <summary>The flora of the place, no pathogen.</summary>
    Commensal = 4,

    /// <summary>Several organisms, most likely a contamination: to be taken again.</summary>
    Contaminated = 5,
}

/// <summary>How many, where nobody counts.</summary>
public enum Abundance : byte
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>None seen.</summary>
    Absent = 1,

    /// <summary>Rare.</summary>
    Rare = 2,

    /// <summary>Some.</summary>
    Some = 3,

    /// <summary>Many.</summary>
    Many = 4,
}

/// <summary>What Gram's stain shows.</summary>
public enum GramFinding : byte
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>No bacteria.</summary>
    NoBacteria = 1,

    /// <summary>Gram-negative rods.</summary>
    NegativeRods = 2,

    /// <summary>Gram-positive cocci in clusters.</summary>
    PositiveClusters = 3,

    /// <summary>Gram-positive cocci in chains.</summary>
    PositiveChains = 4,

    /// <summary>Gram-positive diplococci.</summary>
    PositiveDiplococci = 5,

    /// <summary>Gram-positive rods.</summary>
    PositiveRods = 6,

    /// <summary>Gram-negative cocci.</summary>
    NegativeCocci = 7,

    /// <summary>Yeasts.</summary>
    Yeasts = 8,

    /// <summary>Several of them.</summary>
    Mixed = 9,
}

/// <summary>What a mechanism or a phenotype is called.</summary>
public enum Phenotype : byte
{
    /// <summary>Extended-spectrum beta-lactamase, found by somebody.</summary>
    Esbl = 1,

    /// <summary>Carbapenemase, found by somebody.</summary>
    Carbapenemase = 2,

    /// <summary>High-level cephalosporinase, found by somebody.</summary>
    AmpC = 3,

    /// <summary>Resistant to methicillin: follows from cefoxitin or oxacillin.</summary>
    MethicillinResistant = 4,

    /// <summary>An enterococcus resistant to glycopeptides: follows from vancomycin or teicoplanin.</summary>
    GlycopeptideResistant = 5,
}

/// <summary>A number per mL, or words.</summary>
/// <param name="PerMl">The number; null where it is words.</param>
/// <param name="Level">The words.</param>
/// <param name="Comparator">How the number is bounded.</param>
public readonly record struct Amount(decimal? PerMl, Abundance Level = Abundance.None, Comparator Comparator = Comparator.None)
{
    private const int LeastPower = 3;

    /// <summary>Whether anything is said.</summary>
    public bool IsSaid => PerMl is not null || Level != Abundance.None;

    /// <summary>A count as laboratories write it: 100000 as 10^5; what is no power of ten, as it is.</summary>
    public static string Written(decimal perMl, CultureInfo culture)
    {
        int power = 0;
        decimal rest = perMl;
        while (rest >= 10 && rest % 10 == 0)
        {
            rest /= 10;
            power++;
        }

        return rest == 1 && power >= LeastPower
            ? string.Create(CultureInfo.InvariantCulture, $"10^{power}")
            : perMl.ToString("0.###", culture);
    }
}

/// <summary>What the microscope shows.</summary>
public sealed record DirectExamination
{
    /// <summary>White cells.</summary>
    public Amount Leukocytes { get; init; }

    /// <summary>Red cells.</summary>
    public Amount RedCells { get; init; }

    /// <summary>Epithelial cells.</summary>
    public Abundance Epithelial { get; init; }

    /// <summary>Gram's stain.</summary>
    public GramFinding Gram { get; init; }

    /// <summary>What else there is to see.</summary>
    public string? Note { get; init; }

    /// <summary>Keeps clinical data out of logs.</summary>
    public override string ToString() => nameof(DirectExamination);
}

/// <summary>One antibiotic of an antibiogram as it was read: a figure, or a category without one.</summary>
/// <param name="Antibiotic">Its abbreviation.</param>
/// <param name="Figure">What was measured; null where only a category is said.</param>
/// <param name="Typed">The category where there is no figure.</param>
public sealed record TestedAntibiotic(
    string Antibiotic, SusceptibilityMeasure? Figure, Susceptibility Typed = Susceptibility.None)
{
    /// <summary>Keeps clinical data out of logs.</summary>
    public override string ToString() => nameof(TestedAntibiotic);
}

/// <summary>One organism of a culture.</summary>
public sealed record Isolate
{
    /// <summary>Which.</summary>
    public required Organism Organism { get; init; }

    /// <summary>How much of it.</summary>
    public Amount Count { get; init; }

    /// <summary>What somebody found out about it.</summary>
    public IReadOnlyList<Phenotype> Found { get; init; } = [];

    /// <summary>Its antibiogram; empty for none.</summary>
    public IReadOnlyList<TestedAntibiotic> Tests { get; init; } = [];

    /// <summary>Keeps clinical data out of logs.</summary>
    public override string ToString() => nameof(Isolate);
}

/// <summary>A culture as somebody reads it.</summary>
public sealed record CultureReading
{
    /// <summary>Organisms of one culture.</summary>
    public const int MaxIsolates = 4;

    /// <summary>Longest note or remark.</summary>
    public const int MaxTextChars = 500;

    /// <summary>Whether it is provisional: the culture goes on.</summary>
    public bool IsProvisional { get; init; }

    /// <summary>What grew.</summary>
    public CultureOutcome Outcome { get; init; }

    /// <summary>The microscope.</summary>
    public DirectExamination Direct { get; init; } = new();

    /// <summary>Organisms.</summary>
    public IReadOnlyList<Isolate> Isolates { get; init; } = [];

    /// <summary>What the report says beside it.</summary>
    public string? Remark { get; init; }

    /// <summary>Keeps clinical data out of logs.</summary>
    public override string ToString() => nameof(CultureReading);
}

/// <summary>What is wrong with a reading.</summary>
public enum CultureFault : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Nobody chose what grew.</summary>
    NoOutcome = 1,

    /// <summary>A culture under way has no final result.</summary>
    OngoingFinal = 2,

    /// <summary>Growth without an organism, in a final result.</summary>
    NoOrganism = 3,

    /// <summary>Organisms where nothing grew.</summary>
    OrganismWithoutGrowth = 4,

    /// <summary>The same organism twice.</summary>
    SameOrganism = 5,
}

/// <summary>The rules of a reading. Pure.</summary>
public static class CultureRules
{
    private const string UrineCulture = "630-4";
    private const string CsfCulture = "606-4";
    private const string BloodCulture = "600-7";

    /// <summary>Where the specimen of a culture comes from, by its LOINC code.</summary>
    public static CultureSite SiteOf(string loinc) => loinc switch
    {
        UrineCulture => CultureSite.Urine,
        CsfCulture => CultureSite.Csf,
        BloodCulture => CultureSite.Blood,
        _ => CultureSite.Any,
    };

    /// <summary>What is wrong.</summary>
    public static CultureFault Check(CultureReading reading) =>
        reading.Outcome == CultureOutcome.None ? CultureFault.NoOutcome
        : reading is { Outcome: CultureOutcome.Ongoing, IsProvisional: false } ? CultureFault.OngoingFinal
        : reading.Isolates.Count > 0 && reading.Outcome != CultureOutcome.Growth ? CultureFault.OrganismWithoutGrowth
        : reading is { Outcome: CultureOutcome.Growth, IsProvisional: false, Isolates.Count: 0 } ? CultureFault.NoOrganism
        : reading.Isolates.DistinctBy(one => one.Organism.Code, StringComparer.Ordinal).Count()
            != reading.Isolates.Count
            ? CultureFault.SameOrganism
        : CultureFault.None;

    /// <summary>
    /// Normal where nothing means anything; abnormal where something grows; somebody must be called where blood or
    /// cerebrospinal fluid shows bacteria, be it under the microscope.
    /// </summary>
    public static ResultFlag FlagOf(CultureReading reading, CultureSite site)
    {
        bool isSeen = reading.Direct.Gram is not (GramFinding.None or GramFinding.NoBacteria);
        bool isSterileSite = site is CultureSite.Blood or CultureSite.Csf;
        return reading.Outcome switch
        {
            CultureOutcome.Contaminated => ResultFlag.Abnormal,
            CultureOutcome.Growth => isSterileSite ? ResultFlag.CriticalAbnormal : ResultFlag.Abnormal,
            _ when isSterileSite && isSeen => ResultFlag.CriticalAbnormal,
            CultureOutcome.Ongoing => isSeen ? ResultFlag.Abnormal : ResultFlag.None,
            CultureOutcome.Sterile or CultureOutcome.Commensal => ResultFlag.Normal,
            _ => ResultFlag.None,
        };
    }
}
