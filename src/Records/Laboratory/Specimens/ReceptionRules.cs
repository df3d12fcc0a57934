using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>What reception says to a scan.</summary>
public enum ReceptionAnswer : byte
{
    /// <summary>Received; go on.</summary>
    Received = 1,

    /// <summary>Received, though nobody noted that it was taken.</summary>
    NotCollected = 2,

    /// <summary>Received, but too old for some of its analyses.</summary>
    PartlyLate = 3,

    /// <summary>It was received before.</summary>
    Twice = 4,

    /// <summary>Too old for all of its analyses: a non-conformity. Not received.</summary>
    TooLate = 5,

    /// <summary>Its order was cancelled.</summary>
    Cancelled = 6,

    /// <summary>It was refused before.</summary>
    RefusedBefore = 7,

    /// <summary>It has been sent out or destroyed.</summary>
    Gone = 8,

    /// <summary>It belongs to another laboratory.</summary>
    Elsewhere = 9,

    /// <summary>Nobody knows this number.</summary>
    Unknown = 10,

    /// <summary>Too many unknown numbers in a short time: scanning is stopped for a while.</summary>
    Stopped = 11,

    /// <summary>Its analyses were cancelled; the order goes on with other tubes.</summary>
    AnalysesCancelled = 12,
}

/// <summary>The colour and the beep of an answer.</summary>
public enum ReceptionColour : byte
{
    /// <summary>Received.</summary>
    Green = 1,

    /// <summary>Look at it.</summary>
    Orange = 2,

    /// <summary>Put it aside.</summary>
    Red = 3,
}

/// <summary>The rules of reception. Pure.</summary>
public static class ReceptionRules
{
    private const int MinutesOfHour = 60;

    /// <summary>Promised of an analysis whose turnaround the catalogue leaves open, or whose code a row does not bear.</summary>
    private const int DefaultTurnaroundMinutes = 24 * MinutesOfHour;

    /// <summary>The same of an urgent one.</summary>
    private const int DefaultUrgentMinutes = 2 * MinutesOfHour;

    /// <summary>The colour of an answer.</summary>
    public static ReceptionColour ColourOf(ReceptionAnswer answer) => answer switch
    {
        ReceptionAnswer.Received => ReceptionColour.Green,
        ReceptionAnswer.NotCollected or ReceptionAnswer.PartlyLate or ReceptionAnswer.Twice => ReceptionColour.Orange,
        _ => ReceptionColour.Red,
    };

    /// <summary>Whether the answer makes it received.</summary>
    public static bool Receives(ReceptionAnswer answer) =>
        answer is ReceptionAnswer.Received or ReceptionAnswer.NotCollected or ReceptionAnswer.PartlyLate;

    /// <summary>What a scan answers.</summary>
    /// <param name="row">The container.</param>
    /// <param name="order">Where its order stands.</param>
    /// <param name="laboratories">The laboratories of whoever scans.</param>
    /// <param name="open">How many analyses wait for it.</param>
    /// <param name="late">For how many of them it is too old.</param>
    public static ReceptionAnswer Judge(
        SpecimenRow row, RequestStatus order, IReadOnlyCollection<int> laboratories, int open, int late) =>
        !laboratories.Contains(row.LaboratoryId) ? ReceptionAnswer.Elsewhere
        : order == RequestStatus.Revoked ? ReceptionAnswer.Cancelled
        : row.State is SpecimenState.Cancelled ? ReceptionAnswer.AnalysesCancelled
        : row.State == SpecimenState.Received ? ReceptionAnswer.Twice
        : row.State == SpecimenState.Unsatisfactory ? ReceptionAnswer.RefusedBefore
        : row.State is SpecimenState.SentOut or SpecimenState.Destroyed ? ReceptionAnswer.Gone
        : open > 0 && late == open ? ReceptionAnswer.TooLate
        : late > 0 ? ReceptionAnswer.PartlyLate
        : row.CollectedAt is null ? ReceptionAnswer.NotCollected
        : ReceptionAnswer.Received;

    /// <summary>Whether a tube is too old for an analysis: past its transport or, where none is given, its stability.</summary>
    /// <param name="analysis">As the catalogue has it; null where a row does not bear it.</param>
    /// <param name="collected">When it was taken; null where nobody noted it.</param>
    /// <param name="now">Now.</param>
    public static bool IsLate(Analysis? analysis, DateTimeOffset? collected, DateTimeOffset now) =>
        collected is { } taken && LimitOf(analysis) is { } minutes && now - taken > TimeSpan.FromMinutes(minutes);

    /// <summary>When a result is promised that can be worked on from now.</summary>
    public static DateTimeOffset DueAt(Analysis? analysis, OrderPriority priority, DateTimeOffset now)
    {
        bool isUrgent = priority == OrderPriority.Urgent;
        int minutes = (isUrgent ? analysis?.UrgentMinutes : analysis?.TurnaroundMinutes) ?? 0;
        return now.AddMinutes(minutes > 0 ? minutes : isUrgent ? DefaultUrgentMinutes : DefaultTurnaroundMinutes);
    }

    /// <summary>The task once its tube is here.</summary>
    public static TaskRow Ready(TaskRow task, Analysis? analysis, bool isLate, DateTimeOffset now) => task with
    {
        Status = AnalysisStatus.Ready,
        Attention = isLate && task.Attention == Attention.None ? Attention.Look : task.Attention,
        ReadyAt = now,
        DueAt = DueAt(analysis, task.Priority, now),
        ChangedAt = now,
    };

    private static int? LimitOf(Analysis? analysis) =>
        analysis?.TransportMinutes
        ?? (analysis is { StableHours: > 0 and int hours } ? hours * MinutesOfHour : null);
}
