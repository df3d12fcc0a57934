using System.Text.Json.Serialization;

namespace Serment.Records.Laboratory.Instruments;

/// <summary>Why a result was put aside. Numbers stand in rows.</summary>
public enum AsideReason : byte
{
    /// <summary>No tube of this laboratory bears the number.</summary>
    UnknownTube = 1,

    /// <summary>The instrument's code means nothing in the catalogue.</summary>
    UnknownCode = 2,

    /// <summary>Not the unit that the mapping names.</summary>
    WrongUnit = 3,

    /// <summary>Nobody ordered that analysis of that tube.</summary>
    NotOrdered = 4,

    /// <summary>The tube is not in the laboratory: not received, refused, destroyed.</summary>
    TubeNotHere = 5,

    /// <summary>The analysis is validated already: a late run never changes it.</summary>
    Late = 6,

    /// <summary>The analysis was cancelled.</summary>
    Cancelled = 7,

    /// <summary>The value cannot be read as the analysis wants it.</summary>
    BadValue = 8,

    /// <summary>A control whose material is not known.</summary>
    UnknownControl = 9,

    /// <summary>The custodian would not seal it.</summary>
    NotSealed = 10,

    /// <summary>The instrument says that it tests itself.</summary>
    Test = 11,

    /// <summary>The analyser ended before the end of its message, and did not send it again.</summary>
    Unterminated = 12,
}

/// <summary>Where a result that was put aside stands.</summary>
public enum AsideState : byte
{
    /// <summary>Somebody must look.</summary>
    Waiting = 1,

    /// <summary>Taken in after all.</summary>
    TakenIn = 2,

    /// <summary>Discarded, with a reason.</summary>
    Discarded = 3,
}

/// <summary>A result that was put aside, without what it says.</summary>
public sealed record AsideRow(
    long Id, int LaboratoryId, int InstrumentId, AsideReason Reason, AsideState State, DateTimeOffset ReceivedAt);

/// <summary>A result that was put aside.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Result">What came; null where it can no longer be opened.</param>
public sealed record OpenedAside(AsideRow Row, AnalyserResult? Result)
{
    /// <summary>Keeps values out of logs.</summary>
    public override string ToString() => nameof(OpenedAside);
}

[JsonSerializable(typeof(AnalyserResult))]
internal sealed partial class AsideJson : JsonSerializerContext;
