using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Appointments.Schedules;
using Serment.Records.Entries;
using Serment.Records.Patients;

namespace Serment.Records.Appointments.Booking;

/// <summary>
/// The waiting list of a site: who waits, for whom a freed slot would do. It gives nobody care; only a booking does.
/// </summary>
public sealed class WaitingList(
    ReadAgendas agendas, RecordDoor door, SaveEntries save, DatabaseLocation main, TimeProvider clock)
{
    /// <summary>Lines read; the longest wait first.</summary>
    public const int MaxRows = 1_000;

    /// <summary>Lines that a freed slot is proposed to at once.</summary>
    public const int MaxProposed = 10;

    private const string Insert =
        """
        INSERT INTO waiting_patient (patient_id, waiting_id, site, schedule_id, kind_id, minutes, first_day, last_day,
            day_parts, since, status, entry_id, entry_version, created_by, version)
        VALUES (@patient, @waiting, @site, @schedule, @kind, @minutes, @first, @last, @parts, @since, 1, @entry, 1, @by, 1)
        """;

    private const string OfSite =
        """
        SELECT patient_id, waiting_id, schedule_id, kind_id, minutes, first_day, last_day, day_parts, since, entry_id,
            entry_version, version
        FROM waiting_patient
        WHERE site = @site AND status = 1 AND last_day >= @today
        ORDER BY since, waiting_id
        LIMIT @limit
        """;

    private const string Withdraw =
        """
        UPDATE waiting_patient SET status = 3, changed_by = @by, version = version + 1
        WHERE site = @site AND patient_id = @patient AND waiting_id = @waiting AND version = @version AND status = 1
        """;

    /// <summary>Puts somebody on the list.</summary>
    public async Task<BookingResult> AddAsync(
        WaitingRequest request, SessionDescription author, SessionToken session, CancellationToken stop)
    {
        DateTimeOffset now = clock.GetUtcNow();
        AgendaSetup setup = await agendas.RunAsync(author.SiteCode, request.First, stop);
        ConsultationKind? kind = setup.KindOf(request.KindId);
        EntryId entry = EntryId.New();
        EntriesSaved saved = await save.RunAsync(
            request.Patient,
            [
                new(
                    AppointmentResource.Waiting(
                        request.Patient, kind, setup.ScheduleOf(request.ScheduleId), request.Minutes, request.First,
                        request.Last, request.Note, now),
                    Compartment.Contact, Entry: entry),
            ],
            session, stop,
            async (connection, transaction, _, running) =>
            {
                await using DbCommand command = connection.CreateCommand();
                command.Transaction = transaction;
                command.CommandText = Insert;
                command.Add("@patient", request.Patient.Value);
                command.Add("@waiting", OpaqueId.Draw());
                command.Add("@site", setup.Site);
                command.Add("@schedule", request.ScheduleId);
                command.Add("@kind", kind is null or { IsDiscreet: true } ? 0 : kind.KindId);
                command.Add("@minutes", (short)request.Minutes);
                command.Add("@first", Days.ToNumber(request.First));
                command.Add("@last", Days.ToNumber(request.Last));
                command.Add("@parts", (short)request.Parts);
                command.Add("@since", now.ToUnixTimeMilliseconds());
                command.Add("@entry", entry.Value);
                command.Add("@by", author.StaffId.Value);
                await command.ExecuteNonQueryAsync(running);
            });
        return BookingResult.From(saved);
    }

    /// <summary>All who wait, without a name.</summary>
    public async Task<IReadOnlyList<WaitingRow>> ListAsync(string siteCode, DateOnly today, CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return [];
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfSite;
        command.Add("@site", site);
        command.Add("@today", Days.ToNumber(today));
        command.Add("@limit", MaxRows);
        List<WaitingRow> rows = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            PatientId patient = new(reader.GetInt64(0));
            rows.Add(new(
                patient, reader.GetInt64(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetInt16(4),
                Days.FromNumber(reader.GetInt32(5)), Days.FromNumber(reader.GetInt32(6)), (DayParts)reader.GetInt16(7),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(8)),
                new(patient, new(reader.GetInt64(9)), reader.GetInt32(10)), reader.GetInt32(11)));
        }

        return rows;
    }

    /// <summary>Lines with their cards: one disclosure each, at most a page of a list.</summary>
    public async Task<IReadOnlyList<WaitingPatient>> NameAsync(
        IReadOnlyList<WaitingRow> rows, SessionToken session, DateOnly today, CancellationToken stop)
    {
        WaitingRow[] shown = [.. rows.Take(ExpectedList.MaxRows)];
        PatientCard[] cards = await door.CardsAsync(shown.Select(row => row.Patient), session, today, stop);
        return [.. shown.Zip(cards, (row, card) => new WaitingPatient(row, card))];
    }

    /// <summary>
    /// Takes a line off the list, with the patient's card opened and counted, and who did it in the row. Changed when
    /// somebody else was first.
    /// </summary>
    public async Task<BookingResult> WithdrawAsync(
        PatientId patient, long waiting, int version, SessionDescription who, SessionToken session,
        CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(who.SiteCode, stop) is not { } site)
        {
            return BookingResult.Changed;
        }

        using (OpenedCards opened = await door.OpenCardsAsync([patient], new(session, AccessPurpose.Card), stop))
        {
            if (BookingResult.OfCard(opened.Cards[0]) is { } refused)
            {
                return refused;
            }
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Withdraw;
        command.Add("@site", site);
        command.Add("@patient", patient.Value);
        command.Add("@waiting", waiting);
        command.Add("@version", version);
        command.Add("@by", who.StaffId.Value);
        return await command.ExecuteNonQueryAsync(CancellationToken.None) == 1
            ? BookingResult.Done
            : BookingResult.Changed;
    }
}
