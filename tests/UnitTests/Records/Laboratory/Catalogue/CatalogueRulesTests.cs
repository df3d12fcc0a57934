using Serment.Records.Laboratory.Catalogue;

namespace Serment.UnitTests.Records.Laboratory.Catalogue;

public sealed class CatalogueRulesTests
{
    private static readonly LaboratoryCatalogue Shipped = ShippedCatalogue.Catalogue;
    private static readonly Analysis Potassium = Shipped.Find("K")!;

    [Theory]
    [InlineData("2823-3", true)]
    [InlineData("98979-8", true)]
    [InlineData("2823-4", false)]
    [InlineData("2832-3", false)]
    [InlineData("28233", false)]
    [InlineData("-3", false)]
    [InlineData("", false)]
    public void Checks_the_last_digit_of_a_loinc(string text, bool isOne) =>
        Assert.Equal(isOne, CatalogueRules.IsLoinc(text));

    public static TheoryData<string, CatalogueFaultKind, Analysis> Faults => new()
    {
        { "code", CatalogueFaultKind.Code, Potassium with { Code = "potassium" } },
        { "fr", CatalogueFaultKind.Text, Potassium with { Fr = " " } },
        { "en", CatalogueFaultKind.Text, Potassium with { En = new string('a', 121) } },
        { "loinc", CatalogueFaultKind.Loinc, Potassium with { Loinc = "2823-4" } },
        { "container", CatalogueFaultKind.Unknown, Potassium with { Container = "NONE" } },
        { "alternatives", CatalogueFaultKind.Unknown, Potassium with { Alternatives = ["SER"] } },
        { "unit", CatalogueFaultKind.Unit, Potassium with { Unit = "UI" } },
        { "unit", CatalogueFaultKind.Unit, Potassium with { Unit = null } },
        { "second", CatalogueFaultKind.Unit, Potassium with { Second = new("mmol/L", 1, 1) } },
        { "second", CatalogueFaultKind.Number, Potassium with { Second = new("mg/L", 0, 1) } },
        { "ranges", CatalogueFaultKind.Order, Potassium with { Ranges = [new(Low: 5, High: 3)] } },
        { "ranges", CatalogueFaultKind.Order, Potassium with { Ranges = [new(FromDays: 9, UntilDays: 9, Low: 3)] } },
        { "ranges", CatalogueFaultKind.Text, Potassium with { Ranges = [new()] } },
        { "ranges", CatalogueFaultKind.Text, Potassium with { Ranges = [new(Low: 4, TextFr: "à jeun")] } },
        { "ranges", CatalogueFaultKind.Limits, Potassium with { Ranges = [new(Low: 0.5m, High: 5)], Critical = null } },
        { "critical", CatalogueFaultKind.Limits, Potassium with { Critical = new(3.6m, 6) } },
        { "critical", CatalogueFaultKind.Limits, Potassium with { Critical = new(0.5m, 7) } },
        { "critical", CatalogueFaultKind.Order, Potassium with { Critical = new(null, null) } },
        { "plausible", CatalogueFaultKind.Order, Potassium with { Plausible = new(9, 2), Ranges = [] } },
        { "delta", CatalogueFaultKind.Number, Potassium with { Delta = new(null, null, 7) } },
        { "delta", CatalogueFaultKind.Number, Potassium with { Delta = new(0, null, 7) } },
        { "answers", CatalogueFaultKind.Number, Potassium with { Kind = AnswerKind.Coded, Unit = null } },
        { "formula", CatalogueFaultKind.Unknown, Potassium with { Formula = "Astrology" } },
        { "microlitres", CatalogueFaultKind.Number, Potassium with { Microlitres = 0 } },
        { "transportMinutes", CatalogueFaultKind.Number, Potassium with { TransportMinutes = 721 } },
        { "urgentMinutes", CatalogueFaultKind.Number, Potassium with { UrgentMinutes = 241 } },
        { "nabm", CatalogueFaultKind.Nabm, Potassium with { Nabm = "16O8" } },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Finds_a_fault(string member, CatalogueFaultKind kind, Analysis analysis) =>
        Assert.Contains(new CatalogueFault(analysis.Code, member, kind), CatalogueRules.Check(analysis, Shipped));

    [Fact]
    public void Finds_faults_of_panels_and_containers()
    {
        Assert.Contains(
            new CatalogueFault("P1", "analyses", CatalogueFaultKind.Unknown),
            CatalogueRules.Check(new Panel("P1", "a", "b", ["NONE"]), Shipped));
        Assert.Contains(
            new CatalogueFault("K", "code", CatalogueFaultKind.Twice),
            CatalogueRules.Check(new Panel("K", "a", "b", ["NA"]), Shipped));
        Assert.Contains(
            new CatalogueFault("SER", "keepDays", CatalogueFaultKind.Number),
            CatalogueRules.Check(Shipped.FindContainer("SER")! with { KeepDays = -1 }));
    }
}
