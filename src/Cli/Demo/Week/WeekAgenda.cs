using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess.Sealing;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Appointments.Schedules;
using Serment.Records.Entries;
using Serment.Simulation.Weeks;

namespace Serment.Cli.Demo.Week;

/// <summary>The practitioners' agendas, the kinds of consultation, and the week's bookings.</summary>
internal sealed class WeekAgenda(WeekDesk desk, WeekStaff staff)
{
    private const int BatchSize = 40;
    private const string Unit = "CONS";

    private static readonly Interval Morning = new(9 * 60, (12 * 60) + 30);
    private static readonly Interval Afternoon = new(14 * 60, 18 * 60);

    private AgendaSetup setup = new(0, [], [], []);

    /// <summary>Those who give consultations.</summary>
    public IReadOnlyList<WeekMember> Practitioners { get; } =
        [.. staff.Of(Role.Physician, Unit).Where(one => one.Units.Contains(Unit, StringComparer.Ordinal))];

    /// <summary>Makes agendas and kinds.</summary>
    public async Task SetUpAsync(DateOnly today, CancellationToken stop)
    {
        SaveAgendas save = new(desk.Main);
        await save.PlaceAsync(staff.Site, new(0, "Clinique des Hortensias", false, 0), stop);
        List<int> agendas = [];
        foreach (WeekMember practitioner in Practitioners)
        {
            agendas.Add(await save.ScheduleAsync(
                staff.Site,
                new(
                    0, ScheduleKind.Practitioner, practitioner.Name, practitioner.Staff, staff.Units[Unit], 1, 15, true,
                    0)
                {
                    Hours =
                    [
                        .. Enumerable.Range(1, 5).SelectMany(
                            day => new OpeningHours[] { new(day, Morning), new(day, Afternoon) }),
                        new(6, new(9 * 60, 12 * 60)),
                    ],
                },
                stop) ?? 0);
        }

        int room = await save.ScheduleAsync(
            staff.Site,
            new(0, ScheduleKind.Room, "Échographie", null, staff.Units[Unit], 1, 20, true, 0)
            {
                Hours = [.. Enumerable.Range(1, 5).Select(day => new OpeningHours(day, new(9 * 60, 17 * 60)))],
            },
            stop) ?? 0;
        await save.KindAsync(staff.Site, new(0, "Première consultation", 30, 1, false, false, true, 0, agendas), stop);
        await save.KindAsync(staff.Site, new(0, "Consultation de suivi", 15, 2, true, false, true, 0, agendas), stop);
        await save.KindAsync(staff.Site, new(0, "Consultation confidentielle", 30, 3, false, true, true, 0, agendas), stop);
        await save.KindAsync(staff.Site, new(0, "Échographie", 20, 4, false, false, true, 0, [room]), stop);
        setup = await new ReadAgendas(desk.Door, desk.Main).RunAsync(desk.SiteCode, today, stop);
    }

    /// <summary>Books the week.</summary>
    public async Task WriteAsync(
        IReadOnlyList<PlannedConsultation> consultations, IReadOnlyList<DemoPatient> people, CancellationToken stop)
    {
        foreach (PlannedConsultation[] some in consultations.Chunk(BatchSize))
        {
            using SealBatch batch = new(staff.Site);
            List<Booked> booked = [];
            foreach (PlannedConsultation one in some.DistinctBy(one => one.Person))
            {
                booked.Add(await SealAsync(batch, one, people[one.Person].Patient, stop));
            }

            // Somebody who comes twice within a batch: one patient stands once in it.
            await desk.SealAsync(batch, (connection, transaction, _, stopping) =>
                InsertAsync(connection, transaction, booked, stopping), stop);
            foreach (PlannedConsultation again in some.Except(some.DistinctBy(one => one.Person)))
            {
                batch.Clear();
                Booked single = await SealAsync(batch, again, people[again.Person].Patient, stop);
                await desk.SealAsync(batch, (connection, transaction, _, stopping) =>
                    InsertAsync(connection, transaction, [single], stopping), stop);
            }
        }
    }

