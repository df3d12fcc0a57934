using System.Text.Json;

namespace Serment.Records.Laboratory.Bench.Cultures;

/// <summary>An organism that cultures name.</summary>
/// <param name="Code">Up to five letters of ours.</param>
/// <param name="Fr">Its name on French reports.</param>
/// <param name="En">In English.</param>
public sealed record Organism(string Code, string Fr, string En)
{
    /// <summary>Code system of organisms.</summary>
    public const string System = "urn:serment:laboratory:organism";

    /// <summary>Which breakpoints judge it; empty where the table has none.</summary>
    public string Group { get; init; } = "";

    /// <summary>From what count on it means something in urine: <see cref="UrineThreshold"/>; 0 where nobody says.</summary>
    public int Urine { get; init; }
}

/// <summary>The shipped list of organisms.</summary>
public static class Organisms
{
    private const string Resource = "Serment.Records.Cultures.organisms";

    private static readonly Lazy<IReadOnlyList<Organism>> Shipped = new(Load);

    /// <summary>All, the commonest first.</summary>
    public static IReadOnlyList<Organism> All => Shipped.Value;

    /// <summary>By its code; null for an unknown one.</summary>
    public static Organism? Find(string? code) =>
        All.FirstOrDefault(one => string.Equals(one.Code, code, StringComparison.Ordinal));

    /// <summary>As somebody types it: the code in any case, or a name; null for anything else.</summary>
    public static Organism? Typed(string text) =>
        All.FirstOrDefault(one => Is(one.Code, text)) ?? All.FirstOrDefault(one => Is(one.Fr, text) || Is(one.En, text));

    private static bool Is(string one, string text) => string.Equals(one, text.Trim(), StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<Organism> Load()
    {
        using Stream stream = typeof(Organisms).Assembly.GetManifestResourceStream(Resource)!;
        return JsonSerializer.Deserialize(stream, CultureJson.Default.IReadOnlyListOrganism)!;
    }
}

/// <summary>
/// From what count on an organism in urine means an infection where there are signs of one (SPILF 2015 and REMIC, as
/// French laboratories apply them). It is a help beside the count; it judges nothing.
/// </summary>
public static class UrineThreshold
{
    /// <summary>Leukocytes per mL from which on there are too many.</summary>
    public const int Leukocytes = 10_000;

    private const int Low = 1_000;
    private const int Middle = 10_000;
    private const int High = 100_000;

    /// <summary>The threshold in CFU/mL; null where nobody says.</summary>
    /// <param name="organism">The species.</param>
    /// <param name="sex">Of the person; where it is not known, the lower threshold.</param>
    public static int? Of(Organism organism, LaboratorySex sex) => organism.Urine switch
    {
        1 => Low,
        2 => sex == LaboratorySex.Female ? Middle : Low,
        3 => High,
        _ => null,
    };
}
