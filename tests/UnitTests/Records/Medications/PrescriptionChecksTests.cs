using Serment.CustodyProtocol;
using Serment.Records.Charts.Items;
using Serment.Records.Medications;

namespace Serment.UnitTests.Records.Medications;

public sealed class PrescriptionChecksTests
{
    private const string Trihydrate = "28165";

    [Fact]
    public void An_allergy_to_one_salt_meets_the_fraction()
    {
        PrescriptionWarning warning = Assert.Single(
            Of(Lines.Checked(Lines.Amoxicillin), [], Allergy("Amoxicilline", Trihydrate)));
        Assert.Equal((WarningKind.Allergy, "Amoxicilline"), (warning.Kind, warning.Other));
    }

    [Fact]
    public void An_allergy_in_words_is_only_possible() =>
        Assert.Equal(
            [WarningKind.PossibleAllergy],
            Kinds(Of(Lines.Checked(Lines.Amoxicillin), [], Allergy("éruption sous amoxicilline", null))));

    [Fact]
    public void An_allergy_whose_words_name_no_substance_is_known_to_be_unchecked() =>
        Assert.Equal(
            "pansement adhésif",
            Assert.Single(PrescriptionChecks.Unchecked(
                [
                    Allergy("Amoxicilline", Trihydrate), Allergy("éruption sous amoxicilline", null),
                    Allergy("pansement adhésif", null),
                ],
                SubstanceDirectory.Shared)).Substance);

    [Fact]
    public void An_allergy_to_something_else_is_none() =>
        Assert.Empty(Of(Lines.Checked(Lines.Doliprane), [], Allergy("Amoxicilline", Trihydrate), Allergy("pollen", null)));

    [Fact]
    public void The_same_substance_is_found_through_another_product_but_not_in_what_is_replaced()
    {
        CheckedLine amoxicillin = Lines.Checked(Lines.Amoxicillin);
        CheckedLine augmentin = Lines.Checked(Lines.Augmentin);
        Assert.Equal([WarningKind.SameSubstance], Kinds(Of(augmentin, [amoxicillin, Lines.Checked(Lines.Doliprane)])));
        Assert.Empty(Of(augmentin with { Replaces = amoxicillin.Entry }, [amoxicillin]));
    }

    [Fact]
    public void A_route_that_the_drug_does_not_have_is_named() =>
        Assert.Equal([WarningKind.Route], Kinds(Of(Lines.Checked(Lines.Doliprane, "intraveineuse"), [])));

    [Fact]
    public void What_is_withdrawn_or_not_sold_is_named()
    {
        Drug gone = DrugDirectory.Shared.Search("ranitidine")[0].Drug;
        WarningKind kind = Assert.Single(Kinds(Of(Lines.Checked(gone.Cis, gone.Routes[0]), [])));
        Assert.Contains(kind, (WarningKind[])[WarningKind.Withdrawn, WarningKind.NotMarketed]);
        Assert.Equal([WarningKind.UnknownDrug], Kinds(Of(Lines.Checked("10000000"), [])));
    }

    [Fact]
    public void A_free_text_is_not_checked() =>
        Assert.Empty(Of(
            new(new(1), new() { Name = "Amoxicilline", Start = Lines.Start }), [], Allergy("Amoxicilline", Trihydrate)));

    private static IReadOnlyList<PrescriptionWarning> Of(
        CheckedLine line, IReadOnlyList<CheckedLine> others, params AllergyDetails[] allergies) =>
        PrescriptionChecks.Of(line, others, allergies, DrugDirectory.Shared);

    private static WarningKind[] Kinds(IEnumerable<PrescriptionWarning> warnings) => [.. warnings.Select(one => one.Kind)];

    private static AllergyDetails Allergy(string words, string? code) => new() { Substance = words, SubstanceCode = code };
}
