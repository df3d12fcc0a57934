using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Names;
using Serment.Records.Patients.Places;

namespace Serment.Records.Patients.Identity;

/// <summary>
/// The identity of a person: strict traits (RNIV 1: birth name, first birth given name, list of birth given names,
/// birth date, sex, birth place, INS), names in use, status and marks. Immutable; a trait that is not known is null
/// or its type's "missing".
/// </summary>
public sealed record PatientIdentity
{
    /// <summary>Nom de naissance.</summary>
    public string? BirthName { get; init; }

    /// <summary>Premier prénom de naissance.</summary>
    public string? FirstGivenName { get; init; }

    /// <summary>Liste des prénoms de naissance, in the order of the civil record, parted by spaces.</summary>
    public string? GivenNames { get; init; }

    /// <summary>Date de naissance, as far as it is known.</summary>
    public BirthDate? BirthDate { get; init; }

    /// <summary>Sexe.</summary>
    public Sex Sex { get; init; }

    /// <summary>
    /// Lieu de naissance: the code valid on the birth date, or 99999. Never filled by default (EXI SI 19).
    /// </summary>
    public InseeCode? BirthPlace { get; init; }

    /// <summary>Matricule INS; only INSi gives it.</summary>
    public Ins? Ins { get; init; }

    /// <summary>Nom utilisé. Never filled by default (EXI SI 21).</summary>
    public string? UsedName { get; init; }

    /// <summary>Prénom utilisé. Never filled by default (EXI SI 21).</summary>
    public string? UsedGivenName { get; init; }

    /// <summary>Status and marks.</summary>
    public IdentityStanding Standing { get; init; }

    /// <summary>With what the identity was checked; none before validation.</summary>
    public IdentityDocument CheckedWith { get; init; }

    /// <summary>The day of that check; null before validation, or where a source did not say.</summary>
    public DateOnly? CheckedOn { get; init; }

    /// <summary>The traits compared with the document; none before validation.</summary>
    public StrictTraits Compared { get; init; }

    /// <summary>The day of death, when known.</summary>
    public DateOnly? DeceasedOn { get; init; }

    /// <summary>
    /// The order of birth of a twin, triplet and so on, from 1; null for a single birth or when not known.
    /// </summary>
    public int? MultipleBirthOrder { get; init; }

    /// <summary>Whether the five traits that creation needs are there (EXI PP 02).</summary>
    public bool HasFiveStrictTraits =>
        HasLetters(BirthName) && HasLetters(FirstGivenName) && BirthDate is { IsEmpty: false } && Sex != Sex.Missing
        && BirthPlace is { IsEmpty: false };

    /// <summary>
    /// The name under which strict traits are compared: the birth name or, when that is missing, the used one.
    /// </summary>
    public string? NameForMatching => HasLetters(BirthName) ? BirthName : UsedName;

    /// <summary>
    /// The given name under which strict traits are compared: the first birth given name or else the used one.
    /// </summary>
    public string? GivenNameForMatching => HasLetters(FirstGivenName) ? FirstGivenName : UsedGivenName;

    /// <summary>Keeps personal data out of logs and exceptions.</summary>
    public override string ToString() => "PatientIdentity";

    /// <summary>
    /// With another standing. What is not validated was checked with nothing: the document goes with the status.
    /// </summary>
    public PatientIdentity WithStanding(IdentityStanding standing) =>
        standing.Status is IdentityStatus.Validated or IdentityStatus.Qualified
            ? this with { Standing = standing }
            : this with
            {
                Standing = standing,
                CheckedWith = IdentityDocument.None,
                CheckedOn = null,
                Compared = StrictTraits.None,
            };

    /// <summary>
    /// With all names in their recorded form: capitals without accents, hyphens and apostrophes kept. Nothing that is
    /// missing is filled.
    /// </summary>
    public PatientIdentity Recorded() => this with
    {
        BirthName = RecordedOrNull(BirthName),
        FirstGivenName = RecordedOrNull(FirstGivenName),
        GivenNames = RecordedOrNull(GivenNames),
        UsedName = RecordedOrNull(UsedName),
        UsedGivenName = RecordedOrNull(UsedGivenName),
    };

    internal static bool HasLetters(string? name)
    {
        Span<char> one = stackalloc char[1];
        return name is not null && NameForm.WriteLetters(name, one) > 0;
    }

    private static string? RecordedOrNull(string? name) =>
        name is null ? null : NameForm.Recorded(name) is { Length: > 0 } recorded ? recorded : null;
}
