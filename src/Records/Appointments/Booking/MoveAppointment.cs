using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Sealing;
using Serment.Records.Appointments.Schedules;
using Serment.Records.Charts;
using Serment.Records.Entries;
using Schedule = Serment.Records.Appointments.Schedules.Schedule;

namespace Serment.Records.Appointments.Booking;

/// <summary>Where an appointment is to go.</summary>
/// <param name="Patient">Whose.</param>
/// <param name="AppointmentId">Which.</param>
/// <param name="Version">As it was shown.</param>
/// <param name="ScheduleId">The agenda.</param>
/// <param name="RoomId">The room; 0 for none, null to keep it.</param>
/// <param name="Day">The day.</param>
/// <param name="Minute">The minute of the day.</param>
/// <param name="Overbooks">Whether it may stand beside another, where its kind allows it.</param>
public sealed record AppointmentMove(
    PatientId Patient, long AppointmentId, int Version, int ScheduleId, int? RoomId, DateOnly Day, int Minute,
    bool Overbooks = false);

/// <summary>
/// Moves an appointment that nobody has arrived for: new time, agenda or room, in the sealed entry, the row and the
/// cells at once. Care moves with it.
/// </summary>
public sealed class MoveAppointment(
    ReadAgendas agendas, RecordDoor door, SaveEntries save, CustodianClient custodian, DatabaseLocation main,
    TimeProvider clock)
{
    private const string Update =
        """
        UPDATE appointment SET day = @day, minute_of_day = @minute, unit_id = @unit, staff_id = @staff,
            schedule_id = @schedule, room_id = @room, is_overbooked = @over, relationship_id = @relationship,
            staff_relationship_id = @staffRelationship, created_by = @by, entry_id = @entry,
            entry_version = @entryVersion, version = version + 1
        WHERE patient_id = @patient AND appointment_id = @appointment AND version = @version AND status = 1
        """;

    /// <summary>Moves it; or says what stands in the way, and all stays as it was.</summary>
    /// <exception cref="CustodyException">Not this person's to move.</exception>
    public async Task<BookingResult> RunAsync(
        AppointmentMove move, SessionDescription who, SessionToken session, TimeZoneInfo zone, CancellationToken stop)
    {
        DateTimeOffset now = clock.GetUtcNow();
        DateTime local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        AgendaSetup setup = await agendas.RunAsync(who.SiteCode, DateOnly.FromDateTime(local), stop);
        if (setup.ScheduleOf(move.ScheduleId) is not { } schedule)
        {
            return BookingResult.Changed;
        }

        AppointmentRow? row;
        BookedTime time;
        List<CheckedTime> fits;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            row = await AgendaRows.OneAsync(connection, setup.Site, move.Patient, move.AppointmentId, stop);
            if (row is null || row.Version != move.Version || row.Status != AppointmentStatus.Expected)
            {
                return BookingResult.Changed;
            }

            time = new(move.Day, new(move.Minute, move.Minute + row.Minutes));
            fits = await CheckTimes.RunAsync(
                connection, setup, RequestOf(row, move, time), row.AppointmentId, local, zone, stop);
        }

        if (fits[0].Fit != TimeFit.Fits)
        {
            return new(BookingOutcome.NotFree, fits);
        }

        return await MoveAsync(new(setup, schedule, row, move, time, zone, now), who, session, stop);
    }

    private async Task<BookingResult> MoveAsync(
        Work work, SessionDescription who, SessionToken session, CancellationToken stop)
    {
        AppointmentRow row = work.Row;
        EntryOpened<Appointment>? opened = row.Entry is null ? null : await door.OpenOneAsync<Appointment>(
            row.Entry, Compartment.Contact, OpenSection.PurposeOf(who, session), stop);
        if (opened is { Outcome: not Outcome.Allowed })
        {
            return new(BookingOutcome.Refused, [], opened.Refusal, opened.Reason);
        }

        CareOfAppointment care = new(custodian, session);
        bool isDone = false;
        try
        {
            bool keepsCare = row.Day == work.Time.Day && row.Staff == work.Schedule.Staff
                && row.UnitId == work.Schedule.UnitId;
            DeclaredCare declared = keepsCare
                ? new(row.RelationshipId, row.StaffRelationshipId)
                : await care.DeclareAsync(row.Patient, work.Time.Day, work.Schedule, work.Zone, stop);
            ActorId by = keepsCare ? row.CreatedBy : who.StaffId;
            EntriesSaved saved = await SealAsync(work, opened?.Current?.Resource, declared, by, session, stop);
            isDone = saved.Outcome == SealOutcome.Saved;
            if (isDone && !keepsCare)
            {
                await care.EndAsync(row.RelationshipId);
                await care.EndAsync(row.StaffRelationshipId);
            }

            return BookingResult.From(saved);
        }
        catch (SlotTakenException taken)
        {
            return new(BookingOutcome.NotFree, [new(taken.Time, TimeFit.Taken)]);
        }
        catch (StaleRowException)
        {
            return BookingResult.Changed;
        }
        finally
        {
            if (!isDone)
            {
                await care.UndoAsync();
            }
        }
    }

    private Task<EntriesSaved> SealAsync(
        Work work, Appointment? held, DeclaredCare care, ActorId by, SessionToken session, CancellationToken stop)
    {
        AppointmentRow row = work.Row;
        Schedule? room = work.Setup.ScheduleOf(work.RoomId);
        Appointment resource = held ?? AppointmentResource.Booked(
            row.Patient, work.Time, work.Schedule, room, work.Setup.KindOf(row.KindId), null, work.Now, work.Zone);
        AppointmentResource.Place(resource, row.Patient, work.Time, work.Schedule, room, work.Zone);
        EntryId entry = row.Entry?.Entry ?? EntryId.New();
        return save.RunAsync(
            row.Patient, [new(resource, Compartment.Contact, row.Entry, row.Entry is null ? entry : null)], session, stop,
            (connection, transaction, _, running) =>
                WriteAsync(connection, transaction, work, care, (by, entry, (row.Entry?.Version ?? 0) + 1), running));
    }

    private static async Task WriteAsync(
        DbConnection connection, DbTransaction transaction, Work work, DeclaredCare care,
        (ActorId By, EntryId Entry, int Version) made, CancellationToken stop)
    {
        AppointmentRow row = work.Row;

        // All cells in one order, whether given back or taken.
        foreach (int id in new[] { row.ScheduleId, row.RoomId }.Where(one => one != 0).Distinct().Order())
        {
            await SlotClaims.ReleaseAsync(
                connection, transaction, (work.Setup.Site, id), row.Day, row.AppointmentId, stop);
        }

        foreach (int id in new[] { work.Schedule.ScheduleId, work.RoomId }.Where(one => one != 0).Distinct().Order())
        {
            if (!await SlotClaims.TryTakeAsync(
                connection, transaction, (work.Setup.Site, id), work.Time, row.AppointmentId,
                work.Overbooks && id == work.Schedule.ScheduleId, stop))
            {
                throw new SlotTakenException(work.Time);
            }
        }

        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Update;
        command.Add("@day", Days.ToNumber(work.Time.Day));
        command.Add("@minute", (short)work.Time.Time.From);
        command.Add("@unit", work.Schedule.UnitId);
        command.Add("@staff", work.Schedule.Staff?.Value);
        command.Add("@schedule", work.Schedule.ScheduleId);
        command.Add("@room", work.RoomId);
        command.Add("@over", work.Overbooks ? (short)1 : (short)0);
        command.Add("@relationship", care.OfUnit);
        command.Add("@staffRelationship", care.OfStaff);
        command.Add("@by", made.By.Value);
        command.Add("@entry", made.Entry.Value);
        command.Add("@entryVersion", made.Version);
        command.Add("@patient", row.Patient.Value);
        command.Add("@appointment", row.AppointmentId);
        command.Add("@version", row.Version);
        if (await command.ExecuteNonQueryAsync(stop) != 1)
        {
            throw new StaleRowException();
        }
    }

    private static BookingRequest RequestOf(AppointmentRow row, AppointmentMove move, BookedTime time) => new()
    {
        Patient = row.Patient,
        Times = [time],
        ScheduleId = move.ScheduleId,
        RoomId = move.RoomId ?? row.RoomId,
        KindId = row.KindId,
        Overbooks = move.Overbooks,
    };

    private sealed record Work(
        AgendaSetup Setup, Schedule Schedule, AppointmentRow Row, AppointmentMove Move, BookedTime Time,
        TimeZoneInfo Zone, DateTimeOffset Now)
    {
        public int RoomId => Move.RoomId ?? Row.RoomId;

        public bool Overbooks => Move.Overbooks && (Setup.KindOf(Row.KindId)?.IsOverbookable ?? false);
    }
}
