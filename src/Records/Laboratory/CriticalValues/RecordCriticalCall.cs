using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Statistics;

namespace Serment.Records.Laboratory.CriticalValues;

/// <summary>How recording a call ended.</summary>
public enum CallOutcome
{
    /// <summary>Recorded.</summary>
    Done,

    /// <summary>No such critical value here.</summary>
    Unknown,

    /// <summary>Somebody else has recorded a call meanwhile, or the analysis has changed.</summary>
    Moved,

    /// <summary>Somebody answered, but nobody read the value back: then it is not told.</summary>
    NotReadBack,

    /// <summary>The custodian refused, or wants a touch.</summary>
    Closed,
}

/// <summary>The answer.</summary>
public sealed record CallRecorded(
    CallOutcome Outcome, Outcome Decision = CustodyProtocol.Outcome.Allowed,
    DecisionReason Reason = DecisionReason.None);

/// <summary>
/// Records a call about a critical value: the words sealed, the row moved on, in one transaction. It counts as told only
/// once the value was read back, and as that value stands: another one, or a corrected one, is to be told again.
/// </summary>
public sealed class RecordCriticalCall(CriticalList list, RecordDoor door, SaveEntries save)
{
    private const string Insert =
        """
        INSERT INTO critical_call
            (patient_id, task_id, site, laboratory_id, attempts, last_attempt_at, told_at, told_by, version)
        VALUES (@patient, @task, @site, @laboratory, @attempts, @attempted, @told, @by, 1)
        ON CONFLICT (patient_id, task_id) DO NOTHING
        """;

    private const string Update =
        """
        UPDATE critical_call SET attempts = @attempts, last_attempt_at = @attempted, told_at = @told, told_by = @by,
            version = version + 1
        WHERE patient_id = @patient AND task_id = @task AND version = @version
        """;

    private const string Tell =
        """
        UPDATE observation_task SET told_at = @told
        WHERE patient_id = @patient AND task_id = @task AND version = @version AND told_at = 0
        """;

    /// <summary>Records it.</summary>
    /// <param name="patient">Whose.</param>
    /// <param name="seen">The value as it was shown: what has changed since was not told.</param>
    /// <param name="call">The call.</param>
    /// <param name="who">Who called.</param>
    /// <param name="session">The session.</param>
    /// <param name="now">Now, with the local offset.</param>
    /// <param name="stop">Until the commit.</param>
    public async Task<CallRecorded> RunAsync(
        PatientId patient, CriticalSeen seen, CriticalCall call, SessionDescription who, SessionToken session,
        DateTimeOffset now, CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(who.SiteCode, stop) is not { } site
            || await list.FindAsync(
                site, [.. who.Units.Select(unit => unit.UnitId)], patient, call.Task, now, stop) is not { } row)
        {
            return new(CallOutcome.Unknown);
        }

        if (call is { IsAnswered: true, IsReadBack: false })
        {
            return new(CallOutcome.NotReadBack);
        }

        if (row.Seen != seen || row.ToldAt is not null)
        {
            return new(CallOutcome.Moved);
        }

        try
        {
            EntriesSaved saved = await save.RunAsync(
                patient,
                [
                    new(
                        CriticalCalls.Write(call, row.Request, new(patient, who.StaffId, who.Name, now)),
                        row.Analysis is null ? Compartment.Sensitive : Compartment.Laboratory),
                ],
                session, stop,
                (connection, transaction, _, cancel) =>
                    MoveAsync(connection, transaction, row, site, call, who.StaffId, now, cancel));
            return saved.Outcome switch
            {
                SealOutcome.Saved => new(CallOutcome.Done),
                SealOutcome.StepUp => new(CallOutcome.Closed, Outcome.StepUp, saved.Reason),
                _ => new(CallOutcome.Closed, Outcome.Refused, saved.Reason),
            };
        }
        catch (CallMovedException)
        {
            return new(CallOutcome.Moved);
        }
    }

    /// <summary>Writes the row of a call, and counts what was told.</summary>
    internal static async Task MoveAsync(
        DbConnection connection, DbTransaction transaction, CriticalRow row, short site, CriticalCall call, ActorId by,
        DateTimeOffset now, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = row.Version == 0 ? Insert : Update;
        command.Add("@attempts", (short)(row.Attempts + (call.IsTold ? 0 : 1)));
        command.Add("@attempted", call.IsTold ? RowTime.Of(row.LastAttemptAt) : now.ToUnixTimeMilliseconds());
        command.Add("@told", call.IsTold ? now.ToUnixTimeMilliseconds() : 0L);
        command.Add("@by", call.IsTold ? by.Value : 0L);
        command.Add("@patient", row.Patient.Value);
        command.Add("@task", row.Task.Value);
        command.Add("@site", site);
        command.Add("@laboratory", row.LaboratoryId);
        command.Add("@version", row.Version);
        if (await command.ExecuteNonQueryAsync(stop) != 1)
        {
            throw new CallMovedException();
        }

        if (call.IsTold)
        {
            await TellAsync(connection, transaction, row, now, stop);
            await LaboratoryCounts.AddAsync(
                connection, transaction,
                new LaboratoryCount(
                    site, row.LaboratoryId, now, row.Section,
                    now <= row.DueAt ? CountKind.CriticalInTime : CountKind.CriticalLate),
                stop);
        }
    }

    private static async Task TellAsync(
        DbConnection connection, DbTransaction transaction, CriticalRow row, DateTimeOffset now, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Tell;
        command.Add("@told", now.ToUnixTimeMilliseconds());
        command.Add("@patient", row.Patient.Value);
        command.Add("@task", row.Task.Value);
        command.Add("@version", row.TaskVersion);
        if (await command.ExecuteNonQueryAsync(stop) != 1)
        {
            throw new CallMovedException();
        }
    }

    private sealed class CallMovedException : Exception;
}
