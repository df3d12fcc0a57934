using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Names;
using Serment.Records.Patients.Places;

namespace Serment.Records.Patients.Identity;

/// <summary>Where the traits come from; it decides what is refused and what is only flagged.</summary>
public enum TraitOrigin : byte
{
    /// <summary>A person types them: mistakes are refused while they can be mended.</summary>
    Typed = 0,

    /// <summary>A file or message brings them: they are kept, flagged and reported.</summary>
    Received,

    /// <summary>
    /// INSi returned them: its birth place codes are accepted whatever the directory says (EXI SI 31).
    /// </summary>
    Insi,
}

/// <summary>Checks an identity against the rules of the RNIV. Pure; nothing is filled in or changed.</summary>
public static class IdentityRules
{
    /// <summary>Above this age a birth date is remarkable.</summary>
    public const int UnlikelyAgeYears = 120;

    /// <summary>The highest order of a multiple birth.</summary>
    public const int MaxBirthOrder = 9;

    /// <summary>Everything that is wrong or remarkable, in the order of the form; empty when all is well.</summary>
    public static IReadOnlyList<IdentityFinding> Check(
        PatientIdentity identity, TraitOrigin origin, PlaceDirectory places, DateOnly today)
    {
        List<IdentityFinding> findings = [];
        CheckNames(identity, origin, findings);
        CheckBirth(identity, origin, places, today, findings);
        CheckIns(identity, findings);
        CheckStanding(identity, today, findings);
        return findings;
    }

    /// <summary>Whether any finding stops the identity from being stored.</summary>
    public static bool IsRefused(IReadOnlyList<IdentityFinding> findings) =>
        findings.Any(x => x.Severity == FindingSeverity.Refusal);

    private static void CheckNames(PatientIdentity identity, TraitOrigin origin, List<IdentityFinding> findings)
    {
        FindingSeverity severity = SeverityOf(origin);
        Required(identity.BirthName, IdentityField.BirthName, severity, findings);
        Required(identity.FirstGivenName, IdentityField.FirstGivenName, severity, findings);
        Length(identity.BirthName, IdentityField.BirthName, findings);
        Length(identity.FirstGivenName, IdentityField.FirstGivenName, findings);
        Optional(identity.GivenNames, IdentityField.GivenNames, severity, findings);
        Optional(identity.UsedName, IdentityField.UsedName, severity, findings);
        Optional(identity.UsedGivenName, IdentityField.UsedGivenName, severity, findings);
        if (PatientIdentity.HasLetters(identity.GivenNames) && PatientIdentity.HasLetters(identity.FirstGivenName)
            && !GivenNames.FirstAgreesWithList(identity.FirstGivenName, identity.GivenNames))
        {
            findings.Add(new(IdentityField.FirstGivenName, FindingCode.FirstGivenNameNotInList, severity));
        }
    }

    private static void CheckBirth(
        PatientIdentity identity,
        TraitOrigin origin,
        PlaceDirectory places,
        DateOnly today,
        List<IdentityFinding> findings)
    {
        FindingSeverity severity = SeverityOf(origin);
        DateOnly? born = null;
        if (identity.BirthDate is { IsEmpty: false } birthDate)
        {
            born = birthDate.DateToUse;
            if (birthDate.Precision != BirthDatePrecision.Day || birthDate.IsYearEstimated)
            {
                findings.Add(new(IdentityField.BirthDate, FindingCode.BirthDateIncomplete, FindingSeverity.Flag));
            }

            if (identity.DeceasedOn is null && birthDate.AgeYears(today) > UnlikelyAgeYears)
            {
                findings.Add(new(IdentityField.BirthDate, FindingCode.AgeUnlikely, FindingSeverity.Flag));
            }
        }
        else
        {
            findings.Add(new(IdentityField.BirthDate, FindingCode.StrictTraitMissing, severity));
        }

        if (identity.Sex == Sex.Missing)
        {
            findings.Add(new(IdentityField.Sex, FindingCode.StrictTraitMissing, severity));
        }

        if (identity.BirthPlace is not { IsEmpty: false } place)
        {
            findings.Add(new(IdentityField.BirthPlace, FindingCode.StrictTraitMissing, severity));
            return;
        }

        switch (places.Check(place, born))
        {
            case PlaceStanding.NotInDirectory when origin != TraitOrigin.Insi:
                findings.Add(new(IdentityField.BirthPlace, FindingCode.PlaceNotInDirectory, severity));
                break;
            case PlaceStanding.ValidAtAnotherDate when origin != TraitOrigin.Insi:
                // Proposed otherwise by the form, but never refused: civil records carry such codes too.
                findings.Add(new(IdentityField.BirthPlace, FindingCode.PlaceNotValidAtBirth, FindingSeverity.Flag));
                break;
        }
    }

