using Serment.Cli.Demo.Week;
using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Cultures;

namespace Serment.Cli.Demo.Laboratory;

/// <summary>The cultures of the demo's week: sterile, positive, provisional, to be validated, to be read.</summary>
internal static class DemoCultures
{
    /// <summary>How long a culture grows before it is read, in minutes.</summary>
    public const int GrowthMinutes = 18 * 60;

    private static readonly CultureReading Sterile = new()
    {
        Outcome = CultureOutcome.Sterile,
        Direct = new() { Leukocytes = new(2_000), RedCells = new(1_000), Gram = GramFinding.NoBacteria },
    };

    private static readonly CultureReading Coli = new()
    {
        Outcome = CultureOutcome.Growth,
        Direct = new()
        {
            Leukocytes = new(100_000), RedCells = new(8_000), Epithelial = Abundance.Rare, Gram = GramFinding.NegativeRods,
        },
        Isolates =
        [
            new()
            {
                Organism = Organisms.Find("ECOLI")!,
                Count = new(100_000),
                Tests = Zones(
                    ("AMX", 6), ("AMC", 18), ("AMC-U", 18), ("TZP", 23), ("MEC-U", 22), ("CTX", 27), ("CAZ", 25),
                    ("ETP", 29), ("GEN", 20), ("AMK", 22), ("OFX", 27), ("CIP", 30), ("SXT", 6), ("NIT-U", 19),
                    ("FOS-U", 28)),
            },
        ],
    };

    private static readonly CultureReading Klebsiella = new()
    {
        Outcome = CultureOutcome.Growth,
        Direct = new() { Leukocytes = new(1_000_000), RedCells = new(20_000), Gram = GramFinding.NegativeRods },
        Isolates =
        [
            new()
            {
                Organism = Organisms.Find("KPNEU")!,
                Count = new(1_000_000),
                Found = [Phenotype.Esbl],
                Tests = Zones(
                    ("AMC", 14), ("AMC-U", 14), ("TZP", 19), ("MEC-U", 17), ("CTX", 9), ("CAZ", 15), ("FEP", 20), ("ETP", 27),
                    ("MEM", 28), ("GEN", 12), ("AMK", 21), ("OFX", 15), ("CIP", 22), ("SXT", 8)),
            },
        ],
    };

    private static readonly CultureReading Clusters = new()
    {
        IsProvisional = true,
        Outcome = CultureOutcome.Ongoing,
        Direct = new() { Gram = GramFinding.PositiveClusters, Note = "2 flacons aérobies sur 4, 14 h d’incubation" },
    };

    private static readonly (string Code, double HoursAgo, OrderStage Stage, CultureReading? Reading)[] Week =
    [
        ("ECBU", 74, OrderStage.Final, Sterile), ("ECBU", 51, OrderStage.Final, Coli),
        ("HEMOC", 30, OrderStage.Final, Clusters), ("ECBU", 25, OrderStage.Technical, Klebsiella),
        ("GORGE", 1.3, OrderStage.Received, null), ("ECBU", 1.1, OrderStage.Received, null),
    ];

    /// <summary>Their orders, each for another adult.</summary>
    public static IEnumerable<DemoOrder> Draw(DateTime now, IReadOnlyList<int> adults) =>
        Week.Take(adults.Count).Select((one, at) => new DemoOrder(
            adults[at * 7 % adults.Count], [one.Code], IsUrgent: false, now.AddHours(-one.HoursAgo), one.Stage)
        {
            Reading = one.Reading,
        });

    /// <summary>The determination with what was read.</summary>
    public static Determination Read(Determination made, CultureReading reading)
    {
        CultureSite site = CultureRules.SiteOf(made.Loinc);
        return made with
        {
            Coded = CultureParts.AnswerOf(reading.Outcome),
            Parts = CultureParts.Of(reading, site, BreakpointTable.Current),
            Flag = CultureRules.FlagOf(reading, site),
            IsProvisional = reading.IsProvisional,
            Status = reading.IsProvisional && made.Status == DeterminationStatus.Final
                ? DeterminationStatus.Provisional
                : made.Status,
        };
    }

    private static IReadOnlyList<TestedAntibiotic> Zones(params (string Antibiotic, int Zone)[] zones) =>
        [.. zones.Select(one => new TestedAntibiotic(one.Antibiotic, new SusceptibilityMeasure(MeasureKind.Zone, one.Zone)))];
}
