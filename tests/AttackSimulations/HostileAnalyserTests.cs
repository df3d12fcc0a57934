using System.Net.Sockets;
using System.Text;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Records.Laboratory;
using Serment.IntegrationTests.Web.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Instruments;
using Serment.Simulation.Analysers;
using Serment.Web.Laboratory.Instruments;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: to stop the laboratory, to fill its disk, to write results to other people's tubes, or to learn what they are
/// examined for.
/// Means: an analyser's place on the network: its address, its port, its protocol.
/// </summary>
public sealed class HostileAnalyserTests(ITestOutputHelper output)
{
    private const int Frames = 1_000_000;
    private static readonly CancellationToken Stop = CancellationToken.None;

    [Fact]
    public async Task A_million_broken_frames_end_one_link_and_delay_no_other()
    {
        await using LinkBed house = await LinkBed.StartAsync(DatabaseEngine.Sqlite, LinkProtocol.Astm);
        Instrument other = await house.Laboratory.AddInstrumentAsync(
            new(LinkProtocol.Astm, LinkMode.Listens, "127.0.0.1", 0, "127.0.0.1", true, true), "K", "NA");
        await house.Links.ApplyAsync(Stop);
        byte[] broken = AnalyserWire.Frame(1, "R|1|^^^K|4");
        broken[^3] ^= 1;
        int sent = 0;
        await using (AnalyserWire hostile = await house.ConnectAsync())
        {
            await hostile.SendRawAsync(new byte[] { 0x05 }, Stop);
            try
            {
                for (; sent < Frames; sent++)
                {
                    await hostile.SendRawAsync(broken, Stop);
                }
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                output.WriteLine($"cut off after {sent} frames");
            }
        }

        Assert.True(sent < Frames, "the link was never cut off");
        Assert.Equal(LinkAlarm.Broken, house.State.Figures.Alarm);
        Assert.Equal(0, await house.Bed.CountAsync("SELECT COUNT(*) FROM instrument_aside"));

        int? port = house.Links.PortOf(1, other.Id);
        await using AnalyserWire honest = await AnalyserWire.ConnectAsync("127.0.0.1", port!.Value, Stop);
        Assert.Equal(2, await house.Analyser(honest).RunTubeAsync(LinkBed.Tube, Misbehaviour.None, Stop));
        Assert.Equal(2, await house.Bed.CountAsync("SELECT COUNT(*) FROM observation_run"));
    }

    [Fact]
    public async Task Forged_tube_numbers_reach_nobody_and_fill_no_disk()
    {
        await using LinkBed house = await LinkBed.StartAsync(DatabaseEngine.Sqlite, LinkProtocol.Hl7);
        await using AnalyserWire wire = await house.ConnectAsync();
        SimulatedAnalyser hostile = house.Analyser(wire);
        SimulatedResult[] many = [.. Enumerable.Repeat(new SimulatedResult("K", "9.9", "mmol/L"), 60)];
        for (int i = 0; i < (ReceiveResults.MaxAside / 60) + 5; i++)
        {
            await hostile.SendAsync($"27{i:D10}", many, Misbehaviour.None, Stop);
        }

        Assert.True(hostile.Tally.Refused > 0, "nothing was ever refused");
        Assert.InRange(
            await house.Bed.CountAsync("SELECT COUNT(*) FROM instrument_aside"), 1, ReceiveResults.MaxAside + 60);
        Assert.Equal(0, await house.Bed.CountAsync("SELECT COUNT(*) FROM observation_run"));
        Assert.Equal(LinkAlarm.NotStored, house.State.Figures.Alarm);
    }

    [Theory]
    [InlineData(LinkProtocol.Astm)]
    [InlineData(LinkProtocol.Hl7)]
    public async Task Other_peoples_tubes_tell_nothing_and_take_nothing(LinkProtocol protocol)
    {
        await using LinkBed house = await LinkBed.StartAsync(DatabaseEngine.Sqlite, protocol);
        PatientId victim = (await house.Laboratory.AddPatientsAsync(1))[0];
        await house.Laboratory.AddTubeAsync(victim, "260000000025", AnalysisStatus.Final, "K");
        await using AnalyserWire wire = await house.ConnectAsync();
        SimulatedAnalyser hostile = house.Analyser(wire);
        Assert.Empty(await hostile.AskAsync("260000000025", Stop));
        Assert.Empty(await hostile.AskAsync("260000000099", Stop));
        await hostile.SendAsync("260000000025", [new("K", "9.9", "mmol/L")], Misbehaviour.None, Stop);
        Assert.Equal(0, await house.Bed.CountAsync("SELECT COUNT(*) FROM observation_run"));
        Assert.Equal(1, await house.Bed.CountAsync("SELECT COUNT(*) FROM instrument_aside WHERE reason = 6"));
    }

    [Theory]
    [InlineData(LinkProtocol.Astm)]
    [InlineData(LinkProtocol.Hl7)]
    public async Task A_field_without_end_is_held_by_nobody(LinkProtocol protocol)
    {
        await using LinkBed house = await LinkBed.StartAsync(DatabaseEngine.Sqlite, protocol);
        byte[] endless = Encoding.ASCII.GetBytes(new string('x', 100_000));
        await using (AnalyserWire wire = await house.ConnectAsync())
        {
            await wire.SendRawAsync(protocol == LinkProtocol.Astm ? [5, 2, (byte)'1'] : new byte[] { 0x0B }, Stop);
            for (int i = 0; i < 30; i++)
            {
                await wire.SendRawAsync(endless, Stop);
            }

            // Refused at the limit, and the next message is taken on the same connection.
            await wire.SendRawAsync(protocol == LinkProtocol.Astm ? [4] : new byte[] { 0x1C, 0x0D }, Stop);
        }

        await using AnalyserWire next = await house.ConnectAsync();
        Assert.Equal(2, await house.Analyser(next).RunTubeAsync(LinkBed.Tube, Misbehaviour.None, Stop));
        Assert.Equal(2, await house.Bed.CountAsync("SELECT COUNT(*) FROM observation_run"));
        Assert.Equal(0, await house.Bed.CountAsync("SELECT COUNT(*) FROM instrument_aside"));
    }
}
