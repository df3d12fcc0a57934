using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Records.Appointments.Schedules;
using Serment.Records.Entries;

namespace Serment.Records.Appointments;

/// <summary>Where an appointment stands.</summary>
public enum AppointmentStatus : byte
{
    /// <summary>Not here yet.</summary>
    Expected = 1,

    /// <summary>Here.</summary>
    Arrived = 2,

    /// <summary>Seen.</summary>
    Done = 3,

    /// <summary>Not coming.</summary>
    Cancelled = 4,

    /// <summary>With the practitioner.</summary>
    InConsultation = 5,

    /// <summary>Did not come.</summary>
    NoShow = 6,
}

/// <summary>One line of a day's list: routing only, no person.</summary>
public sealed record AppointmentRow(
    PatientId Patient, long AppointmentId, int MinuteOfDay, int UnitId, ActorId? Staff, AppointmentStatus Status,
    long RelationshipId, int Version)
{
    internal const string Columns =
        """
        patient_id, appointment_id, minute_of_day, unit_id, staff_id, status, relationship_id, version, day,
        schedule_id, room_id, minutes, kind_id, is_overbooked, reason, staff_relationship_id, entry_id, entry_version,
        created_by, arrived_at, started_at, ended_at, series_id
        """;

    /// <summary>The day.</summary>
    public DateOnly Day { get; init; }

    /// <summary>The agenda; 0 for somebody expected in a unit without one.</summary>
    public int ScheduleId { get; init; }

    /// <summary>The room's agenda; 0 for none.</summary>
    public int RoomId { get; init; }

    /// <summary>How long.</summary>
    public int Minutes { get; init; } = 15;

    /// <summary>The kind; 0 for none, or one that tells too much.</summary>
    public int KindId { get; init; }

    /// <summary>Whether it stands beside another.</summary>
    public bool IsOverbooked { get; init; }

    /// <summary>Why it was cancelled or nobody came.</summary>
    public EndReason Reason { get; init; }

    /// <summary>The practitioner's care relationship; 0 for none.</summary>
    public long StaffRelationshipId { get; init; }

    /// <summary>The sealed entry; null for rows without one.</summary>
    public EntryVersion? Entry { get; init; }

    /// <summary>Who booked.</summary>
    public ActorId CreatedBy { get; init; }

    /// <summary>When the patient came; null before.</summary>
    public DateTimeOffset? ArrivedAt { get; init; }

    /// <summary>When the consultation began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The series that it was booked with; 0 for none.</summary>
    public long SeriesId { get; init; }

    /// <summary>Its time.</summary>
    public Interval Time => new(MinuteOfDay, MinuteOfDay + Minutes);

    /// <summary>Whether it takes up time.</summary>
    public bool IsStanding => Status is not (AppointmentStatus.Cancelled or AppointmentStatus.NoShow);

    /// <summary>How long the patient has waited, or did wait; null before arriving.</summary>
    public TimeSpan? WaitedAt(DateTimeOffset now) =>
        ArrivedAt is not { } arrived ? null
        : (StartedAt ?? EndedAt ?? now) - arrived is var waited && waited > TimeSpan.Zero ? waited
        : TimeSpan.Zero;

    internal static AppointmentRow Read(DbDataReader row)
    {
        PatientId patient = new(row.GetInt64(0));
        long entry = row.GetInt64(16);
        return new(
            patient, row.GetInt64(1), row.GetInt16(2), row.GetInt32(3),
            row.IsDBNull(4) ? null : new ActorId(row.GetInt64(4)), (AppointmentStatus)row.GetInt16(5), row.GetInt64(6),
            row.GetInt32(7))
        {
            Day = Days.FromNumber(row.GetInt32(8)),
            ScheduleId = row.GetInt32(9),
            RoomId = row.GetInt32(10),
            Minutes = row.GetInt16(11),
            KindId = row.GetInt32(12),
            IsOverbooked = row.GetInt16(13) == 1,
            Reason = (EndReason)row.GetInt16(14),
            StaffRelationshipId = row.GetInt64(15),
            Entry = entry == 0 ? null : new(patient, new(entry), row.GetInt32(17)),
            CreatedBy = new(row.GetInt64(18)),
            ArrivedAt = Moment(row.GetInt64(19)),
            StartedAt = Moment(row.GetInt64(20)),
            EndedAt = Moment(row.GetInt64(21)),
            SeriesId = row.GetInt64(22),
        };
    }

    private static DateTimeOffset? Moment(long milliseconds) =>
        milliseconds == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}

/// <summary>Why an appointment did not take place. Nothing of it is clinical.</summary>
public enum EndReason : byte
{
    /// <summary>It did, or may yet.</summary>
    None = 0,

    /// <summary>The patient asked.</summary>
    PatientAsked = 1,

    /// <summary>The patient had no way to come.</summary>
    Transport = 2,

    /// <summary>The practitioner is away.</summary>
    PractitionerAway = 3,

    /// <summary>Room or machine not available.</summary>
    RoomOrMachine = 4,

    /// <summary>Booked by mistake.</summary>
    Mistake = 5,

    /// <summary>Another date was found.</summary>
    OtherDate = 6,

    /// <summary>Weather.</summary>
    Weather = 7,

    /// <summary>Another reason.</summary>
    Other = 8,

    /// <summary>Did not come, said nothing.</summary>
    NoWord = 20,

    /// <summary>Came too late to be seen.</summary>
    TooLate = 21,

    /// <summary>Left before being seen.</summary>
    LeftUnseen = 22,
}
