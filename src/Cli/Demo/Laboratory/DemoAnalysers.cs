using System.Data.Common;
using System.Net.Sockets;
using Serment.Cli.Configuration;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Instruments;
using Serment.Simulation.Analysers;
using Serment.Simulation.Establishments;

namespace Serment.Cli.Demo.Laboratory;

/// <summary>
/// The demo's analysers at work while it runs: connected as real ones are, they measure their controls, and then each tube
/// that has come in for them.
/// </summary>
internal static class DemoAnalysers
{
    private const int TubesAtOnce = 30;

    // A tube every few seconds can be watched on the page.
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private const string Waiting =
        """
        SELECT DISTINCT specimen.number FROM observation_task
        JOIN specimen ON specimen.patient_id = observation_task.patient_id
            AND specimen.specimen_id = observation_task.specimen_id
        WHERE observation_task.site = @site AND observation_task.laboratory_id = @laboratory
            AND observation_task.section = @section AND observation_task.status = @status
        ORDER BY specimen.number LIMIT @limit
        """;

    /// <summary>Runs them until the demo stops.</summary>
    public static async Task RunAsync(DataFolder folder, CancellationToken stop)
    {
        await using DatabaseLocation custody = DatabaseLocation.Parse(folder.CustodyDatabase, readOnly: true);
        await using DatabaseLocation main = DatabaseLocation.Parse(folder.MainDatabase, readOnly: true);
        DemoUnits units = await DemoUnits.ReadAsync(custody, DemoEstablishment.Clinic, stop);
        await Task.WhenAll((await new InstrumentRows(main).ListAsync(units.Site, stop))
            .Where(one => one is { IsActive: true, Link: { IsEnabled: true, Mode: LinkMode.Listens } })
            .Select(one => WorkAsync(main, one, stop)));
    }

    private static async Task WorkAsync(DatabaseLocation main, Instrument instrument, CancellationToken stop)
    {
        HashSet<string> measured = new(StringComparer.Ordinal);
        bool isControlled = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using AnalyserWire wire =
                    await AnalyserWire.ConnectAsync(instrument.Link!.Address, instrument.Link.Port, stop);
                SimulatedAnalyser analyser = AnalyserOf(instrument, wire);
                for (; !isControlled; isControlled = true)
                {
                    await ControlAsync(instrument, analyser, stop);
                }

                while (true)
                {
                    foreach (string tube in (await WaitingAsync(main, instrument, stop)).Where(measured.Add))
                    {
                        await analyser.RunTubeAsync(tube, Misbehaviour.None, stop);
                        await Task.Delay(Pace, stop);
                    }

                    await Task.Delay(Pause, stop);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is SocketException or IOException or AnalyserWireException or DbException)
            {
                // The web server is not there yet, or was started anew: the analyser tries again, as a real one does.
                await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static SimulatedAnalyser AnalyserOf(Instrument instrument, AnalyserWire wire) => new(
        wire, instrument.Link!.Protocol == LinkProtocol.Hl7 ? AnalyserSpeech.Hl7 : AnalyserSpeech.Astm,
        instrument.Section == Section.Haematology ? SimulatedAnalysis.BloodCount : SimulatedAnalysis.Chemistry,
        "demo analyser " + instrument.Name, new EstablishmentClock());

    private static async Task ControlAsync(Instrument instrument, SimulatedAnalyser analyser, CancellationToken stop)
    {
        foreach ((string code, IReadOnlyList<SimulatedAnalysis> values) in DemoBench.ControlsOf(instrument.Section))
        {
            await analyser.RunControlAsync(code, values, stop);
        }
    }

    private static async Task<List<string>> WaitingAsync(
        DatabaseLocation main, Instrument instrument, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Waiting;
        command.Add("@site", instrument.Site);
        command.Add("@laboratory", instrument.LaboratoryId);
        command.Add("@section", (short)instrument.Section);
        command.Add("@status", (short)AnalysisStatus.Ready);
        command.Add("@limit", TubesAtOnce);
        List<string> numbers = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            numbers.Add(reader.GetString(0));
        }

        return numbers;
    }

    /// <summary>An analyser's clock shows the time of the house, wherever the demo's machine believes to be.</summary>
    private sealed class EstablishmentClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => EstablishmentTime.Zone;
    }
}
