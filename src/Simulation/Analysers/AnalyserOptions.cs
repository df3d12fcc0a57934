namespace Serment.Simulation.Analysers;

/// <summary>What a simulated analyser speaks.</summary>
public enum AnalyserSpeech
{
    /// <summary>ASTM E1381 and E1394.</summary>
    Astm,

    /// <summary>HL7 v2.5.1 over MLLP, as IHE LAW.</summary>
    Hl7,
}

/// <summary>How it misbehaves on purpose.</summary>
public enum Misbehaviour
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A wrong checksum first, then the right one.</summary>
    BadChecksum,

    /// <summary>A frame without end, then the message.</summary>
    BrokenFrame,

    /// <summary>Each message twice.</summary>
    Duplicate,

    /// <summary>Results of a tube that nobody has.</summary>
    UnknownTube,

    /// <summary>Results under a code that nobody mapped.</summary>
    UnknownCode,

    /// <summary>A unit that was not agreed.</summary>
    WrongUnit,

    /// <summary>Each result once more, afterwards.</summary>
    Late,

    /// <summary>The end of the message never comes, and it is not sent again. ASTM only.</summary>
    Unterminated,
}

/// <summary>A result that a simulated analyser sends.</summary>
/// <param name="Code">Its own code.</param>
/// <param name="Value">Value.</param>
/// <param name="Unit">Unit.</param>
/// <param name="Flag">Flag; empty for none.</param>
public sealed record SimulatedResult(string Code, string Value, string Unit, string Flag = "");

/// <summary>An analysis that a simulated analyser makes: where its values lie.</summary>
/// <param name="Code">Its own code.</param>
/// <param name="Unit">Unit.</param>
/// <param name="Mean">Mean of its values.</param>
/// <param name="Sd">Their standard deviation.</param>
/// <param name="Decimals">Decimals.</param>
public sealed record SimulatedAnalysis(string Code, string Unit, double Mean, double Sd, int Decimals)
{
    /// <summary>A small panel of chemistry, in the units that the shipped catalogue uses.</summary>
    public static IReadOnlyList<SimulatedAnalysis> Chemistry { get; } =
    [
        new("NA", "mmol/L", 140, 3, 0), new("K", "mmol/L", 4.2, 0.4, 1), new("CL", "mmol/L", 102, 3, 0),
        new("UREE", "mmol/L", 6, 1.8, 1), new("CREA", "umol/L", 82, 18, 0), new("GLU", "mmol/L", 5.4, 0.9, 2),
        new("CA", "mmol/L", 2.35, 0.1, 2), new("PROT", "g/L", 71, 5, 0), new("ALAT", "[IU]/L", 26, 9, 0),
        new("ASAT", "[IU]/L", 25, 7, 0), new("GGT", "[IU]/L", 30, 14, 0), new("CRP", "mg/L", 4, 3, 1),
    ];

    /// <summary>A blood count: what a cell counter measures, not what is computed of it.</summary>
    public static IReadOnlyList<SimulatedAnalysis> BloodCount { get; } =
    [
        new("GB", "10*9/L", 7.2, 1.6, 2), new("GR", "10*12/L", 4.6, 0.4, 2), new("HGB", "g/dL", 13.6, 1.1, 1),
        new("HCT", "%", 41, 3, 1), new("IDR", "%", 13.2, 0.7, 1), new("PLT", "10*9/L", 245, 50, 0),
        new("VPM", "fL", 9.4, 0.8, 1), new("PNN-PC", "%", 58, 5, 1), new("PNE-PC", "%", 2.4, 0.9, 1),
        new("PNB-PC", "%", 0.5, 0.1, 1), new("LYM-PC", "%", 31, 4, 1), new("MONO-PC", "%", 7.6, 1.2, 1),
    ];
}
