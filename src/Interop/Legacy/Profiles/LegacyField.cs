namespace Serment.Interop.Legacy.Profiles;

/// <summary>
/// What a column of a legacy export can become. The list is closed: a profile maps columns to these and to nothing
/// else. In a profile the names are written with a small first letter (<c>accessionNumber</c>).
/// </summary>
public enum LegacyField
{
    AccessionNumber,
    SiteCode,
    Finess,
    LaboratoryPatientNumber,
    Ipp,
    Nda,
    InsNumber,
    InsOid,
    IdentityStatus,
    Nir,
    Civility,
    UsedName,
    BirthName,
    GivenName,
    BirthGivenNames,
    Sex,
    BirthDate,
    BirthplaceCode,
    TwinRank,
    DeathDate,
    AddressLine1,
    AddressLine2,
    PostalCode,
    City,
    Country,
    LandlinePhone,
    MobilePhone,
    Email,
    InsuredName,
    InsuredGivenName,
    BeneficiaryRank,
    SchemeCode,
    FundCode,
    CentreCode,
    AmoStart,
    AmoEnd,
    ExemptionCode,
    CssAme,
    AmcCode,
    AmcMemberNumber,
    AmcContractType,
    AmcEnd,
    PrescriberRpps,
    PrescriberName,
    PrescriberPostalCode,
    GeneralPractitionerName,
    ServiceUnit,
    PrescriptionDate,
    Urgency,
    SamplingTime,
    SamplerCode,
    SamplerName,
    TransmissionMode,
    ReceptionTime,
    BloodGroup,
    ClinicalInformation,
    Treatment,
    Comment,
}

/// <summary>What was noticed about one value. The value is kept as it came unless the problem says otherwise.</summary>
public enum FieldProblem
{
    /// <summary>No date of the calendar, or not in any of the profile's formats.</summary>
    ImpossibleDate,

    /// <summary>A date whose day, or month and day, are unknown; kept as <c>1960-05</c> or <c>1960</c>.</summary>
    PartialDate,

    /// <summary>A code that the profile's table does not have.</summary>
    UnknownCode,

    /// <summary>Not a French telephone number of ten digits, nor an international one.</summary>
    NotAPhone,

    /// <summary>Longer than <see cref="LegacyLimits.MaxStructuredChars"/> in a column that is not free text.</summary>
    TooLong,

    /// <summary>Garbled by an earlier system; the value kept is the mended one.</summary>
    MendedMojibake,

    /// <summary>Control characters in a column that is not free text; each was replaced by a space.</summary>
    ControlCharacter,
}
