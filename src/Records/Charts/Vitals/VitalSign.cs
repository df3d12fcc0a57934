namespace Serment.Records.Charts.Vitals;

/// <summary>What is measured at the bedside.</summary>
public enum VitalKind : byte
{
    /// <summary>Body temperature.</summary>
    Temperature = 0,

    /// <summary>Heart rate.</summary>
    Pulse = 1,

    /// <summary>Blood pressure: systolic, and diastolic beside it.</summary>
    BloodPressure = 2,

    /// <summary>Respiratory rate.</summary>
    RespiratoryRate = 3,

    /// <summary>Oxygen saturation, with the oxygen given and the scale.</summary>
    OxygenSaturation = 4,

    /// <summary>Level of consciousness.</summary>
    Consciousness = 5,

    /// <summary>Pain, 0 to 10.</summary>
    Pain = 6,

    /// <summary>Weight.</summary>
    Weight = 7,

    /// <summary>Height.</summary>
    Height = 8,

    /// <summary>Capillary glucose.</summary>
    Glucose = 9,

    /// <summary>Urine output since the time before.</summary>
    UrineOutput = 10,
}

/// <summary>How one of them is coded, written, bounded and drawn.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Loinc">Its LOINC code.</param>
/// <param name="Name">LOINC's name.</param>
/// <param name="Unit">UCUM.</param>
/// <param name="Min">Below this it is a slip of the pen.</param>
/// <param name="Max">Above this too.</param>
/// <param name="Decimals">Digits after the point.</param>
/// <param name="UsualLow">Where the usual band of an adult begins; null for none.</param>
/// <param name="UsualHigh">Where it ends.</param>
public sealed record VitalSign(
    VitalKind Kind, string Loinc, string Name, string Unit, decimal Min, decimal Max, int Decimals,
    decimal? UsualLow = null, decimal? UsualHigh = null)
{
    /// <summary>LOINC.</summary>
    public const string Loincs = "http://loinc.org";

    /// <summary>UCUM.</summary>
    public const string Ucum = "http://unitsofmeasure.org";

    /// <summary>Systolic pressure, a component of <see cref="VitalKind.BloodPressure"/>.</summary>
    public static VitalSign Systolic { get; } =
        new(VitalKind.BloodPressure, "8480-6", "Systolic blood pressure", "mm[Hg]", 30, 300, 0, 111, 219);

    /// <summary>Diastolic pressure, the other.</summary>
    public static VitalSign Diastolic { get; } =
        new(VitalKind.BloodPressure, "8462-4", "Diastolic blood pressure", "mm[Hg]", 10, 200, 0);

    /// <summary>Oxygen flow, a component of <see cref="VitalKind.OxygenSaturation"/>.</summary>
    public static VitalSign OxygenFlow { get; } =
        new(VitalKind.OxygenSaturation, "3151-8", "Inhaled oxygen flow rate", "L/min", 0.1m, 70, 1);

    /// <summary>
    /// All, in their order. The bands are the ranges that score nothing in NEWS2 (see <see cref="News2"/>), where it
    /// has one; limits are ours, wide enough for every living person.
    /// </summary>
    public static IReadOnlyList<VitalSign> All { get; } =
    [
        new(VitalKind.Temperature, "8310-5", "Body temperature", "Cel", 25, 45, 1, 36.1m, 38.0m),
        new(VitalKind.Pulse, "8867-4", "Heart rate", "/min", 10, 300, 0, 51, 90),
        new(VitalKind.BloodPressure, "85354-9", "Blood pressure panel", "mm[Hg]", 30, 300, 0, 111, 219),
        new(VitalKind.RespiratoryRate, "9279-1", "Respiratory rate", "/min", 2, 80, 0, 12, 20),
        new(VitalKind.OxygenSaturation, "59408-5", "Oxygen saturation by pulse oximetry", "%", 30, 100, 0, 96, 100),
        new(VitalKind.Consciousness, "80288-4", "Level of consciousness", "", 0, 4, 0),
        new(VitalKind.Pain, "72514-3", "Pain severity 0-10", "{score}", 0, 10, 0, 0, 3),
        new(VitalKind.Weight, "29463-7", "Body weight", "kg", 0.3m, 400, 1),
        new(VitalKind.Height, "8302-2", "Body height", "cm", 20, 250, 0),
        new(VitalKind.Glucose, "41653-7", "Glucose in capillary blood by glucometer", "g/L", 0.1m, 15, 2, 0.7m, 1.8m),
        new(VitalKind.UrineOutput, "9187-6", "Urine output", "mL", 0, 10_000, 0),
    ];

    /// <summary>The one of that kind.</summary>
    public static VitalSign Of(VitalKind kind) => All[(int)kind];

    /// <summary>Whether a value can be true.</summary>
    public bool IsPlausible(decimal value) => value >= Min && value <= Max;
}
