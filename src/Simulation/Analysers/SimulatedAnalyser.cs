using System.Globalization;
using Serment.Simulation.Draws;

namespace Serment.Simulation.Analysers;

/// <summary>What a simulated analyser did.</summary>
/// <param name="Accepted">Messages acknowledged.</param>
/// <param name="Refused">Messages not acknowledged.</param>
/// <param name="Results">Results in acknowledged messages.</param>
public sealed record AnalyserTally(int Accepted, int Refused, int Results);

/// <summary>
/// An analyser that does not exist: it asks what to measure in a tube, measures believable values, sends them and its
/// controls, and misbehaves on purpose where it is told to.
/// </summary>
public sealed class SimulatedAnalyser(
    AnalyserWire wire, AnalyserSpeech speech, IReadOnlyList<SimulatedAnalysis> analyses, string seed, TimeProvider clock)
{
    private readonly SeededSource source = new(seed);
    private int accepted;
    private int refused;
    private int results;
    private int number;

    /// <summary>What it did so far.</summary>
    public AnalyserTally Tally => new(accepted, refused, results);

    private string Now => clock.GetLocalNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    /// <summary>Asks what to measure in a tube, measures it and sends it.</summary>
    /// <returns>How many analyses it was told to make.</returns>
    public async Task<int> RunTubeAsync(string tube, Misbehaviour how, CancellationToken stop)
    {
        IReadOnlyList<string> codes = await AskAsync(tube, stop);
        SimulatedResult[] measured =
            [.. analyses.Where(one => codes.Contains(one.Code, StringComparer.Ordinal)).Select(Measure)];
        if (measured.Length > 0 || how is Misbehaviour.UnknownTube or Misbehaviour.UnknownCode)
        {
            await SendAsync(tube, measured.Length > 0 ? measured : [Measure(analyses[0])], how, stop);
        }

        return codes.Count;
    }

    /// <summary>Measures a control: one value of each analysis, near its mean.</summary>
    public Task RunControlAsync(string material, CancellationToken stop) => RunControlAsync(material, analyses, stop);

    /// <summary>Measures a control whose values lie elsewhere than patients'.</summary>
    public Task RunControlAsync(string material, IReadOnlyList<SimulatedAnalysis> targets, CancellationToken stop) =>
        SendOnceAsync(material, [.. targets.Select(Measure)], isControl: true, spoil: false, stop);

    /// <summary>Sends what a control measured.</summary>
    /// <param name="material">The code of the control's level.</param>
    /// <param name="measured">Its results.</param>
    /// <param name="stop">Cancels.</param>
    public Task SendControlAsync(string material, IReadOnlyList<SimulatedResult> measured, CancellationToken stop) =>
        SendOnceAsync(material, measured, isControl: true, spoil: false, stop);

    /// <summary>Asks what to measure in a tube.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(string tube, CancellationToken stop)
    {
        if (speech == AnalyserSpeech.Astm)
        {
            await wire.SendAstmAsync([Header(), $"Q|1|^{tube}||ALL||||||||O", "L|1|N"], spoil: false, stop);
            string answer = await wire.ReceiveAstmAsync(stop);
            return
            [
                .. answer.Split('\r').Where(one => one.StartsWith("O|", StringComparison.Ordinal))
                    .SelectMany(one => one.Split('|')[4].Split('\\')).Select(one => one.Split('^')[^1]),
            ];
        }

        await wire.SendHl7Async(
            $"{Head("QBP^Q11^QBP_Q11")}QPD|WOS^Work Order Step^IHELAW|{++number}|{tube}\rRCP|I||R\r", stop);
        await wire.ReceiveHl7Async(stop);
        string order = await wire.ReceiveHl7Async(stop);
        await wire.SendHl7Async($"{Head("ORL^O34^ORL_O42")}MSA|AA|{order.Split('|')[9]}\r", stop);
        return
        [
            .. order.Split('\r').Where(one => one.StartsWith("OBR|", StringComparison.Ordinal)).Select(one => one.Split('|')[4]),
        ];
    }

    /// <summary>Sends results of a tube.</summary>
    public async Task SendAsync(
        string tube, IReadOnlyList<SimulatedResult> measured, Misbehaviour how, CancellationToken stop)
    {
        (string named, IReadOnlyList<SimulatedResult> told) = how switch
        {
            Misbehaviour.UnknownTube => ("99" + tube[2..], measured),
            Misbehaviour.UnknownCode => (tube, [.. measured.Select(one => one with { Code = one.Code + "-X" })]),
            Misbehaviour.WrongUnit => (tube, [.. measured.Select(one => one with { Unit = "furlong" })]),
            _ => (tube, measured),
        };
        if (how == Misbehaviour.BrokenFrame)
        {
            await BreakAsync(stop);
        }

        if (how == Misbehaviour.Unterminated)
        {
            await wire.SendAstmAsync(RecordsOf(named, told, isControl: false)[..^1], spoil: false, stop);
            return;
        }

        await SendOnceAsync(named, told, isControl: false, how == Misbehaviour.BadChecksum, stop);
        if (how is Misbehaviour.Duplicate or Misbehaviour.Late)
        {
            await SendOnceAsync(named, told, isControl: false, spoil: false, stop);
        }
    }

    /// <summary>A believable value.</summary>
    public SimulatedResult Measure(SimulatedAnalysis analysis)
    {
        // Twelve uniform draws make a normal one, near enough.
        double normal = Enumerable.Range(0, 12).Sum(_ => source.Unit()) - 6;
        double value = Math.Max(analysis.Mean / 10, analysis.Mean + (analysis.Sd * normal));
        return new(
            analysis.Code, Math.Round(value, analysis.Decimals).ToString("F" + analysis.Decimals, CultureInfo.InvariantCulture),
            analysis.Unit);
    }

    private async Task BreakAsync(CancellationToken stop)
    {
        if (speech == AnalyserSpeech.Hl7)
        {
            await wire.SendRawAsync(new byte[] { 0x0B, (byte)'M', (byte)'S', 0x1C, (byte)'x' }, stop);
            return;
        }

        await wire.SendRawAsync(new byte[] { 0x05 }, stop);
        await wire.ReadAsync(stop);
        await wire.SendRawAsync(new byte[] { 0x02, (byte)'1', (byte)'H', 0x04 }, stop);
    }

    private async Task SendOnceAsync(
        string tube, IReadOnlyList<SimulatedResult> told, bool isControl, bool spoil, CancellationToken stop)
    {
        bool isTaken;
        if (speech == AnalyserSpeech.Astm)
        {
            isTaken = await wire.SendAstmAsync(RecordsOf(tube, told, isControl), spoil, stop);
        }
        else
        {
            string lines = string.Concat(told.Select((one, i) =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"OBX|{i + 1}|NM|{one.Code}||{one.Value}|{one.Unit}||{one.Flag}|||F||||||||{Now}\r")));
            string role = isControl ? "Q" : "P";
            await wire.SendHl7Async(
                $"{Head("OUL^R22^OUL_R22")}SPM|1|{tube}|||||||||{role}\rOBR|1|||PANEL\r{lines}", stop);
            isTaken = (await wire.ReceiveHl7Async(stop)).Contains("MSA|AA|", StringComparison.Ordinal);
        }

        accepted += isTaken ? 1 : 0;
        refused += isTaken ? 0 : 1;
        results += isTaken ? told.Count : 0;
    }

    private string[] RecordsOf(string tube, IReadOnlyList<SimulatedResult> told, bool isControl) =>
    [
        Header(), "P|1", $"O|1|{tube}|||||||||{(isControl ? "Q" : "N")}",
        .. told.Select((one, i) => string.Create(
            CultureInfo.InvariantCulture, $"R|{i + 1}|^^^{one.Code}|{one.Value}|{one.Unit}||{one.Flag}||F||||{Now}")),
        "L|1|N",
    ];

    private string Header() => $"H|\\^&|||Simulated^1.0|||||||P|LIS2-A2|{Now}";

    private string Head(string kind) => $"MSH|^~\\&|Simulated||Serment||{Now}||{kind}|{++number}{Now}|P|2.5.1\r";
}
