using Microsoft.Extensions.Logging.Abstractions;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Instruments;
using Serment.Simulation.Analysers;
using Serment.Web.Laboratory.Instruments;

namespace Serment.IntegrationTests.Web.Laboratory;

/// <summary>A house with one instrument, its link and one tube with potassium and sodium to be measured.</summary>
internal sealed class LinkBed : IAsyncDisposable
{
    /// <summary>A tube that is here, with potassium and sodium to be measured.</summary>
    public const string Tube = "260000000017";

    private static readonly CancellationToken Stop = CancellationToken.None;

    private LinkBed(RecordBed bed, LaboratoryTubes laboratory, InstrumentLinks links, Instrument instrument)
    {
        Bed = bed;
        Laboratory = laboratory;
        Links = links;
        Instrument = instrument;
    }

    /// <summary>What its instrument makes.</summary>
    public static SimulatedAnalysis[] Makes { get; } =
        [.. SimulatedAnalysis.Chemistry.Where(one => one.Code is "K" or "NA" or "CREA")];

    public RecordBed Bed { get; }

    public LaboratoryTubes Laboratory { get; }

    public InstrumentLinks Links { get; }

    public Instrument Instrument { get; }

    public LinkState State => Links.StateOf(1, Instrument.Id)!;

    public static async Task<LinkBed> StartAsync(
        DatabaseEngine engine, LinkProtocol protocol, LinkLimits? limits = null)
    {
        RecordBed bed = await RecordBed.StartAsync(engine);
        LaboratoryTubes laboratory = new(bed);
        Instrument instrument = await laboratory.AddInstrumentAsync(
            new(protocol, LinkMode.Listens, "127.0.0.1", 0, "127.0.0.1", true, true), "K", "NA", "CREA");
        PatientId patient = (await laboratory.AddPatientsAsync(1))[0];
        await laboratory.AddTubeAsync(patient, Tube, AnalysisStatus.Ready, "K", "NA");
        InstrumentLinks links = new(
            laboratory.Instruments, bed.Laboratory, laboratory.Receive, laboratory.Orders,
            limits ?? new() { MaxConnections = 8 }, TimeProvider.System, NullLogger<InstrumentLinks>.Instance);
        await links.StartAsync(Stop);
        await links.ApplyAsync(Stop);
        return new(bed, laboratory, links, instrument);
    }

    public async Task<AnalyserWire> ConnectAsync()
    {
        int? port = Links.PortOf(1, Instrument.Id);
        for (int i = 0; port is null or 0 && i < 5_000; i++)
        {
            await Links.ApplyAsync(Stop);
            port = Links.PortOf(1, Instrument.Id);
        }

        return await AnalyserWire.ConnectAsync("127.0.0.1", port!.Value, Stop);
    }

    public SimulatedAnalyser Analyser(AnalyserWire wire) => new(
        wire, Instrument.Link!.Protocol == LinkProtocol.Astm ? AnalyserSpeech.Astm : AnalyserSpeech.Hl7, Makes, "links",
        Bed.Custody.Clock);

    public async ValueTask DisposeAsync()
    {
        await Links.StopAsync(Stop);
        Links.Dispose();
        await Laboratory.DisposeAsync();
        await Bed.DisposeAsync();
    }
}
