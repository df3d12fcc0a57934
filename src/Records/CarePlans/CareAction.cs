using Serment.CustodyProtocol;
using Serment.Records.Entries;

namespace Serment.Records.CarePlans;

/// <summary>One care of a plan: what, when, and whether it still holds.</summary>
/// <param name="Version">The entry's version.</param>
/// <param name="Title">What is to be done.</param>
/// <param name="Schedule">When.</param>
/// <param name="IsActive">Whether it still holds.</param>
/// <param name="By">Who planned it, or stopped it.</param>
/// <param name="At">When that was.</param>
/// <param name="StopReason">Why it was stopped.</param>
public sealed record CareAction(
    EntryVersion Version, string Title, CareSchedule Schedule, bool IsActive, ActorId By, DateTimeOffset At,
    string? StopReason)
{
    /// <summary>Characters of a title.</summary>
    public const int MaxTitleCharacters = 120;

    /// <summary>Characters of a reason.</summary>
    public const int MaxReasonCharacters = 200;

    /// <summary>Keeps what was written out of logs.</summary>
    public override string ToString() => nameof(CareAction);
}

/// <summary>What became of a care that was due.</summary>
public enum CareResult
{
    /// <summary>Given.</summary>
    Done = 2,

    /// <summary>Not given, with a reason.</summary>
    NotDone = 3,

    /// <summary>Its time passed and nobody said anything: found when the next one was recorded.</summary>
    Missed = 4,
}

/// <summary>One care, given or not: when it was due, when it was recorded, by whom.</summary>
/// <param name="Action">The plan's entry.</param>
/// <param name="Due">When it was due.</param>
/// <param name="Result">What became of it.</param>
/// <param name="By">Who recorded it.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why not.</param>
public sealed record CareRecord(
    EntryId Action, DateTimeOffset Due, CareResult Result, ActorId By, DateTimeOffset At, string? Reason)
{
    /// <summary>How long after it was due a care counts as late.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(30);

    /// <summary>Whether it was given late.</summary>
    public bool IsLate => Result == CareResult.Done && At > Due + Grace;

    /// <summary>Keeps what was written out of logs.</summary>
    public override string ToString() => nameof(CareRecord);
}
