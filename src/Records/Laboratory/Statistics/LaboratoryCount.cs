namespace Serment.Records.Laboratory.Statistics;

/// <summary>What is counted. Numbers stand in rows: never reuse one.</summary>
public enum CountKind : byte
{
    /// <summary>An order was placed.</summary>
    Ordered = 1,

    /// <summary>A container came in.</summary>
    Received = 2,

    /// <summary>A non-conformity was noted; its cause in the detail.</summary>
    NonConforming = 3,

    /// <summary>A determination arrived or was typed; the instrument in the detail, 0 by hand.</summary>
    Resulted = 4,

    /// <summary>An analysis was technically validated.</summary>
    Technical = 5,

    /// <summary>An analysis was validated by a biologist.</summary>
    Final = 6,

    /// <summary>An analysis was released by a rule.</summary>
    Automatic = 7,

    /// <summary>A critical value was raised.</summary>
    CriticalRaised = 8,

    /// <summary>It was told, with read-back, in time.</summary>
    CriticalInTime = 9,

    /// <summary>It was told too late.</summary>
    CriticalLate = 10,

    /// <summary>A determination was asked for once more.</summary>
    Rerun = 11,

    /// <summary>A control was measured; the instrument in the detail.</summary>
    Control = 12,

    /// <summary>A control violated a rule that rejects; the instrument in the detail.</summary>
    ControlRejected = 13,

    /// <summary>A report was issued.</summary>
    Report = 14,

    /// <summary>A corrected report was issued.</summary>
    Corrected = 15,

    /// <summary>Minutes from reception to validation, routine and timed orders; the bucket in the detail.</summary>
    TurnaroundRoutine = 16,

    /// <summary>The same of urgent orders.</summary>
    TurnaroundUrgent = 17,

    /// <summary>An order was cancelled.</summary>
    Revoked = 18,
}

/// <summary>Something that happened and is counted.</summary>
/// <param name="Site">Site.</param>
/// <param name="LaboratoryId">The laboratory.</param>
/// <param name="At">When; for a turnaround, when the tube was received.</param>
/// <param name="Section">Which part; null for the laboratory as a whole.</param>
/// <param name="Kind">What.</param>
/// <param name="Detail">By kind: a cause, an instrument, a bucket of minutes; else 0.</param>
/// <param name="Amount">How often.</param>
public sealed record LaboratoryCount(
    short Site, int LaboratoryId, DateTimeOffset At, Section? Section, CountKind Kind, int Detail = 0, long Amount = 1)
{
    /// <summary>A turnaround.</summary>
    /// <param name="site">Site.</param>
    /// <param name="laboratory">The laboratory.</param>
    /// <param name="section">Which part.</param>
    /// <param name="priority">How soon it was wanted.</param>
    /// <param name="received">When its tube was received.</param>
    /// <param name="final">When it was validated.</param>
    public static LaboratoryCount Turnaround(
        short site, int laboratory, Section section, OrderPriority priority, DateTimeOffset received,
        DateTimeOffset final) =>
        new(
            site, laboratory, received, section,
            priority == OrderPriority.Urgent ? CountKind.TurnaroundUrgent : CountKind.TurnaroundRoutine,
            TurnaroundBuckets.Of(final - received));
}
