using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.QualityControl;

namespace Serment.IntegrationTests.Records.Laboratory.QualityControl;

/// <summary>A laboratory with one instrument and one material of two levels, both with targets for potassium.</summary>
internal sealed class ControlBed : IAsyncDisposable
{
    public const int Instrument = 1;
    public const string Potassium = "K";

    public static readonly ActorId Somebody = new(7);

    private ControlBed(RecordBed records)
    {
        Records = records;
        Add = new(records.Door, records.Main, records.Custody.Clock);
        Act = new(records.Door, records.Main, records.Custody.Clock);
        Change = new(records.Door, records.Main, records.Custody.Clock);
    }

    public RecordBed Records { get; }

    public AddControlResult Add { get; }

    public RecordControlAction Act { get; }

    public ChangeControls Change { get; }

    public string Site => Records.Custody.Site.Code;

    public long Material { get; private set; }

    public IReadOnlyList<long> Levels { get; private set; } = [];

    public DateTimeOffset Now => Records.Custody.Clock.GetUtcNow();

    public static async Task<ControlBed> StartAsync(DatabaseEngine engine)
    {
        ControlBed bed = new(await RecordBed.StartAsync(engine));
        bed.Material = await bed.Change.AddMaterialAsync(
            bed.Site, new(1, "Sérum de contrôle", "Fournisseur", Section.Biochemistry), Somebody,
            CancellationToken.None);
        bed.Levels = (await bed.AddLotAsync("L1", ControlLotState.InUse, "NIV1", "NIV2"))!;
        await bed.SetTargetAsync(bed.Levels[0], 4.0m, 0.1m);
        await bed.SetTargetAsync(bed.Levels[1], 6.0m, 0.2m);
        return bed;
    }

    public Task<IReadOnlyList<long>?> AddLotAsync(string number, ControlLotState state, params string[] codes) =>
        AddLotAsync(Material, number, DateOnly.FromDateTime(Now.AddDays(200).UtcDateTime), state, codes);

    public Task<IReadOnlyList<long>?> AddLotAsync(
        long material, string number, DateOnly expiresOn, ControlLotState state, params string[] codes) =>
        Change.AddLotAsync(
            Site, new(material, number, expiresOn, state, codes), Somebody, CancellationToken.None);

    public Task SetTargetAsync(long level, decimal mean, decimal sd) =>
        Change.SetTargetAsync(
            Site, new(level, Instrument, Potassium, mean, sd, TargetKind.Assigned, 0, "Notice"), Somebody,
            CancellationToken.None);

    public Task<ControlAdded> MeasureAsync(int level, decimal value, DateTimeOffset? at = null) =>
        MeasureAsync(Levels[level - 1], value, at);

    public Task<ControlAdded> MeasureAsync(long level, decimal value, DateTimeOffset? at = null) =>
        Add.RunAsync(
            Site, new ControlDraft(Instrument, Potassium, level, value, at ?? Now, null), CancellationToken.None);

    public Task<bool> ActAsync(long result, ControlMeasure measure = ControlMeasure.Recalibrated) =>
        Act.RunAsync(
            Site, new(result, ControlCause.Calibration, measure, false, ""), Somebody, CancellationToken.None);

    public async Task<ControlStatus> StatusAsync(DateTimeOffset? at = null)
    {
        short site = (await Records.Door.SiteOfCodeAsync(Site, CancellationToken.None))!.Value;
        await using DbConnection connection = await Records.Main.OpenAsync(CancellationToken.None);
        ReleaseBlocks blocks = await ReleaseBlocks.OfAsync(connection, site, at ?? Now, CancellationToken.None);
        return blocks.Of(Instrument, Potassium);
    }

    public ValueTask DisposeAsync() => Records.DisposeAsync();
}
