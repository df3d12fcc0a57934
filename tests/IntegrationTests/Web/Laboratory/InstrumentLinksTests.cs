using Serment.Database;
using Serment.Records.Laboratory.Instruments;
using Serment.Simulation.Analysers;
using Serment.Web.Laboratory.Instruments;

namespace Serment.IntegrationTests.Web.Laboratory;

public sealed class InstrumentLinksTests
{
    private const string Tube = LinkBed.Tube;
    private static readonly CancellationToken Stop = CancellationToken.None;

    public static TheoryData<DatabaseEngine, LinkProtocol> Kinds => new()
    {
        { DatabaseEngine.Sqlite, LinkProtocol.Astm }, { DatabaseEngine.Sqlite, LinkProtocol.Hl7 },
        { DatabaseEngine.PostgreSql, LinkProtocol.Astm }, { DatabaseEngine.PostgreSql, LinkProtocol.Hl7 },
    };

    public static TheoryData<LinkProtocol> Protocols => new() { LinkProtocol.Astm, LinkProtocol.Hl7 };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Tells_an_analyser_what_to_measure_and_stores_what_it_measured(
        DatabaseEngine engine, LinkProtocol protocol)
    {
        await using LinkBed house = await LinkBed.StartAsync(engine, protocol);
        await using AnalyserWire wire = await house.ConnectAsync();
        SimulatedAnalyser analyser = house.Analyser(wire);
        Assert.Equal(2, await analyser.RunTubeAsync(Tube, Misbehaviour.None, Stop));
        Assert.Equal(new AnalyserTally(1, 0, 2), analyser.Tally);
        Assert.Equal(2, await house.Bed.CountAsync("SELECT COUNT(*) FROM observation_run"));
        Assert.Equal(0, await analyser.RunTubeAsync("260000000999", Misbehaviour.None, Stop));
        LinkFigures figures = house.State.Figures;
        Assert.Equal((2L, 2L, 0L), (figures.Results, figures.Queries, figures.Aside));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Puts_aside_or_refuses_whatever_an_analyser_does_wrong_and_loses_nothing(LinkProtocol protocol)
    {
        await using LinkBed house = await LinkBed.StartAsync(DatabaseEngine.Sqlite, protocol);
        await using AnalyserWire wire = await house.ConnectAsync();
        SimulatedAnalyser analyser = house.Analyser(wire);
        SimulatedResult[] measured = [.. LinkBed.Makes.Where(one => one.Code is not "CREA").Select(analyser.Measure)];
        foreach (Misbehaviour how in (Misbehaviour[])
            [
                Misbehaviour.BrokenFrame, Misbehaviour.BadChecksum, Misbehaviour.UnknownTube, Misbehaviour.UnknownCode,
                Misbehaviour.WrongUnit,
            ])
        {
            if (how != Misbehaviour.BadChecksum || protocol == LinkProtocol.Astm)
            {
                await analyser.SendAsync(Tube, measured, how, Stop);
            }
        }

        Assert.Equal(0, analyser.Tally.Refused);
        Assert.Equal(6, await house.Bed.CountAsync("SELECT COUNT(*) FROM instrument_aside"));
        Assert.Equal(2, await house.Bed.CountAsync("SELECT COUNT(*) FROM observation_run"));
        Assert.True(protocol == LinkProtocol.Hl7 || house.State.Figures.Refusals > 0);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Does_not_double_what_comes_again_because_the_acknowledgement_was_lost(LinkProtocol protocol)
    {
        await using LinkBed house = await LinkBed.StartAsync(DatabaseEngine.Sqlite, protocol);
        SimulatedResult[] measured = [new("K", "4.2", "mmol/L"), new("NA", "139", "mmol/L")];
        for (int attempt = 0; attempt < 3; attempt++)
        {
            // The same seed and clock: the same bytes each time, on a new connection.
            await using AnalyserWire wire = await house.ConnectAsync();
            await house.Analyser(wire).SendAsync(Tube, measured, Misbehaviour.None, Stop);
        }

        Assert.Equal(2, await house.Bed.CountAsync("SELECT COUNT(*) FROM observation_run"));
        Assert.Equal(2, house.State.Figures.Repeated);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Acknowledges_nothing_that_is_not_stored(LinkProtocol protocol)
    {
        await using LinkBed house = await LinkBed.StartAsync(DatabaseEngine.Sqlite, protocol);
        await using AnalyserWire wire = await house.ConnectAsync();
        SimulatedAnalyser analyser = house.Analyser(wire);
        SimulatedResult[] measured = [new("K", "4.2", "mmol/L")];
        await analyser.SendAsync(Tube, measured, Misbehaviour.None, Stop);
        await house.Bed.Custody.StopAsync();
        SimulatedResult[] next = [new("K", "4.3", "mmol/L")];
        await analyser.SendAsync(Tube, next, Misbehaviour.None, Stop);
        Assert.Equal(new AnalyserTally(1, 1, 1), analyser.Tally);
        Assert.Equal(LinkAlarm.NotStored, house.State.Figures.Alarm);
        await house.Bed.Custody.StartAgainAsync();
        await analyser.SendAsync(Tube, next, Misbehaviour.None, Stop);
        Assert.Equal(new AnalyserTally(2, 1, 2), analyser.Tally);
        Assert.Equal(2, await house.Bed.CountAsync("SELECT COUNT(*) FROM observation_run"));
    }

    [Fact]
    public async Task Puts_aside_what_was_acknowledged_of_a_message_that_never_ends()
    {
        await using LinkBed house = await LinkBed.StartAsync(DatabaseEngine.Sqlite, LinkProtocol.Astm);
        SimulatedResult[] measured = [new("K", "4.2", "mmol/L"), new("NA", "139", "mmol/L")];
        await using (AnalyserWire wire = await house.ConnectAsync())
        {
            await house.Analyser(wire).SendAsync(Tube, measured, Misbehaviour.Unterminated, Stop);
        }

        await house.Links.StopAsync(Stop);
        Assert.Equal(
            2,
            await house.Bed.CountAsync(
                $"SELECT COUNT(*) FROM instrument_aside WHERE reason = {(int)AsideReason.Unterminated}"));
        Assert.Equal(0, await house.Bed.CountAsync("SELECT COUNT(*) FROM observation_run"));
    }

    [Fact]
    public async Task Forgets_an_unfinished_message_that_comes_again_whole()
    {
        await using LinkBed house = await LinkBed.StartAsync(DatabaseEngine.Sqlite, LinkProtocol.Astm);
        SimulatedResult[] measured = [new("K", "4.2", "mmol/L"), new("NA", "139", "mmol/L")];
        await using (AnalyserWire wire = await house.ConnectAsync())
        {
            SimulatedAnalyser analyser = house.Analyser(wire);
            await analyser.SendAsync(Tube, measured, Misbehaviour.Unterminated, Stop);
            await analyser.SendAsync(Tube, measured, Misbehaviour.None, Stop);
        }

        await house.Links.StopAsync(Stop);
        Assert.Equal(0, await house.Bed.CountAsync("SELECT COUNT(*) FROM instrument_aside"));
        Assert.Equal(2, await house.Bed.CountAsync("SELECT COUNT(*) FROM observation_run"));
        Assert.True(house.Links.StateOf(1, house.Instrument.Id) is null or { Figures.Refusals: 1 });
    }

    [Fact]
    public async Task Puts_aside_what_was_acknowledged_of_a_message_broken_off_for_another()
    {
        await using LinkBed house = await LinkBed.StartAsync(DatabaseEngine.Sqlite, LinkProtocol.Astm);
        byte[] request = [0x05];
        await using (AnalyserWire wire = await house.ConnectAsync())
        {
            await wire.SendRawAsync(request, Stop);
            Assert.Equal(0x06, await wire.ReadAsync(Stop));
            string[] records = ["H|\\^&", "P|1", $"O|1|{Tube}||^^^K", "R|1|^^^K|4.2|mmol/L"];
            for (int i = 0; i < records.Length; i++)
            {
                await wire.SendRawAsync(AnalyserWire.Frame(i + 1, records[i]), Stop);
                Assert.Equal(0x06, await wire.ReadAsync(Stop));
            }

            // It has no answer to this one; the next message's own is answered.
            await wire.SendRawAsync(request, Stop);
            await house.Analyser(wire).SendAsync(Tube, [new("NA", "139", "mmol/L")], Misbehaviour.None, Stop);
        }

        await house.Links.StopAsync(Stop);
        Assert.Equal(
            1,
            await house.Bed.CountAsync(
                $"SELECT COUNT(*) FROM instrument_aside WHERE reason = {(int)AsideReason.Unterminated}"));
        Assert.Equal(1, await house.Bed.CountAsync("SELECT COUNT(*) FROM observation_run"));
    }

    [Fact]
    public async Task Refuses_strangers_and_what_is_switched_off()
    {
        await using LinkBed house = await LinkBed.StartAsync(DatabaseEngine.Sqlite, LinkProtocol.Astm);
        Instrument instrument = (await house.Laboratory.Instruments.FindAsync(1, house.Instrument.Id, Stop))!;
        Assert.True(await house.Laboratory.Instruments.UpdateAsync(
            instrument with { Link = instrument.Link! with { Allowed = "192.0.2.7" } }, Stop));
        await house.Links.ApplyAsync(Stop);
        await using (AnalyserWire wire = await house.ConnectAsync())
        {
            await Assert.ThrowsAnyAsync<Exception>(() => house.Analyser(wire).AskAsync(Tube, Stop));
        }

        Assert.Equal(LinkAlarm.Stranger, house.State.Figures.Alarm);
        instrument = (await house.Laboratory.Instruments.FindAsync(1, house.Instrument.Id, Stop))!;
        Assert.True(await house.Laboratory.Instruments.UpdateAsync(
            instrument with { Link = instrument.Link! with { IsEnabled = false } }, Stop));
        await house.Links.ApplyAsync(Stop);
        Assert.Null(house.Links.StateOf(1, house.Instrument.Id));
    }
}
