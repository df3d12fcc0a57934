namespace Serment.Records.Charts.Items;

/// <summary>What an alert is about.</summary>
public enum AlertKind : byte
{
    /// <summary>Whatever its words say.</summary>
    Other = 0,

    /// <summary>Isolation: contact precautions.</summary>
    IsolationContact = 1,

    /// <summary>Isolation: droplet precautions.</summary>
    IsolationDroplet = 2,

    /// <summary>Isolation: airborne precautions.</summary>
    IsolationAirborne = 3,

    /// <summary>Protective isolation.</summary>
    IsolationProtective = 4,

    /// <summary>Carries bacteria resistant to many antibiotics.</summary>
    ResistantBacteria = 5,

    /// <summary>Risk of falling.</summary>
    Fall = 6,

    /// <summary>Risk of wandering off.</summary>
    Wandering = 7,

    /// <summary>Risk of choking.</summary>
    Choking = 8,

    /// <summary>Anticoagulant treatment.</summary>
    Anticoagulant = 9,

    /// <summary>A pacemaker or another implanted device.</summary>
    ImplantedDevice = 10,

    /// <summary>Hard to intubate.</summary>
    DifficultIntubation = 11,

    /// <summary>No blood drawn, no pressure measured on an arm.</summary>
    SparedArm = 12,

    /// <summary>Limits of treatment that were decided.</summary>
    TreatmentLimits = 13,
}

/// <summary>What nobody may overlook.</summary>
public sealed record AlertDetails
{
    /// <summary>What it is about.</summary>
    public AlertKind Kind { get; init; }

    /// <summary>More in words; for <see cref="AlertKind.Other"/> all that it says.</summary>
    public string? Text { get; init; }

    /// <summary>Where it stands: active, inactive once lifted, entered in error.</summary>
    public ItemState State { get; init; }

    /// <summary>Since when, as FHIR writes a year, month or day.</summary>
    public string? Since { get; init; }

    /// <summary>Until when.</summary>
    public string? Until { get; init; }

    /// <summary>Whether it is an isolation.</summary>
    public bool IsIsolation => Kind is >= AlertKind.IsolationContact and <= AlertKind.IsolationProtective;

    /// <summary>Whether it holds on a day.</summary>
    public bool HoldsOn(DateOnly day) =>
        State == ItemState.Active && (Until is null || string.CompareOrdinal(Until, DayText(day, Until.Length)) >= 0);

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(AlertDetails);

    private static string DayText(DateOnly day, int length)
    {
        string text = day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        return length < text.Length ? text[..length] : text;
    }
}
