using Serment.Records.Laboratory.Catalogue;
using Serment.Web.Laboratory.Catalogue;
using Serment.Web.Parts;
using Serment.Web.Texts;

namespace Serment.UnitTests.Web.Laboratory.Catalogue;

public sealed class AnalysisFormTests
{
    private static readonly TextCatalog Texts = new();

    [Fact]
    public void Reads_every_shipped_analysis_back_as_it_was_in_both_languages()
    {
        foreach (PageTexts texts in (PageTexts[])[Texts.French, Texts.English])
        {
            foreach (Analysis analysis in ShippedCatalogue.Catalogue.Analyses)
            {
                FormState form = AnalysisForm.Fill(analysis, texts);
                Analysis read = new AnalysisForm(form, texts).Read(analysis.Code);

                Assert.Empty(form.Errors);
                Assert.Equal(CatalogueItems.Write(analysis), CatalogueItems.Write(read));
            }
        }
    }

    [Theory]
    [InlineData("cat-decimals", "beaucoup", "cat-decimals")]
    [InlineData("cat-critical", "3,5,1", "cat-critical")]
    [InlineData("cat-stableHours", "2,5", "cat-stableHours")]
    [InlineData("cat-r0-low", "un", "cat-ranges")]
    [InlineData("cat-r0-from", "18 ans", "cat-ranges")]
    [InlineData("cat-answers", "POS", "cat-answers")]
    [InlineData("cat-constants", "isi 1,02", "cat-constants")]
    [InlineData("cat-section", "Astrology", "cat-section")]
    public void Refuses_what_it_cannot_read_in_its_own_field(string field, string typed, string refused)
    {
        FormState form = AnalysisForm.Fill(ShippedCatalogue.Catalogue.Find("K")!, Texts.French);
        form[field] = typed;
        new AnalysisForm(form, Texts.French).Read("K");

        Assert.Equal(refused, Assert.Single(form.Errors).Key);
        Assert.NotNull(FieldNames.Of(Texts.French, refused));
    }

    [Fact]
    public void Takes_decimal_commas_and_points()
    {
        FormState form = AnalysisForm.Fill(ShippedCatalogue.Catalogue.Find("INR")!, Texts.French);
        form["cat-critical"] = "";
        form["cat-criticalHigh"] = "4,5";
        form["cat-constants"] = "isi = 1,02 ; mnpt = 12.5";
        Analysis read = new AnalysisForm(form, Texts.French).Read("INR");

        Assert.Equal(new Limits(null, 4.5m), read.Critical);
        Assert.Equal((1.02m, 12.5m), (read.Constants!["isi"], read.Constants["mnpt"]));
    }
}
