namespace Serment.Records.Patients.Identity;

/// <summary>A field of the identity form.</summary>
public enum IdentityField : byte
{
    /// <summary>The identity as a whole.</summary>
    Identity = 0,

    /// <summary>Birth name.</summary>
    BirthName,

    /// <summary>First birth given name.</summary>
    FirstGivenName,

    /// <summary>List of birth given names.</summary>
    GivenNames,

    /// <summary>Birth date.</summary>
    BirthDate,

    /// <summary>Sex.</summary>
    Sex,

    /// <summary>Birth place.</summary>
    BirthPlace,

    /// <summary>INS.</summary>
    Ins,

    /// <summary>Used name.</summary>
    UsedName,

    /// <summary>Used given name.</summary>
    UsedGivenName,

    /// <summary>Day of death.</summary>
    DeceasedOn,

    /// <summary>Order of a multiple birth.</summary>
    MultipleBirthOrder,
}

/// <summary>Whether a finding stops the identity from being stored.</summary>
public enum FindingSeverity : byte
{
    /// <summary>Shown and kept beside the identity; nothing is stopped.</summary>
    Flag = 0,

    /// <summary>The identity is not stored as it is.</summary>
    Refusal,
}

/// <summary>What is wrong. <see cref="IdentityMessages"/> has the text of each in French and English.</summary>
public enum FindingCode : byte
{
    /// <summary>A strict trait that creation needs is missing (EXI PP 02).</summary>
    StrictTraitMissing = 0,

    /// <summary>The name holds no letter.</summary>
    NameWithoutLetters,

    /// <summary>The name is longer than can be recorded.</summary>
    NameTooLong,

    /// <summary>The first given name is not the start of the list of given names (EXI SI 29).</summary>
    FirstGivenNameNotInList,

    /// <summary>The birth place was valid at another date than the birth date (EXI SI 20).</summary>
    PlaceNotValidAtBirth,

    /// <summary>The birth place code is not in the directory.</summary>
    PlaceNotInDirectory,

    /// <summary>The structure of the INS is impossible.</summary>
    InsImpossible,

    /// <summary>The INS says another sex.</summary>
    InsDisagreesOnSex,

    /// <summary>The INS says another birth year or month.</summary>
    InsDisagreesOnBirthDate,

    /// <summary>The INS says another birth place.</summary>
    InsDisagreesOnBirthPlace,

    /// <summary>The status is qualified or retrieved, but there is no INS.</summary>
    StatusNeedsIns,

    /// <summary>The status is validated or qualified without a high-confidence document (EXI SI 10).</summary>
    StatusNeedsDocument,

    /// <summary>A doubtful or fictitious identity is not provisional (EXI SI 09).</summary>
    MarkNeedsProvisional,

    /// <summary>The day of death lies before the birth date or in the future.</summary>
    DeathDateImpossible,

    /// <summary>The order of birth is not between 1 and 9.</summary>
    BirthOrderImpossible,

    /// <summary>The birth date is known in part, or its year is an estimate (EXI PP 19).</summary>
    BirthDateIncomplete,

    /// <summary>Somebody of this age would be the oldest alive.</summary>
    AgeUnlikely,
}

/// <summary>One thing that is wrong or remarkable about an identity.</summary>
/// <param name="Field">The field that a form marks.</param>
/// <param name="Code">What it is.</param>
/// <param name="Severity">Whether it stops the identity from being stored.</param>
public readonly record struct IdentityFinding(IdentityField Field, FindingCode Code, FindingSeverity Severity);
