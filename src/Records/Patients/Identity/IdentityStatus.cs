namespace Serment.Records.Patients.Identity;

/// <summary>How much an identity is trusted (RNIV 1, EXI SI 07).</summary>
public enum IdentityStatus : byte
{
    /// <summary>Identité provisoire: entered or received, not checked.</summary>
    Provisional = 0,

    /// <summary>Identité récupérée: the INS came from INSi, no document was checked.</summary>
    Retrieved = 1,

    /// <summary>Identité validée: checked with a high-confidence document, no INS.</summary>
    Validated = 2,

    /// <summary>Identité qualifiée: checked with a high-confidence document, and the INS came from INSi.</summary>
    Qualified = 3,
}

/// <summary>Marks on an identity that needs special care (EXI SI 22).</summary>
[Flags]
public enum IdentityAttributes : byte
{
    /// <summary>No mark.</summary>
    None = 0,

    /// <summary>Identité homonyme: somebody else has nearly the same traits.</summary>
    Homonym = 1,

    /// <summary>Identité douteuse: the person may not be who the traits say.</summary>
    Doubtful = 2,

    /// <summary>Identité fictive: made for a test, an anonymous stay or a rule that hides the name.</summary>
    Fictitious = 4,
}

/// <summary>Status and marks together; changed only by <see cref="IdentityTransitions"/>.</summary>
/// <param name="Status">The confidence status.</param>
/// <param name="Attributes">The marks.</param>
public readonly record struct IdentityStanding(IdentityStatus Status, IdentityAttributes Attributes)
{
    /// <summary>Every identity begins provisional and unmarked.</summary>
    public static IdentityStanding AtCreation => default;

    /// <summary>Doubtful or fictitious: then nothing but provisional is possible (EXI SI 09).</summary>
    public bool IsBlocked =>
        (Attributes & (IdentityAttributes.Doubtful | IdentityAttributes.Fictitious)) != IdentityAttributes.None;

    /// <summary>Whether the INS may accompany health data (EXI SI 08).</summary>
    public bool MayCarryIns => Status == IdentityStatus.Qualified;
}

/// <summary>
/// Codes of statuses and marks in files, and in HL7 table 0445 as FHIR FR Core 2.2.0 and PAM France have it.
/// </summary>
public static class IdentityStatusCodes
{
    /// <summary>The FR Core code system of table 0445.</summary>
    public const string FhirSystem = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0445";

    /// <summary>PROV, RECUP, VALI or QUAL.</summary>
    public static string WireCode(this IdentityStatus status) => status switch
    {
        IdentityStatus.Retrieved => "RECUP",
        IdentityStatus.Validated => "VALI",
        IdentityStatus.Qualified => "QUAL",
        _ => "PROV",
    };

    /// <summary>
    /// PROV or VALI: table 0445 has no more. A retrieved identity is PROV with an INS identifier, a qualified one
    /// VALI with it.
    /// </summary>
    public static string FhirCode(this IdentityStatus status) =>
        status is IdentityStatus.Validated or IdentityStatus.Qualified ? "VALI" : "PROV";

    /// <summary>The table 0445 code of one mark: HOMA, DOUT or FICT.</summary>
    public static string FhirCode(this IdentityAttributes mark) => mark switch
    {
        IdentityAttributes.Homonym => "HOMA",
        IdentityAttributes.Doubtful => "DOUT",
        IdentityAttributes.Fictitious => "FICT",
        _ => throw new ArgumentOutOfRangeException(nameof(mark), "One mark at a time has a code."),
    };

    /// <summary>Reads a wire code in any case. False when it is none; an empty text reads as provisional.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IdentityStatus status)
    {
        text = text.Trim();
        status = IdentityStatus.Provisional;
        if (text.IsEmpty || text.Equals("PROV", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        status = text.Equals("RECUP", StringComparison.OrdinalIgnoreCase) ? IdentityStatus.Retrieved
            : text.Equals("VALI", StringComparison.OrdinalIgnoreCase) ? IdentityStatus.Validated
            : text.Equals("QUAL", StringComparison.OrdinalIgnoreCase) ? IdentityStatus.Qualified
            : IdentityStatus.Provisional;
        return status != IdentityStatus.Provisional;
    }

    /// <summary>The status that a table 0445 code and the presence of an INS mean together.</summary>
    public static IdentityStatus FromFhir(bool isValidated, bool hasIns) => (isValidated, hasIns) switch
    {
        (true, true) => IdentityStatus.Qualified,
        (true, false) => IdentityStatus.Validated,
        (false, true) => IdentityStatus.Retrieved,
        _ => IdentityStatus.Provisional,
    };
}
