using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Encounters;

/// <summary>
/// What is due follows the patient: doses and care go to the unit where she lies, wait while she is on leave, and end
/// with the stay; a movement that is cancelled takes them back. In the transaction of the movement.
/// </summary>
internal static class DueFollows
{
    private const string MoveDoses =
        """
        UPDATE medication_due SET unit_id = @unit, version = version + 1
        WHERE patient_id = @patient AND unit_id <> @unit AND state IN (1, 7, 8)
        """;

    private const string MoveCare =
        """
        UPDATE care_task SET unit_id = @unit
        WHERE patient_id = @patient AND unit_id <> @unit AND status IN (1, 7, 8)
        """;

    private const string TurnDoses =
        """
        UPDATE medication_due SET state = @to, version = version + 1
        WHERE patient_id = @patient AND state = @from AND due_at >= @begins AND due_at < @ends
        """;

    private const string TurnCare =
        "UPDATE care_task SET status = @to WHERE patient_id = @patient AND status = @from";

    // Care that fell into a leave is due when the patient is back: what a nurse would do by herself.
    private const string DelayCare =
        """
        UPDATE care_task SET due_at = @ends
        WHERE patient_id = @patient AND status = 1 AND due_at >= @begins AND due_at < @ends
          AND NOT EXISTS (SELECT 1 FROM care_task other
                          WHERE other.patient_id = care_task.patient_id AND other.action_id = care_task.action_id
                            AND other.due_at = @ends)
        """;

    private const short Due = 1;
    private const short Away = 7;
    private const short Over = 8;

    /// <summary>Writes what a stay's change makes of the rows.</summary>
    public static async Task WriteAsync(DbConnection connection, StayRow row, CancellationToken stop)
    {
        foreach (PatientId record in row.Records)
        {
            Rows rows = new(connection, row.Transaction, record, stop);
            if (row.After.Current is { Place.UnitId: int unit } && unit != row.Before.Current?.Place.UnitId)
            {
                await rows.RunAsync(MoveDoses, ("@unit", unit));
                await rows.RunAsync(MoveCare, ("@unit", unit));
            }

            await TurnDosesAsync(rows, Absences.Of(row.Before), Absences.Of(row.After));
            await TurnCareAsync(rows, row.Before, row.After);
        }
    }

    private static async Task TurnDosesAsync(Rows rows, IReadOnlyList<Absence> before, IReadOnlyList<Absence> after)
    {
        if (before.SequenceEqual(after))
        {
            return;
        }

        foreach (Absence one in before)
        {
            await rows.TurnAsync(one, from: one.IsOver ? Over : Away, to: Due);
        }

        foreach (Absence one in after)
        {
            await rows.TurnAsync(one, from: Due, to: one.IsOver ? Over : Away);
        }
    }

    private static async Task TurnCareAsync(Rows rows, StayHistory before, StayHistory after)
    {
        short from = StateOf(before.Status);
        short to = StateOf(after.Status);
        if (from == to)
        {
            return;
        }

        await rows.RunAsync(TurnCare, ("@from", from), ("@to", to));
        if (from != Away || to != Due)
        {
            return;
        }

        foreach (Absence one in Absences.Of(after).Where(one => !one.IsOver))
        {
            await rows.RunAsync(
                DelayCare, ("@begins", one.From.ToUnixTimeMilliseconds()),
                ("@ends", one.Until.ToUnixTimeMilliseconds()));
        }
    }

    private static short StateOf(StayStatus status) => status switch
    {
        StayStatus.Away => Away,
        StayStatus.Finished => Over,
        _ => Due,
    };

    private sealed record Rows(
        DbConnection Connection, DbTransaction Transaction, PatientId Record, CancellationToken Stop)
    {
        public Task TurnAsync(Absence absence, short from, short to) => RunAsync(
            TurnDoses, ("@from", from), ("@to", to), ("@begins", absence.From.ToUnixTimeMilliseconds()),
            ("@ends", absence.Until.ToUnixTimeMilliseconds()));

        public async Task RunAsync(string sql, params (string Name, object Value)[] values)
        {
            await using DbCommand command = Connection.CreateCommand();
            command.CommandText = sql;
            command.Transaction = Transaction;
            command.Add("@patient", Record.Value);
            foreach ((string name, object value) in values)
            {
                command.Add(name, value);
            }

            await command.ExecuteNonQueryAsync(Stop);
        }
    }
}
