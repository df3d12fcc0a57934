using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Places;
using Serment.UnitTests.Records.Patients.Identifiers;

namespace Serment.UnitTests.Records.Patients.Identity;

/// <summary>The CNAM's published test identities, and dates.</summary>
internal static class People
{
    internal static readonly DateOnly Today = new(2026, 11, 22);

    internal static PatientIdentity Adrun() => new()
    {
        BirthName = "ADRUN",
        FirstGivenName = "ZOE",
        GivenNames = "ZOE",
        BirthDate = Born(1975, 12, 31),
        Sex = Sex.Female,
        BirthPlace = InseeCode.Parse("63220"),
    };

    internal static PatientIdentity Tchitchi() => new()
    {
        BirthName = "TCHITCHI",
        FirstGivenName = "CATARINA",
        GivenNames = "CATARINA BELLA",
        BirthDate = Born(1936, 6, 21),
        Sex = Sex.Female,
        BirthPlace = InseeCode.Parse("63220"),
    };

    internal static Ins InsOfAdrun => new(NirTests.Typed("275126322074974"), InsKind.Nir);

    internal static Ins InsOfTchitchi => new(NirTests.Typed("236066322083656"), InsKind.Nir);

    internal static BirthDate Born(int year, int month, int day) =>
        BirthDate.TryCreate(year, month, day, false, Today, out BirthDate date) == BirthDateRefusal.None
            ? date
            : throw new ArgumentException("No such date.", nameof(day));
}
