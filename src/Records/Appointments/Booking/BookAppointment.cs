using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.Records.Appointments.Schedules;
using Serment.Records.Entries;
using Schedule = Serment.Records.Appointments.Schedules.Schedule;

namespace Serment.Records.Appointments.Booking;

/// <summary>
/// Books one appointment or a series: all of it, or nothing. The care relationship is declared first, then the sealed
/// entries, the rows and the taken cells go into one transaction; what was declared is ended where that fails. Whoever
/// adds herself gets nothing by it.
/// </summary>
public sealed class BookAppointment(
    ReadAgendas agendas, SaveEntries save, CustodianClient custodian, DatabaseLocation main, TimeProvider clock)
{
    /// <summary>Appointments of a series.</summary>
    public const int MaxTimes = 26;

    private const string Insert =
        """
        INSERT INTO appointment (patient_id, appointment_id, site, day, minute_of_day, unit_id, staff_id, status,
            created_by, relationship_id, version, schedule_id, room_id, minutes, kind_id, is_overbooked, reason,
            staff_relationship_id, entry_id, entry_version, series_id, arrived_at, started_at, ended_at)
        VALUES (@patient, @appointment, @site, @day, @minute, @unit, @staff, @status, @author, @relationship, @version,
            @schedule, @room, @minutes, @kind, @over, @reason, @staffRelationship, @entry, @entryVersion, @series,
            @arrived, @started, @ended)
        """;

    private const string AnswerWaiting =
        """
        UPDATE waiting_patient SET status = 2, version = version + 1
        WHERE patient_id = @patient AND waiting_id = @waiting AND status = 1 AND version = @version
        """;

    /// <summary>Says which times fit, and books nothing.</summary>
    public async Task<IReadOnlyList<CheckedTime>> CheckAsync(
        BookingRequest request, string siteCode, TimeZoneInfo zone, CancellationToken stop)
    {
        DateTime local = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime;
        AgendaSetup setup = await agendas.RunAsync(siteCode, DateOnly.FromDateTime(local), stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        return await CheckTimes.RunAsync(connection, setup, request, 0, local, zone, stop);
    }

    /// <summary>Books.</summary>
    /// <exception cref="CustodyException">The person's card was not disclosed to this session lately.</exception>
    public async Task<BookingResult> RunAsync(
        BookingRequest request, SessionDescription author, SessionToken session, TimeZoneInfo zone,
        CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfZero(request.Times.Count, nameof(request));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Times.Count, MaxTimes, nameof(request));
        DateTimeOffset now = clock.GetUtcNow();
        DateTime local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        AgendaSetup setup = await agendas.RunAsync(author.SiteCode, DateOnly.FromDateTime(local), stop);
        List<CheckedTime> checkedTimes;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            checkedTimes = await CheckTimes.RunAsync(connection, setup, request, 0, local, zone, stop);
        }

        if (checkedTimes.Exists(one => one.Fit != TimeFit.Fits))
        {
            return new(BookingOutcome.NotFree, checkedTimes);
        }

        Schedule? schedule = setup.ScheduleOf(request.ScheduleId);
        CareOfAppointment care = new(custodian, session);
        bool isDone = false;
        try
        {
            List<Line> lines = [];
            foreach (BookedTime time in request.Times.OrderBy(one => one.Day).ThenBy(one => one.Time.From))
            {
                DeclaredCare declared = schedule is null
                    ? await care.DeclareAsync(request.Patient, time.Day, request.UnitId, null, zone, stop)
                    : await care.DeclareAsync(request.Patient, time.Day, schedule, zone, stop);
                lines.Add(new(OpaqueId.Draw(), EntryId.New(), time, declared));
            }

            EntriesSaved saved = await SealAsync(new(request, setup, author.StaffId, zone, now), lines, session, stop);
            isDone = saved.Outcome == RecordAccess.Sealing.SealOutcome.Saved;
            return BookingResult.From(saved);
        }
        catch (SlotTakenException taken)
        {
            return new(
                BookingOutcome.NotFree,
                [.. checkedTimes.Select(one => one.Time == taken.Time ? one with { Fit = TimeFit.Taken } : one)]);
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

    /// <summary>Writes a row of the worklist; the cells that it takes are the caller's.</summary>
    internal static async Task InsertAsync(
        DbConnection connection, DbTransaction? transaction, short site, AppointmentRow row, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Insert;
        command.Add("@patient", row.Patient.Value);
        command.Add("@appointment", row.AppointmentId);
        command.Add("@site", site);
        command.Add("@day", Days.ToNumber(row.Day));
        command.Add("@minute", (short)row.MinuteOfDay);
        command.Add("@unit", row.UnitId);
        command.Add("@staff", row.Staff?.Value);
        command.Add("@status", (short)row.Status);
        command.Add("@author", row.CreatedBy.Value);
        command.Add("@relationship", row.RelationshipId);
        command.Add("@version", row.Version);
        command.Add("@schedule", row.ScheduleId);
        command.Add("@room", row.RoomId);
        command.Add("@minutes", (short)row.Minutes);
        command.Add("@kind", row.KindId);
        command.Add("@over", (short)(row.IsOverbooked ? 1 : 0));
        command.Add("@reason", (short)row.Reason);
        command.Add("@staffRelationship", row.StaffRelationshipId);
        command.Add("@entry", row.Entry?.Entry.Value ?? 0);
        command.Add("@entryVersion", row.Entry?.Version ?? 0);
        command.Add("@series", row.SeriesId);
        command.Add("@arrived", row.ArrivedAt?.ToUnixTimeMilliseconds() ?? 0);
        command.Add("@started", row.StartedAt?.ToUnixTimeMilliseconds() ?? 0);
        command.Add("@ended", row.EndedAt?.ToUnixTimeMilliseconds() ?? 0);
        await command.ExecuteNonQueryAsync(stop);
    }

    private Task<EntriesSaved> SealAsync(
        Work work, List<Line> lines, SessionToken session, CancellationToken stop)
    {
        BookingRequest request = work.Request;
        Schedule? schedule = work.Setup.ScheduleOf(request.ScheduleId);
        Schedule? room = work.Setup.ScheduleOf(request.RoomId);
        ConsultationKind? kind = work.Setup.KindOf(request.KindId);
        List<EntryDraft> drafts = [];
        for (int i = 0; i < lines.Count; i++)
        {
            Appointment resource = AppointmentResource.Booked(
                request.Patient, lines[i].Time, schedule, room, kind, request.Note, work.Now, work.Zone);

            // Whoever waited becomes the appointment: one entry, two versions.
            EntryVersion? waited = i == 0 ? request.Waiting?.Entry : null;
            drafts.Add(new(resource, Compartment.Contact, waited, waited is null ? lines[i].Entry : null));
            if (waited is not null)
            {
                lines[i] = lines[i] with { Entry = waited.Entry, EntryVersion = waited.Version + 1 };
            }
        }

        return save.RunAsync(
            request.Patient, drafts, session, stop,
            async (connection, transaction, _, running) =>
            {
                long series = lines.Count > 1 ? OpaqueId.Draw() : 0;
                foreach (Line line in lines)
                {
                    await WriteAsync(connection, transaction, work, line, series, running);
                }

                if (request.Waiting is { } waiting)
                {
                    await AnswerAsync(connection, transaction, waiting, running);
                }
            });
    }

    private static async Task WriteAsync(
        DbConnection connection, DbTransaction transaction, Work work, Line line, long series, CancellationToken stop)
    {
        BookingRequest request = work.Request;
        Schedule? schedule = work.Setup.ScheduleOf(request.ScheduleId);
        ConsultationKind? kind = work.Setup.KindOf(request.KindId);
        bool overbooks = request.Overbooks && (kind?.IsOverbookable ?? false);

        // In the order of agendas: two bookings of the same practitioner and room cannot wait for each other in turn.
        foreach (int id in new[] { request.ScheduleId, request.RoomId }.Where(one => one != 0).Distinct().Order())
        {
            if (!await SlotClaims.TryTakeAsync(
                connection, transaction, (work.Setup.Site, id), line.Time, line.Appointment,
                overbooks && id == request.ScheduleId, stop))
            {
                throw new SlotTakenException(line.Time);
            }
        }

        await InsertAsync(
            connection, transaction, work.Setup.Site,
            new(
                request.Patient, line.Appointment, line.Time.Time.From, schedule?.UnitId ?? request.UnitId,
                schedule?.Staff, AppointmentStatus.Expected, line.Care.OfUnit, 1)
            {
                Day = line.Time.Day,
                ScheduleId = request.ScheduleId,
                RoomId = request.RoomId,
                Minutes = line.Time.Time.Minutes,
                KindId = kind is null or { IsDiscreet: true } ? 0 : kind.KindId,
                IsOverbooked = overbooks,
                StaffRelationshipId = line.Care.OfStaff,
                Entry = new(request.Patient, line.Entry, line.EntryVersion),
                CreatedBy = work.Author,
                SeriesId = series,
            },
            stop);
    }

    private static async Task AnswerAsync(
        DbConnection connection, DbTransaction transaction, WaitingRow waiting, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = AnswerWaiting;
        command.Add("@patient", waiting.Patient.Value);
        command.Add("@waiting", waiting.WaitingId);
        command.Add("@version", waiting.Version);
        if (await command.ExecuteNonQueryAsync(stop) != 1)
        {
            throw new StaleRowException();
        }
    }

    private sealed record Work(
        BookingRequest Request, AgendaSetup Setup, ActorId Author, TimeZoneInfo Zone, DateTimeOffset Now);

    private sealed record Line(long Appointment, EntryId Entry, BookedTime Time, DeclaredCare Care)
    {
        public int EntryVersion { get; init; } = 1;
    }
}
