using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Catalogue;
using Serment.UnitTests.Architecture;

namespace Serment.UnitTests.Records.Laboratory.Catalogue;

public sealed class ShippedCatalogueTests
{
    private static readonly LaboratoryCatalogue Shipped = ShippedCatalogue.Catalogue;

    [Fact]
    public void Holds_the_current_analyses_of_every_section()
    {
        Assert.True(Shipped.Analyses.Count >= 150);
        Assert.True(Shipped.Panels.Count >= 30);
        foreach (Section section in Enum.GetValues<Section>())
        {
            Assert.Contains(Shipped.Analyses, one => one.Section == section);
        }
    }

    [Fact]
    public void Is_sound_by_the_rules_that_a_sites_changes_are_held_to() =>
        Assert.Empty(CatalogueRules.Check(Shipped).Select(fault => $"{fault.Code} {fault.Member} {fault.Fault}"));

    [Fact]
    public void Names_no_loinc_twice() =>
        Assert.Distinct(Shipped.Analyses.Select(one => one.Loinc), StringComparer.Ordinal);

    [Fact]
    public void Has_each_label_once_in_both_languages()
    {
        Assert.Distinct(Shipped.Analyses.Select(one => one.Fr), StringComparer.Ordinal);
        Assert.Distinct(Shipped.Analyses.Select(one => one.En), StringComparer.Ordinal);
    }

    [Fact]
    public void Gives_only_codes_of_the_tariff_that_exist()
    {
        HashSet<string> known =
        [
            .. File.ReadLines(Path.Combine(SourceTree.Root, "tests", "vectors", "nabm-2019.tsv"))
                .Where(line => !line.StartsWith('#')).Select(line => line.Split('\t')[0]),
        ];

        Assert.Empty(Shipped.Analyses.Where(one => one.Nabm is not null && !known.Contains(one.Nabm)).Select(one => one.Code));
    }

    [Fact]
    public void Has_the_range_of_an_adult_for_most_numbers()
    {
        BenchPerson[] adults = [new(LaboratorySex.Female, 14610), new(LaboratorySex.Male, 14610)];
        Analysis[] numbers = [.. Shipped.Analyses.Where(one => one.Unit is not null)];
        int judged = numbers.Count(one =>
            adults.Any(adult => JudgeValue.Fitting(one, adult, isPregnant: false, one.Method).Count == 1));

        Assert.True(judged > numbers.Length * 9 / 10, $"{judged} of {numbers.Length}");
    }

    [Fact]
    public void Says_in_its_notice_where_it_comes_from()
    {
        string notice = string.Join('\n', ShippedCatalogue.Notice);

        Assert.Contains("Regenstrief Institute", notice, StringComparison.Ordinal);
        Assert.Contains("UCUM", notice, StringComparison.Ordinal);
        Assert.Contains("version 53 of September 2019", notice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VIH")]
    [InlineData("VIH-CV")]
    [InlineData("SYPH")]
    [InlineData("CT-PCR")]
    [InlineData("ETOH")]
    [InlineData("TOX-COC")]
    [InlineData("FVL")]
    [InlineData("CD4")]
    public void Labels_what_stigmatises_as_sensitive(string code) => Assert.True(Shipped.Find(code)!.IsSensitive);

    [Theory]
    [InlineData("HCG")]
    [InlineData("AGHBS")]
    [InlineData("VHC")]
    [InlineData("K")]
    public void Leaves_open_what_each_ward_must_see(string code) => Assert.False(Shipped.Find(code)!.IsSensitive);

    [Fact]
    public void Reads_what_it_writes()
    {
        foreach (Analysis analysis in Shipped.Analyses)
        {
            string text = CatalogueItems.Write(analysis);
            Assert.Equal(text, CatalogueItems.Write(CatalogueItems.ReadAnalysis(text)));
        }
    }
}
