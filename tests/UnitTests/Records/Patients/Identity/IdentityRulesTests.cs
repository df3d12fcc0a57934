using Serment.Records.Patients;
using Serment.Records.Patients.Contact;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Places;
using Serment.Records.Patients.Resources;
using Xunit;

namespace Serment.UnitTests.Records.Patients.Identity;

public sealed class IdentityRulesTests
{
    [Fact]
    public void A_complete_identity_has_no_finding()
    {
        Assert.Empty(Check(People.Adrun()));
        Assert.Empty(Check(People.Adrun() with { Ins = People.InsOfAdrun }));
        Assert.Empty(Check(People.Tchitchi() with { Ins = People.InsOfTchitchi }));
        Assert.True(People.Adrun().HasFiveStrictTraits);
    }

    [Fact]
    public void Five_strict_traits_are_required_at_creation()
    {
        IReadOnlyList<IdentityFinding> findings = Check(new PatientIdentity());

        Assert.Equal(
            [
                IdentityField.BirthName, IdentityField.FirstGivenName, IdentityField.BirthDate, IdentityField.Sex,
                IdentityField.BirthPlace,
            ],
            findings.Select(x => x.Field));
        Assert.All(findings, x => Assert.Equal(FindingCode.StrictTraitMissing, x.Code));
        Assert.True(IdentityRules.IsRefused(findings));
        Assert.False(new PatientIdentity().HasFiveStrictTraits);
    }

    [Fact]
    public void What_a_file_brings_is_flagged_and_kept()
    {
        IReadOnlyList<IdentityFinding> findings = Check(new PatientIdentity(), TraitOrigin.Received);

        Assert.Equal(5, findings.Count);
        Assert.False(IdentityRules.IsRefused(findings));
    }

    [Fact]
    public void The_unknown_place_is_a_place()
    {
        PatientIdentity identity = People.Adrun() with { BirthPlace = InseeCode.Unknown };

        Assert.Empty(Check(identity));
        Assert.True(identity.HasFiveStrictTraits);
    }

    [Fact]
    public void A_code_that_only_insi_knows_is_accepted_from_insi()
    {
        PatientIdentity identity = People.Adrun() with { BirthPlace = InseeCode.Parse("63999") };

        Single(Check(identity), IdentityField.BirthPlace, FindingCode.PlaceNotInDirectory, FindingSeverity.Refusal);
        Single(
            Check(identity, TraitOrigin.Received),
            IdentityField.BirthPlace, FindingCode.PlaceNotInDirectory, FindingSeverity.Flag);
        Assert.Empty(Check(identity, TraitOrigin.Insi));
    }

    [Fact]
    public void A_code_of_another_time_is_flagged() => Single(
        Check(People.Adrun() with { BirthPlace = InseeCode.Parse("2A004") }),
        IdentityField.BirthPlace, FindingCode.PlaceNotValidAtBirth, FindingSeverity.Flag);

    [Fact]
    public void The_first_given_name_must_start_the_list()
    {
        Single(
            Check(People.Tchitchi() with { FirstGivenName = "BELLA" }),
            IdentityField.FirstGivenName, FindingCode.FirstGivenNameNotInList, FindingSeverity.Refusal);
        Assert.Empty(Check(People.Tchitchi() with { FirstGivenName = "Catarina-Bella" }));
        Assert.Empty(Check(People.Tchitchi() with { GivenNames = null }));
    }

    [Fact]
    public void Names_without_letters_or_without_end_are_refused()
    {
        Single(
            Check(People.Adrun() with { BirthName = "123" }),
            IdentityField.BirthName, FindingCode.NameWithoutLetters, FindingSeverity.Refusal);
        Single(
            Check(People.Adrun() with { UsedName = "--" }),
            IdentityField.UsedName, FindingCode.NameWithoutLetters, FindingSeverity.Refusal);
        Single(
            Check(People.Adrun() with { UsedName = new string('A', 201) }, TraitOrigin.Received),
            IdentityField.UsedName, FindingCode.NameTooLong, FindingSeverity.Refusal);
    }

    [Fact]
    public void An_ins_that_says_otherwise_is_flagged()
    {
        IReadOnlyList<IdentityFinding> findings = Check(People.Adrun() with
        {
            Ins = People.InsOfTchitchi,
            Sex = Sex.Male,
            BirthPlace = InseeCode.Parse("63113"),
        });

        Assert.Equal(
            [
                FindingCode.InsDisagreesOnSex, FindingCode.InsDisagreesOnBirthDate,
                FindingCode.InsDisagreesOnBirthPlace,
            ],
            findings.Select(x => x.Code));
        Assert.False(IdentityRules.IsRefused(findings));
    }

    [Fact]
    public void An_impossible_ins_is_flagged()
    {
        Nir impossible = ReceivedNir.From("123456789012244").Value;

        Single(
            Check(People.Adrun() with { Ins = new Ins(impossible, InsKind.Nir) }),
            IdentityField.Ins, FindingCode.InsImpossible, FindingSeverity.Flag);
    }

    [Fact]
    public void Status_ins_document_and_marks_must_fit()
    {
        Single(
            Check(At(IdentityStatus.Retrieved)),
            IdentityField.Identity, FindingCode.StatusNeedsIns, FindingSeverity.Refusal);
        Single(
            Check(At(IdentityStatus.Validated)),
            IdentityField.Identity, FindingCode.StatusNeedsDocument, FindingSeverity.Flag);
        Assert.Empty(Check(At(IdentityStatus.Validated) with { CheckedWith = IdentityDocument.Passport }));
        Single(
            Check(At(IdentityStatus.Validated, IdentityAttributes.Doubtful) with
            {
                CheckedWith = IdentityDocument.Passport,
            }),
            IdentityField.Identity, FindingCode.MarkNeedsProvisional, FindingSeverity.Refusal);
    }

