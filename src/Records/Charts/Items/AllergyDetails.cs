namespace Serment.Records.Charts.Items;

/// <summary>What sort of substance it is.</summary>
public enum AllergyCategory : byte
{
    /// <summary>Not said.</summary>
    Unknown = 0,

    /// <summary>A medicine.</summary>
    Medication = 1,

    /// <summary>Food.</summary>
    Food = 2,

    /// <summary>Pollen, dust, latex, venom.</summary>
    Environment = 3,

    /// <summary>A product of living origin: a vaccine, a blood product.</summary>
    Biologic = 4,
}

/// <summary>How bad the reaction was.</summary>
public enum ReactionSeverity : byte
{
    /// <summary>Not said.</summary>
    Unknown = 0,

    /// <summary>Mild.</summary>
    Mild = 1,

    /// <summary>Moderate.</summary>
    Moderate = 2,

    /// <summary>Severe: anaphylaxis, for example.</summary>
    Severe = 3,
}

/// <summary>How sure it is.</summary>
public enum AllergyCertainty : byte
{
    /// <summary>Told, not confirmed.</summary>
    Unconfirmed = 0,

    /// <summary>Confirmed by a test or an undoubted reaction.</summary>
    Confirmed = 1,

    /// <summary>Ruled out: it counts no more.</summary>
    Refuted = 2,
}

/// <summary>An allergy or intolerance, or the statement that none is known.</summary>
public sealed record AllergyDetails
{
    /// <summary>The substance in words.</summary>
    public required string Substance { get; init; }

    /// <summary>Its code in the public drug database, where one was chosen.</summary>
    public string? SubstanceCode { get; init; }

    /// <summary>Whether this is the statement that no allergy is known.</summary>
    public bool IsNoneKnown { get; init; }

    /// <summary>An intolerance rather than an allergy.</summary>
    public bool IsIntolerance { get; init; }

    /// <summary>The sort of substance.</summary>
    public AllergyCategory Category { get; init; }

    /// <summary>What happened, in words.</summary>
    public string? Reaction { get; init; }

    /// <summary>How bad it was.</summary>
    public ReactionSeverity Severity { get; init; }

    /// <summary>How sure it is.</summary>
    public AllergyCertainty Certainty { get; init; }

    /// <summary>Where it stands.</summary>
    public ItemState State { get; init; }

    /// <summary>Since when, as FHIR writes a year, month or day.</summary>
    public string? Since { get; init; }

    /// <summary>Free text.</summary>
    public string? Note { get; init; }

    /// <summary>Whether it must be heeded: active and not ruled out.</summary>
    public bool IsHeeded => State == ItemState.Active && Certainty != AllergyCertainty.Refuted;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(AllergyDetails);
}
