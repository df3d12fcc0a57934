using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Instruments;
using Serment.Records.Laboratory.QualityControl;
using Serment.Simulation.Analysers;

namespace Serment.IntegrationTests.Web.Laboratory;

/// <summary>A control goes from the analyser's wire to the chart, and one that is out blocks what it controls.</summary>
public sealed class InstrumentControlsTests
{
    private const string Material = "QC1";
    private const string Potassium = "K";

    private static readonly CancellationToken Stop = CancellationToken.None;

    public static TheoryData<DatabaseEngine, LinkProtocol> Kinds => InstrumentLinksTests.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_control_off_the_wire_is_a_point_of_the_chart_and_one_that_is_out_blocks(
        DatabaseEngine engine, LinkProtocol protocol)
    {
        await using LinkBed house = await LinkBed.StartAsync(engine, protocol);
        string site = house.Bed.Custody.Site.Code;
        await SetUpAsync(house, site);
        await using AnalyserWire wire = await house.ConnectAsync();
        SimulatedAnalyser analyser = house.Analyser(wire);

        await analyser.RunControlAsync(Material, Exactly(4.05), Stop);
        Assert.Equal(ControlStanding.Good, (await SeriesAsync(house, site)).Status.Standing);
        await analyser.RunControlAsync(Material, Exactly(4.9), Stop);

        ControlSeries series = await SeriesAsync(house, site);
        Assert.Equal([4.05m, 4.9m], series.Readings.Select(one => one.Value).Order());
        Assert.Equal(
            [ControlVerdict.Good, ControlVerdict.Rejected],
            series.Readings.OrderBy(one => one.Value).Select(one => one.Verdict));
        Assert.Equal(ControlStanding.Rejected, series.Status.Standing);
        Assert.Equal(["1-3s"], series.Status.Block!.Rules);
        Assert.Equal((2L, 0L), (house.State.Figures.Controls, house.State.Figures.Aside));

        // Another material is nobody's: it lies aside, and nothing is judged by it.
        await analyser.RunControlAsync("QC9", Exactly(4.0), Stop);
        Assert.Equal(1L, house.State.Figures.Aside);
        Assert.Equal(2, (await SeriesAsync(house, site)).Readings.Count);
    }

    private static async Task SetUpAsync(LinkBed house, string site)
    {
        ChangeControls change = new(house.Bed.Door, house.Bed.Main, house.Bed.Custody.Clock);
        ActorId biologist = new(7);
        long material = await change.AddMaterialAsync(
            site, new(1, "Sérum de contrôle", "Fournisseur", Section.Biochemistry), biologist, Stop);
        IReadOnlyList<long> levels = (await change.AddLotAsync(
            site,
            new(
                material, "L1", DateOnly.FromDateTime(house.Bed.Custody.Clock.GetUtcNow().AddDays(90).UtcDateTime),
                ControlLotState.InUse, [Material]),
            biologist, Stop))!;
        await change.SetTargetAsync(
            site, new(levels[0], house.Instrument.Id, Potassium, 4.0m, 0.1m, TargetKind.Assigned, 0, "Notice"), biologist,
            Stop);
    }

    private static SimulatedAnalysis[] Exactly(double value) => [new(Potassium, "mmol/L", value, 0, 2)];

    private static async Task<ControlSeries> SeriesAsync(LinkBed house, string site)
    {
        DateTimeOffset now = house.Bed.Custody.Clock.GetUtcNow();
        return (await new ReadControls(house.Bed.Door, house.Bed.Main).SeriesAsync(
            site, house.Instrument.Id, Potassium, now.AddDays(-2), now.AddDays(1), now, Stop))!;
    }
}
