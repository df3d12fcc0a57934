using Serment.Records.Patients.Identity;

namespace Serment.UnitTests.Records.Patients.Identity;

public sealed class StandingChangeTests
{
    private static readonly DateOnly Today = People.Today;

    [Fact]
    public void A_check_notes_document_day_and_traits()
    {
        StandingChanged changed = Checked(IdentityDocument.Passport).Apply(People.Adrun(), Today);

        Assert.Equal(TransitionRefusal.None, changed.Refusal);
        Assert.Equal(IdentityStatus.Validated, changed.Identity.Standing.Status);
        Assert.Equal(IdentityDocument.Passport, changed.Identity.CheckedWith);
        Assert.Equal(Today, changed.Identity.CheckedOn);
        Assert.Equal(StrictTraits.Needed, changed.Identity.Compared);
    }

    [Fact]
    public void A_refused_check_changes_nothing()
    {
        PatientIdentity before = People.Adrun();

        StandingChanged changed = Checked(IdentityDocument.DrivingLicence).Apply(before, Today);

        Assert.Equal(TransitionRefusal.DocumentNotOfHighConfidence, changed.Refusal);
        Assert.Same(before, changed.Identity);
    }

    [Theory]
    [InlineData(2020, true, TransitionRefusal.None)]
    [InlineData(2020, false, TransitionRefusal.DocumentNotOfHighConfidence)]
    [InlineData(1975, true, TransitionRefusal.DocumentNotOfHighConfidence)]
    public void Who_is_a_minor_is_the_birth_dates_to_say(int year, bool guardian, TransitionRefusal expected)
    {
        PatientIdentity person = People.Adrun() with { BirthDate = People.Born(year, 1, 15) };
        DocumentChecked check = new(new(
            IdentityDocument.FamilyRecordBook, new(IsMinor: true, guardian, IsElderlyResident: false), true,
            StrictTraits.Needed));

        Assert.Equal(expected, check.Apply(person, Today).Refusal);
    }

    [Fact]
    public void A_check_taken_back_takes_its_document_along()
    {
        PatientIdentity valid = Checked(IdentityDocument.Passport).Apply(People.Adrun(), Today).Identity;

        Assert.Equal(People.Adrun(), new CheckWithdrawn().Apply(valid, Today).Identity);
        Assert.Equal(TransitionRefusal.NotValidated, new CheckWithdrawn().Apply(People.Adrun(), Today).Refusal);
    }

    [Theory]
    [InlineData(IdentityAttributes.Doubtful, IdentityStatus.Provisional, IdentityDocument.None)]
    [InlineData(IdentityAttributes.Fictitious, IdentityStatus.Provisional, IdentityDocument.None)]
    [InlineData(IdentityAttributes.Homonym, IdentityStatus.Validated, IdentityDocument.Passport)]
    public void Doubt_costs_the_status_and_a_homonym_does_not(
        IdentityAttributes mark, IdentityStatus status, IdentityDocument document)
    {
        PatientIdentity valid = Checked(IdentityDocument.Passport).Apply(People.Adrun(), Today).Identity;

        PatientIdentity marked = new IdentityMarked(mark).Apply(valid, Today).Identity;

        Assert.Equal(new(status, mark), marked.Standing);
        Assert.Equal(document, marked.CheckedWith);
        PatientIdentity unmarked = new IdentityMarked(IdentityAttributes.None).Apply(marked, Today).Identity;
        Assert.Equal(new(status, IdentityAttributes.None), unmarked.Standing);
    }

    [Fact]
    public void Every_trait_has_a_code_of_its_own()
    {
        Assert.All(StrictTraitCodes.All, trait => Assert.Equal(trait, StrictTraitCodes.FromCode(trait.Code())));
        Assert.Equal(StrictTraits.None, StrictTraitCodes.FromCode("ins"));
    }

    private static DocumentChecked Checked(IdentityDocument document) =>
        new(new(document, default, CheckedAgainstPerson: true, StrictTraits.Needed));
}
