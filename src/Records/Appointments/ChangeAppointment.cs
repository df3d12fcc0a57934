using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Appointments.Booking;
using Serment.Records.Charts;
using Serment.Records.Entries;

namespace Serment.Records.Appointments;

/// <summary>One step of an appointment.</summary>
/// <param name="Patient">Whose.</param>
/// <param name="AppointmentId">Which.</param>
/// <param name="Version">As it was shown.</param>
/// <param name="Status">Where to.</param>
/// <param name="Reason">Why it does not take place; none for other steps.</param>
public sealed record AppointmentStep(
    PatientId Patient, long AppointmentId, int Version, AppointmentStatus Status, EndReason Reason = EndReason.None);

/// <summary>
/// Arrived, in consultation, seen, cancelled, did not come. Two people at once: the second is told. The steps of the
/// day stand in the worklist with their times; what did not take place is also sealed, with its reason. Each step opens
/// the patient's card, so that it is counted and in the log, and its row names who took it.
/// </summary>
public sealed class ChangeAppointment(
    RecordDoor door, SaveEntries save, CustodianClient custodian, DatabaseLocation main, TimeProvider clock)
{
    private const string Update =
        """
        UPDATE appointment SET status = @status, reason = @reason, arrived_at = @arrived, started_at = @started,
            ended_at = @ended, relationship_id = @relationship, staff_relationship_id = @staffRelationship,
            entry_version = @entryVersion, changed_by = @by, version = version + 1
        WHERE patient_id = @patient AND appointment_id = @appointment AND version = @version
        """;

    /// <summary>Takes the step.</summary>
    /// <exception cref="CustodyException">A cancellation that this person may not make; the line stays.</exception>
    public async Task<BookingResult> RunAsync(
        AppointmentStep step, SessionDescription who, SessionToken session, TimeZoneInfo zone, CancellationToken stop)
    {
        short site = await door.SiteOfCodeAsync(who.SiteCode, stop)
            ?? throw new InvalidOperationException("the session's site is unknown");
        AppointmentRow? found;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            found = await AgendaRows.OfNumberAsync(connection, site, step.AppointmentId, stop);
        }

        if (found is not { } row)
        {
            return BookingResult.Changed;
        }

        // Whose it is, before anything of it is compared: a guess costs what the patient's card costs.
        if (await RefusedCardAsync(row.Patient, session, stop) is { } refused)
        {
            return refused;
        }

        if (row.Patient != step.Patient || row.Version != step.Version
            || !AppointmentFlow.Allows(row.Status, step.Status))
        {
            return BookingResult.Changed;
        }

        CareOfAppointment care = new(custodian, session);
        if (step.Status is AppointmentStatus.Cancelled or AppointmentStatus.NoShow)
        {
            return await EndAsync(site, row, step, who, session, care, stop);
        }

        if (step.Status == AppointmentStatus.Arrived && row.Status == AppointmentStatus.Expected)
        {
            row = await AttestAsync(row, who, care, zone, stop);
        }

        await using DbConnection writing = await main.OpenAsync(stop);
        return await WriteAsync(writing, null, After(row, step, clock.GetUtcNow()), who.StaffId, stop)
            ? BookingResult.Done
            : BookingResult.Changed;
    }

    /// <summary>
    /// The row after a step: a step back takes the times after it away. Pure.
    /// </summary>
    internal static AppointmentRow After(AppointmentRow row, AppointmentStep step, DateTimeOffset now) =>
        step.Status switch
        {
            AppointmentStatus.Arrived => row with
            {
                Status = step.Status, ArrivedAt = row.ArrivedAt ?? now, StartedAt = null, EndedAt = null,
            },
            AppointmentStatus.InConsultation => row with
            {
                Status = step.Status, StartedAt = row.StartedAt ?? now, EndedAt = null,
            },
            AppointmentStatus.Done => row with { Status = step.Status, EndedAt = now },
            AppointmentStatus.Expected => row with
            {
                Status = step.Status, ArrivedAt = null, StartedAt = null, EndedAt = null,
            },
            _ => row with { Status = step.Status, Reason = step.Reason, EndedAt = now },
        };

    /// <summary>
    /// A practitioner who booked for herself has no care by that. Somebody else who sees the patient arrive declares
    /// it in her own name: then two people stand behind it.
    /// </summary>
    private static async Task<AppointmentRow> AttestAsync(
        AppointmentRow row, SessionDescription who, CareOfAppointment care, TimeZoneInfo zone, CancellationToken stop)
    {
        if (row.Staff is not { } staff || row.CreatedBy != staff || who.StaffId == staff)
        {
            return row;
        }

        DeclaredCare declared = await care.DeclareAsync(row.Patient, row.Day, 0, staff, zone, stop);
        return row with { StaffRelationshipId = declared.OfStaff };
    }

    private async Task<BookingResult> EndAsync(
        short site, AppointmentRow row, AppointmentStep step, SessionDescription who, SessionToken session,
        CareOfAppointment care, CancellationToken stop)
    {
        if (!AppointmentFlow.ReasonsOf(step.Status).Contains(step.Reason))
        {
            throw new ArgumentException("not a reason of that ending", nameof(step));
        }

        EntryOpened<Appointment>? opened = row.Entry is null ? null : await door.OpenOneAsync<Appointment>(
            row.Entry, Compartment.Contact, OpenSection.PurposeOf(who, session), stop);
        if (opened is { Outcome: not Outcome.Allowed })
        {
            return new(BookingOutcome.Refused, [], opened.Refusal, opened.Reason);
        }

        if (step.Status == AppointmentStatus.Cancelled)
        {
            // The care first: a line that still stands without it is seen and tried again, the opposite by nobody.
            await care.EndAsync(row.RelationshipId);
            await care.EndAsync(row.StaffRelationshipId);
        }

        AppointmentRow after = After(row, step, clock.GetUtcNow());
        if (opened?.Current?.Resource is not { } resource)
        {
            await using DbConnection connection = await main.OpenAsync(stop);
            await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
            if (!await WriteAsync(connection, transaction, after, who.StaffId, stop))
            {
                return BookingResult.Changed;
            }

            await FreeAsync(connection, transaction, site, row, stop);
            await transaction.CommitAsync(CancellationToken.None);
            return BookingResult.Done;
        }

        AppointmentResource.End(resource, step.Status, step.Reason);
        after = after with { Entry = row.Entry! with { Version = row.Entry!.Version + 1 } };
        try
        {
            return BookingResult.From(await save.RunAsync(
                row.Patient, [new(resource, Compartment.Contact, row.Entry)], session, stop,
                async (connection, transaction, _, running) =>
                {
                    if (!await WriteAsync(connection, transaction, after, who.StaffId, running))
                    {
                        throw new StaleRowException();
                    }

                    await FreeAsync(connection, transaction, site, row, running);
                }));
        }
        catch (StaleRowException)
        {
            return BookingResult.Changed;
        }
    }

    /// <summary>Opens the card, counted; null where it opened.</summary>
    private async Task<BookingResult?> RefusedCardAsync(PatientId patient, SessionToken session, CancellationToken stop)
    {
        using OpenedCards opened = await door.OpenCardsAsync([patient], new(session, AccessPurpose.Card), stop);
        return BookingResult.OfCard(opened.Cards[0]);
    }

    /// <summary>Gives an appointment's cells back, in the order of its agendas.</summary>
    internal static async Task FreeAsync(
        DbConnection connection, DbTransaction transaction, short site, AppointmentRow row, CancellationToken stop)
    {
        foreach (int schedule in new[] { row.ScheduleId, row.RoomId }.Where(one => one != 0).Order())
        {
            await SlotClaims.ReleaseAsync(
                connection, transaction, (site, schedule), row.Day, row.AppointmentId, stop);
        }
    }

    /// <summary>Writes a row after a step, and who took it; false when somebody else was first.</summary>
    internal static async Task<bool> WriteAsync(
        DbConnection connection, DbTransaction? transaction, AppointmentRow row, ActorId by, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Update;
        command.Add("@status", (short)row.Status);
        command.Add("@reason", (short)row.Reason);
        command.Add("@arrived", Number(row.ArrivedAt));
        command.Add("@started", Number(row.StartedAt));
        command.Add("@ended", Number(row.EndedAt));
        command.Add("@relationship", row.RelationshipId);
        command.Add("@staffRelationship", row.StaffRelationshipId);
        command.Add("@entryVersion", row.Entry?.Version ?? 0);
        command.Add("@by", by.Value);
        command.Add("@patient", row.Patient.Value);
        command.Add("@appointment", row.AppointmentId);
        command.Add("@version", row.Version);
        return await command.ExecuteNonQueryAsync(stop) == 1;
    }

    private static long Number(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds() ?? 0;
}
