namespace Serment.Records.Charts.Vitals;

/// <summary>What was measured at one time: as much of it as was.</summary>
public sealed record VitalSet
{
    /// <summary>When it was measured.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>In °C.</summary>
    public decimal? Temperature { get; init; }

    /// <summary>A minute.</summary>
    public decimal? Pulse { get; init; }

    /// <summary>In mmHg.</summary>
    public decimal? Systolic { get; init; }

    /// <summary>In mmHg.</summary>
    public decimal? Diastolic { get; init; }

    /// <summary>A minute.</summary>
    public decimal? RespiratoryRate { get; init; }

    /// <summary>In percent.</summary>
    public decimal? Saturation { get; init; }

    /// <summary>Whether oxygen is given; null where nobody said.</summary>
    public bool? IsOnOxygen { get; init; }

    /// <summary>In litres a minute, where it is given and known.</summary>
    public decimal? OxygenFlow { get; init; }

    /// <summary>Whether the saturation is read on scale 2 of NEWS2.</summary>
    public bool IsScale2 { get; init; }

    /// <summary>Level of consciousness.</summary>
    public Consciousness? Consciousness { get; init; }

    /// <summary>0 to 10.</summary>
    public decimal? Pain { get; init; }

    /// <summary>In kg.</summary>
    public decimal? Weight { get; init; }

    /// <summary>In cm.</summary>
    public decimal? Height { get; init; }

    /// <summary>In g/L.</summary>
    public decimal? Glucose { get; init; }

    /// <summary>In mL.</summary>
    public decimal? UrineOutput { get; init; }

    /// <summary>Whether nothing was measured.</summary>
    public bool IsEmpty =>
        (Temperature ?? Pulse ?? Systolic ?? Diastolic ?? RespiratoryRate ?? Saturation ?? Pain ?? Weight ?? Height
            ?? Glucose ?? UrineOutput) is null && Consciousness is null;

    /// <summary>
    /// The score; null unless all seven parameters are there, and for anybody under 16 or of unknown age.
    /// </summary>
    public News2? Score(int? ageYears) =>
        ageYears is >= News2.MinAgeYears
        && RespiratoryRate is { } respiration && Saturation is { } saturation && IsOnOxygen is { } oxygen
        && Systolic is { } systolic && Pulse is { } pulse && Consciousness is { } level && Temperature is { } warm
            ? News2.Of(new(respiration, saturation, IsScale2, oxygen, systolic, pulse, level, warm))
            : null;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(VitalSet);
}
