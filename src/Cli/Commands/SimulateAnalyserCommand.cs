using System.CommandLine;
using System.Net.Sockets;
using Serment.Cli.Configuration;
using Serment.Simulation.Analysers;

namespace Serment.Cli.Commands;

/// <summary>
/// <c>serment simulate analyser</c>: an analyser that does not exist connects to an instrument's port, asks what to measure in
/// tubes and sends it.
/// </summary>
internal static class SimulateAnalyserCommand
{
    public static Command Create()
    {
        Option<string> host = new("--host") { Description = "Where the web server is.", DefaultValueFactory = _ => "127.0.0.1" };
        Option<int> port = new("--port") { Description = "Port of the instrument's link.", Required = true };
        Option<AnalyserSpeech> speech = new("--speaks")
        {
            Description = "astm or hl7.",
            DefaultValueFactory = _ => AnalyserSpeech.Astm,
        };
        Option<string[]> tubes = new("--tube")
        {
            Description = "Number of a tube; may be given several times.",
            HelpName = "NUMBER",
            Required = true,
        };
        Option<string?> control = new("--control") { Description = "Also measure this control first.", HelpName = "CODE" };
        Option<Misbehaviour> how = new("--misbehave") { Description = "A mistake to make on purpose." };
        Option<string> seed = new("--seed") { Description = "Other values.", DefaultValueFactory = _ => "1" };
        Command command = new("analyser", "Measure tubes as an analyser that does not exist.")
        {
            host, port, speech, tubes, control, how, seed,
        };
        command.SetAction((parsed, stop) => Running.RunAsync(() => RunAsync(
            parsed.GetValue(host)!, parsed.GetValue(port), parsed.GetValue(speech), parsed.GetValue(tubes)!,
            parsed.GetValue(control), parsed.GetValue(how), parsed.GetValue(seed)!, stop)));
        return command;
    }

    private static async Task<int> RunAsync(
        string host, int port, AnalyserSpeech speech, string[] tubes, string? control, Misbehaviour how, string seed,
        CancellationToken stop)
    {
        try
        {
            await using AnalyserWire wire = await AnalyserWire.ConnectAsync(host, port, stop);
            SimulatedAnalyser analyser = new(wire, speech, SimulatedAnalysis.Chemistry, seed, TimeProvider.System);
            if (control is not null)
            {
                await analyser.RunControlAsync(control, stop);
            }

            foreach (string tube in tubes)
            {
                int codes = await analyser.RunTubeAsync(tube, how, stop);
                Console.WriteLine($"{tube}: {codes}");
            }

            AnalyserTally tally = analyser.Tally;
            Console.WriteLine($"{tally.Results} results, {tally.Accepted} messages accepted, {tally.Refused} refused");
            return 0;
        }
        catch (Exception e) when (e is SocketException or IOException or AnalyserWireException)
        {
            throw new UserErrorException($"{host}:{port}: {e.Message}");
        }
    }
}
