using System.Data.Common;
using Serment.Database;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Statistics;

namespace Serment.Records.Laboratory.Validation;

/// <summary>What goes with analyses that become final, in the same transaction: by a biologist or by a rule.</summary>
public static class FinalSteps
{
    /// <summary>Counts one analysis that is final now, and how long it took since its tube came.</summary>
    /// <param name="connection">Connection.</param>
    /// <param name="transaction">Transaction.</param>
    /// <param name="task">The task as it was.</param>
    /// <param name="now">When it became final.</param>
    /// <param name="kind">By a biologist or by a rule.</param>
    /// <param name="stop">Cancels.</param>
    public static Task CountAsync(
        DbConnection connection, DbTransaction transaction, TaskRow task, DateTimeOffset now, CountKind kind,
        CancellationToken stop)
    {
        List<LaboratoryCount> counts = [new(task.Site, task.LaboratoryId, now, task.Section, kind)];
        if (task.ReadyAt is { } received && received <= now)
        {
            counts.Add(LaboratoryCount.Turnaround(
                task.Site, task.LaboratoryId, task.Section, task.Priority, received, now));
        }

        return LaboratoryCounts.AddAsync(connection, transaction, counts, stop);
    }

    /// <summary>
    /// Completes the order where every analysis of it is final or cancelled. After the transaction's own steps: the order's
    /// row is locked until it ends.
    /// </summary>
    /// <returns>Whether it is complete: the report is the final one, not a partial one.</returns>
    public static async Task<bool> CompleteAsync(
        DbConnection connection, DbTransaction transaction, RequestRow request, DateTimeOffset now,
        CancellationToken stop)
    {
        // Whoever finishes another analysis of the order at the same time waits here, and reads what was committed first.
        await LockAsync(connection, transaction, request, stop);
        List<TaskRow> tasks =
            await TaskRows.OfRequestAsync(connection, transaction, request.Patient, request.Request, stop);
        bool isComplete = tasks.TrueForAll(
            task => task.Status is AnalysisStatus.Final or AnalysisStatus.Cancelled);
        if (isComplete
            && await RequestRows.FindAsync(connection, transaction, request.Patient, request.Request, stop)
                is { Status: RequestStatus.Active } current)
        {
            await RequestRows.SetStatusAsync(connection, transaction, current, RequestStatus.Completed, now, stop);
        }

        return isComplete;
    }

    private static async Task LockAsync(
        DbConnection connection, DbTransaction transaction, RequestRow request, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            """
            UPDATE laboratory_request SET version = version WHERE patient_id = @patient AND request_id = @request
            """;
        command.Add("@patient", request.Patient.Value);
        command.Add("@request", request.Request.Value);
        await command.ExecuteNonQueryAsync(stop);
    }
}
