using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;

namespace Serment.Records.Medications;

/// <summary>How noting a dose ended.</summary>
public enum NotingOutcome : byte
{
    /// <summary>Noted.</summary>
    Noted = 1,

    /// <summary>Somebody has noted this dose already.</summary>
    AlreadyNoted = 2,

    /// <summary>The line has no such dose.</summary>
    NotPlanned = 3,

    /// <summary>The custodian refused.</summary>
    Refused = 4,
}

/// <summary>
/// Notes what became of one dose: given, refused, postponed, not given. Of two people who note the same dose, the
/// second is told: the row of the worklist lets only one in.
/// </summary>
public sealed class RecordAdministration(SaveEntries save, DatabaseLocation main)
{
    private const string State =
        """
        SELECT state FROM medication_due WHERE patient_id = @patient AND request_id = @request AND due_at = @due
        """;

    /// <summary>Notes it.</summary>
    /// <param name="line">The line, as just opened.</param>
    /// <param name="dose">What became of the dose.</param>
    /// <param name="noted">What else was noted of the line.</param>
    /// <param name="author">Who.</param>
    /// <param name="session">The session's secret.</param>
    /// <param name="zone">The house's zone.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<NotingOutcome> RunAsync(
        ChartLine line, GivenDose dose, IReadOnlyList<GivenDose> noted, ActorId author, SessionToken session,
        TimeZoneInfo zone, CancellationToken stop)
    {
        PatientId patient = line.Entry.Version.Patient;
        if (dose.Planned is { } due)
        {
            if (!IsPlanned(line, due, noted, zone))
            {
                return NotingOutcome.NotPlanned;
            }

            if (noted.Any(one => one.Line == line.Id && one.Planned == due)
                || await IsMarkedAsync(patient, line.Id, due, stop))
            {
                return NotingOutcome.AlreadyNoted;
            }
        }
        else if (!line.Line.Steps.Any(step => step.IsAsNeeded))
        {
            return NotingOutcome.NotPlanned;
        }

        try
        {
            EntriesSaved saved = await save.RunAsync(
                patient,
                [new(GivenDoses.Write(dose, patient, author, zone))],
                session,
                stop,
                (connection, transaction, receipt, cancel) =>
                    MarkAsync(connection, transaction, receipt, patient, dose, cancel));
            return saved.Outcome == SealOutcome.Saved ? NotingOutcome.Noted : NotingOutcome.Refused;
        }
        catch (DoseMarkedException)
        {
            return NotingOutcome.AlreadyNoted;
        }
    }

    private static bool IsPlanned(
        ChartLine line, DateTimeOffset due, IReadOnlyList<GivenDose> noted, TimeZoneInfo zone) =>
        PlanOfDays.IsDoseOf(line, due, zone)
        || noted.Any(one => one.Line == line.Id && one.PostponedTo == due);

    private static async Task MarkAsync(
        DbConnection connection, DbTransaction transaction, SealReceipt receipt, PatientId patient, GivenDose dose,
        CancellationToken stop)
    {
        if (dose.Planned is not { } due)
        {
            return;
        }

        DueState state = dose.Outcome switch
        {
            DoseOutcome.Given => DueState.Given,
            DoseOutcome.Refused => DueState.Refused,
            DoseOutcome.Postponed => DueState.Postponed,
            _ => DueState.NotGiven,
        };
        if (!await DueRows.MarkAsync(connection, transaction, patient, dose.Line, due, state, receipt.Site, stop))
        {
            throw new DoseMarkedException();
        }

        if (dose.PostponedTo is { } later)
        {
            int unit = await DueRows.UnitOfAsync(connection, transaction, patient, dose.Line, stop);
            await DueRows.AddAsync(
                connection, transaction, patient, receipt.Site, unit, [new(dose.Line, later, 0, "")], stop,
                again: true);
        }
    }

    private async Task<bool> IsMarkedAsync(
        PatientId patient, EntryId line, DateTimeOffset due, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = State;
        command.Add("@patient", patient.Value);
        command.Add("@request", line.Value);
        command.Add("@due", due.ToUnixTimeMilliseconds());
        return await command.ExecuteScalarAsync(stop) is { } state and not DBNull
            && (DueState)Convert.ToInt32(state, System.Globalization.CultureInfo.InvariantCulture)
                is not (DueState.Due or DueState.Away or DueState.Over);
    }

    // Rolls the whole sealing back.
    private sealed class DoseMarkedException : Exception;
}
