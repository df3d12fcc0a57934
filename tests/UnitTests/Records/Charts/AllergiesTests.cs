using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Charts;
using Serment.Records.Charts.Items;
using Serment.Records.Entries;

namespace Serment.UnitTests.Records.Charts;

public sealed class AllergiesTests
{
    private static readonly ItemWriter Writer = new(
        new(11), new(7), "Dr Essai", new(2026, 3, 2, 9, 30, 0, TimeSpan.FromHours(1)));

    [Fact]
    public void Keeps_all_that_was_written()
    {
        AllergyDetails details = new()
        {
            Substance = "AMOXICILLINE",
            SubstanceCode = "02202",
            Category = AllergyCategory.Medication,
            Reaction = "Urticaire géante",
            Severity = ReactionSeverity.Severe,
            Certainty = AllergyCertainty.Confirmed,
            Since = "2019-05",
            Note = "Vue par l’allergologue",
        };

        AllergyIntolerance resource = Again(AllergyResource.Write(details, null, Writer));

        Assert.Equal(details, AllergyResource.Read(resource));
        Assert.Equal("02202", resource.Code!.Coding![0].Code);
        Assert.Equal("https://serment.org/fhir/bdpm-substance", resource.Code.Coding[0].System);
        Assert.Equal("Patient/" + Writer.Patient, resource.Patient!.ReferenceValue);
    }

    [Fact]
    public void A_correction_keeps_what_is_not_ours()
    {
        AllergyIntolerance before = AllergyResource.Write(new() { Substance = "Latex" }, null, Writer);
        before.Identifier = [new() { Value = "elsewhere" }];
        before.Note = [.. before.Note ?? [], new() { Text = "a" }, new() { Text = "of others" }];

        AllergyIntolerance after = AllergyResource.Write(
            new() { Substance = "Latex", Note = "b", State = ItemState.Resolved }, before, Writer);

        Assert.Equal("elsewhere", after.Identifier![0].Value);
        Assert.Equal("b|of others", string.Join('|', after.Note!.Select(one => one.Text)));
        Assert.Equal(ItemState.Resolved, AllergyResource.Read(after).State);
    }

    [Fact]
    public void Only_what_is_active_and_not_ruled_out_is_heeded_worst_first()
    {
        Allergy[] all =
        [
            One(new() { Substance = "Pollen" }),
            One(new() { Substance = "Pénicilline", Severity = ReactionSeverity.Severe }),
            One(new() { Substance = "Codéine", Certainty = AllergyCertainty.Refuted }),
            One(new() { Substance = "Lait", State = ItemState.Resolved }),
            One(new() { Substance = "Iode", State = ItemState.EnteredInError }),
        ];

        Assert.Equal(
            "Pénicilline|Pollen", string.Join('|', Allergies.ActiveOf(all).Select(one => one.Details.Substance)));
        Assert.Equal(AllergyStanding.Known, Allergies.StandingOf(all));
    }

    [Fact]
    public void Not_asked_and_none_known_are_not_the_same()
    {
        Allergy none = One(new() { Substance = "Aucune", IsNoneKnown = true });
        Allergy withdrawn = One(new()
        {
            Substance = "Aucune",
            IsNoneKnown = true,
            State = ItemState.EnteredInError,
        });

        Assert.Equal(AllergyStanding.NotAsked, Allergies.StandingOf([]));
        Assert.Equal(AllergyStanding.NotAsked, Allergies.StandingOf([withdrawn]));
        Assert.Equal(AllergyStanding.NoneKnown, Allergies.StandingOf([none]));
        Assert.Equal(
            AllergyStanding.Known, Allergies.StandingOf([none, One(new() { Substance = "Pollen" })]));
        Assert.Empty(Allergies.ActiveOf([none]));
    }

    private static Allergy One(AllergyDetails details)
    {
        AllergyIntolerance resource = Again(AllergyResource.Write(details, null, Writer));
        return new(
            new(new(Writer.Patient, new(1), 1), resource, 0, Writer.Staff), AllergyResource.Read(resource));
    }

    private static AllergyIntolerance Again(AllergyIntolerance resource) =>
        (AllergyIntolerance)FhirJson.ReadResource(FhirJson.ToBytes(resource));
}
