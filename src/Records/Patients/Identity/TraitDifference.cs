using Serment.Records.Patients.Names;

namespace Serment.Records.Patients.Identity;

/// <summary>Traits on which two identities differ, or that one of them lacks.</summary>
[Flags]
public enum TraitDifference
{
    /// <summary>No difference.</summary>
    None = 0,

    /// <summary>The birth names differ.</summary>
    BirthName = 1,

    /// <summary>The first birth given names differ.</summary>
    FirstGivenName = 2,

    /// <summary>The lists of birth given names differ.</summary>
    GivenNames = 4,

    /// <summary>The birth dates differ.</summary>
    BirthDate = 8,

    /// <summary>The sexes differ.</summary>
    Sex = 16,

    /// <summary>The birth places differ.</summary>
    BirthPlace = 32,

    /// <summary>The INS differ.</summary>
    Ins = 64,

    /// <summary>The names in use differ.</summary>
    UsedNames = 128,

    /// <summary>The first given name is not the start of the other's list of given names (EXI SI 29).</summary>
    GivenNamesClash = 256,

    /// <summary>Any of these forbids taking over an INS (EXI PP 20).</summary>
    ForbidsIns = BirthName | GivenNamesClash | BirthDate | Sex,

    /// <summary>Any of these must be shown on the comparison screen (EXI SI 28).</summary>
    MustBeShown = BirthName | GivenNames | BirthDate | Sex | BirthPlace,
}

/// <summary>Compares identities trait by trait, hyphens, apostrophes, accents and case apart.</summary>
public static class TraitComparison
{
    /// <summary>What changed between two versions of one identity.</summary>
    public static TraitDifference Between(PatientIdentity before, PatientIdentity after)
    {
        TraitDifference difference = Strict(before, after);
        if (!Same(before.FirstGivenName, after.FirstGivenName))
        {
            difference |= TraitDifference.FirstGivenName;

            // Without a list nothing says that the new one is the same person's: EXI SI 30 asks for the agreement.
            if (!PatientIdentity.HasLetters(after.GivenNames)
                || !GivenNames.FirstAgreesWithList(after.FirstGivenName, after.GivenNames))
            {
                difference |= TraitDifference.GivenNamesClash;
            }
        }

        if (!Same(before.UsedName, after.UsedName) || !Same(before.UsedGivenName, after.UsedGivenName))
        {
            difference |= TraitDifference.UsedNames;
        }

        return before.Ins == after.Ins ? difference : difference | TraitDifference.Ins;
    }

    /// <summary>
    /// The local identity against the traits that INSi returned. The first given name agrees when it is the start of
    /// INSi's list (EXI SI 29); a trait that INSi lacks counts as a difference (EXI PP 20), one that is only missing
    /// here does too.
    /// </summary>
    public static TraitDifference WithInsi(PatientIdentity local, PatientIdentity insi)
    {
        TraitDifference difference = Strict(local, insi);
        string? list = PatientIdentity.HasLetters(insi.GivenNames) ? insi.GivenNames : insi.FirstGivenName;
        return GivenNames.FirstAgreesWithList(local.FirstGivenName, list)
            ? difference
            : difference | TraitDifference.GivenNamesClash;
    }

    private static TraitDifference Strict(PatientIdentity a, PatientIdentity b)
    {
        TraitDifference difference = TraitDifference.None;
        difference |= Same(a.BirthName, b.BirthName) ? TraitDifference.None : TraitDifference.BirthName;
        difference |= Same(a.GivenNames, b.GivenNames) ? TraitDifference.None : TraitDifference.GivenNames;
        bool sameDate = a.BirthDate?.DateToUse == b.BirthDate?.DateToUse;
        difference |= sameDate ? TraitDifference.None : TraitDifference.BirthDate;
        difference |= a.Sex == b.Sex ? TraitDifference.None : TraitDifference.Sex;
        difference |= a.BirthPlace == b.BirthPlace ? TraitDifference.None : TraitDifference.BirthPlace;
        return difference;
    }

    private static bool Same(string? left, string? right) =>
        NameForm.AreSame(left, right) || (!PatientIdentity.HasLetters(left) && !PatientIdentity.HasLetters(right));
}
