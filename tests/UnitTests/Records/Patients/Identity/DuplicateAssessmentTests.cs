using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Places;
using Serment.UnitTests.Records.Patients.Identifiers;
using Xunit;

namespace Serment.UnitTests.Records.Patients.Identity;

public sealed class DuplicateAssessmentTests
{
    private static readonly PatientIdentity Zoe = People.Adrun();

    [Fact]
    public void The_same_five_traits_are_the_same_person()
    {
        Verdict(DuplicateVerdict.Same, Zoe);
        Verdict(DuplicateVerdict.Same, Zoe with { BirthName = "Adrûn", FirstGivenName = "Zoé", GivenNames = null });
        Verdict(DuplicateVerdict.Same, Zoe with { FirstGivenName = "ZOE", GivenNames = "ZOE MARIE" });
        Verdict(DuplicateVerdict.Same, Zoe with { UsedName = "MARTIN" });
    }

    [Fact]
    public void Without_birth_place_a_human_decides()
    {
        Verdict(DuplicateVerdict.Probable, Zoe with { BirthPlace = null });
        Verdict(DuplicateVerdict.Probable, Zoe with { BirthPlace = InseeCode.Unknown });
    }

    [Fact]
    public void The_same_traits_with_another_birth_place_or_ins_are_a_homonym()
    {
        Verdict(DuplicateVerdict.Homonym, Zoe with { BirthPlace = InseeCode.Parse("69123") });
        Ins other = new(NirTests.Typed(NirTests.WithKey("2751263220750")), InsKind.Nir);
        DuplicateAssessment found =
            DuplicateAssessment.Of(Zoe with { Ins = other }, Zoe with { Ins = People.InsOfAdrun });

        Assert.Equal(DuplicateVerdict.Homonym, found.Verdict);
        Assert.True(found.Reasons.HasFlag(DuplicateReasons.OtherIns));
    }

    [Fact]
    public void A_waiting_number_beside_a_nir_proves_nothing()
    {
        Ins waiting = new(NirTests.Typed(NirTests.WithKey("8751299131001")), InsKind.Nia);

        Assert.Equal(
            DuplicateVerdict.Same,
            DuplicateAssessment.Of(Zoe with { Ins = waiting }, Zoe with { Ins = People.InsOfAdrun }).Verdict);
    }

    [Fact]
    public void The_same_ins_needs_traits_that_agree()
    {
        PatientIdentity known = Zoe with { Ins = People.InsOfAdrun };

        Assert.Equal(
            DuplicateVerdict.Same,
            DuplicateAssessment.Of(known with { BirthName = "ADRUNE", BirthPlace = null }, known).Verdict);
        // A child on its parent's number.
        Assert.Equal(
            DuplicateVerdict.Probable,
            DuplicateAssessment.Of(
                known with { FirstGivenName = "HUGO", GivenNames = "HUGO", Sex = Sex.Male, BirthDate = People.Born(2019, 3, 2) },
                known).Verdict);
    }

    [Fact]
    public void A_name_in_use_meets_a_birth_name()
    {
        PatientIdentity married = Zoe with { UsedName = "MARTIN" };

        Assert.Equal(
            DuplicateVerdict.Same,
            DuplicateAssessment.Of(Zoe with { BirthName = null, UsedName = "Martin" }, married).Verdict);
        Verdict(DuplicateVerdict.Probable, Zoe with { BirthName = "MARTIN" });
    }

    [Fact]
    public void One_slip_of_the_hand_is_probable()
    {
        Verdict(DuplicateVerdict.Probable, Zoe with { BirthName = "ADRAN" });
        Verdict(DuplicateVerdict.Probable, Zoe with { FirstGivenName = "ZOA", GivenNames = null });
        Verdict(DuplicateVerdict.Probable, Zoe with { BirthDate = People.Born(1975, 12, 30) });
        Verdict(DuplicateVerdict.Probable, Zoe with { BirthDate = People.Born(1975, 0, 0), BirthPlace = null });
        Verdict(DuplicateVerdict.Probable, Zoe with { Sex = Sex.Male });
        Assert.Equal(
            DuplicateVerdict.Probable,
            DuplicateAssessment.Of(
                People.Tchitchi() with { BirthDate = People.Born(1936, 5, 4) },
                People.Tchitchi() with { BirthDate = People.Born(1936, 4, 5) }).Verdict);
    }

