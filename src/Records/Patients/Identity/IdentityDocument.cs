namespace Serment.Records.Patients.Identity;

/// <summary>
/// What an identity was checked with. The kinds and their codes are those of FHIR FR Core 2.2.0
/// (fr-core-cs-mode-validation-identity) and of PAM France (ZFD-7).
/// </summary>
public enum IdentityDocument : byte
{
    /// <summary>Nothing was chosen. No screen may choose for the user (EXI SI 23).</summary>
    None = 0,

    /// <summary>PA: passport.</summary>
    Passport,

    /// <summary>CN: national identity card.</summary>
    NationalIdentityCard,

    /// <summary>CS: residence permit.</summary>
    ResidencePermit,

    /// <summary>IE: electronic identification under eIDAS, or the carte Vitale app.</summary>
    ElectronicIdentification,

    /// <summary>AN: extract of the birth record.</summary>
    BirthRecordExtract,

    /// <summary>LE: family record book.</summary>
    FamilyRecordBook,

    /// <summary>DC: circulation document of a foreign minor.</summary>
    CirculationDocumentForMinor,

    /// <summary>AC: birth record with a carte Vitale that bears a photograph.</summary>
    BirthRecordWithVitaleCard,

    /// <summary>PC: driving licence.</summary>
    DrivingLicence,

    /// <summary>CE: European card.</summary>
    EuropeanCard,

    /// <summary>CM: military card.</summary>
    MilitaryCard,

    /// <summary>CC: circulation booklet.</summary>
    CirculationBooklet,

    /// <summary>TC: trusted third party.</summary>
    TrustedThirdParty,
}

/// <summary>In whose hands a document is of high confidence (RNIV 1, section 3.3.3).</summary>
public enum DocumentConfidence : byte
{
    /// <summary>Never alone.</summary>
    Low = 0,

    /// <summary>For a minor, shown together with a high-confidence document of a parent or guardian.</summary>
    HighForMinorWithGuardian,

    /// <summary>For a minor, alone.</summary>
    HighForMinor,

    /// <summary>For a resident on direct admission to a home for the elderly.</summary>
    HighForElderlyResident,

    /// <summary>For anybody.</summary>
    High,
}

/// <summary>
/// The circumstances of a check that decide about documents which are not of high confidence for everybody.
/// </summary>
/// <param name="IsMinor">The person is under eighteen.</param>
/// <param name="GuardianDocumentSeen">A parent or guardian showed a high-confidence document.</param>
/// <param name="IsElderlyResident">The person is admitted directly to a home for the elderly.</param>
public readonly record struct CheckCircumstances(bool IsMinor, bool GuardianDocumentSeen, bool IsElderlyResident);

/// <summary>What each kind of document is worth.</summary>
public static class IdentityDocuments
{
    /// <summary>Under this age a person is a minor.</summary>
    public const int MajorityYears = 18;

    /// <summary>The FR Core code system of the kinds.</summary>
    public const string FhirSystem = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-mode-validation-identity";

    private static readonly string[] CodesByKind =
        ["", "PA", "CN", "CS", "IE", "AN", "LE", "DC", "AC", "PC", "CE", "CM", "CC", "TC"];

    /// <summary>The two-letter code; empty for <see cref="IdentityDocument.None"/>.</summary>
    public static string Code(this IdentityDocument document) => CodesByKind[(int)document];

    /// <summary>Reads a two-letter code.</summary>
    public static bool TryParse(ReadOnlySpan<char> code, out IdentityDocument document)
    {
        for (int i = 1; i < CodesByKind.Length; i++)
        {
            if (code.Equals(CodesByKind[i], StringComparison.OrdinalIgnoreCase))
            {
                document = (IdentityDocument)i;
                return true;
            }
        }

        document = IdentityDocument.None;
        return false;
    }

    /// <summary>In whose hands the document is of high confidence.</summary>
    public static DocumentConfidence Confidence(this IdentityDocument document) => document switch
    {
        IdentityDocument.Passport or IdentityDocument.NationalIdentityCard or IdentityDocument.ResidencePermit
            or IdentityDocument.ElectronicIdentification => DocumentConfidence.High,
        IdentityDocument.BirthRecordExtract or IdentityDocument.FamilyRecordBook
            => DocumentConfidence.HighForMinorWithGuardian,
        IdentityDocument.CirculationDocumentForMinor => DocumentConfidence.HighForMinor,
        IdentityDocument.BirthRecordWithVitaleCard => DocumentConfidence.HighForElderlyResident,
        _ => DocumentConfidence.Low,
    };

    /// <summary>Whether the document is of high confidence in these circumstances.</summary>
    public static bool IsHighConfidence(this IdentityDocument document, CheckCircumstances circumstances) =>
        document.Confidence() switch
        {
            DocumentConfidence.High => true,
            DocumentConfidence.HighForMinorWithGuardian =>
                circumstances is { IsMinor: true, GuardianDocumentSeen: true },
            DocumentConfidence.HighForMinor => circumstances.IsMinor,
            DocumentConfidence.HighForElderlyResident => circumstances.IsElderlyResident,
            _ => false,
        };
}
