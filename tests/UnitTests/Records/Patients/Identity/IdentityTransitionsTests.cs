using Serment.Records.Patients.Identity;
using Xunit;

namespace Serment.UnitTests.Records.Patients.Identity;

public sealed class IdentityTransitionsTests
{
    private static readonly IdentityCheck Passport = new(
        IdentityDocument.Passport, default, CheckedAgainstPerson: true, StrictTraits.Needed);
    private static readonly InsRetrieval GoodIns = new(TraitDifference.None, CheckedAgainstPerson: true, false);

    [Theory]
    [InlineData(IdentityStatus.Provisional, IdentityStatus.Validated)]
    [InlineData(IdentityStatus.Retrieved, IdentityStatus.Qualified)]
    public void A_high_confidence_document_validates(IdentityStatus before, IdentityStatus after)
    {
        TransitionResult result = IdentityTransitions.Validate(At(before), hasFiveStrictTraits: true, Passport);

        Assert.True(result.IsAllowed);
        Assert.Equal(after, result.Standing.Status);
    }

    [Theory]
    [InlineData(IdentityStatus.Provisional, IdentityStatus.Retrieved)]
    [InlineData(IdentityStatus.Validated, IdentityStatus.Qualified)]
    public void An_ins_that_agrees_is_taken_over(IdentityStatus before, IdentityStatus after) =>
        Assert.Equal(after, IdentityTransitions.TakeIns(At(before), GoodIns).Standing.Status);

    [Theory]
    [InlineData(IdentityAttributes.Doubtful)]
    [InlineData(IdentityAttributes.Fictitious)]
    [InlineData(IdentityAttributes.Doubtful | IdentityAttributes.Homonym)]
    public void Doubtful_and_fictitious_identities_stay_provisional(IdentityAttributes marks)
    {
        foreach (IdentityStatus status in Enum.GetValues<IdentityStatus>())
        {
            IdentityStanding marked = IdentityTransitions.Mark(At(status), marks);

            Assert.Equal(IdentityStatus.Provisional, marked.Status);
            Refused(TransitionRefusal.DoubtfulOrFictitious, IdentityTransitions.Validate(marked, true, Passport));
            Refused(TransitionRefusal.DoubtfulOrFictitious, IdentityTransitions.TakeIns(marked, GoodIns));
            Assert.Equal(TransitionRefusal.DoubtfulOrFictitious, IdentityTransitions.MayCallInsi(marked, true));
        }
    }

    [Fact]
    public void A_homonym_keeps_its_status_and_a_mark_taken_off_gives_none_back()
    {
        IdentityStanding homonym = IdentityTransitions.Mark(At(IdentityStatus.Qualified), IdentityAttributes.Homonym);
        IdentityStanding cleared = IdentityTransitions.Mark(
            IdentityTransitions.Mark(At(IdentityStatus.Qualified), IdentityAttributes.Doubtful), IdentityAttributes.None);

        Assert.Equal(IdentityStatus.Qualified, homonym.Status);
        Assert.Equal(IdentityStanding.AtCreation, cleared);
    }

    [Fact]
    public void A_check_is_refused_with_its_rule()
    {
        IdentityStanding standing = IdentityStanding.AtCreation;

        Refused(TransitionRefusal.StrictTraitMissing, IdentityTransitions.Validate(standing, false, Passport));
        Refused(
            TransitionRefusal.NoDocumentChosen,
            IdentityTransitions.Validate(standing, true, Passport with { Document = IdentityDocument.None }));
        Refused(
            TransitionRefusal.DocumentNotOfHighConfidence,
            IdentityTransitions.Validate(standing, true, Passport with { Document = IdentityDocument.DrivingLicence }));
        Refused(
            TransitionRefusal.NotCheckedAgainstPerson,
            IdentityTransitions.Validate(standing, true, Passport with { CheckedAgainstPerson = false }));
        Refused(
            TransitionRefusal.TraitsNotCompared,
            IdentityTransitions.Validate(
                standing, true, Passport with { Compared = StrictTraits.Needed & ~StrictTraits.Sex }));
        Refused(
            TransitionRefusal.AlreadyValidated,
            IdentityTransitions.Validate(At(IdentityStatus.Qualified), true, Passport));
    }

