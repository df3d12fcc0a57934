using Serment.CustodyProtocol;
using Serment.Records.Appointments.Schedules;
using Serment.Records.Entries;
using Serment.Records.Patients;

namespace Serment.Records.Appointments.Booking;

/// <summary>Somebody who waits for a date: routing only, no person.</summary>
public sealed record WaitingRow(
    PatientId Patient, long WaitingId, int ScheduleId, int KindId, int Minutes, DateOnly First, DateOnly Last,
    DayParts Parts, DateTimeOffset Since, EntryVersion Entry, int Version)
{
    /// <summary>Whether a free slot would do: agenda, length, day and part of the day. Pure.</summary>
    public bool Accepts(FreeSlot slot) =>
        (ScheduleId == 0 || ScheduleId == slot.ScheduleId)
        && Minutes <= slot.Time.Time.Minutes
        && First <= slot.Time.Day && slot.Time.Day <= Last
        && (Parts & (slot.Time.Time.From < Interval.DayMinutes / 2 ? DayParts.Morning : DayParts.Afternoon))
            != DayParts.None;
}

/// <summary>Somebody who waits, with the card as far as it was opened; null where it was not asked for.</summary>
public sealed record WaitingPatient(WaitingRow Row, PatientCard? Card);

/// <summary>What somebody waits for.</summary>
public sealed record WaitingRequest(
    PatientId Patient, int ScheduleId, int KindId, int Minutes, DateOnly First, DateOnly Last, DayParts Parts,
    string? Note);
