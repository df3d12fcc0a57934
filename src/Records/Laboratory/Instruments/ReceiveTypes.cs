using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.QualityControl;
using Serment.Records.Laboratory.Specimens;

namespace Serment.Records.Laboratory.Instruments;

/// <summary>What became of a message. It is durable when this is known.</summary>
/// <param name="Stored">Results sealed into records.</param>
/// <param name="Controls">Results of controls stored.</param>
/// <param name="Aside">Results put aside.</param>
/// <param name="Ignored">Results whose code the mapping leaves out on purpose.</param>
/// <param name="IsRepeated">Whether it had come before: nothing was stored.</param>
/// <param name="Reasons">Why some were put aside.</param>
public sealed record Received(
    int Stored, int Controls, int Aside, int Ignored, bool IsRepeated, IReadOnlyList<AsideReason> Reasons)
{
    internal static Received Nothing { get; } = new(0, 0, 0, 0, false, []);

    internal Received With(Received other) => new(
        Stored + other.Stored, Controls + other.Controls, Aside + other.Aside, Ignored + other.Ignored,
        IsRepeated || other.IsRepeated, [.. Reasons.Concat(other.Reasons).Distinct()]);
}

/// <summary>Nothing was stored: the link does not acknowledge, and the instrument sends again.</summary>
public sealed class NotReceivedException(string message, Exception inner) : Exception(message, inner);

/// <summary>
/// A part of a message on its way in: small enough for one transaction. Where <see cref="Wholly"/> says why, all of it is
/// put aside.
/// </summary>
internal sealed record Parcel(
    Instrument Instrument, IReadOnlyList<AnalyserResult> Results, long? Digest, long? Resolves, ActorId ResolvedBy,
    AsideReason? Wholly)
{
    public TaskCompletionSource<Received> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A result that found its task.</summary>
internal sealed record Placed(TaskRow Task, RunRow Run, Determination Determination, bool IsSensitive)
{
    /// <summary>What a rule of the bench holds its task for.</summary>
    public AnalysisHold Hold { get; init; }
}

/// <summary>What is to be stored of a parcel.</summary>
internal sealed class Plan(Parcel parcel)
{
    public Parcel Parcel => parcel;

    public bool IsRepeated { get; set; }

    public List<Placed> Placed { get; } = [];

    public List<(AnalyserResult Result, AsideReason Reason)> Aside { get; } = [];

    public List<ControlDraft> Controls { get; } = [];

    /// <summary>Rules of the bench that hold, each for a tube.</summary>
    public List<(BenchRuleEffect Effect, SpecimenRow Tube, LaboratoryCatalogue Catalogue)> Effects { get; } = [];

    public int Ignored { get; set; }

    public Received Outcome() => IsRepeated
        ? Received.Nothing with { IsRepeated = true }
        : new(
            Placed.Count, Controls.Count, Aside.Count, Ignored, false,
            [.. Aside.Select(one => one.Reason).Distinct()]);
}
