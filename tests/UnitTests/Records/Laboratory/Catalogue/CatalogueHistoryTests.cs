using Serment.Records.Laboratory.Catalogue;

namespace Serment.UnitTests.Records.Laboratory.Catalogue;

public sealed class CatalogueHistoryTests
{
    private static readonly DateTimeOffset Day = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly LaboratoryCatalogue Shipped = ShippedCatalogue.Catalogue;

    [Fact]
    public void What_is_shipped_counts_until_a_site_makes_its_own()
    {
        Assert.Equal(1, CatalogueHistory.InEffect([], Day));
        Assert.Equal(1, CatalogueHistory.InEffect([Version(2, 5, "a")], Day.AddDays(4)));
        Assert.Equal(2, CatalogueHistory.InEffect([Version(2, 5, "a")], Day.AddDays(5)));
        Assert.Same(Shipped, CatalogueHistory.Build(Shipped, [Version(2, 5, "a")], 1));
    }

    [Fact]
    public void Versions_count_in_the_order_of_their_dates_of_effect()
    {
        // The third one was made while the second was only planned.
        CatalogueVersion[] versions = [Version(2, 10, "planned"), Version(3, 5, "urgent", "NA")];

        Assert.Equal(3, CatalogueHistory.InEffect(versions, Day.AddDays(7)));
        Assert.Equal(2, CatalogueHistory.InEffect(versions, Day.AddDays(10)));
        LaboratoryCatalogue urgent = CatalogueHistory.Build(Shipped, versions, 3)!;
        LaboratoryCatalogue planned = CatalogueHistory.Build(Shipped, versions, 2)!;
        Assert.Equal((Shipped.Find("K")!.Fr, "urgent"), (urgent.Find("K")!.Fr, urgent.Find("NA")!.Fr));
        Assert.Equal(("planned", "urgent"), (planned.Find("K")!.Fr, planned.Find("NA")!.Fr));
    }

    [Fact]
    public void A_version_that_is_not_there_is_none() => Assert.Null(CatalogueHistory.Build(Shipped, [], 2));

    [Fact]
    public void A_new_analysis_stands_in_its_section_and_a_panel_can_go()
    {
        Analysis added = Shipped.Find("K")! with { Code = "K-NEW" };
        CatalogueVersion version = new(
            2, Day, Day, 7, "",
            [
                new(CatalogueItemKind.Analysis, added.Code, CatalogueItems.Write(added)),
                new(CatalogueItemKind.Panel, "NFS", null),
            ]);
        LaboratoryCatalogue built = CatalogueHistory.Build(Shipped, [version], 2)!;

        Assert.NotNull(built.Find("K-NEW"));
        Assert.Equal(built.Analyses.OrderBy(one => one.Section), built.Analyses);
        Assert.Null(built.FindPanel("NFS"));
        Assert.NotNull(Shipped.FindPanel("NFS"));
    }

    private static CatalogueVersion Version(int version, int day, string label, string code = "K") =>
        new(
            version, Day.AddDays(day), Day, 7, "",
            [new(CatalogueItemKind.Analysis, code, CatalogueItems.Write(Shipped.Find(code)! with { Fr = label }))]);
}
