using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Names;
using Serment.Records.Patients.Places;

namespace Serment.Records.Patients.Identity;

/// <summary>How a new identity stands to one that exists.</summary>
public enum DuplicateVerdict : byte
{
    /// <summary>Somebody else.</summary>
    Different = 0,

    /// <summary>
    /// Somebody else with the same or nearly the same traits: both are marked as homonyms (EXI SI 22).
    /// </summary>
    Homonym,

    /// <summary>Probably the same person: a human decides.</summary>
    Probable,

    /// <summary>The same person: no second identity is made.</summary>
    Same,
}

/// <summary>What a verdict rests on.</summary>
[Flags]
public enum DuplicateReasons
{
    /// <summary>Nothing in common.</summary>
    None = 0,

    /// <summary>Both have the same INS (EXI SI 32).</summary>
    SameIns = 1,

    /// <summary>Both have an INS, and they differ.</summary>
    OtherIns = 2,

    /// <summary>Same birth date.</summary>
    SameBirthDate = 4,

    /// <summary>Birth dates alike: day and month swapped, or one of day, month and year differs.</summary>
    CloseBirthDate = 8,

    /// <summary>Same birth name, or the birth name of one is the used name of the other.</summary>
    SameName = 16,

    /// <summary>Names that sound alike or differ by a slip of the hand.</summary>
    CloseName = 32,

    /// <summary>Same first given name, or one is the start of the other's list.</summary>
    SameGivenName = 64,

    /// <summary>Given names that sound alike or differ by a slip of the hand.</summary>
    CloseGivenName = 128,

    /// <summary>Same sex.</summary>
    SameSex = 256,

    /// <summary>Same birth place.</summary>
    SameBirthPlace = 512,

    /// <summary>Both birth places are known, and they differ.</summary>
    OtherBirthPlace = 1024,

    /// <summary>Same birth date and name, another given name or order of birth: perhaps twins.</summary>
    PossibleTwins = 2048,
}

