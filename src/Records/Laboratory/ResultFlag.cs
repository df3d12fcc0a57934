namespace Serment.Records.Laboratory;

/// <summary>
/// Where a value lies. Observations bear the codes of HL7's ObservationInterpretation (<see cref="ResultFlags"/>).
/// </summary>
public enum ResultFlag : byte
{
    /// <summary>Nobody says: no range fits, or it is words.</summary>
    None = 0,

    /// <summary>Within its range, or an expected answer: <c>N</c>.</summary>
    Normal = 1,

    /// <summary>Below its range: <c>L</c>.</summary>
    Low = 2,

    /// <summary>Above its range: <c>H</c>.</summary>
    High = 3,

    /// <summary>Below the critical limit: <c>LL</c>.</summary>
    CriticalLow = 4,

    /// <summary>Above the critical limit: <c>HH</c>.</summary>
    CriticalHigh = 5,

    /// <summary>An answer that is not expected: <c>A</c>.</summary>
    Abnormal = 6,

    /// <summary>An answer that somebody must be called for: <c>AA</c>.</summary>
    CriticalAbnormal = 7,
}

/// <summary>Flags and their codes.</summary>
public static class ResultFlags
{
    /// <summary>HL7's code system (terminology.hl7.org, v3-ObservationInterpretation).</summary>
    public const string System = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

    /// <summary>The value rose more than the delta limit: <c>U</c> of the same code system.</summary>
    public const string Up = "U";

    /// <summary>The value fell more than the delta limit.</summary>
    public const string Down = "D";

    /// <summary>The code; null for none.</summary>
    public static string? CodeOf(ResultFlag flag) => flag switch
    {
        ResultFlag.Normal => "N",
        ResultFlag.Low => "L",
        ResultFlag.High => "H",
        ResultFlag.CriticalLow => "LL",
        ResultFlag.CriticalHigh => "HH",
        ResultFlag.Abnormal => "A",
        ResultFlag.CriticalAbnormal => "AA",
        _ => null,
    };

    /// <summary>The flag of a code; none for a code that tells no place.</summary>
    public static ResultFlag Of(string? code) => code switch
    {
        "N" => ResultFlag.Normal,
        "L" => ResultFlag.Low,
        "H" => ResultFlag.High,
        "LL" => ResultFlag.CriticalLow,
        "HH" => ResultFlag.CriticalHigh,
        "A" => ResultFlag.Abnormal,
        "AA" => ResultFlag.CriticalAbnormal,
        _ => ResultFlag.None,
    };

    /// <summary>Whether somebody must be called.</summary>
    public static bool IsCritical(this ResultFlag flag) =>
        flag is ResultFlag.CriticalLow or ResultFlag.CriticalHigh or ResultFlag.CriticalAbnormal;

    /// <summary>Whether it is outside what is expected.</summary>
    public static bool IsOutside(this ResultFlag flag) => flag > ResultFlag.Normal;
}
