using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Appointments.Schedules;
using Serment.Records.Entries;
using Schedule = Serment.Records.Appointments.Schedules.Schedule;

namespace Serment.Records.Appointments.Booking;

/// <summary>What the sealed entry of an appointment says beyond its row.</summary>
/// <param name="Version">The version read.</param>
/// <param name="KindName">The kind of consultation as it was called.</param>
/// <param name="Note">What was noted for the reception; nothing clinical.</param>
public sealed record AppointmentDetails(EntryVersion Version, string? KindName, string? Note)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(AppointmentDetails);
}

/// <summary>
/// The FHIR Appointment of the contact compartment: when, with whom, where, which kind, a note for the reception. It
/// has no clinical reason: reception reads it.
/// </summary>
public static class AppointmentResource
{
    /// <summary>The system of kinds of consultation; their numbers are the site's.</summary>
    public const string KindSystem = "urn:serment:consultation-kind";

    /// <summary>The system of reasons why an appointment did not take place.</summary>
    public const string ReasonSystem = "urn:serment:appointment-end-reason";

    /// <summary>Characters of a note.</summary>
    public const int MaxNoteCharacters = 500;

    private const string FhirReasons = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason";

    /// <summary>A booked appointment.</summary>
    internal static Appointment Booked(
        PatientId patient, BookedTime time, Schedule? schedule, Schedule? room, ConsultationKind? kind, string? note,
        DateTimeOffset now, TimeZoneInfo zone)
    {
        Appointment appointment = new()
        {
            Status = "booked",
            Created = Written(now),
            Comment = note,
            ServiceType = kind is null ? null : [KindOf(kind)],
        };
        Place(appointment, patient, time, schedule, room, zone);
        return appointment;
    }

    /// <summary>Somebody who waits for a date.</summary>
    internal static Appointment Waiting(
        PatientId patient, ConsultationKind? kind, Schedule? schedule, int minutes, DateOnly first, DateOnly last,
        string? note, DateTimeOffset now) => new()
        {
            Status = "waitlist",
            Created = Written(now),
            Comment = note,
            MinutesDuration = minutes,
            ServiceType = kind is null ? null : [KindOf(kind)],
            Participant = Participants(patient, schedule, null),
            RequestedPeriod = [new() { Start = Days.ToText(first), End = Days.ToText(last) }],
        };

    /// <summary>Sets time, practitioner and room; the rest stays as it was.</summary>
    internal static void Place(
        Appointment appointment, PatientId patient, BookedTime time, Schedule? schedule, Schedule? room,
        TimeZoneInfo zone)
    {
        // It lasts as long as it lasts, also in the night when the clock goes back: the end follows from the start.
        DateTimeOffset start = Days.Moment(time.Day, time.Time.From, zone);
        appointment.Start = Written(start);
        appointment.End = Written(TimeZoneInfo.ConvertTime(start.AddMinutes(time.Time.Minutes), zone));
        appointment.MinutesDuration = time.Time.Minutes;
        appointment.Participant = Participants(patient, schedule, room);
    }

    /// <summary>Ends it without a consultation.</summary>
    internal static void End(Appointment appointment, AppointmentStatus status, EndReason reason)
    {
        appointment.Status = status == AppointmentStatus.NoShow ? "noshow" : "cancelled";
        appointment.CancelationReason = new()
        {
            Coding =
            [
                new() { System = ReasonSystem, Code = reason.ToString() },
                .. FhirCodeOf(reason) is { } code ? new Coding[] { new() { System = FhirReasons, Code = code } } : [],
            ],
        };
    }

    /// <summary>Reads what is shown.</summary>
    internal static AppointmentDetails Details(CurrentEntry<Appointment> entry) =>
        new(entry.Version, entry.Resource.ServiceType?.FirstOrDefault()?.Text, entry.Resource.Comment);

    private static CodeableConcept KindOf(ConsultationKind kind) => new()
    {
        Coding =
        [
            new() { System = KindSystem, Code = kind.KindId.ToString(CultureInfo.InvariantCulture), Display = kind.Name },
        ],
        Text = kind.Name,
    };

    private static List<AppointmentParticipant> Participants(PatientId patient, Schedule? schedule, Schedule? room)
    {
        List<AppointmentParticipant> all = [Participant($"Patient/{patient}", null)];
        if (schedule is not null)
        {
            all.Add(schedule.Staff is { } staff
                ? Participant($"Practitioner/{staff}", schedule.Name)
                : Participant(Location(schedule), schedule.Name));
        }

        if (room is not null)
        {
            all.Add(Participant(Location(room), room.Name));
        }

        return all;
    }

    private static string Location(Schedule room) =>
        string.Create(CultureInfo.InvariantCulture, $"Location/agenda-{room.ScheduleId}");

    private static AppointmentParticipant Participant(string reference, string? display) =>
        new() { Actor = new() { ReferenceValue = reference, Display = display }, Status = "accepted" };

    private static string Written(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>The nearest code of HL7's list (AppointmentCancellationReason, FHIR R4); null where none is near.</summary>
    private static string? FhirCodeOf(EndReason reason) => reason switch
    {
        EndReason.PatientAsked or EndReason.OtherDate => "pat",
        EndReason.Transport => "pat-lt",
        EndReason.PractitionerAway => "prov",
        EndReason.RoomOrMachine => "maint",
        EndReason.Mistake => "oth-err",
        EndReason.Weather => "oth-weath",
        EndReason.Other => "other",
        _ => null,
    };
}