/// <summary>A verdict with its reasons.</summary>
/// <param name="Verdict">How the two stand to each other.</param>
/// <param name="Reasons">What it rests on, for the comparison screen.</param>
public readonly record struct DuplicateAssessment(DuplicateVerdict Verdict, DuplicateReasons Reasons)
{
    /// <summary>Compares a new identity with one that exists. The order of the two does not matter.</summary>
    public static DuplicateAssessment Of(PatientIdentity fresh, PatientIdentity existing)
    {
        DuplicateReasons reasons = Compare(fresh, existing);
        return new DuplicateAssessment(Judge(reasons), reasons);
    }

    /// <summary>The assessments of all candidates, in their order.</summary>
    public static IReadOnlyList<DuplicateAssessment> OfAll(
        PatientIdentity fresh, IReadOnlyList<PatientIdentity> candidates)
    {
        DuplicateAssessment[] assessments = new DuplicateAssessment[candidates.Count];
        for (int i = 0; i < assessments.Length; i++)
        {
            assessments[i] = Of(fresh, candidates[i]);
        }

        return assessments;
    }

    private static DuplicateVerdict Judge(DuplicateReasons reasons)
    {
        bool Has(DuplicateReasons all) => (reasons & all) == all;
        bool HasAny(DuplicateReasons any) => (reasons & any) != DuplicateReasons.None;

        const DuplicateReasons Strict = DuplicateReasons.SameBirthDate | DuplicateReasons.SameName
            | DuplicateReasons.SameGivenName | DuplicateReasons.SameSex;
        bool nameAlike = HasAny(DuplicateReasons.SameName | DuplicateReasons.CloseName);
        bool givenAlike = HasAny(DuplicateReasons.SameGivenName | DuplicateReasons.CloseGivenName);

        if (Has(DuplicateReasons.SameIns))
        {
            // The INS of an insured parent is often on a child's papers: traits must agree too before nobody is asked.
            return Has(DuplicateReasons.SameBirthDate | DuplicateReasons.SameSex) && nameAlike && givenAlike
                ? DuplicateVerdict.Same
                : DuplicateVerdict.Probable;
        }

        if (Has(DuplicateReasons.PossibleTwins))
        {
            return givenAlike ? DuplicateVerdict.Homonym : DuplicateVerdict.Different;
        }

        if (Has(Strict))
        {
            // Two people do share name, birth date and sex: another INS or another birth place tells them apart.
            return HasAny(DuplicateReasons.OtherIns | DuplicateReasons.OtherBirthPlace) ? DuplicateVerdict.Homonym
                : Has(DuplicateReasons.SameBirthPlace) ? DuplicateVerdict.Same
                : DuplicateVerdict.Probable;
        }

        bool dateAlike = HasAny(DuplicateReasons.SameBirthDate | DuplicateReasons.CloseBirthDate);
        if (!dateAlike || !nameAlike || !givenAlike)
        {
            return MarriedOrRenamed(reasons) ? DuplicateVerdict.Probable : DuplicateVerdict.Different;
        }

        if (Has(DuplicateReasons.OtherIns))
        {
            return DuplicateVerdict.Homonym;
        }

        // One trait may be off; two together with no birth place in common are coincidence.
        int slips = (Has(DuplicateReasons.SameBirthDate) ? 0 : 1) + (Has(DuplicateReasons.SameName) ? 0 : 1)
            + (Has(DuplicateReasons.SameGivenName) ? 0 : 1) + (Has(DuplicateReasons.SameSex) ? 0 : 1);
        return slips <= 1 || Has(DuplicateReasons.SameBirthPlace)
            ? DuplicateVerdict.Probable
            : DuplicateVerdict.Homonym;
    }

    // Same given name, birth date, sex and birth place under another name: somebody who married, or a mistyped name.
    private static bool MarriedOrRenamed(DuplicateReasons reasons)
    {
        const DuplicateReasons AllButName = DuplicateReasons.SameBirthDate | DuplicateReasons.SameGivenName
            | DuplicateReasons.SameSex | DuplicateReasons.SameBirthPlace;
        return (reasons & AllButName) == AllButName && (reasons & DuplicateReasons.OtherIns) == DuplicateReasons.None;
    }

    private static DuplicateReasons Compare(PatientIdentity a, PatientIdentity b)
    {
        DuplicateReasons reasons = CompareIns(a.Ins, b.Ins) | CompareDates(a.BirthDate, b.BirthDate)
            | CompareNames(a, b) | CompareGivenNames(a, b) | ComparePlaces(a.BirthPlace, b.BirthPlace);
        if (a.Sex != Sex.Missing && a.Sex == b.Sex)
        {
            reasons |= DuplicateReasons.SameSex;
        }

        // Twins do not share a given name; the same one with another order of birth is a slip of the hand.
        bool otherOrder = a.MultipleBirthOrder is { } x && b.MultipleBirthOrder is { } y && x != y
            && (reasons & DuplicateReasons.SameGivenName) == DuplicateReasons.None;
        bool otherGivenName = PatientIdentity.HasLetters(a.GivenNameForMatching)
            && PatientIdentity.HasLetters(b.GivenNameForMatching)
            && (reasons & (DuplicateReasons.SameGivenName | DuplicateReasons.CloseGivenName)) == DuplicateReasons.None;
        const DuplicateReasons SameBirth = DuplicateReasons.SameBirthDate | DuplicateReasons.SameName;
        return (reasons & SameBirth) == SameBirth && (otherOrder || otherGivenName)
            ? reasons | DuplicateReasons.PossibleTwins
            : reasons;
    }

    private static DuplicateReasons CompareIns(Ins? a, Ins? b)
    {
        if (a is not { } x || b is not { } y)
        {
            return DuplicateReasons.None;
        }

        // A waiting number is replaced by a NIR one day: between the two, another number proves nothing.
        return x.Number == y.Number ? DuplicateReasons.SameIns
            : x.Kind == y.Kind ? DuplicateReasons.OtherIns
            : DuplicateReasons.None;
    }

    private static DuplicateReasons CompareDates(BirthDate? a, BirthDate? b)
    {
        if (a is not { IsEmpty: false } x || b is not { IsEmpty: false } y)
        {
            return DuplicateReasons.None;
        }

        DateOnly d = x.DateToUse;
        DateOnly e = y.DateToUse;
        if (d == e)
        {
            return DuplicateReasons.SameBirthDate;
        }

        int differing = (d.Year == e.Year ? 0 : 1) + (d.Month == e.Month ? 0 : 1) + (d.Day == e.Day ? 0 : 1);
        bool swapped = d.Year == e.Year && d.Month == e.Day && d.Day == e.Month;
        bool partial = d.Year == e.Year
            && (x.Precision != BirthDatePrecision.Day || y.Precision != BirthDatePrecision.Day);
        return swapped || partial || differing == 1 ? DuplicateReasons.CloseBirthDate : DuplicateReasons.None;
    }

    private static DuplicateReasons CompareNames(PatientIdentity a, PatientIdentity b)
    {
        if (NameForm.AreSame(a.BirthName, b.BirthName) || NameForm.AreSame(a.BirthName, b.UsedName)
            || NameForm.AreSame(a.UsedName, b.BirthName) || NameForm.AreSame(a.UsedName, b.UsedName))
        {
            return DuplicateReasons.SameName;
        }

        return AreAlike(a.NameForMatching, b.NameForMatching) || AreAlike(a.NameForMatching, b.UsedName)
            || AreAlike(a.UsedName, b.NameForMatching)
            ? DuplicateReasons.CloseName
            : DuplicateReasons.None;
    }

    private static DuplicateReasons CompareGivenNames(PatientIdentity a, PatientIdentity b)
    {
        string? x = a.GivenNameForMatching;
        string? y = b.GivenNameForMatching;
        if (NameForm.AreSame(x, y) || GivenNames.FirstAgreesWithList(x, b.GivenNames ?? y)
            || GivenNames.FirstAgreesWithList(y, a.GivenNames ?? x)
            || NameForm.AreSame(x, b.UsedGivenName) || NameForm.AreSame(a.UsedGivenName, y))
        {
            return DuplicateReasons.SameGivenName;
        }

        return AreAlike(x, y) ? DuplicateReasons.CloseGivenName : DuplicateReasons.None;
    }

    private static DuplicateReasons ComparePlaces(InseeCode? a, InseeCode? b)
    {
        if (a is not { IsEmpty: false, IsUnknown: false } x || b is not { IsEmpty: false, IsUnknown: false } y)
        {
            return DuplicateReasons.None;
        }

        return x.MayBeSamePlaceAs(y) ? DuplicateReasons.SameBirthPlace : DuplicateReasons.OtherBirthPlace;
    }

    private static bool AreAlike(string? left, string? right)
    {
        if (!PatientIdentity.HasLetters(left) || !PatientIdentity.HasLetters(right))
        {
            return false;
        }

        Span<char> a = stackalloc char[Soundex2.MaxCodeChars];
        Span<char> b = stackalloc char[Soundex2.MaxCodeChars];
        bool sounds = a[..Soundex2.Write(left, a)].SequenceEqual(b[..Soundex2.Write(right, b)]);
        return NameDistance.AreClose(left, right) || (sounds && NameDistance.Between(left, right) <= 3);
    }
}