    private static void CheckIns(PatientIdentity identity, List<IdentityFinding> findings)
    {
        if (identity.Ins is not { } ins)
        {
            return;
        }

        if (ins.Number.IsEmpty || ins.Number.StructureProblem() != NirRefusal.None)
        {
            findings.Add(new(IdentityField.Ins, FindingCode.InsImpossible, FindingSeverity.Flag));
            return;
        }

        NirDisagreement disagreement =
            ins.Number.AgreesWith(identity.Sex, identity.BirthDate ?? default, identity.BirthPlace);
        if (disagreement.HasFlag(NirDisagreement.Sex))
        {
            findings.Add(new(IdentityField.Ins, FindingCode.InsDisagreesOnSex, FindingSeverity.Flag));
        }

        if ((disagreement & (NirDisagreement.Year | NirDisagreement.Month)) != NirDisagreement.None)
        {
            findings.Add(new(IdentityField.Ins, FindingCode.InsDisagreesOnBirthDate, FindingSeverity.Flag));
        }

        if (disagreement.HasFlag(NirDisagreement.Place))
        {
            findings.Add(new(IdentityField.Ins, FindingCode.InsDisagreesOnBirthPlace, FindingSeverity.Flag));
        }
    }

    private static void CheckStanding(PatientIdentity identity, DateOnly today, List<IdentityFinding> findings)
    {
        IdentityStatus status = identity.Standing.Status;
        if (status is IdentityStatus.Retrieved or IdentityStatus.Qualified && identity.Ins is null)
        {
            findings.Add(new(IdentityField.Identity, FindingCode.StatusNeedsIns, FindingSeverity.Refusal));
        }

        if (status is IdentityStatus.Validated or IdentityStatus.Qualified
            && identity.CheckedWith.Confidence() == DocumentConfidence.Low)
        {
            findings.Add(new(IdentityField.Identity, FindingCode.StatusNeedsDocument, FindingSeverity.Flag));
        }

        if (identity.Standing.IsBlocked && status != IdentityStatus.Provisional)
        {
            findings.Add(new(IdentityField.Identity, FindingCode.MarkNeedsProvisional, FindingSeverity.Refusal));
        }

        if (identity.DeceasedOn is { } death && (death > today || death < identity.BirthDate?.DateToUse))
        {
            // A partial birth date may put the date to use after a death in the same year; that is no contradiction.
            bool sameYear = identity.BirthDate is { } birth && birth.Precision != BirthDatePrecision.Day
                && birth.Year == death.Year && death <= today;
            if (!sameYear)
            {
                findings.Add(new(IdentityField.DeceasedOn, FindingCode.DeathDateImpossible, FindingSeverity.Refusal));
            }
        }

        if (identity.MultipleBirthOrder is < 1 or > MaxBirthOrder)
        {
            findings.Add(new(
                IdentityField.MultipleBirthOrder, FindingCode.BirthOrderImpossible, FindingSeverity.Refusal));
        }
    }

    private static void Required(
        string? name, IdentityField field, FindingSeverity severity, List<IdentityFinding> findings)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            findings.Add(new(field, FindingCode.StrictTraitMissing, severity));
        }
        else if (!PatientIdentity.HasLetters(name))
        {
            findings.Add(new(field, FindingCode.NameWithoutLetters, severity));
        }
    }

    private static void Optional(
        string? name, IdentityField field, FindingSeverity severity, List<IdentityFinding> findings)
    {
        if (!string.IsNullOrWhiteSpace(name) && !PatientIdentity.HasLetters(name))
        {
            findings.Add(new(field, FindingCode.NameWithoutLetters, severity));
        }

        Length(name, field, findings);
    }

    private static void Length(string? name, IdentityField field, List<IdentityFinding> findings)
    {
        if (name?.Length > NameForm.MaxLengthChars)
        {
            findings.Add(new(field, FindingCode.NameTooLong, FindingSeverity.Refusal));
        }
    }

    private static FindingSeverity SeverityOf(TraitOrigin origin) =>
        origin == TraitOrigin.Typed ? FindingSeverity.Refusal : FindingSeverity.Flag;
}
