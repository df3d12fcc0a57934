using Serment.CustodyProtocol;

namespace Serment.Records.Medications;

/// <summary>Why what was noted of a dose is corrected.</summary>
public enum CorrectionReason : byte
{
    /// <summary>It was given at another time.</summary>
    WrongTime = 1,

    /// <summary>Another quantity was given.</summary>
    WrongDose = 2,

    /// <summary>It was noted in the wrong patient's record.</summary>
    WrongPatient = 3,

    /// <summary>Nothing of it happened, or something else did.</summary>
    ByMistake = 4,
}

/// <summary>A correction as somebody types it.</summary>
/// <param name="Reason">Why.</param>
/// <param name="At">When it really was; not read for a withdrawal.</param>
/// <param name="Quantity">How much it really was; not read for a withdrawal.</param>
/// <param name="Comment">In words.</param>
public sealed record DoseCorrection(
    CorrectionReason Reason, DateTimeOffset At, decimal? Quantity = null, string? Comment = null)
{
    /// <summary>Whether the note is taken back: the dose is then open again.</summary>
    public static bool IsWithdrawal(CorrectionReason reason) =>
        reason is CorrectionReason.WrongPatient or CorrectionReason.ByMistake;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(DoseCorrection);
}

/// <summary>A correction as it was saved.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Comment">In words.</param>
/// <param name="By">Who corrected.</param>
/// <param name="At">When.</param>
public sealed record DoseCorrected(CorrectionReason Reason, string? Comment, ActorId By, DateTimeOffset At)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(DoseCorrected);
}
