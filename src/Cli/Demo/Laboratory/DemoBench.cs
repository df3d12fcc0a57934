using Serment.CustodyProtocol;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Instruments;
using Serment.Records.Laboratory.QualityControl;
using Serment.Simulation.Analysers;
using Serment.Simulation.Draws;

namespace Serment.Cli.Demo.Laboratory;

/// <summary>Three analysers with their codes, and a month of their controls, one of them out of its limits.</summary>
internal sealed class DemoBench(
    InstrumentRows instruments, ChangeControls changes, AddControlResult add, RecordControlAction act, string siteCode,
    ActorId technician)
{
    private const int ControlDays = 28;
    private const int DayOut = 4;
    private const int ControlHour = 6;
    private const int ADay = 24 * 60;
    private const string Serum = "QC";
    private const string Blood = "QH";

    // Analysis, mean and standard deviation of the normal and of the high level, in the catalogue's first unit.
    private static readonly Controlled[] Chemistry =
    [
        new("NA", 138m, 1.2m, 155m, 1.4m), new("K", 4.1m, 0.06m, 6.8m, 0.09m), new("CL", 99m, 1.1m, 115m, 1.3m),
        new("CREA", 82m, 2.4m, 480m, 11m), new("UREE", 6.2m, 0.18m, 21m, 0.5m), new("CRP", 9.5m, 0.4m, 62m, 2m),
        new("ALAT", 32m, 1.4m, 118m, 3.6m), new("GLU", 5.3m, 0.12m, 15.4m, 0.3m),
    ];

    private static readonly Controlled[] Cells =
        [new("GB", 7.2m, 0.15m, 17.5m, 0.35m), new("HGB", 13.1m, 0.12m, 16.8m, 0.16m), new("PLT", 232m, 7m, 505m, 14m)];

    private static readonly Controlled[] Coagulation =
        [new("TP", 96m, 2.6m, 38m, 1.5m), new("TCA", 31.5m, 0.7m, 58m, 1.6m), new("FIB", 2.9m, 0.12m, 1.1m, 0.07m)];

    private static readonly string[] Haematology =
    [
        "GB", "GR", "HGB", "HCT", "IDR", "PLT", "VPM", "PNN-PC", "PNE-PC", "PNB-PC", "LYM-PC", "MONO-PC",
    ];

    /// <summary>The first analyser's port lies so far above that of the pages.</summary>
    public const int PortsFrom = 100;

    private static readonly string[] Clotting = ["TQ", "TP", "INR", "TCA", "TCA-T", "FIB", "DDI"];

    /// <summary>The analysers by section.</summary>
    public Dictionary<Section, Instrument> BySection { get; } = [];

    /// <summary>Adds analysers and controls.</summary>
    public async Task FurnishAsync(
        short site, int laboratory, IReadOnlyCollection<string> codes, int firstPort, DateTimeOffset now,
        CancellationToken stop)
    {
        int chemistry = await AddAsync(site, laboratory, "Chimie 1", "Analyseur de biochimie (démonstration)",
            Section.Biochemistry, codes, Link(LinkProtocol.Astm, firstPort), stop);
        int counter = await AddAsync(site, laboratory, "Numération 1", "Compteur de cellules (démonstration)",
            Section.Haematology, Haematology, Link(LinkProtocol.Hl7, firstPort + 1), stop);
        int coagulometer = await AddAsync(site, laboratory, "Coagulation 1", "Coagulomètre (démonstration)",
            Section.Haemostasis, Clotting, null, stop);
        await ControlAsync(
            new(laboratory, "Sérum de contrôle", "Démonstration", Section.Biochemistry), Serum, chemistry, Chemistry, now,
            stop);
        await ControlAsync(
            new(laboratory, "Sang de contrôle", "Démonstration", Section.Haematology), Blood, counter, Cells, now, stop);
        await ControlAsync(
            new(laboratory, "Plasma de contrôle", "Démonstration", Section.Haemostasis), "QF", coagulometer, Coagulation,
            now, stop);
    }

    private async Task<int> AddAsync(
        short site, int laboratory, string name, string model, Section section, IReadOnlyCollection<string> codes,
        InstrumentLink? link, CancellationToken stop)
    {
        Instrument added = await instruments.AddAsync(
            new()
            {
                Site = site,
                Id = 0,
                LaboratoryId = laboratory,
                Name = name,
                Model = model,
                Section = section,
                Link = link,
                Codes = codes.ToDictionary(one => one, one => new InstrumentCode(one, one, "", 1), StringComparer.Ordinal),
            },
            stop);
        BySection[section] = added;
        return added.Id;
    }

    /// <summary>What analysers call the materials, and what they measure in them, nearer to the target than a limit.</summary>
    /// <param name="section">The analyser's section.</param>
    public static IEnumerable<(string Code, IReadOnlyList<SimulatedAnalysis> Values)> ControlsOf(Section section)
    {
        (string code, Controlled[] controlled) = section == Section.Haematology ? (Blood, Cells) : (Serum, Chemistry);
        yield return (code + "1", [.. controlled.Select(one => Near(one.Analysis, one.Mean1, one.Sd1))]);
        yield return (code + "2", [.. controlled.Select(one => Near(one.Analysis, one.Mean2, one.Sd2))]);
    }

    private static SimulatedAnalysis Near(string analysis, decimal mean, decimal sd) =>
        new(analysis, "", (double)mean, (double)sd / 2, 3);

    private static InstrumentLink Link(LinkProtocol protocol, int port) =>
        new(protocol, LinkMode.Listens, "127.0.0.1", port, "127.0.0.1", AnswersQueries: true, IsEnabled: true);

    private async Task ControlAsync(
        MaterialDraft made, string code, int instrument, IEnumerable<Controlled> analyses, DateTimeOffset now,
        CancellationToken stop)
    {
        long material = await changes.AddMaterialAsync(siteCode, made, technician, stop);
        DateOnly expires = DateOnly.FromDateTime(now.UtcDateTime).AddMonths(9);
        IReadOnlyList<long> levels = await changes.AddLotAsync(
            siteCode, new(material, "D26A", expires, ControlLotState.InUse, [code + "1", code + "2"]), technician, stop) ?? [];
        SeededSource source = new("demo controls " + made.Name);
        foreach ((string analysis, decimal mean1, decimal sd1, decimal mean2, decimal sd2) in analyses)
        {
            await changes.SetTargetAsync(
                siteCode, new(levels[0], instrument, analysis, mean1, sd1, TargetKind.Assigned, 0, ""), technician, stop);
            await changes.SetTargetAsync(
                siteCode, new(levels[1], instrument, analysis, mean2, sd2, TargetKind.Assigned, 0, ""), technician, stop);
            await changes.SetPlanAsync(
                siteCode,
                ControlPlan.Unset(instrument, analysis) with { EveryMinutes = ADay, Levels = 2 }, technician, stop);
            for (int day = ControlDays; day >= 0; day--)
            {
                bool isOut = day == DayOut && analysis is "K";
                await MeasureAsync(
                    instrument, analysis, levels[0], mean1, sd1, Off(source, day), At(now, day, 0), false, stop);
                await MeasureAsync(
                    instrument, analysis, levels[1], mean2, sd2, isOut ? 3.6m : Off(source, day + 1), At(now, day, 1), isOut,
                    stop);
            }
        }
    }

    // The one that is out is found to be the vial's fault: a new vial, measured at once, is good.
    private async Task MeasureAsync(
        int instrument, string analysis, long level, decimal mean, decimal sd, decimal off, DateTimeOffset at,
        bool isOut, CancellationToken stop)
    {
        ControlAdded added = await add.RunAsync(
            siteCode, new ControlDraft(instrument, analysis, level, Math.Round(mean + (off * sd), 3), at, null), stop);
        if (isOut)
        {
            await add.RunAsync(
                siteCode,
                new ControlDraft(
                    instrument, analysis, level, Math.Round(mean + (0.4m * sd), 3), at.AddMinutes(25), null),
                stop);
            await act.RunAsync(
                siteCode,
                new(added.ResultId, ControlCause.Material, ControlMeasure.NewVial, false, "Flacon ouvert depuis trop longtemps."),
                technician, stop);
        }
    }

    // Mostly above the mean on one day and below it on the next, and never two deviations off: no rule speaks.
    private static decimal Off(SeededSource source, int day) =>
        (day % 2 == 0 ? 1 : -1) * (((decimal)source.Unit() * 2.1m) - 0.35m);

    private static DateTimeOffset At(DateTimeOffset now, int daysAgo, int level)
    {
        DateTimeOffset morning = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero)
            .AddDays(-daysAgo).AddHours(ControlHour).AddMinutes(level * 2);
        return morning > now ? now.AddMinutes(level - 2) : morning;
    }

    private sealed record Controlled(string Analysis, decimal Mean1, decimal Sd1, decimal Mean2, decimal Sd2);
}
