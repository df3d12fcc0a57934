namespace Serment.Interop.Legacy.Matching;

/// <summary>
/// What an import says of a row, by code: never content. The codes are in reports and in the database; docs/import.md
/// explains each.
/// </summary>
public static class FindingCode
{
    /// <summary>Refused: fewer fields than columns.</summary>
    public const string TooFewFields = "too-few-fields";

    /// <summary>Refused: more fields than columns.</summary>
    public const string TooManyFields = "too-many-fields";

    /// <summary>Refused: the record is too long.</summary>
    public const string LineTooLong = "line-too-long";

    /// <summary>Refused: neither a name nor a record number; nobody could ever find it again.</summary>
    public const string NobodyNamed = "nobody-named";

    /// <summary>No birth date: not matched by traits, and not found by name.</summary>
    public const string MissingBirthDate = "missing-birth-date";

    /// <summary>No sex: not matched by traits.</summary>
    public const string MissingSex = "missing-sex";

    /// <summary>No accession number.</summary>
    public const string MissingAccession = "missing-accession";

    /// <summary>Not a date of the calendar, or a birth date that cannot be; kept as received, not used.</summary>
    public const string ImpossibleDate = "impossible-date";

    /// <summary>Day or month unknown.</summary>
    public const string PartialDate = "partial-date";

    /// <summary>A code that the profile does not have; kept as received.</summary>
    public const string UnknownCode = "unknown-code";

    /// <summary>Not a telephone number; kept as received.</summary>
    public const string NotAPhone = "not-a-phone";

    /// <summary>Longer than such a value is.</summary>
    public const string TooLong = "too-long";

    /// <summary>Text garbled by an earlier system, mended.</summary>
    public const string MendedMojibake = "mended-mojibake";

    /// <summary>Control characters, replaced by spaces.</summary>
    public const string ControlCharacter = "control-character";

    /// <summary>A double quote where the format allows none; kept as text.</summary>
    public const string UnescapedQuote = "unescaped-quote";

    /// <summary>NUL bytes, removed.</summary>
    public const string NulByte = "nul-byte";

    /// <summary>Bytes that the file's encoding does not have.</summary>
    public const string Undecodable = "undecodable";

    /// <summary>The NIR's key is wrong: kept, not matched by.</summary>
    public const string NirKeyWrong = "nir-key-wrong";

    /// <summary>
    /// The NIR has another sex or birth than the row, usually the insured parent's: kept, not matched by.
    /// </summary>
    public const string NirOfSomebodyElse = "nir-other-person";

    /// <summary>The NIR cannot be read: kept, not matched by.</summary>
    public const string NirUnreadable = "nir-unreadable";

    /// <summary>The prescriber's RPPS number has a wrong check digit; kept.</summary>
    public const string RppsWrong = "rpps-wrong";

    /// <summary>The site's FINESS number has a wrong check digit; kept.</summary>
    public const string FinessWrong = "finess-wrong";

    /// <summary>
    /// Numbers of the row belong to two people; the record number was followed. For the identity office.
    /// </summary>
    public const string IdentityConflict = "identity-conflict";

    /// <summary>Somebody else has the same strict traits. For the identity office.</summary>
    public const string Homonym = "homonym";

    /// <summary>
    /// The identity differs from the one on record, which stays; what was received is kept beside it.
    /// </summary>
    public const string IdentityVariant = "identity-variant";

    /// <summary>The accession number was there already, with other content.</summary>
    public const string DuplicateAccession = "duplicate-accession";

    /// <summary>The contact on record was changed here since; it stays.</summary>
    public const string ContactKept = "contact-kept";

    /// <summary>The coverage on record was changed here since; it stays.</summary>
    public const string CoverageKept = "coverage-kept";
}
