using Serment.Records.Medications;

namespace Serment.UnitTests.Records.Medications;

public sealed class DrugDirectoryTests
{
    private static readonly DrugDirectory Drugs = DrugDirectory.Shared;

    [Fact]
    public void Holds_the_whole_database_with_its_date()
    {
        Assert.Equal(15_799, Drugs.Count);
        Assert.Equal(new DateOnly(2026, 1, 27), Drugs.TakenOn);
        Assert.Equal("orale", Drugs.Routes[0]);
    }

    [Theory]
    [InlineData("doliprane 1000 comp", "DOLIPRANE 1000 mg, comprimé")]
    [InlineData("Doliprane 1 000 mg comprime", null)]
    [InlineData("KARDÉGIC 75", "KARDEGIC 75 mg, poudre pour solution buvable en sachet-dose")]
    [InlineData("60234100", "DOLIPRANE 1000 mg, comprimé")]
    [InlineData("3400949497294", "ANASTROZOLE ACCORD 1 mg, comprimé pelliculé")]
    [InlineData("4949729", "ANASTROZOLE ACCORD 1 mg, comprimé pelliculé")]
    public void Finds_by_word_starts_and_by_code(string typed, string? first) =>
        Assert.Equal(first, Drugs.Search(typed) is [{ } best, ..] ? best.Drug.Name : null);

    [Fact]
    public void Puts_what_begins_so_and_is_sold_first()
    {
        IReadOnlyList<DrugHit> hits = Drugs.Search("amoxicilline");
        Assert.Equal(DrugDirectory.MaxSearchResults, hits.Count);
        Assert.All(hits, hit => Assert.StartsWith("AMOXICILLINE", hit.Drug.Name, StringComparison.Ordinal));
        Assert.All(hits, hit => Assert.Equal(DrugState.Marketed, hit.Drug.State));
    }

    [Theory]
    [InlineData("amoxicilline 500")]
    [InlineData("amoxicilline")]
    public void Puts_the_plain_drug_before_combinations_where_a_substance_is_named(string typed)
    {
        IReadOnlyList<DrugHit> hits = Drugs.Search(typed);
        Assert.All(hits.Take(5), hit => Assert.DoesNotContain(
            hit.Drug.Ingredients, part => part.Name.Contains("CLAVULAN", StringComparison.Ordinal)));
        Assert.Contains("AMOXICILLINE", hits[0].Drug.Name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("60008724", "softgel")]
    [InlineData("69118175", "capsule")]
    public void A_soft_capsule_is_not_a_hard_one(string cis, string unit) =>
        Assert.Equal(unit, DoseUnits.For(Drugs.Find(cis)!)[0]);

    [Fact]
    public void Finds_a_brand_by_its_substance() =>
        Assert.Contains(
            Drugs.Search("lysine acetylsalicylate kardegic"),
            hit => hit is { NamesSubstance: true } && hit.Drug.Name.StartsWith("KARDEGIC", StringComparison.Ordinal));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData(" -- ")]
    [InlineData("00000000")]
    [InlineData("| \n")]
    public void Finds_nothing_where_nothing_was_asked(string typed) => Assert.Empty(Drugs.Search(typed));

    [Fact]
    public void Reads_salts_and_fractions_with_their_strengths()
    {
        Drug drug = Drugs.Find("69118175")!;
        Assert.Equal("gélule", drug.Form);
        Assert.Equal(["orale"], drug.Routes);
        Ingredient fraction = Assert.Single(drug.Ingredients, one => one.IsFraction);
        Assert.Equal(("05248", "500 mg", "une gélule"), (fraction.Code, fraction.Strength, fraction.PerWhat));
        Assert.Contains("liste I", drug.Conditions, StringComparer.Ordinal);
        Assert.NotEmpty(drug.GenericGroups);
    }

    [Fact]
    public void Knows_what_is_withdrawn()
    {
        DrugHit[] hits = [.. Drugs.Search("ranitidine")];
        Assert.All(hits, hit => Assert.NotEqual(DrugState.Marketed, hit.Drug.State));
    }

    [Fact]
    public void Knows_nothing_of_unknown_codes()
    {
        Assert.Null(Drugs.Find("12345678"));
        Assert.Null(Drugs.Find("1234"));
        Assert.Null(Drugs.Find(null));
        Assert.Null(Drugs.Find("+1234567"));
    }
}
