namespace Serment.Records.Charts.Items;

/// <summary>One dose of a vaccine, given.</summary>
public sealed record VaccinationDetails
{
    /// <summary>The vaccine in words.</summary>
    public required string Vaccine { get; init; }

    /// <summary>Its ATC code, where one was chosen from the list.</summary>
    public string? Code { get; init; }

    /// <summary>When, as FHIR writes a year, month or day.</summary>
    public required string On { get; init; }

    /// <summary>The lot.</summary>
    public string? Lot { get; init; }

    /// <summary>Where on the body: a code of <see cref="VaccinationResource.Sites"/>.</summary>
    public string? Site { get; init; }

    /// <summary>How: a code of <see cref="VaccinationResource.Routes"/>.</summary>
    public string? Route { get; init; }

    /// <summary>Which dose of its series; null where nobody knows.</summary>
    public int? DoseNumber { get; init; }

    /// <summary>Whether it was entered in error.</summary>
    public bool IsError { get; init; }

    /// <summary>Free text.</summary>
    public string? Note { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(VaccinationDetails);
}

/// <summary>A vaccine as people in France name it, with its ATC code (WHO Collaborating Centre).</summary>
public sealed record Vaccine(string Code, string Name);
