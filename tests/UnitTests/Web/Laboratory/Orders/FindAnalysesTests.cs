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

    [Fact]
    public void Says_what_is_sensitive_and_what_is_a_panel()
    {
        Suggested panel = Assert.Single(FindAnalyses.Run(Offered, "bilan", "fr"));

        Assert.True(panel.IsPanel);
        Assert.True(panel.IsSensitive);
        Assert.Equal("HIV", Assert.Single(FindAnalyses.Run(Offered, "VIH", "en")).Label);
    }
}
