namespace Serment.Records.Patients.Contact;

/// <summary>What an address or number is used for; the codes are FHIR's.</summary>
public enum ContactUse : byte
{
    /// <summary>home.</summary>
    Home = 0,

    /// <summary>work.</summary>
    Work,

    /// <summary>temp.</summary>
    Temporary,

    /// <summary>mobile.</summary>
    Mobile,
}

/// <summary>How somebody stands to the patient (complementary traits of the RNIV).</summary>
public enum RelatedRole : byte
{
    /// <summary>Personne de confiance, designated in writing.</summary>
    TrustedPerson = 0,

    /// <summary>Personne à prévenir.</summary>
    EmergencyContact,

    /// <summary>Parent or other holder of parental authority.</summary>
    LegalRepresentative,

    /// <summary>Tuteur or curateur.</summary>
    Guardian,

    /// <summary>Anybody else.</summary>
    Other,
}

/// <summary>A postal address. The postal code and commune code are text: foreign addresses have their own.</summary>
public sealed record PostalAddress
{
    /// <summary>What it is used for.</summary>
    public ContactUse Use { get; init; }

    /// <summary>Lines of the address, without postal code and town.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Postal code.</summary>
    public string? PostalCode { get; init; }

    /// <summary>Town.</summary>
    public string? City { get; init; }

    /// <summary>INSEE code of the commune of residence.</summary>
    public string? CommuneCode { get; init; }

    /// <summary>ISO 3166 code of the country; null for France.</summary>
    public string? Country { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => "PostalAddress";
}

/// <summary>A telephone number and its use.</summary>
/// <param name="Number">The number.</param>
/// <param name="Use">What it is used for.</param>
public sealed record ContactPhone(PhoneNumber Number, ContactUse Use);

/// <summary>Somebody to turn to about the patient.</summary>
public sealed record RelatedPersonContact
{
    /// <summary>How the person stands to the patient.</summary>
    public RelatedRole Role { get; init; }

    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Given name.</summary>
    public string? GivenName { get; init; }

    /// <summary>The relation in plain words (mother, neighbour).</summary>
    public string? Relation { get; init; }

    /// <summary>Telephone number.</summary>
    public PhoneNumber? Phone { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => "RelatedPersonContact";
}

/// <summary>Complementary traits with which a patient can be reached (compartment contact).</summary>
public sealed record PatientContact
{
    /// <summary>The most entries of each list.</summary>
    public const int MaxEntries = 10;

    /// <summary>The most lines of an address.</summary>
    public const int MaxAddressLines = 4;

    /// <summary>Addresses, the preferred one first.</summary>
    public IReadOnlyList<PostalAddress> Addresses { get; init; } = [];

    /// <summary>Telephone numbers, the preferred one first.</summary>
    public IReadOnlyList<ContactPhone> Phones { get; init; } = [];

    /// <summary>E-mail address.</summary>
    public EmailAddress? Email { get; init; }

    /// <summary>Trusted person, people to call, representatives.</summary>
    public IReadOnlyList<RelatedPersonContact> RelatedPeople { get; init; } = [];

    /// <summary>Whether no list is longer than its limit.</summary>
    public bool IsWithinLimits =>
        Addresses.Count <= MaxEntries && Phones.Count <= MaxEntries && RelatedPeople.Count <= MaxEntries
        && Addresses.All(x => x.Lines.Count <= MaxAddressLines);

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => "PatientContact";
}
