using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serment.Records.Laboratory.Bench.Cultures;

/// <summary>Where the specimen comes from, as far as breakpoints and thresholds ask.</summary>
public enum CultureSite : byte
{
    /// <summary>Anywhere else.</summary>
    Any = 0,

    /// <summary>Urine: breakpoints of uncomplicated infections are offered beside the general ones.</summary>
    Urine = 1,

    /// <summary>Cerebrospinal fluid: breakpoints of meningitis count.</summary>
    Csf = 2,

    /// <summary>Blood.</summary>
    Blood = 3,
}

/// <summary>An antibiotic of the table.</summary>
/// <param name="Code">Its abbreviation; <c>-U</c> at the end where it is judged for cystitis alone.</param>
/// <param name="Atc">WHO's code.</param>
/// <param name="Fr">French name.</param>
/// <param name="En">English name.</param>
public sealed record Antibiotic(string Code, string Atc, string Fr, string En)
{
    /// <summary>Code system of the abbreviations.</summary>
    public const string System = "urn:serment:laboratory:antibiotic";

    /// <summary>WHO's code system, as FHIR names it.</summary>
    public const string AtcSystem = "http://www.whocc.no/atc";

    /// <summary>Whether it is judged for cystitis alone.</summary>
    public bool IsForCystitis => Code.EndsWith("-U", StringComparison.Ordinal);
}

/// <summary>The breakpoints of one antibiotic for one group of organisms.</summary>
public sealed record Breakpoint
{
    /// <summary>Abbreviation of the antibiotic.</summary>
    public required string Antibiotic { get; init; }

    /// <summary>Load of the disk, where it is not the antibiotic's own name and dose that everybody uses.</summary>
    public string? Disk { get; init; }

    /// <summary>Zone in mm: susceptible from the first, resistant below the second.</summary>
    public IReadOnlyList<decimal>? Zone { get; init; }

    /// <summary>Zones of technical uncertainty, from and to, both in it.</summary>
    public IReadOnlyList<decimal>? ZoneUncertain { get; init; }

    /// <summary>Concentration in mg/L: susceptible up to the first, resistant above the second.</summary>
    public IReadOnlyList<decimal>? Mic { get; init; }

    /// <summary>Concentrations of technical uncertainty.</summary>
    public IReadOnlyList<decimal>? MicUncertain { get; init; }

    /// <summary>Only for specimens from there; any for all.</summary>
    public CultureSite Site { get; init; }

    /// <summary>Only for these organisms of the group; null for all.</summary>
    public IReadOnlyList<string>? Only { get; init; }

    /// <summary>Whether it screens for a mechanism rather than predicts a treatment.</summary>
    public bool IsScreen { get; init; }
}

/// <summary>Organisms that are judged alike.</summary>
public sealed record BreakpointGroup(string Code, string Fr, string En, IReadOnlyList<Breakpoint> Breakpoints);

/// <summary>Species that are resistant by nature.</summary>
public sealed record IntrinsicResistance(IReadOnlyList<string> Organisms, IReadOnlyList<string> Antibiotics);

/// <summary>
/// One edition of a breakpoint table. Editions are shipped and never changed in place: a result names the one that it was
/// judged by.
/// </summary>
public sealed record BreakpointTable
{
    private const string Resource = "Serment.Records.Cultures.breakpoints-eucast-14";

    private static readonly Lazy<BreakpointTable> Shipped = new(Load);

    /// <summary>The edition that new results are judged by.</summary>
    public static BreakpointTable Current => Shipped.Value;

    /// <summary>Every shipped edition.</summary>
    public static IReadOnlyList<BreakpointTable> All => [Current];

    /// <summary>Identifies the edition.</summary>
    public required string Id { get; init; }

    /// <summary>As reports name it.</summary>
    public required string Name { get; init; }

    /// <summary>From when its authors want it used.</summary>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>Sources and licences, in English.</summary>
    public required IReadOnlyList<string> Notice { get; init; }

    /// <summary>Antibiotics, in the order of antibiograms.</summary>
    public required IReadOnlyList<Antibiotic> Antibiotics { get; init; }

    /// <summary>Groups.</summary>
    public required IReadOnlyList<BreakpointGroup> Groups { get; init; }

    /// <summary>Natural resistances.</summary>
    public required IReadOnlyList<IntrinsicResistance> Resistances { get; init; }

    /// <summary>An edition; null for one that is not shipped.</summary>
    public static BreakpointTable? Find(string? id) =>
        All.FirstOrDefault(one => string.Equals(one.Id, id, StringComparison.Ordinal));

    /// <summary>An antibiotic; null for an unknown one.</summary>
    public Antibiotic? AntibioticOf(string code) =>
        Antibiotics.FirstOrDefault(one => string.Equals(one.Code, code, StringComparison.Ordinal));

    /// <summary>
    /// The breakpoint that counts: for the species before its group, for the site before all sites. Null where the table
    /// has none: then nothing is judged.
    /// </summary>
    public Breakpoint? BreakpointOf(Organism organism, string antibiotic, CultureSite site) =>
        Groups.FirstOrDefault(one => string.Equals(one.Code, organism.Group, StringComparison.Ordinal))?.Breakpoints
            .Where(one => string.Equals(one.Antibiotic, antibiotic, StringComparison.Ordinal)
                && (one.Site == CultureSite.Any || one.Site == site)
                && one.Only?.Contains(organism.Code, StringComparer.Ordinal) != false)
            .OrderByDescending(one => one.Only is not null)
            .ThenByDescending(one => one.Site == site)
            .FirstOrDefault();

    /// <summary>Whether the species is resistant by nature.</summary>
    public bool IsIntrinsicallyResistant(string organism, string antibiotic) =>
        Resistances.Any(one => one.Organisms.Contains(organism, StringComparer.Ordinal)
            && one.Antibiotics.Contains(antibiotic, StringComparer.Ordinal));

    /// <summary>
    /// The antibiotics that an antibiogram of a species offers, natural resistances among them; empty where the table
    /// knows none.
    /// </summary>
    public IReadOnlyList<Antibiotic> PanelOf(Organism organism, CultureSite site) =>
    [
        .. Antibiotics.Where(one =>
            BreakpointOf(organism, one.Code, site) is not null
            || (IsIntrinsicallyResistant(organism.Code, one.Code) && (site == CultureSite.Urine || !one.IsForCystitis))),
    ];

    private static BreakpointTable Load()
    {
        using Stream stream = typeof(BreakpointTable).Assembly.GetManifestResourceStream(Resource)!;
        return JsonSerializer.Deserialize(stream, CultureJson.Default.BreakpointTable)!;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(BreakpointTable))]
[JsonSerializable(typeof(IReadOnlyList<Organism>))]
internal sealed partial class CultureJson : JsonSerializerContext;
