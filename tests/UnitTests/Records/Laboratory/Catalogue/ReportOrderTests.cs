using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.UnitTests.Records.Laboratory.Catalogue;

public sealed class ReportOrderTests
{
    [Fact]
    public void A_blood_count_is_read_as_reports_have_it_and_before_the_salts()
    {
        string[] read = [.. new[] { "K", "PLT", "GB", "NA", "HGB", "GR" }.OrderBy(ReportOrder.OfCode)];

        Assert.Equal(["GB", "GR", "HGB", "PLT", "NA", "K"], read);
        Assert.Equal(Section.Haematology, ReportOrder.SectionAt(ReportOrder.OfCode("GB")));
        Assert.Equal(Section.Biochemistry, ReportOrder.SectionAt(ReportOrder.OfLoinc("2823-3")));
    }

    [Fact]
    public void What_the_catalogue_does_not_know_comes_last_and_belongs_nowhere()
    {
        Assert.Equal(int.MaxValue, ReportOrder.OfCode("OWN"));
        Assert.Equal(int.MaxValue, ReportOrder.OfLoinc(null));
        Assert.Null(ReportOrder.SectionAt(int.MaxValue));
    }

    [Fact]
    public void Every_part_of_the_laboratory_stands_together()
    {
        Section[] parts = [.. ShippedCatalogue.Catalogue.Analyses.Select(one => one.Section)];
        int changes = parts.Zip(parts.Skip(1)).Count(two => two.First != two.Second);

        Assert.Equal(parts.Distinct().Count() - 1, changes);
    }
}
