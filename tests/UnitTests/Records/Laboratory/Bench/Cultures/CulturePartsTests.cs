using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Cultures;
using Serment.Records.Laboratory.Reports;

namespace Serment.UnitTests.Records.Laboratory.Bench.Cultures;

public sealed class CulturePartsTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 7, 41, 0, TimeSpan.FromHours(1));

    private static readonly CultureReading Urine = new()
    {
        Outcome = CultureOutcome.Growth,
        Direct = new()
        {
            Leukocytes = new(100_000), RedCells = new(null, Abundance.Rare), Epithelial = Abundance.Some,
            Gram = GramFinding.NegativeRods, Note = "Cristaux",
        },
        Isolates =
        [
            new()
            {
                Organism = Organisms.Find("KPNEU")!,
                Count = new(100_000, Abundance.None, Comparator.AtLeast),
                Found = [Phenotype.Esbl],
                Tests =
                [
                    new("CTX", new SusceptibilityMeasure(MeasureKind.Zone, 12)),
                    new("CIP", new SusceptibilityMeasure(MeasureKind.Zone, 23)),
                    new("MEM", new SusceptibilityMeasure(MeasureKind.Mic, 0.25m, Comparator.AtMost)),
                    new("GEN", null, Susceptibility.Susceptible),
                ],
            },
            new() { Organism = Organisms.Find("AUTRE")! },
        ],
        Remark = "À recontrôler après traitement",
    };

    [Fact]
    public void Comes_back_through_fhir_as_it_was_read()
    {
        Determination back = RoundTrip(Made(Urine, CultureSite.Urine));

        Assert.Equivalent(Urine, CultureParts.Read(back), strict: true);
        Assert.Equivalent(Made(Urine, CultureSite.Urine), back, strict: true);
    }

    [Fact]
    public void Each_antibiotic_bears_what_it_was_judged_by_and_the_code_that_everybody_knows()
    {
        Observation sealedAs = ObservationResource.Of(Made(Urine, CultureSite.Urine));
        ObservationComponent cefotaxime = sealedAs.Component!.Single(one => one.Code!.Coding![0].Code is "CTX");

        Assert.Equal("J01DD01", cefotaxime.Code!.Coding!.Single(one => one.System is Antibiotic.AtcSystem).Code);
        Assert.Equal("R", cefotaxime.Interpretation![0].Coding![0].Code);
        Assert.Equal("S ≥ 20 – R < 17", cefotaxime.ReferenceRange![0].Text);
        Assert.Contains(cefotaxime.Extension!, one => one.Url!.EndsWith("breakpoint-table", StringComparison.Ordinal)
            && one.ValueString is "EUCAST-14.0");
    }

    [Fact]
    public void A_natural_resistance_belongs_to_the_antibiogram_and_what_is_typed_is_marked_so()
    {
        DeterminationPart[] tested =
            [.. Made(Urine, CultureSite.Urine).Parts.Where(one => one.System is Antibiotic.System)];

        DeterminationPart amoxicillin = tested.Single(one => one.Code is "AMX");
        Assert.Equal(("R", CategoryBasis.Intrinsic), (amoxicillin.Interpretation, amoxicillin.Basis));
        DeterminationPart gentamicin = tested.Single(one => one.Code is "GEN");
        Assert.Equal(("S", CategoryBasis.Typed), (gentamicin.Interpretation, gentamicin.Basis));
        Assert.Null(gentamicin.Table);
        Assert.True(tested.Single(one => one.Code is "CIP").IsUncertain);
        Assert.Equal("S", tested.Single(one => one.Code is "MEM").Interpretation);
        Assert.DoesNotContain(tested, one => one.Group is "o2");
    }

    [Fact]
    public void Cefoxitin_makes_a_staphylococcus_methicillin_resistant()
    {
        Isolate aureus = new()
        {
            Organism = Organisms.Find("SAURE")!,
            Tests = [new("FOX", new SusceptibilityMeasure(MeasureKind.Zone, 21))],
        };
        Determination made = Made(
            new() { Outcome = CultureOutcome.Growth, Isolates = [aureus] }, CultureSite.Blood);

        Assert.Contains(made.Parts, one => one.Answer is { Code: nameof(Phenotype.MethicillinResistant) });
        Assert.Contains(CultureWarning.MethicillinResistant, Warnings(aureus, made, CultureSite.Blood));
        Isolate susceptible = aureus with { Tests = [new("FOX", new SusceptibilityMeasure(MeasureKind.Zone, 22))] };
        Assert.Empty(Warnings(
            susceptible, Made(new() { Outcome = CultureOutcome.Growth, Isolates = [susceptible] }, CultureSite.Blood),
            CultureSite.Blood));
    }

    [Fact]
    public void A_cephalosporin_that_is_not_s_asks_for_an_esbl_until_somebody_has_found_one()
    {
        Isolate coli = new()
        {
            Organism = Organisms.Find("ECOLI")!,
            Count = new(100),
            Tests =
            [
                new("CTX", new SusceptibilityMeasure(MeasureKind.Zone, 17)),
                new("ETP", new SusceptibilityMeasure(MeasureKind.Zone, 22)),
            ],
        };
        CultureReading reading = new() { Outcome = CultureOutcome.Growth, Isolates = [coli] };

        Assert.Equal(
            [CultureWarning.LookForEsbl, CultureWarning.LookForCarbapenemase, CultureWarning.BelowThreshold],
            Warnings(coli, Made(reading, CultureSite.Urine), CultureSite.Urine));
        Isolate found = coli with { Found = [Phenotype.Esbl] };
        Assert.DoesNotContain(
            CultureWarning.LookForEsbl, Warnings(found, Made(reading, CultureSite.Urine), CultureSite.Urine));
    }

    [Theory]
    [InlineData(CultureOutcome.Growth, GramFinding.None, CultureSite.Blood, ResultFlag.CriticalAbnormal)]
    [InlineData(CultureOutcome.Ongoing, GramFinding.PositiveClusters, CultureSite.Blood, ResultFlag.CriticalAbnormal)]
    [InlineData(CultureOutcome.Ongoing, GramFinding.NoBacteria, CultureSite.Blood, ResultFlag.None)]
    [InlineData(CultureOutcome.Sterile, GramFinding.NegativeRods, CultureSite.Csf, ResultFlag.CriticalAbnormal)]
    [InlineData(CultureOutcome.Growth, GramFinding.NegativeRods, CultureSite.Urine, ResultFlag.Abnormal)]
    [InlineData(CultureOutcome.Ongoing, GramFinding.NegativeRods, CultureSite.Urine, ResultFlag.Abnormal)]
    [InlineData(CultureOutcome.Sterile, GramFinding.NoBacteria, CultureSite.Urine, ResultFlag.Normal)]
    [InlineData(CultureOutcome.Commensal, GramFinding.Mixed, CultureSite.Any, ResultFlag.Normal)]
    [InlineData(CultureOutcome.Contaminated, GramFinding.Mixed, CultureSite.Urine, ResultFlag.Abnormal)]
    public void Bacteria_in_blood_or_cerebrospinal_fluid_are_to_be_called(
        CultureOutcome outcome, GramFinding gram, CultureSite site, ResultFlag expected) =>
        Assert.Equal(expected, CultureRules.FlagOf(new() { Outcome = outcome, Direct = new() { Gram = gram } }, site));

    [Fact]
    public void A_reading_that_contradicts_itself_is_none()
    {
        Isolate coli = new() { Organism = Organisms.Find("ECOLI")! };

        Assert.Equal(CultureFault.NoOutcome, CultureRules.Check(new()));
        Assert.Equal(CultureFault.OngoingFinal, CultureRules.Check(new() { Outcome = CultureOutcome.Ongoing }));
        Assert.Equal(CultureFault.NoOrganism, CultureRules.Check(new() { Outcome = CultureOutcome.Growth }));
        Assert.Equal(
            CultureFault.None, CultureRules.Check(new() { Outcome = CultureOutcome.Growth, IsProvisional = true }));
        Assert.Equal(
            CultureFault.OrganismWithoutGrowth,
            CultureRules.Check(new() { Outcome = CultureOutcome.Sterile, Isolates = [coli] }));
        Assert.Equal(
            CultureFault.SameOrganism,
            CultureRules.Check(new() { Outcome = CultureOutcome.Growth, Isolates = [coli, coli with { Count = new(10) }] }));
    }

    [Fact]
    public void Fhir_says_preliminary_before_and_after_a_biologist_validated_a_provisional_one()
    {
        Determination technical = Made(Urine with { IsProvisional = true }, CultureSite.Urine) with
        {
            Status = DeterminationStatus.Technical, Technical = new(At, new ActorId(7), "T"),
        };
        Determination provisional = technical with
        {
            Status = DeterminationStatus.Provisional, Biological = new(At, new ActorId(8), "B"),
        };

        Assert.Equal("preliminary", ObservationResource.Of(technical).Status);
        Assert.Equal("preliminary", ObservationResource.Of(provisional).Status);
        Assert.Equal(DeterminationStatus.Technical, RoundTrip(technical).Status);
        Assert.Equal(DeterminationStatus.Provisional, RoundTrip(provisional).Status);
        Assert.True(RoundTrip(provisional).IsProvisional);
    }

    [Fact]
    public void A_report_shows_organisms_figures_categories_and_the_edition()
    {
        ReportLine line = ReportLines.Of(Made(Urine with { IsProvisional = true }, CultureSite.Urine), null);

        Assert.Equal("Culture positive", line.Value);
        Assert.Contains(line.Parts, one => one is { Label: "Numération", Value: "≥ 10^5 UFC/mL" });
        Assert.Contains(line.Parts, one => one is { Label: "   Céfotaxime", Value: "Ø 12 mm" }
            && one.Interpretation!.StartsWith("R   S ≥ 20", StringComparison.Ordinal));
        Assert.Contains(line.Parts, one => one is { Label: "   Ciprofloxacine" }
            && one.Interpretation!.StartsWith("I (ZIT)", StringComparison.Ordinal));
        Assert.Contains(line.Remarks, one => one.Contains("PROVISOIRE", StringComparison.Ordinal));
        Assert.Contains(line.Remarks, one => one.Contains("EUCAST 14.0 (2024)", StringComparison.Ordinal));
    }

    [Fact]
    public void Prints_nothing_into_a_log()
    {
        Assert.Equal(nameof(CultureReading), Urine.ToString());
        Assert.Equal(nameof(Isolate), Urine.Isolates[0].ToString());
        Assert.Equal(nameof(TestedAntibiotic), Urine.Isolates[0].Tests[0].ToString());
        Assert.Equal(nameof(DirectExamination), Urine.Direct.ToString());
    }

    private static IReadOnlyList<CultureWarning> Warnings(Isolate isolate, Determination made, CultureSite site) =>
        CultureWarnings.Of(isolate, [.. made.Parts.Where(one => one.Group is "o1")], site, LaboratorySex.Female);

    private static Determination RoundTrip(Determination made) =>
        ObservationResource.Read(
            FhirJson.Read<Observation>(FhirJson.ToBytes(ObservationResource.Of(made))))!;

    private static Determination Made(CultureReading reading, CultureSite site) => new()
    {
        Patient = new(1234567890123),
        Request = new(2234567890123),
        Task = new(3234567890123),
        Specimen = new(4234567890123),
        TubeNumber = "26A0001234",
        Analysis = "ECBU",
        Loinc = "630-4",
        Label = "Culture des urines (ECBU)",
        CatalogueVersion = 1,
        ResultedAt = At,
        Coded = CultureParts.AnswerOf(reading.Outcome),
        Parts = CultureParts.Of(reading, site, BreakpointTable.Current),
        Flag = CultureRules.FlagOf(reading, site),
        IsProvisional = reading.IsProvisional,
        Remarks = reading.Remark is { } remark ? [new(remark, By: new ActorId(5), At: At)] : [],
    };
}
