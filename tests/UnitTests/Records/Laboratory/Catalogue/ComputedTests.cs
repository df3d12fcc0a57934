using System.Globalization;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.UnitTests.Records.Laboratory.Catalogue;

/// <summary>Each formula with an example of its source, or worked by hand from the source's equation.</summary>
public sealed class ComputedTests
{
    private static readonly LaboratoryCatalogue Shipped = ShippedCatalogue.Catalogue;
    private static readonly BenchPerson Man = Person(LaboratorySex.Male, 40);

    [Theory]

    // kidney.org, eGFR calculator (CKD-EPI 2021): a man of 55 with 1.2 mg/dL has 71.
    [InlineData(LaboratorySex.Male, 55, "106.08", "71")]

    // By hand: 142 × (1/0.7)^−1.2 × 0.9938^50 × 1.012 = 68.6; 142 × (0.6/0.9)^−0.302 × 0.9938^30 = 133.2;
    // 142 × (0.5/0.7)^−0.241 × 0.9938^80 × 1.012 = 94.8.
    [InlineData(LaboratorySex.Female, 50, "88.4", "69")]
    [InlineData(LaboratorySex.Male, 30, "53.04", "133")]
    [InlineData(LaboratorySex.Female, 80, "44.2", "95")]
    public void Estimates_the_filtration_rate(LaboratorySex sex, int years, string creatinine, string expected) =>
        Assert.Equal(Number(expected), Of("DFG", Person(sex, years), ("CREA", creatinine, "umol/L")).Number);

    [Fact]
    public void Estimates_no_filtration_rate_of_a_child_nor_of_somebody_unknown()
    {
        Assert.Equal(ComputedState.OutOfLimit, Of("DFG", Person(LaboratorySex.Male, 17), ("CREA", "60", "umol/L")).State);
        Assert.Equal(ComputedState.Done, Of("DFG", Person(LaboratorySex.Male, 18), ("CREA", "60", "umol/L")).State);
        Assert.Equal(ComputedState.Person, Of("DFG", BenchPerson.Unknown, ("CREA", "60", "umol/L")).State);
    }

    [Fact]
    public void Takes_the_other_customary_unit()
    {
        // 10 mg/L is 88.4 µmol/L.
        Assert.Equal(69m, Of("DFG", Person(LaboratorySex.Female, 50), ("CREA", "10", "mg/L")).Number);
        Assert.Equal(ComputedState.Unit, Of("DFG", Man, ("CREA", "10", "mg/dL")).State);
    }

    // Friedewald 1972: LDL = cholesterol − HDL − triglycerides/5. In mg/dL 200, 50 and 150 give 120.
    [Theory]
    [InlineData("2.00", "0.50", "1.50", "1.20")]
    [InlineData("2.40", "0.45", "3.40", "1.27")]
    [InlineData("2.40", "0.45", "3.41", null)]
    public void Computes_ldl_up_to_the_limit_of_triglycerides(string total, string hdl, string tg, string? expected)
    {
        ComputedOutcome outcome = Of("LDL", Man, ("CHOL", total, "g/L"), ("HDL", hdl, "g/L"), ("TG", tg, "g/L"));

        Assert.Equal(expected is null ? null : Number(expected), outcome.Number);
        Assert.Equal(expected is null ? ComputedState.OutOfLimit : ComputedState.Done, outcome.State);
    }

    [Theory]

    // Payne 1973: 0.02 mmol/L for each g/L of albumin below 40.
    [InlineData("CA-CORR", "2.40", "CA=2.10 mmol/L;ALB=25 g/L")]
    [InlineData("CA-CORR", "2.30", "CA=2.40 mmol/L;ALB=45 g/L")]

    // Emmett and Narins 1977: 140 − 104 − 24.
    [InlineData("TROU", "12", "NA=140 mmol/L;CL=104 mmol/L;CO2=24 mmol/L")]

    // Smithline and Gardner 1976, in mmol/L: 2 × 140 + 5 + 5.
    [InlineData("OSM-C", "290", "NA=140 mmol/L;GLU=5 mmol/L;UREE=5 mmol/L")]
    [InlineData("NHDL", "1.50", "CHOL=2.00 g/L;HDL=0.50 g/L")]

    // Wintrobe 1934: 45 %, 5.0 millions and 15 g/dL give 90 fL, 30 pg and 33.3 g/dL.
    [InlineData("VGM", "90.0", "HCT=45 %;GR=5.0 10*12/L")]
    [InlineData("TCMH", "30.0", "HGB=15 g/dL;GR=5.0 10*12/L")]
    [InlineData("TCMH", "30.0", "HGB=150 g/L;GR=5.0 10*12/L")]
    [InlineData("CCMH", "33.3", "HGB=15 g/dL;HCT=45 %")]
    [InlineData("PNN", "4.88", "GB=7.5 10*9/L;PNN-PC=65 %")]
    [InlineData("LYM", "1.88", "GB=7.5 10*9/L;LYM-PC=25 %")]

    // HAS 2011: 2.4 g/L bind 60 µmol/L; 15 of them are 25 %.
    [InlineData("CTF", "60.0", "TRF=2.4 g/L")]
    [InlineData("CST", "25", "FER=15 umol/L;TRF=2.4 g/L")]
    [InlineData("BILI", "12", "BILT=17 umol/L;BILC=5 umol/L")]

