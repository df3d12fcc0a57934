namespace Serment.Simulation.Weeks;

/// <summary>Something that the demo's laboratory measures.</summary>
/// <param name="Loinc">Its code at loinc.org.</param>
/// <param name="Name">As French laboratories call it.</param>
/// <param name="Unit">As it is printed.</param>
/// <param name="Ucum">The same in UCUM (ucum.org).</param>
/// <param name="Low">Where the usual range of adults begins.</param>
/// <param name="High">Where it ends.</param>
/// <param name="Decimals">Digits after the comma.</param>
/// <param name="CriticalLow">Below it the ward is called.</param>
/// <param name="CriticalHigh">Above it the ward is called.</param>
public sealed record Analyte(
    string Loinc, string Name, string Unit, string Ucum, decimal? Low, decimal? High, int Decimals,
    decimal? CriticalLow = null, decimal? CriticalHigh = null);

/// <summary>What an illness does to an analyte: its value on arrival and when all is well again.</summary>
/// <param name="Analyte">Which.</param>
/// <param name="OnArrival">The first value.</param>
/// <param name="WhenWell">The last one.</param>
/// <param name="IsDaily">Measured each day; else on arrival and then every other day.</param>
public sealed record AnalyteCourse(Analyte Analyte, decimal OnArrival, decimal WhenWell, bool IsDaily = true);

/// <summary>A report in words, such as a culture.</summary>
/// <param name="Title">What was examined.</param>
/// <param name="Conclusion">What came out.</param>
/// <param name="AfterHours">Hours from arrival until it is there.</param>
public sealed record CourseReport(string Title, string Conclusion, int AfterHours);

/// <summary>One value of the course of a stay.</summary>
/// <param name="Analyte">Which.</param>
/// <param name="TakenAt">When the blood was drawn, local.</param>
/// <param name="Value">Rounded to the analyte's digits.</param>
/// <param name="IsPreliminary">Measured and not validated yet.</param>
public sealed record DrawnResult(Analyte Analyte, DateTime TakenAt, decimal Value, bool IsPreliminary)
{
    /// <summary>HL7's code of interpretation: N, L, H, LL, HH.</summary>
    public string Interpretation =>
        Value < Analyte.CriticalLow ? "LL"
        : Value > Analyte.CriticalHigh ? "HH"
        : Value < Analyte.Low ? "L"
        : Value > Analyte.High ? "H"
        : "N";
}
