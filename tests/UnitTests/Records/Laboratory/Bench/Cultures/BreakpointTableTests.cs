using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Cultures;

namespace Serment.UnitTests.Records.Laboratory.Bench.Cultures;

public sealed class BreakpointTableTests
{
    private static readonly BreakpointTable Table = BreakpointTable.Current;

    /// <summary>Every line of the shipped table.</summary>
    public static TheoryData<string, string, string> Lines()
    {
        TheoryData<string, string, string> lines = [];
        foreach (BreakpointGroup group in Table.Groups)
        {
            for (int i = 0; i < group.Breakpoints.Count; i++)
            {
                lines.Add(
                    group.Code, group.Breakpoints[i].Antibiotic,
                    i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return lines;
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Every_line_is_sound_and_judges_its_own_boundaries(string group, string antibiotic, string place)
    {
        Breakpoint line = Table.Groups.First(one => one.Code == group)
            .Breakpoints[int.Parse(place, System.Globalization.CultureInfo.InvariantCulture)];
        Assert.Equal(antibiotic, line.Antibiotic);
        Assert.NotNull(Table.AntibioticOf(line.Antibiotic));
        Assert.True(line.Zone is not null || line.Mic is not null);
        if (line.Zone is [var susceptible, var resistant])
        {
            Assert.True(resistant <= susceptible);
            Assert.Equal(Susceptibility.Susceptible, Zone(line, susceptible));
            Assert.Equal(
                susceptible == resistant ? Susceptibility.Resistant : Susceptibility.IncreasedExposure,
                Zone(line, susceptible - 1));
            Assert.Equal(
                susceptible == resistant ? Susceptibility.Susceptible : Susceptibility.IncreasedExposure,
                Zone(line, resistant));
            Assert.Equal(Susceptibility.Resistant, Zone(line, resistant - 1));
        }

        if (line.Mic is [var low, var high])
        {
            Assert.True(low <= high);
            Assert.Equal(Susceptibility.Susceptible, Mic(line, low));
            Assert.Equal(low == high ? Susceptibility.Susceptible : Susceptibility.IncreasedExposure, Mic(line, high));
            Assert.Equal(Susceptibility.Resistant, Mic(line, high * 2));
            Assert.Equal(Susceptibility.Resistant, Mic(line, high, Comparator.More));
            Assert.Equal(Susceptibility.Susceptible, Mic(line, low, Comparator.AtMost));
        }
    }

    // Figures of EUCAST's tables, version 14.0, as its own document prints them.
    [Theory]
    [InlineData("ECOLI", "CIP", 25, Susceptibility.Susceptible)]
    [InlineData("ECOLI", "CIP", 24, Susceptibility.IncreasedExposure)]
    [InlineData("ECOLI", "CIP", 22, Susceptibility.IncreasedExposure)]
    [InlineData("ECOLI", "CIP", 21, Susceptibility.Resistant)]
    [InlineData("ECOLI", "CTX", 20, Susceptibility.Susceptible)]
    [InlineData("ECOLI", "CTX", 17, Susceptibility.IncreasedExposure)]
    [InlineData("ECOLI", "CTX", 16, Susceptibility.Resistant)]
    [InlineData("ECOLI", "AMC", 18, Susceptibility.Resistant)]
    [InlineData("ECOLI", "AMC-U", 18, Susceptibility.Susceptible)]
    [InlineData("ECOLI", "FOS-U", 24, Susceptibility.Susceptible)]
    [InlineData("ECOLI", "NIT-U", 10, Susceptibility.Resistant)]
    [InlineData("PAERU", "CAZ", 30, Susceptibility.IncreasedExposure)]
    [InlineData("PAERU", "CAZ", 16, Susceptibility.Resistant)]
    [InlineData("PAERU", "MEM", 20, Susceptibility.Susceptible)]
    [InlineData("SAURE", "FOX", 22, Susceptibility.Susceptible)]
    [InlineData("SAURE", "FOX", 21, Susceptibility.Resistant)]
    [InlineData("SEPID", "FOX", 26, Susceptibility.Resistant)]
    [InlineData("SHAEM", "FOX", 26, Susceptibility.Susceptible)]
    [InlineData("EFAEC", "VAN", 12, Susceptibility.Susceptible)]
    [InlineData("EFAEC", "AMX", 9, Susceptibility.IncreasedExposure)]
    [InlineData("SPNEU", "ERY", 21, Susceptibility.Resistant)]
    public void Zones_are_judged_as_the_table_says(string organism, string antibiotic, int zone, Susceptibility expected) =>
        Assert.Equal(expected, Zone(LineOf(organism, antibiotic, CultureSite.Urine), zone));

    [Theory]
    [InlineData("ECOLI", "CIP", "0.25", Susceptibility.Susceptible)]
    [InlineData("ECOLI", "CIP", "0.5", Susceptibility.IncreasedExposure)]
    [InlineData("ECOLI", "CIP", "1", Susceptibility.Resistant)]
    [InlineData("SAURE", "VAN", "2", Susceptibility.Susceptible)]
    [InlineData("SAURE", "VAN", "4", Susceptibility.Resistant)]
    [InlineData("SEPID", "VAN", "4", Susceptibility.Susceptible)]
    [InlineData("SPNEU", "PEN", "0.064", Susceptibility.Susceptible)]
    [InlineData("SPNEU", "PEN", "1", Susceptibility.IncreasedExposure)]
    [InlineData("PAERU", "CIP", "0.25", Susceptibility.IncreasedExposure)]
    public void Concentrations_are_judged_as_the_table_says(
        string organism, string antibiotic, string mic, Susceptibility expected) =>
        Assert.Equal(expected, Mic(
            LineOf(organism, antibiotic, CultureSite.Any),
            decimal.Parse(mic, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void A_bounded_concentration_is_judged_only_where_it_is_certain()
    {
        Breakpoint cefotaxime = LineOf("ECOLI", "CTX", CultureSite.Any);

        Assert.Equal(Susceptibility.Susceptible, Mic(cefotaxime, 0.5m, Comparator.AtMost));
        Assert.Equal(Susceptibility.None, Mic(cefotaxime, 2, Comparator.AtMost));
        Assert.Equal(Susceptibility.Resistant, Mic(cefotaxime, 2, Comparator.More));
        Assert.Equal(Susceptibility.None, Mic(cefotaxime, 1, Comparator.More));
        Assert.Equal(Susceptibility.None, Mic(cefotaxime, 2, Comparator.AtLeast));
        Assert.Equal(Susceptibility.Resistant, Mic(cefotaxime, 4, Comparator.AtLeast));
    }

    [Fact]
    public void The_area_of_technical_uncertainty_is_marked_at_both_its_ends_and_not_beyond()
    {
        Breakpoint ciprofloxacin = LineOf("ECOLI", "CIP", CultureSite.Any);

        Assert.All([22m, 23m, 24m], zone => Assert.True(Judge(ciprofloxacin, new(MeasureKind.Zone, zone)).IsUncertain));
        Assert.All([21m, 25m], zone => Assert.False(Judge(ciprofloxacin, new(MeasureKind.Zone, zone)).IsUncertain));
        Assert.True(Judge(ciprofloxacin, new(MeasureKind.Mic, 0.5m)).IsUncertain);
    }

    [Fact]
    public void In_cerebrospinal_fluid_the_breakpoints_of_meningitis_count()
    {
        Assert.Equal(Susceptibility.IncreasedExposure, Mic(LineOf("SPNEU", "CTX", CultureSite.Blood), 1));
        Assert.Equal(Susceptibility.Resistant, Mic(LineOf("SPNEU", "CTX", CultureSite.Csf), 1));
        Assert.Null(Table.BreakpointOf(Organisms.Find("ECOLI")!, "FOS-U", CultureSite.Blood));
    }

    [Fact]
    public void Organisms_antibiotics_and_resistances_name_each_other()
    {
        Assert.Equal(Organisms.All.Count, Organisms.All.DistinctBy(one => one.Code, StringComparer.Ordinal).Count());
        Assert.Equal(Table.Antibiotics.Count, Table.Antibiotics.DistinctBy(one => one.Code, StringComparer.Ordinal).Count());
        Assert.All(Table.Antibiotics, one => Assert.Matches("^J0[14][A-Z]{2}[0-9]{2}$", one.Atc));
        Assert.All(
            Organisms.All.Where(one => one.Group.Length > 0),
            one => Assert.Contains(Table.Groups, group => group.Code == one.Group));
        Assert.All(Table.Resistances.SelectMany(one => one.Organisms), one => Assert.NotNull(Organisms.Find(one)));
        Assert.All(Table.Resistances.SelectMany(one => one.Antibiotics), one => Assert.NotNull(Table.AntibioticOf(one)));
        Assert.All(
            Table.Groups.SelectMany(one => one.Breakpoints).SelectMany(one => one.Only ?? []),
            one => Assert.NotNull(Organisms.Find(one)));
        Assert.True(Table.IsIntrinsicallyResistant("KPNEU", "AMX"));
        Assert.False(Table.IsIntrinsicallyResistant("ECOLI", "AMX"));
    }

    [Fact]
    public void An_edition_is_found_by_its_id_and_no_other()
    {
        Assert.Same(Table, BreakpointTable.Find("EUCAST-14.0"));
        Assert.Null(BreakpointTable.Find("EUCAST-13.0"));
        Assert.Null(BreakpointTable.Find(null));
        Assert.NotEmpty(Table.Notice);
    }

    [Theory]
    [InlineData("ECOLI", LaboratorySex.Female, 1_000)]
    [InlineData("KPNEU", LaboratorySex.Female, 10_000)]
    [InlineData("KPNEU", LaboratorySex.Male, 1_000)]
    [InlineData("SAGAL", LaboratorySex.Male, 100_000)]
    public void Urine_has_a_threshold_by_species_and_sex(string organism, LaboratorySex sex, int expected) =>
        Assert.Equal(
            expected,
            UrineThreshold.Of(Organisms.Find(organism)!, sex));

    private static Breakpoint LineOf(string organism, string antibiotic, CultureSite site) =>
        Table.BreakpointOf(Organisms.Find(organism)!, antibiotic, site)!;

    private static Susceptibility Zone(Breakpoint line, decimal zone) =>
        Judge(line, new(MeasureKind.Zone, zone)).Category;

    private static Susceptibility Mic(Breakpoint line, decimal mic, Comparator comparator = Comparator.None) =>
        Judge(line, new(MeasureKind.Mic, mic, comparator)).Category;

    private static SusceptibilityJudgement Judge(Breakpoint line, SusceptibilityMeasure figure) =>
        JudgeSusceptibility.Of(line, figure)!;
}
