using Serment.Records.Entries;

namespace Serment.Records.Patients.Resources;

/// <summary>For what somebody may be turned to about the patient; one person often is several.</summary>
[Flags]
public enum RelativeRoles : byte
{
    /// <summary>None said.</summary>
    None = 0,

    /// <summary>Personne à prévenir.</summary>
    EmergencyContact = 1,

    /// <summary>Personne de confiance (code de la santé publique, L. 1111-6), designated in writing.</summary>
    TrustedPerson = 2,

    /// <summary>Représentant légal: parent or other holder of parental authority.</summary>
    LegalRepresentative = 4,

    /// <summary>Tuteur ou curateur.</summary>
    Guardian = 8,
}

/// <summary>How somebody is related to the patient.</summary>
public enum Kinship : byte
{
    /// <summary>Not said.</summary>
    Unknown = 0,

    /// <summary>Husband, wife, partner.</summary>
    Partner,

    /// <summary>Mother.</summary>
    Mother,

    /// <summary>Father.</summary>
    Father,

    /// <summary>Son or daughter.</summary>
    Child,

    /// <summary>Brother or sister.</summary>
    Sibling,

    /// <summary>Grandparent.</summary>
    Grandparent,

    /// <summary>Anybody else of the family.</summary>
    FamilyMember,

    /// <summary>Friend.</summary>
    Friend,

    /// <summary>Neighbour.</summary>
    Neighbour,

    /// <summary>Something else, which a source said and which stays as it is.</summary>
    Other,
}

/// <summary>Somebody to turn to about the patient, as forms show it.</summary>
public sealed record RelativeDetails
{
    /// <summary>The most of one patient; a form has no more.</summary>
    public const int MaxRelatives = 10;

    /// <summary>The longest name.</summary>
    public const int MaxNameCharacters = 200;

    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Given name.</summary>
    public string? GivenName { get; init; }

    /// <summary>Relation.</summary>
    public Kinship Kinship { get; init; }

    /// <summary>For what.</summary>
    public RelativeRoles Roles { get; init; }

    /// <summary>Telephone number.</summary>
    public string? Phone { get; init; }

    /// <summary>False once somebody was taken off the card; the entry stays.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>Whether nothing is known.</summary>
    public bool IsEmpty => this == Nothing;

    /// <summary>Nothing known.</summary>
    public static RelativeDetails Nothing { get; } = new();

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(RelativeDetails);
}

/// <summary>Somebody related, as stored: a correction builds upon the version.</summary>
public sealed record Relative(CurrentEntry<Fhir.RelatedPerson> Stored, RelativeDetails Details)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(Relative);
}