    [Fact]
    public void An_ins_is_refused_with_its_rule()
    {
        IdentityStanding standing = IdentityStanding.AtCreation;

        foreach (TraitDifference trait in new[]
        {
            TraitDifference.BirthName, TraitDifference.GivenNamesClash, TraitDifference.BirthDate, TraitDifference.Sex,
        })
        {
            Refused(
                TransitionRefusal.InsDisagrees,
                IdentityTransitions.TakeIns(standing, GoodIns with { Agreement = trait }));
        }

        Assert.True(IdentityTransitions.TakeIns(
            standing, GoodIns with { Agreement = TraitDifference.BirthPlace | TraitDifference.GivenNames }).IsAllowed);
        Refused(
            TransitionRefusal.InsAlreadyKnown,
            IdentityTransitions.TakeIns(standing, GoodIns with { IsKnownElsewhere = true }));
        Refused(
            TransitionRefusal.InsNotCheckedAgainstPerson,
            IdentityTransitions.TakeIns(standing, GoodIns with { CheckedAgainstPerson = false }));
        Refused(TransitionRefusal.AlreadyHasIns, IdentityTransitions.TakeIns(At(IdentityStatus.Retrieved), GoodIns));
    }

    [Theory]
    [InlineData(IdentityStatus.Qualified, IdentityStatus.Validated, IdentityStatus.Retrieved)]
    [InlineData(IdentityStatus.Retrieved, IdentityStatus.Provisional, null)]
    [InlineData(IdentityStatus.Validated, null, IdentityStatus.Provisional)]
    [InlineData(IdentityStatus.Provisional, null, null)]
    public void Ins_and_validation_can_be_taken_away(
        IdentityStatus before, IdentityStatus? withoutIns, IdentityStatus? withoutValidation)
    {
        TransitionResult dropped = IdentityTransitions.DropIns(At(before));
        TransitionResult devalued = IdentityTransitions.DropValidation(At(before));

        Assert.Equal(withoutIns ?? before, dropped.Standing.Status);
        Assert.Equal(withoutIns is not null, dropped.IsAllowed);
        Assert.Equal(withoutValidation ?? before, devalued.Standing.Status);
        Assert.Equal(withoutValidation is not null, devalued.IsAllowed);
    }

    [Theory]
    [InlineData(TraitDifference.None, IdentityStatus.Qualified)]
    [InlineData(TraitDifference.FirstGivenName | TraitDifference.UsedNames, IdentityStatus.Qualified)]
    [InlineData(TraitDifference.FirstGivenName | TraitDifference.GivenNamesClash, IdentityStatus.Provisional)]
    [InlineData(TraitDifference.BirthName, IdentityStatus.Provisional)]
    [InlineData(TraitDifference.BirthPlace, IdentityStatus.Provisional)]
    public void A_changed_strict_trait_makes_provisional_but_not_the_first_given_name(
        TraitDifference changed, IdentityStatus after) =>
        Assert.Equal(after, IdentityTransitions.AfterChange(At(IdentityStatus.Qualified), changed).Status);

    [Theory]
    [InlineData(IdentityStatus.Qualified, false, true, null, IdentityStatus.Provisional)]
    [InlineData(IdentityStatus.Qualified, true, true, null, IdentityStatus.Qualified)]
    [InlineData(IdentityStatus.Qualified, true, false, null, IdentityStatus.Validated)]
    [InlineData(IdentityStatus.Validated, true, false, null, IdentityStatus.Provisional)]
    [InlineData(IdentityStatus.Provisional, false, false, IdentityStatus.Validated, IdentityStatus.Validated)]
    public void A_received_identity_gets_the_status_of_EXI_SI_33_and_34(
        IdentityStatus sent, bool trust, bool insiAgrees, IdentityStatus? known, IdentityStatus expected) =>
        Assert.Equal(expected, IdentityTransitions.Receive(sent, trust, insiAgrees, known));

