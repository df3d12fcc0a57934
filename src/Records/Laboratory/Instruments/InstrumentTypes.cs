namespace Serment.Records.Laboratory.Instruments;

/// <summary>What an instrument speaks. Numbers stand in rows.</summary>
public enum LinkProtocol : byte
{
    /// <summary>ASTM E1381 and E1394, now CLSI LIS01-A2 and LIS02-A2.</summary>
    Astm = 1,

    /// <summary>HL7 v2.5.1 over MLLP: plain ORU^R01, or IHE LAW.</summary>
    Hl7 = 2,
}

/// <summary>Who connects.</summary>
public enum LinkMode : byte
{
    /// <summary>The instrument connects to us.</summary>
    Listens = 1,

    /// <summary>We connect to the instrument, or to the terminal server before it.</summary>
    Connects = 2,
}

/// <summary>An analyser or other instrument.</summary>
public sealed record Instrument
{
    /// <summary>Site.</summary>
    public required short Site { get; init; }

    /// <summary>Its number within the site, from 1.</summary>
    public required int Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required int LaboratoryId { get; init; }

    /// <summary>What the laboratory calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Maker and model.</summary>
    public required string Model { get; init; }

    /// <summary>The section that uses it.</summary>
    public required Section Section { get; init; }

    /// <summary>Whether it is in use.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>Of the row.</summary>
    public int Version { get; init; } = 1;

    /// <summary>How it is reached; null where results are typed.</summary>
    public InstrumentLink? Link { get; init; }

    /// <summary>What its codes mean, by code.</summary>
    public IReadOnlyDictionary<string, InstrumentCode> Codes { get; init; } =
        new Dictionary<string, InstrumentCode>(StringComparer.Ordinal);

    /// <summary>The instrument's codes of an analysis: what is downloaded to it.</summary>
    public IEnumerable<string> CodesOf(string analysis) =>
        Codes.Values.Where(one => string.Equals(one.Analysis, analysis, StringComparison.Ordinal)).Select(one => one.Code);
}

/// <summary>How an instrument is reached.</summary>
/// <param name="Protocol">What it speaks.</param>
/// <param name="Mode">Who connects.</param>
/// <param name="Address">The address listened on, or its own.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Allowed">Addresses that may connect to us, separated by spaces.</param>
/// <param name="AnswersQueries">Whether it is told what to measure.</param>
/// <param name="IsEnabled">Whether the link is up.</param>
public sealed record InstrumentLink(
    LinkProtocol Protocol, LinkMode Mode, string Address, int Port, string Allowed, bool AnswersQueries, bool IsEnabled)
{
    /// <summary>The addresses that may connect to us.</summary>
    public IReadOnlyList<string> AllowedAddresses =>
        Allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>What an instrument's code means in the catalogue.</summary>
/// <param name="Code">As the instrument sends it.</param>
/// <param name="Analysis">Code in the catalogue.</param>
/// <param name="Unit">As the instrument sends it; empty where any is taken.</param>
/// <param name="Factor">Its value times this is in the catalogue's first unit.</param>
public sealed record InstrumentCode(string Code, string Analysis, string Unit, decimal Factor);