    [Fact]
    public void Twins_are_two_people()
    {
        PatientIdentity twin = Zoe with { FirstGivenName = "MANON", GivenNames = "MANON", MultipleBirthOrder = 2 };

        DuplicateAssessment found = DuplicateAssessment.Of(twin, Zoe with { MultipleBirthOrder = 1 });

        Assert.Equal(DuplicateVerdict.Different, found.Verdict);
        Assert.True(found.Reasons.HasFlag(DuplicateReasons.PossibleTwins));
        Assert.Equal(
            DuplicateVerdict.Homonym,
            DuplicateAssessment.Of(
                Zoe with { FirstGivenName = "LEA", GivenNames = "LEA", MultipleBirthOrder = 1 },
                Zoe with { FirstGivenName = "LEO", GivenNames = "LEO", MultipleBirthOrder = 2 }).Verdict);
        Assert.Equal(
            DuplicateVerdict.Same,
            DuplicateAssessment.Of(Zoe with { MultipleBirthOrder = 2 }, Zoe with { MultipleBirthOrder = 1 }).Verdict);
    }

    [Fact]
    public void Strangers_are_different()
    {
        Verdict(DuplicateVerdict.Different, People.Tchitchi());
        Verdict(DuplicateVerdict.Different, new PatientIdentity());
        Verdict(DuplicateVerdict.Different, Zoe with { BirthDate = People.Born(1950, 1, 2) });
        Assert.Equal(
            DuplicateVerdict.Different, DuplicateAssessment.Of(new PatientIdentity(), new PatientIdentity()).Verdict);
    }

    [Fact]
    public void The_order_of_the_two_does_not_matter()
    {
        PatientIdentity[] people =
        [
            Zoe, People.Tchitchi(), Zoe with { UsedName = "MARTIN" }, Zoe with { BirthName = "MARTIN" },
            Zoe with { BirthName = null, UsedName = "MARTIN" }, Zoe with { GivenNames = "ZOE MANON", FirstGivenName = "MANON" },
            Zoe with { Ins = People.InsOfAdrun }, new PatientIdentity(), Zoe with { BirthDate = People.Born(1975, 0, 0) },
        ];
        foreach (PatientIdentity a in people)
        {
            IReadOnlyList<DuplicateAssessment> all = DuplicateAssessment.OfAll(a, people);
            for (int i = 0; i < people.Length; i++)
            {
                Assert.Equal(all[i], DuplicateAssessment.Of(people[i], a));
            }
        }
    }

    private static void Verdict(DuplicateVerdict expected, PatientIdentity other) =>
        Assert.Equal(expected, DuplicateAssessment.Of(other, Zoe).Verdict);
}

public sealed class TraitComparisonTests
{
    [Fact]
    public void Insi_answers_are_compared_with_hyphens_and_lists_in_mind()
    {
        PatientIdentity local = People.Tchitchi() with { GivenNames = null };

        TraitDifference difference = TraitComparison.WithInsi(local, People.Tchitchi());

        Assert.Equal(TraitDifference.GivenNames, difference);
        Assert.Equal(TraitDifference.None, difference & TraitDifference.ForbidsIns);
        Assert.NotEqual(TraitDifference.None, difference & TraitDifference.MustBeShown);
    }

    [Fact]
    public void A_given_name_that_is_not_first_forbids_the_ins()
    {
        TraitDifference difference = TraitComparison.WithInsi(
            People.Tchitchi() with { FirstGivenName = "BELLA" }, People.Tchitchi());

        Assert.True((difference & TraitDifference.ForbidsIns) == TraitDifference.GivenNamesClash);
    }

    [Fact]
    public void A_trait_that_insi_lacks_forbids_the_ins() => Assert.NotEqual(
        TraitDifference.None,
        TraitComparison.WithInsi(People.Adrun(), People.Adrun() with { BirthDate = null }) & TraitDifference.ForbidsIns);

    [Fact]
    public void Every_changed_trait_is_named()
    {
        PatientIdentity before = People.Tchitchi();

        Assert.Equal(TraitDifference.None, TraitComparison.Between(before, before with { BirthName = "Tchitchi" }));
        Assert.Equal(
            TraitDifference.FirstGivenName, TraitComparison.Between(before, before with { FirstGivenName = "CATARINA BELLA" }));
        Assert.Equal(
            TraitDifference.FirstGivenName | TraitDifference.GivenNamesClash,
            TraitComparison.Between(before, before with { FirstGivenName = "BELLA" }));

        // Without a list nothing says that the new first name is the same person's.
        PatientIdentity withoutList = before with { GivenNames = null };
        Assert.Equal(
            TraitDifference.FirstGivenName | TraitDifference.GivenNamesClash,
            TraitComparison.Between(withoutList, withoutList with { FirstGivenName = "BELLA" }));
        Assert.Equal(
            TraitDifference.UsedNames | TraitDifference.Ins,
            TraitComparison.Between(before, before with { UsedName = "X", Ins = People.InsOfTchitchi }));
        Assert.Equal(
            TraitDifference.BirthPlace | TraitDifference.BirthDate | TraitDifference.Sex | TraitDifference.BirthName,
            TraitComparison.Between(before, before with
            {
                BirthPlace = null, BirthDate = null, Sex = Sex.Missing, BirthName = null,
            }));
    }
}