    [Fact]
    public void Insi_is_called_for_provisional_identities_only_if_the_settings_allow()
    {
        Assert.Equal(TransitionRefusal.None, IdentityTransitions.MayCallInsi(IdentityStanding.AtCreation, true));
        Assert.Equal(
            TransitionRefusal.InsiForbiddenForProvisional,
            IdentityTransitions.MayCallInsi(IdentityStanding.AtCreation, false));
        Assert.Equal(TransitionRefusal.None, IdentityTransitions.MayCallInsi(At(IdentityStatus.Validated), false));
    }

    [Fact]
    public void Only_a_qualified_identity_carries_the_ins() =>
        Assert.Equal(
            [IdentityStatus.Qualified],
            Enum.GetValues<IdentityStatus>().Where(x => At(x).MayCarryIns));

    [Theory]
    [InlineData(IdentityDocument.BirthRecordExtract, false, false, false, false)]
    [InlineData(IdentityDocument.BirthRecordExtract, true, false, false, false)]
    [InlineData(IdentityDocument.BirthRecordExtract, true, true, false, true)]
    [InlineData(IdentityDocument.FamilyRecordBook, false, true, false, false)]
    [InlineData(IdentityDocument.CirculationDocumentForMinor, true, false, false, true)]
    [InlineData(IdentityDocument.BirthRecordWithVitaleCard, false, false, false, false)]
    [InlineData(IdentityDocument.BirthRecordWithVitaleCard, false, false, true, true)]
    [InlineData(IdentityDocument.TrustedThirdParty, true, true, true, false)]
    [InlineData(IdentityDocument.NationalIdentityCard, false, false, false, true)]
    public void Some_documents_count_only_in_some_hands(
        IdentityDocument document, bool isMinor, bool guardian, bool isElderly, bool isHigh) =>
        Assert.Equal(isHigh, document.IsHighConfidence(new CheckCircumstances(isMinor, guardian, isElderly)));

    [Fact]
    public void Codes_read_back_to_what_they_were_written_for()
    {
        foreach (IdentityStatus status in Enum.GetValues<IdentityStatus>())
        {
            Assert.True(IdentityStatusCodes.TryParse(status.WireCode().ToLowerInvariant(), out IdentityStatus read));
            Assert.Equal(status, read);
            Assert.Equal(status, IdentityStatusCodes.FromFhir(
                string.Equals(status.FhirCode(), "VALI", StringComparison.Ordinal),
                status is IdentityStatus.Retrieved or IdentityStatus.Qualified));
        }

        foreach (IdentityDocument document in Enum.GetValues<IdentityDocument>().Skip(1))
        {
            Assert.True(IdentityDocuments.TryParse(document.Code(), out IdentityDocument read));
            Assert.Equal(document, read);
        }

        Assert.False(IdentityStatusCodes.TryParse("XXXX", out _));
        Assert.False(IdentityDocuments.TryParse("", out _));
        Assert.Equal("DOUT", IdentityAttributes.Doubtful.FhirCode());
        Assert.Equal("FICT", IdentityAttributes.Fictitious.FhirCode());
        Assert.Equal("HOMA", IdentityAttributes.Homonym.FhirCode());
        Assert.Throws<ArgumentOutOfRangeException>(() => IdentityAttributes.None.FhirCode());
    }

    private static IdentityStanding At(IdentityStatus status) => new(status, IdentityAttributes.None);

    private static void Refused(TransitionRefusal reason, TransitionResult result)
    {
        Assert.Equal(reason, result.Refusal);
        Assert.False(result.IsAllowed);
    }
}
