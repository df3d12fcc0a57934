using Serment.Records.Laboratory.Catalogue;
using Serment.UnitTests.Records.Laboratory.Orders;
using Serment.Web.Laboratory.Orders;
using Xunit;

namespace Serment.UnitTests.Web.Laboratory.Orders;

public sealed class FindAnalysesTests
{
    private static readonly LaboratoryCatalogue Offered = new(
        1, DateTimeOffset.UnixEpoch,
        [
            SmallCatalogue.Measured("K", 50, "SER") with { Fr = "Potassium", En = "Potassium" },
            SmallCatalogue.Measured("CREA", 50, "SER") with { Fr = "Créatinine", En = "Creatinine" },
            SmallCatalogue.Measured("CREAU", 50, "SER") with { Fr = "Créatinine urinaire", En = "Urine creatinine" },
            SmallCatalogue.Measured("VIH", 50, "SER") with { Fr = "Sérologie VIH", En = "HIV", IsSensitive = true },
            SmallCatalogue.Measured("OLD", 50, "SER") with { Fr = "Créatine", En = "Creatine", IsRetired = true },
        ],
        [new("IST", "Bilan IST", "STI panel", ["VIH"])], [SmallCatalogue.Tube("SER", 2000, 1)]);

    [Theory]
    [InlineData("k", "K")]
    [InlineData("crea", "CREA,CREAU")]
    [InlineData("creatinine", "CREA,CREAU")]
    [InlineData("URIN", "CREAU")]
    [InlineData("vih", "VIH")]
    [InlineData("   ", "")]
    [InlineData("zzz", "")]
    public void Finds_by_code_and_letters_without_accents(string typed, string codes) =>
        Assert.Equal(codes, string.Join(',', FindAnalyses.Run(Offered, typed, "fr").Select(one => one.Code)));

    [Theory]
    [InlineData("glycémie", "GLU")]
    [InlineData("glyc", "GLU")]
    [InlineData("dosage de la glycémie", "GLU")]
    [InlineData("kaliémie", "K")]
    [InlineData("natrémie", "NA")]
    [InlineData("calcémie", "CA")]
    [InlineData("uricémie", "URAT")]
    [InlineData("créatininémie", "CREA")]
    [InlineData("créat", "CREA")]
    [InlineData("TGO", "ASAT")]
    [InlineData("ASAT", "ASAT")]
    [InlineData("tgp", "ALAT")]
    [InlineData("gamma gt", "GGT")]
    [InlineData("gammaGT", "GGT")]
    [InlineData("γGT", "GGT")]
    [InlineData("EAL", "LIPIDES")]
    [InlineData("bilan lipidique", "LIPIDES")]
    [InlineData("bhc", "HEPATIQUE")]
    [InlineData("bilan hépatique", "HEPATIQUE")]
    [InlineData("hémogramme", "NFS")]
    [InlineData("nfs", "NFS")]
    [InlineData("iono", "IONO")]
    [InlineData("plaquettes", "PLT")]
    [InlineData("crp", "CRP")]
    [InlineData("VS", "VS")]
    [InlineData("TCK", "TCA")]
    [InlineData("tca", "TCA")]
    [InlineData("β-HCG", "HCG")]
    [InlineData("bêta hcg", "HCG")]
    [InlineData("ca 125", "CA125")]
    [InlineData("vitamine d", "VITD")]
    public void What_prescribers_say_comes_first(string typed, string code)
    {
        Suggested first = FindAnalyses.Run(ShippedCatalogue.Catalogue, typed, "fr")[0];

        Assert.Equal(code, first.Code);
        Assert.False(first.IsLoose);
    }

    [Theory]
    [InlineData("lycérides")]
    [InlineData("albumine préa")]
    [InlineData("dosage de la")]
    public void Nothing_is_found_by_the_middle_of_a_word(string typed) =>
        Assert.Empty(FindAnalyses.Run(ShippedCatalogue.Catalogue, typed, "fr"));

    [Fact]
    public void What_begins_so_only_further_on_is_offered_and_not_taken()
    {
        IReadOnlyList<Suggested> hits = FindAnalyses.Run(Offered, "urin", "fr");

        Assert.True(Assert.Single(hits).IsLoose);
        Assert.Null(FindAnalyses.OnlyOne(hits));
        Assert.Equal("CREA", FindAnalyses.OnlyOne(FindAnalyses.Run(Offered, "créatinine", "fr")));
        Assert.Null(FindAnalyses.OnlyOne(FindAnalyses.Run(Offered, "créa ur", "fr")));
        Assert.Null(FindAnalyses.OnlyOne(FindAnalyses.Run(ShippedCatalogue.Catalogue, "transaminases", "fr")));
    }

    [Fact]
    public void Every_word_leads_to_what_the_shipped_catalogue_offers() =>
        Assert.All(AnalysisWords.All, one =>
        {
            Assert.True(
                ShippedCatalogue.Catalogue.Find(one.Key) is { IsRetired: false }
                    || ShippedCatalogue.Catalogue.FindPanel(one.Key) is not null,
                one.Key);
            Assert.All(one.Value, word => Assert.Contains(
                FindAnalyses.Run(ShippedCatalogue.Catalogue, word, "fr"), hit => hit.Code == one.Key));
        });

    [Fact]
    public void Says_what_is_sensitive_and_what_is_a_panel()
    {
        Suggested panel = Assert.Single(FindAnalyses.Run(Offered, "bilan", "fr"));

        Assert.True(panel.IsPanel);
        Assert.True(panel.IsSensitive);
        Assert.Equal("HIV", Assert.Single(FindAnalyses.Run(Offered, "VIH", "en")).Label);
    }
}
