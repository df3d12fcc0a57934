namespace Serment.Records.Charts.Vitals;

/// <summary>Level of consciousness.</summary>
public enum Consciousness : byte
{
    /// <summary>Alert.</summary>
    Alert = 0,

    /// <summary>New confusion.</summary>
    Confusion = 1,

    /// <summary>Answers to voice.</summary>
    Voice = 2,

    /// <summary>Answers to pain.</summary>
    Pain = 3,

    /// <summary>Unresponsive.</summary>
    Unresponsive = 4,
}

/// <summary>What the score says of the risk.</summary>
public enum News2Risk : byte
{
    /// <summary>0: as usual.</summary>
    None = 0,

    /// <summary>1 to 4.</summary>
    Low = 1,

    /// <summary>3 in one parameter, whatever the sum below 5: urgent ward-based review.</summary>
    LowMedium = 2,

    /// <summary>5 or 6: the threshold for an urgent response.</summary>
    Medium = 3,

    /// <summary>7 and more: emergency response.</summary>
    High = 4,
}

/// <summary>The seven parameters of a score.</summary>
public enum News2Parameter : byte
{
    /// <summary>Respiration rate.</summary>
    RespirationRate = 0,

    /// <summary>Oxygen saturation, on scale 1 or 2.</summary>
    OxygenSaturation = 1,

    /// <summary>Air or oxygen.</summary>
    AirOrOxygen = 2,

    /// <summary>Systolic blood pressure.</summary>
    SystolicPressure = 3,

    /// <summary>Pulse.</summary>
    Pulse = 4,

    /// <summary>Consciousness.</summary>
    Consciousness = 5,

    /// <summary>Temperature.</summary>
    Temperature = 6,
}

/// <summary>What a score is computed from. All of it is needed: a missing parameter is not a normal one.</summary>
/// <param name="RespirationRate">A minute.</param>
/// <param name="SaturationPercent">SpO₂.</param>
/// <param name="IsScale2">Scale 2, for a prescribed target of 88–92 % in hypercapnic respiratory failure.</param>
/// <param name="IsOnOxygen">Whether oxygen is given.</param>
/// <param name="SystolicMmHg">Systolic pressure.</param>
/// <param name="PulseRate">A minute.</param>
/// <param name="Consciousness">Level of consciousness.</param>
/// <param name="TemperatureCelsius">Temperature.</param>
public sealed record News2Input(
    decimal RespirationRate, decimal SaturationPercent, bool IsScale2, bool IsOnOxygen, decimal SystolicMmHg,
    decimal PulseRate, Consciousness Consciousness, decimal TemperatureCelsius);

/// <summary>
/// The National Early Warning Score 2. Source: Royal College of Physicians, "National Early Warning Score (NEWS) 2:
/// Standardising the assessment of acute-illness severity in the NHS", December 2017: chart 1 (the scoring system),
/// chart 2 (thresholds and triggers) and chart 4 (clinical response). Not for people under 16 nor in pregnancy.
/// </summary>
/// <param name="Total">The sum, 0 to 20.</param>
/// <param name="Points">Of each parameter, in the order of <see cref="News2Parameter"/>.</param>
public sealed record News2(int Total, IReadOnlyList<int> Points)
{
    /// <summary>The score is not for anybody younger.</summary>
    public const int MinAgeYears = 16;

    private const int HighFrom = 7;
    private const int MediumFrom = 5;
    private const int RedScore = 3;

    /// <summary>The risk: the sum, or a single parameter with three points.</summary>
    public News2Risk Risk => Total switch
    {
        >= HighFrom => News2Risk.High,
        >= MediumFrom => News2Risk.Medium,
        _ when Points.Contains(RedScore) => News2Risk.LowMedium,
        > 0 => News2Risk.Low,
        _ => News2Risk.None,
    };

    /// <summary>
    /// The longest time until the next observations (chart 4); zero is continuous monitoring. For 1 to 4 it is the
    /// longer of "4–6 hourly".
    /// </summary>
    public TimeSpan NextWithin => Risk switch
    {
        News2Risk.None => TimeSpan.FromHours(12),
        News2Risk.Low => TimeSpan.FromHours(6),
        News2Risk.LowMedium or News2Risk.Medium => TimeSpan.FromHours(1),
        _ => TimeSpan.Zero,
    };

    /// <summary>Computes it (chart 1).</summary>
    public static News2 Of(News2Input input)
    {
        int[] points =
        [
            OfRespiration(input.RespirationRate),
            input.IsScale2
                ? OfSaturationOnScale2(input.SaturationPercent, input.IsOnOxygen)
                : OfSaturationOnScale1(input.SaturationPercent),
            input.IsOnOxygen ? 2 : 0,
            OfSystolic(input.SystolicMmHg),
            OfPulse(input.PulseRate),
            input.Consciousness == Consciousness.Alert ? 0 : RedScore,
            OfTemperature(input.TemperatureCelsius),
        ];
        return new(points.Sum(), points);
    }

    /// <summary>Respiration rate a minute: ≤8 3, 9–11 1, 12–20 0, 21–24 2, ≥25 3.</summary>
    public static int OfRespiration(decimal rate) => Whole(rate) switch
    {
        <= 8 => 3,
        <= 11 => 1,
        <= 20 => 0,
        <= 24 => 2,
        _ => 3,
    };

    /// <summary>SpO₂ scale 1: ≤91 3, 92–93 2, 94–95 1, ≥96 0.</summary>
    public static int OfSaturationOnScale1(decimal percent) => Whole(percent) switch
    {
        <= 91 => 3,
        <= 93 => 2,
        <= 95 => 1,
        _ => 0,
    };

    /// <summary>
    /// SpO₂ scale 2: ≤83 3, 84–85 2, 86–87 1, 88–92 0; above that 0 on air, and on oxygen 93–94 1, 95–96 2, ≥97 3.
    /// </summary>
    public static int OfSaturationOnScale2(decimal percent, bool isOnOxygen) => Whole(percent) switch
    {
        <= 83 => 3,
        <= 85 => 2,
        <= 87 => 1,
        <= 92 => 0,
        _ when !isOnOxygen => 0,
        <= 94 => 1,
        <= 96 => 2,
        _ => 3,
    };

    /// <summary>Systolic pressure in mmHg: ≤90 3, 91–100 2, 101–110 1, 111–219 0, ≥220 3.</summary>
    public static int OfSystolic(decimal pressure) => Whole(pressure) switch
    {
        <= 90 => 3,
        <= 100 => 2,
        <= 110 => 1,
        <= 219 => 0,
        _ => 3,
    };

    /// <summary>Pulse a minute: ≤40 3, 41–50 1, 51–90 0, 91–110 1, 111–130 2, ≥131 3.</summary>
    public static int OfPulse(decimal rate) => Whole(rate) switch
    {
        <= 40 => 3,
        <= 50 => 1,
        <= 90 => 0,
        <= 110 => 1,
        <= 130 => 2,
        _ => 3,
    };

    /// <summary>Temperature in °C: ≤35.0 3, 35.1–36.0 1, 36.1–38.0 0, 38.1–39.0 1, ≥39.1 2.</summary>
    public static int OfTemperature(decimal celsius) =>
        decimal.Round(celsius, 1, MidpointRounding.AwayFromZero) switch
        {
            <= 35.0m => 3,
            <= 36.0m => 1,
            <= 38.0m => 0,
            <= 39.0m => 1,
            _ => 2,
        };

    // The tables are of whole numbers; what lies between two bands is rounded as a reader would.
    private static decimal Whole(decimal value) => decimal.Round(value, 0, MidpointRounding.AwayFromZero);
}