    [Fact]
    public void Partial_dates_and_great_age_are_flagged()
    {
        Single(
            Check(People.Adrun() with { BirthDate = People.Born(1975, 12, 0) }),
            IdentityField.BirthDate, FindingCode.BirthDateIncomplete, FindingSeverity.Flag);
        Single(
            Check(People.Adrun() with { BirthDate = People.Born(1890, 12, 1) }),
            IdentityField.BirthDate, FindingCode.AgeUnlikely, FindingSeverity.Flag);
    }

    [Fact]
    public void Nobody_dies_before_birth_or_tomorrow()
    {
        foreach (DateOnly death in new[] { new DateOnly(1975, 12, 30), People.Today.AddDays(1) })
        {
            Single(
                Check(People.Adrun() with { DeceasedOn = death }),
                IdentityField.DeceasedOn, FindingCode.DeathDateImpossible, FindingSeverity.Refusal);
        }

        Assert.Empty(Check(People.Adrun() with { DeceasedOn = People.Today }));
        Single(
            Check(People.Adrun() with { BirthDate = People.Born(1975, 0, 0), DeceasedOn = new DateOnly(1975, 6, 1) }),
            IdentityField.BirthDate, FindingCode.BirthDateIncomplete, FindingSeverity.Flag);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void The_order_of_birth_goes_from_one_to_nine(int order, bool isRefused) =>
        Assert.Equal(isRefused, IdentityRules.IsRefused(Check(People.Adrun() with { MultipleBirthOrder = order })));

    [Fact]
    public void Recording_fills_nothing_that_is_missing()
    {
        PatientIdentity recorded = (People.Adrun() with
        {
            BirthName = " d’Adrûn ", UsedName = null, UsedGivenName = " ", GivenNames = "Zoé, Anne-Marie",
        }).Recorded();

        Assert.Equal("D'ADRUN", recorded.BirthName);
        Assert.Equal("ZOE ANNE-MARIE", recorded.GivenNames);
        Assert.Null(recorded.UsedName);
        Assert.Null(recorded.UsedGivenName);
    }

    [Fact]
    public void No_identity_shows_itself_in_a_log()
    {
        Assert.DoesNotContain("ADRUN", People.Adrun().ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("ADRUN", new RelativeDetails { Name = "ADRUN" }.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "ADRUN", new RelativeDraft(null, new() { Name = "ADRUN" }).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("M", Sex.Male)]
    [InlineData("h", Sex.Male)]
    [InlineData("1", Sex.Male)]
    [InlineData("2", Sex.Female)]
    [InlineData("f", Sex.Female)]
    [InlineData("female", Sex.Female)]
    [InlineData("I", Sex.Indeterminate)]
    [InlineData("other", Sex.Indeterminate)]
    [InlineData("", Sex.Missing)]
    [InlineData("U", Sex.Missing)]
    [InlineData("unknown", Sex.Missing)]
    public void Sex_is_read_in_every_usual_code(string text, Sex sex)
    {
        Assert.True(SexCodes.TryParse(text, out Sex read));
        Assert.Equal(sex, read);
        Assert.True(SexCodes.TryParse(read.FhirCode(), out Sex again) && again == sex);
        Assert.True(SexCodes.TryParse(read.Letter().ToString(), out again) && again == sex);
    }

    [Theory]
    [InlineData("X")]
    [InlineData("7")]
    [InlineData("homme")]
    public void Other_codes_of_sex_are_refused(string text) => Assert.False(SexCodes.TryParse(text, out _));

    [Fact]
    public void Every_refusal_and_finding_has_a_text_in_both_languages()
    {
        BilingualText[] texts =
        [
            .. Enum.GetValues<FindingCode>().Select(IdentityMessages.Of),
            .. Enum.GetValues<BirthDateRefusal>().Skip(1).Select(IdentityMessages.Of),
            .. Enum.GetValues<NirRefusal>().Skip(1).Select(IdentityMessages.Of),
            .. Enum.GetValues<ContactRefusal>().Skip(1).Select(IdentityMessages.Of),
            .. Enum.GetValues<TransitionRefusal>().Skip(1).Select(IdentityMessages.Of),
        ];

        Assert.All(texts, x =>
        {
            Assert.EndsWith(".", x.French, StringComparison.Ordinal);
            Assert.EndsWith(".", x.English, StringComparison.Ordinal);
            Assert.NotEqual(x.French, x.English, StringComparer.Ordinal);
        });
        Assert.Equal("identity.StrictTraitMissing", IdentityMessages.Key(FindingCode.StrictTraitMissing));
        Assert.Equal(texts[0].English, texts[0].In("en"));
        Assert.Equal(texts[0].French, texts[0].In("fr"));
        Assert.Throws<ArgumentOutOfRangeException>(() => IdentityMessages.Of(NirRefusal.None));
    }

    private static IReadOnlyList<IdentityFinding> Check(
        PatientIdentity identity, TraitOrigin origin = TraitOrigin.Typed) =>
        IdentityRules.Check(identity, origin, PlaceDirectory.Shared, People.Today);

    private static PatientIdentity At(IdentityStatus status, IdentityAttributes marks = IdentityAttributes.None) =>
        People.Adrun() with { Standing = new IdentityStanding(status, marks) };

    private static void Single(
        IReadOnlyList<IdentityFinding> findings, IdentityField field, FindingCode code, FindingSeverity severity) =>
        Assert.Equal([new IdentityFinding(field, code, severity)], findings);
}