    // Weykamp 2008, master equation; the table that diabetologists use: 5 → 31, 6.5 → 48, 7 → 53, 8 → 64, 9 → 75.
    [InlineData("HBA1C-IFCC", "31", "HBA1C=5 %")]
    [InlineData("HBA1C-IFCC", "48", "HBA1C=6.5 %")]
    [InlineData("HBA1C-IFCC", "53", "HBA1C=7 %")]
    [InlineData("HBA1C-IFCC", "64", "HBA1C=8 %")]
    [InlineData("HBA1C-IFCC", "75", "HBA1C=9 %")]
    [InlineData("PSA-R", "15", "PSA-L=0.9 ug/L;PSA=6 ug/L")]
    [InlineData("EPS-AG", "1.67", "EPS-ALB=45 g/L;EPS-A1=3 g/L;EPS-A2=7 g/L;EPS-B=7 g/L;EPS-G=10 g/L")]

    // KDIGO 2012: 30 mg/g are 3.4 mg/mmol.
    [InlineData("RAC", "30", "ALB-U=30 mg/L;CREA-U=1 g/L")]
    [InlineData("RPC", "500", "PROT-U=0.5 g/L;CREA-U=8.84 mmol/L")]
    [InlineData("PROT-24", "0.45", "PROT-U=0.3 g/L;VOL-24=1500 mL")]
    [InlineData("TCA-R", "1.20", "TCA=38.4 s;TCA-T=32 s")]
    public void Computes(string code, string expected, string values) =>
        Assert.Equal(
            Number(expected),
            Of(code, Man, [.. values.Split(';').Select(one =>
            {
                string[] parts = one.Split('=', ' ');
                return (parts[0], parts[1], parts[2]);
            })]).Number);

    [Fact]
    public void Computes_the_inr_with_the_constants_of_the_lot()
    {
        Analysis inr = Shipped.Find("INR")!;
        Dictionary<string, KnownValue> values = new(StringComparer.Ordinal) { ["TQ"] = new(24, "s") };

        ComputedOutcome without = Computed.Of(Shipped, inr, values, Man);
        Assert.Equal((ComputedState.Constant, 2), (without.State, without.Missing.Count));

        // WHO TRS 979: (24/12)^1.2 = 2.297.
        Analysis lot = inr with
        {
            Constants = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["isi"] = 1.2m, ["mnpt"] = 12 },
        };
        Assert.Equal(2.30m, Computed.Of(Shipped, lot, values, Man).Number);
    }

    [Theory]
    [InlineData("12", "100")]
    [InlineData("24", "25")]

    // Half the activity: a third of the way on the axis of 1/per cent.
    [InlineData("16", "50")]
    public void Reads_the_prothrombin_rate_from_the_line_of_the_lot(string seconds, string expected)
    {
        Analysis lot = Shipped.Find("TP")! with
        {
            Constants = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["seconds100"] = 12, ["seconds25"] = 24 },
        };
        Dictionary<string, KnownValue> values = new(StringComparer.Ordinal) { ["TQ"] = new(Number(seconds), "s") };

        Assert.Equal(Number(expected), Computed.Of(Shipped, lot, values, Man).Number);
    }

    [Fact]
    public void Computes_nothing_from_a_bounded_value()
    {
        Dictionary<string, KnownValue> values = new(StringComparer.Ordinal)
        {
            ["ALB-U"] = new(3, "mg/L", Comparator.Less),
            ["CREA-U"] = new(8, "mmol/L"),
        };
        ComputedOutcome outcome = Computed.Of(Shipped, Shipped.Find("RAC")!, values, Man);

        Assert.Equal((ComputedState.Bounded, (decimal?)null), (outcome.State, outcome.Number));
        Assert.Equal(["ALB-U"], outcome.Missing);
    }

    [Fact]
    public void Divides_by_no_zero() =>
        Assert.Equal(ComputedState.OutOfLimit, Of("VGM", Man, ("HCT", "40", "%"), ("GR", "0", "10*12/L")).State);

    [Fact]
    public void Says_what_follows_from_the_values_at_hand_and_what_is_missing()
    {
        Dictionary<string, KnownValue> values = new(StringComparer.Ordinal)
        {
            ["CHOL"] = new(2.0m, "g/L"),
            ["HDL"] = new(0.5m, "g/L"),
        };
        IReadOnlyList<ComputedOutcome> outcomes = Computed.Follow(Shipped, values, Man);

        Assert.Equal("LDL NHDL", Codes(outcomes.Select(one => one.Analysis)));
        Assert.Equal(["TG"], outcomes[0].Missing);
        Assert.Equal(1.5m, outcomes[1].Number);
    }

    [Fact]
    public void Opens_panels_and_puts_beside_a_computed_one_what_it_needs()
    {
        Assert.Equal("CREA DFG", Codes(Computed.Expand(Shipped, ["DFG"])));
        Assert.Equal("NA K CL CO2 PROT TROU", Codes(Computed.Expand(Shipped, ["IONO", "NA"])));
        Assert.Empty(Computed.Expand(Shipped, ["NOTHING"]));
    }

    [Fact]
    public void Each_formula_names_its_source_and_is_used()
    {
        Assert.All(Computed.All, formula => Assert.NotEmpty(formula.Source));
        HashSet<string> used = [.. Shipped.Analyses.Select(one => one.Formula).OfType<string>()];
        Assert.All(Computed.All, formula => Assert.Contains(formula.Name, used));
    }

    private static string Codes(IEnumerable<Analysis> analyses) => string.Join(' ', analyses.Select(one => one.Code));

    private static BenchPerson Person(LaboratorySex sex, int years) =>
        new(sex, (int)Math.Ceiling(years * BenchPerson.DaysOfYear));

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static ComputedOutcome Of(
        string code, BenchPerson person, params (string Code, string Number, string Unit)[] values) =>
        Computed.Of(
            Shipped, Shipped.Find(code)!,
            values.ToDictionary(one => one.Code, one => new KnownValue(Number(one.Number), one.Unit), StringComparer.Ordinal),
            person);
}