    private async Task<Booked> SealAsync(
        SealBatch batch, PlannedConsultation planned, PatientId patient, CancellationToken stop)
    {
        Schedule schedule = setup.Schedules.First(one => one.Staff == Practitioners[planned.Practitioner].Staff);
        ConsultationKind kind = setup.Kinds.First(one => one.Minutes == planned.DurationMinutes && !one.IsDiscreet);
        BookedTime time = new(
            planned.Day, new(planned.MinuteOfDay, planned.MinuteOfDay + planned.DurationMinutes));
        DateTimeOffset begins = Days.Moment(planned.Day, planned.MinuteOfDay, desk.Zone);
        batch.BeginPatient(patient, isNew: false);
        EntryId entry = batch.NewEntryId();
        AppointmentStatus status = Enum.Parse<AppointmentStatus>(planned.Stage.ToString());
        Fhir.Appointment resource = AppointmentResource.Booked(
            patient, time, schedule, null, kind, null, begins.AddDays(-9), desk.Zone);
        EndReason reason = status switch
        {
            AppointmentStatus.Cancelled => EndReason.PatientAsked,
            AppointmentStatus.NoShow => EndReason.NoWord,
            _ => EndReason.None,
        };
        if (reason != EndReason.None)
        {
            AppointmentResource.End(resource, status, reason);
        }

        SealResource.Add(batch, entry, 1, Compartment.Contact, resource);
        (DateTimeOffset from, DateTimeOffset until) = Days.Whole(planned.Day, desk.Zone);
        bool isCare = reason == EndReason.None;
        return new(
            patient, schedule, kind, time, status, reason, entry, begins,
            isCare ? await desk.DeclareAsync(patient, schedule.UnitId, null, from, until, stop) : 0,
            isCare ? await desk.DeclareAsync(patient, null, schedule.Staff, from, until, stop) : 0);
    }

    private async Task InsertAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<Booked> booked, CancellationToken stop)
    {
        foreach (Booked one in booked)
        {
            long appointment = OpaqueId.Draw();
            if (one.Reason == EndReason.None)
            {
                await SlotClaims.TryTakeAsync(
                    connection, transaction, (staff.Site, one.Schedule.ScheduleId), one.Time, appointment, false, stop);
            }

            await BookAppointment.InsertAsync(
                connection, transaction, staff.Site,
                new(
                    one.Patient, appointment, one.Time.Time.From, one.Schedule.UnitId, one.Schedule.Staff, one.Status,
                    one.OfUnit, 1)
                {
                    Day = one.Time.Day,
                    ScheduleId = one.Schedule.ScheduleId,
                    Minutes = one.Time.Time.Minutes,
                    KindId = one.Kind.KindId,
                    Reason = one.Reason,
                    StaffRelationshipId = one.OfStaff,
                    Entry = new(one.Patient, one.Entry, 1),
                    CreatedBy = desk.Agenda,
                    ArrivedAt = one.Moment(-8, AppointmentStatus.Arrived),
                    StartedAt = one.Moment(4, AppointmentStatus.InConsultation),
                    EndedAt = one.Moment(one.Time.Time.Minutes, AppointmentStatus.Done),
                },
                stop);
        }
    }

    private sealed record Booked(
        PatientId Patient, Schedule Schedule, ConsultationKind Kind, BookedTime Time, AppointmentStatus Status,
        EndReason Reason, EntryId Entry, DateTimeOffset Begins, long OfUnit, long OfStaff)
    {
        private static readonly AppointmentStatus[] Steps =
            [AppointmentStatus.Expected, AppointmentStatus.Arrived, AppointmentStatus.InConsultation, AppointmentStatus.Done];

        // When a step was taken: some minutes beside the planned time; null for one that has not been.
        public DateTimeOffset? Moment(int minutes, AppointmentStatus step) =>
            Reason == EndReason.None && Array.IndexOf(Steps, Status) >= Array.IndexOf(Steps, step)
                ? Begins.AddMinutes(minutes)
                : null;
    }
}
