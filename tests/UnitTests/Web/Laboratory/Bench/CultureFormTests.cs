using Serment.CustodyProtocol;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Cultures;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.QualityControl;
using Serment.Records.Laboratory.Specimens;
using Serment.Web.Laboratory.Bench.Cultures;
using Serment.Web.Parts;
using Serment.Web.Texts;

namespace Serment.UnitTests.Web.Laboratory.Bench;

public sealed class CultureFormTests
{
    private static readonly TextCatalog Catalog = new();

    private static readonly CultureReading Reading = new()
    {
        Outcome = CultureOutcome.Growth,
        Direct = new()
        {
            Leukocytes = new(100_000), RedCells = new(12_500), Epithelial = Abundance.Rare,
            Gram = GramFinding.NegativeRods, Note = "Rares cristaux",
        },
        Isolates =
        [
            new()
            {
                Organism = Organisms.Find("ECOLI")!,
                Count = new(1_000, Abundance.None, Comparator.AtLeast),
                Found = [Phenotype.Esbl],
                Tests =
                [
                    new("AMX", new SusceptibilityMeasure(MeasureKind.Zone, 6)),
                    new("CTX", new SusceptibilityMeasure(MeasureKind.Mic, 0.5m, Comparator.AtMost)),
                    new("CIP", null, Susceptibility.Resistant),
                ],
            },
            new() { Organism = Organisms.Find("EFAEC")!, Count = new(null, Abundance.Many) },
        ],
        Remark = "Deux germes",
    };

    [Theory]
    [InlineData("fr")]
    [InlineData("en")]
    public void What_a_form_is_filled_with_is_read_again_as_it_was(string language)
    {
        PageTexts texts = Catalog.For(language);
        FormState form = CultureForm.Fill(Reading, texts);
        form[CultureForm.StageField] = "final";

        CultureReading back = CultureForm.Read(form, Model(form), texts, isCorrection: false);

        Assert.Empty(form.Errors);
        Assert.Equivalent(Reading, back, strict: true);
    }

    [Theory]
    [InlineData("22", false, MeasureKind.Zone, "22")]
    [InlineData("22 mm", true, MeasureKind.Zone, "22")]
    [InlineData("0,5", true, MeasureKind.Mic, "0.5")]
    [InlineData("0.5 mg/L", false, MeasureKind.Mic, "0.5")]
    public void A_figure_is_what_its_unit_says_or_else_the_organisms_method(
        string typed, bool isMic, MeasureKind kind, string value)
    {
        TestedAntibiotic test = CultureForm.TestOf(typed, "CIP", isMic)!;

        Assert.Equal(
            new SusceptibilityMeasure(kind, decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture)),
            test.Figure);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("61")]
    [InlineData("22.5")]
    [InlineData(">22")]
    [InlineData("22;DROP")]
    [InlineData("SI")]
    [InlineData("-4")]
    [InlineData("99999 mg/L")]
    public void What_is_no_figure_is_refused(string typed) => Assert.Null(CultureForm.TestOf(typed, "CIP", isMic: false));

    [Theory]
    [InlineData("s", Susceptibility.Susceptible)]
    [InlineData(" I ", Susceptibility.IncreasedExposure)]
    [InlineData("R", Susceptibility.Resistant)]
    public void A_category_alone_is_kept_as_typed(string typed, Susceptibility expected)
    {
        TestedAntibiotic test = CultureForm.TestOf(typed, "CIP", isMic: true)!;

        Assert.Null(test.Figure);
        Assert.Equal(expected, test.Typed);
    }

    [Fact]
    public void Marks_each_field_that_it_cannot_read_and_keeps_what_was_typed()
    {
        PageTexts texts = Catalog.French;
        FormState form = CultureForm.Fill(Reading, texts);
        form[CultureForm.LeukocytesField] = "beaucoup trop";
        form[CultureForm.TestOf(1, "AMX")] = "99 mm";
        form[CultureForm.TestOf(1, "CTX")] = "≤2 mg/L";
        form[CultureForm.Of(2, "organism")] = "Bacillus inventus";

        CultureForm.Read(form, Model(form), texts, isCorrection: false);

        Assert.Equal(
            CultureForm.LeukocytesField + " o1-t-AMX o1-t-CTX o2-organism",
            string.Join(' ', form.Errors.Select(one => one.Key).Order(StringComparer.Ordinal)));
        Assert.Equal("beaucoup trop", form[CultureForm.LeukocytesField]);
    }

    [Theory]
    [InlineData(CultureOutcome.None, "final", CultureFault.NoOutcome)]
    [InlineData(CultureOutcome.Ongoing, "final", CultureFault.OngoingFinal)]
    [InlineData(CultureOutcome.Growth, "final", CultureFault.NoOrganism)]
    [InlineData(CultureOutcome.Ongoing, "provisional", CultureFault.None)]
    [InlineData(CultureOutcome.Sterile, "final", CultureFault.None)]
    public void Says_what_contradicts_itself(CultureOutcome outcome, string stage, CultureFault fault)
    {
        FormState form = new();
        form[CultureForm.OutcomeField] = outcome.ToString();
        form[CultureForm.StageField] = stage;

        CultureForm.Read(form, Model(form), Catalog.English, isCorrection: false);

        Assert.Equal(
            fault == CultureFault.None ? "" : Catalog.English.Of("culture.fault", fault),
            string.Join(' ', form.Errors.Select(one => one.Value)));
    }

    [Fact]
    public void What_is_not_called_final_is_provisional()
    {
        FormState form = new();
        form[CultureForm.OutcomeField] = nameof(CultureOutcome.Sterile);

        Assert.True(CultureForm.Read(form, Model(form), Catalog.French, isCorrection: false).IsProvisional);
        Assert.False(CultureForm.Read(form, Model(form), Catalog.French, isCorrection: true).IsProvisional);
    }

    private static CultureModel Model(FormState form)
    {
        Analysis analysis = ShippedCatalogue.Catalogue.Find("ECBU")!;
        DateTimeOffset at = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
        BenchPerson person = new(LaboratorySex.Female, 16_000);
        SpecimenRow tube = new()
        {
            Patient = new(1), Specimen = new(2), Site = 1, LaboratoryId = 1, Request = new(3), Number = "26T1",
            Container = "URI-ST", State = SpecimenState.Received, Priority = OrderPriority.Routine, Person = person,
            PlannedAt = at, ChangedAt = at,
        };
        TaskRow row = new()
        {
            Patient = tube.Patient, Task = new(4), Site = 1, LaboratoryId = 1, Request = tube.Request,
            Specimen = tube.Specimen, Analysis = analysis.Code, Section = analysis.Section, Status = AnalysisStatus.Ready,
            Priority = OrderPriority.Routine, Person = person, RegisteredAt = at, DueAt = at, ChangedAt = at,
        };
        BenchTask task = new(row, analysis, [], []);
        return new(
            new(tube, [task], [], OrderContext.None, ShippedCatalogue.Catalogue, null!), task, form, IsCorrection: false);
    }
}
