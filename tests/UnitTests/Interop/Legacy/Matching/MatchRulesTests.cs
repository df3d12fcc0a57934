using Serment.CustodyProtocol;
using Serment.Interop.Legacy.Matching;

namespace Serment.UnitTests.Interop.Legacy.Matching;

public sealed class MatchRulesTests
{
    /// <summary>
    /// Record number, NIR, hospital number, same traits, same traits with a NIR known, same birth date and
    /// name, whether the row bears a
    /// trusted NIR; whose
    /// it is (0: a new patient), what is noticed, whether the NIR is learnt. Each letter is a patient.
    /// </summary>
    public static TheoryData<string, string, string, string, string, string, bool, int, string, bool> Cases =>
        new()
        {
            // Nobody is known.
            { "", "", "", "", "", "", false, 0, "None", false },
            { "", "", "", "", "", "", true, 0, "None", false },
            // The source's record number comes first.
            { "1", "", "", "", "", "1", false, 1, "None", false },
            { "1", "1", "", "", "1", "1", true, 1, "None", false },
            { "1", "2", "", "", "", "1", true, 1, "IdentityConflict", false },
            { "1", "", "2", "", "", "1", false, 1, "IdentityConflict", false },
            { "1", "", "", "1", "", "1", true, 1, "None", true },
            { "1", "", "", "", "1", "1", true, 1, "IdentityConflict", false },
            { "1", "", "", "", "", "1", true, 1, "None", false },
            { "12", "", "", "", "", "12", false, 1, "IdentityConflict", false },
            { "21", "", "", "", "", "21", false, 1, "IdentityConflict", false },
            // A record number with which nothing else agrees is somebody else's: a record of its own, flagged.
            { "1", "", "", "", "", "", false, 0, "IdentityConflict", false },
            { "1", "", "", "", "", "", true, 0, "IdentityConflict", false },
            { "1", "2", "", "", "", "", true, 2, "IdentityConflict", false },
            { "12", "", "", "", "", "2", false, 2, "None", false },
            { "1", "1", "", "", "", "", true, 1, "None", false },
            // Then the NIR, whatever the traits: a married name, a misspelling, a second record number.
            { "", "3", "", "", "", "", true, 3, "None", false },
            { "", "3", "", "4", "", "", true, 3, "None", false },
            { "", "3", "4", "", "", "", true, 3, "IdentityConflict", false },
            // Then the hospital number.
            { "", "", "5", "", "", "", false, 5, "None", false },
            { "", "", "5", "5", "", "", true, 5, "None", true },
            { "", "", "5", "", "5", "", true, 5, "IdentityConflict", false },
            // Then the same strict traits, when exactly one person has them and no NIR differs.
            { "", "", "", "6", "", "", false, 6, "None", false },
            { "", "", "", "", "6", "", false, 6, "None", false },
            { "", "", "", "6", "6", "", false, 6, "None", false },
            { "", "", "", "6", "", "", true, 6, "None", true },
            // A namesake: the NIR known differs.
            { "", "", "", "", "6", "", true, 0, "Homonym", false },
            { "", "", "", "6", "7", "", true, 0, "Homonym", false },
            // Two have them: a doubt makes a new record.
            { "", "", "", "67", "", "", false, 0, "Homonym", false },
            { "", "", "", "6", "7", "", false, 0, "Homonym", false },
            { "", "", "", "67", "", "", true, 0, "Homonym", false },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decides_whose_row_it_is(
        string number,
        string nir,
        string ipp,
        string traits,
        string identified,
        string named,
        bool trusted,
        int patient,
        string flags,
        bool learns
    )
    {
        MatchDecision decision = MatchRules.Decide(
            new(People(number), People(nir), People(ipp), People(traits), People(identified), People(named), trusted)
        );

        Assert.Equal(patient, decision.Patient?.Value ?? 0);
        Assert.Equal(flags, decision.Flags.ToString());
        Assert.Equal(learns, decision.LearnsNir);
    }

    private static PatientId[] People(string letters) => [.. letters.Select(letter => new PatientId(letter - '0'))];
}
