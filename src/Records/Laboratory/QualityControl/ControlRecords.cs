using Serment.CustodyProtocol;

namespace Serment.Records.Laboratory.QualityControl;

/// <summary>An instrument as quality control names it.</summary>
public sealed record ControlInstrument(
    int Id, int LaboratoryId, string Name, string Model, Section Section, bool IsActive);

/// <summary>A control material.</summary>
public sealed record ControlMaterial(long Id, int LaboratoryId, string Name, string Supplier, Section Section);

/// <summary>A level of a lot.</summary>
/// <param name="Id">Its random number.</param>
/// <param name="Number">1 the lowest.</param>
/// <param name="Code">What instruments call it.</param>
public sealed record ControlLevel(long Id, int Number, string Code);

/// <summary>A lot of a material with its levels.</summary>
public sealed record ControlLot(
    long Id, ControlMaterial Material, string Number, DateOnly ExpiresOn, ControlLotState State, int Version,
    IReadOnlyList<ControlLevel> Levels);

/// <summary>A control's result as it is stored.</summary>
public sealed record ControlReading(
    long ResultId, long LevelId, decimal Value, decimal? Mean, decimal? Sd, ControlVerdict Verdict,
    DateTimeOffset MeasuredAt, ActorId? RecordedBy, string Remark)
{
    /// <summary>The rules it broke, by name.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Whether somebody left it out of statistics.</summary>
    public bool IsExcluded { get; init; }

    /// <summary>How many SD above the mean that it was judged by; null where there was no target.</summary>
    public decimal? Z => Mean is { } mean && Sd is > 0 and { } sd ? (Value - mean) / sd : null;
}

/// <summary>What somebody did, as it is stored.</summary>
public sealed record ControlActionEntry(
    long ActionId, long ResultId, ControlCause Cause, ControlMeasure Measure, bool Excludes, string Comment,
    DateTimeOffset DoneAt, ActorId DoneBy);

/// <summary>A block of release, open or past.</summary>
public sealed record ControlBlock(
    long BlockId, int InstrumentId, string Analysis, long LevelId, long FirstResultId, long ResultId,
    DateTimeOffset? LastGoodAt, DateTimeOffset BlockedAt, bool HasAction, bool HasGood, DateTimeOffset? ReleasedAt);

/// <summary>A reagent or calibrator in use.</summary>
public sealed record ReagentUse(
    long UseId, int InstrumentId, bool IsCalibrator, string Name, string Analyses, string Number, DateOnly ExpiresOn,
    DateTimeOffset From, ActorId SetBy)
{
    /// <summary>Whether it serves that analysis.</summary>
    public bool Serves(string analysis) =>
        Analyses.Length == 0 || Analyses.Contains($" {analysis} ", StringComparison.Ordinal);
}
