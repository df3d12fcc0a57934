using Serment.CustodyProtocol;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.QualityControl;

namespace Serment.Records.Laboratory.Validation;

/// <summary>A determination as it stands sealed.</summary>
/// <param name="Version">The entry.</param>
/// <param name="Made">What came out.</param>
/// <param name="Author">Who sealed this version, as the custodian has it.</param>
/// <param name="State">Whether it counts.</param>
/// <param name="Row">Its row.</param>
public sealed record SealedDetermination(
    EntryVersion Version, Determination Made, ActorId Author, RunState State, RunRow Row)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(SealedDetermination);
}

/// <summary>Why a biologist cannot validate an analysis as it is.</summary>
public enum ValidationObstacle : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is not technically validated.</summary>
    NotTechnical = 1,

    /// <summary>The same person validated it technically.</summary>
    OwnTechnical = 2,

    /// <summary>A control blocks its analyte on its instrument.</summary>
    ControlBlocks = 3,

    /// <summary>A biologist holds it; the hold is lifted first.</summary>
    Held = 4,

    /// <summary>A rerun was asked for.</summary>
    RerunWanted = 5,

    /// <summary>A contradiction blocks it.</summary>
    Blocked = 6,

    /// <summary>What its row says and what is sealed do not fit.</summary>
    Contradicted = 7,

    /// <summary>It is final already.</summary>
    IsFinal = 8,

    /// <summary>It follows by a formula from others: those are done once more, or corrected.</summary>
    Computed = 9,

    /// <summary>It is not what counts of its analysis.</summary>
    NotKept = 10,
}

/// <summary>One analysis of an order as a biologist sees it.</summary>
/// <param name="Task">Its row.</param>
/// <param name="Analysis">As the catalogue has it now; null where it is not there any more.</param>
/// <param name="Kept">The determination that counts.</param>
/// <param name="Others">Other runs, the rejected among them, newest first.</param>
/// <param name="History">Earlier results, newest first.</param>
/// <param name="Block">The control that blocks it.</param>
/// <param name="Obstacle">Why it cannot be validated.</param>
public sealed record ValidationLine(
    TaskRow Task, Analysis? Analysis, SealedDetermination? Kept, IReadOnlyList<SealedDetermination> Others,
    IReadOnlyList<PastResult> History, ReleaseBlock? Block, ValidationObstacle Obstacle)
{
    /// <summary>With what reserve its specimen was accepted.</summary>
    public IReadOnlyList<string> Reserves { get; init; } = [];

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ValidationLine);
}

/// <summary>An order as a biologist validates it: no name.</summary>
/// <param name="Request">Its row.</param>
/// <param name="Details">What was asked and why; null where the sealed order did not open.</param>
/// <param name="Lines">Its analyses in the catalogue's order.</param>
/// <param name="SensitiveWaiting">Analyses that wait in the step of their own.</param>
/// <param name="IsSensitive">Whether this is that step.</param>
public sealed record ValidationOrder(
    RequestRow Request, OrderDetails? Details, IReadOnlyList<ValidationLine> Lines, int SensitiveWaiting,
    bool IsSensitive)
{
    /// <summary>Whether anything can be validated.</summary>
    public bool HasReady => Lines.Any(line => line.Obstacle == ValidationObstacle.None);

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ValidationOrder);
}

/// <summary>The rules of biological validation. Pure.</summary>
public static class BiologicalRules
{
    /// <summary>
    /// Why this person cannot validate an analysis now. Who validated technically is taken from the row and from what is
    /// sealed, and the custodian's word on who sealed it counts: rewriting a row helps nobody.
    /// </summary>
    public static ValidationObstacle Check(
        TaskRow task, SealedDetermination? kept, bool isControlBlocked, ActorId biologist) =>
        task.Status == AnalysisStatus.Final ? ValidationObstacle.IsFinal
        : task.Hold == AnalysisHold.Rerun ? ValidationObstacle.RerunWanted
        : task.Status != AnalysisStatus.Technical || kept is null ? ValidationObstacle.NotTechnical
        : kept.Made.Status != DeterminationStatus.Technical || kept.Made.Technical is not { } technical
            || kept.Made.Task != task.Task || kept.State != RunState.Kept
            ? ValidationObstacle.Contradicted
        : task.TechnicalBy == biologist || technical.By == biologist || SealedTechnical(kept, biologist)
            ? ValidationObstacle.OwnTechnical
        : task.Hold == AnalysisHold.Blocked ? ValidationObstacle.Blocked
        : isControlBlocked ? ValidationObstacle.ControlBlocks
        : task.Hold == AnalysisHold.Held ? ValidationObstacle.Held
        : ValidationObstacle.None;

    // A hold or its end is sealed by a biologist too: that makes no technician of her.
    private static bool SealedTechnical(SealedDetermination kept, ActorId biologist) =>
        kept.Author == biologist
        && !(kept.Made.Remarks is [.., { Code: ReturnToBench.RemarkCode } last] && last.By == biologist);
}
