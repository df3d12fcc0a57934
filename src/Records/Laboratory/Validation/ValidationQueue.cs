using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Laboratory.Bench;

namespace Serment.Records.Laboratory.Validation;

/// <summary>An order that waits for a biologist: numbers and times, no name and no value.</summary>
/// <param name="Patient">Whose.</param>
/// <param name="Request">The order.</param>
/// <param name="Number">Its number.</param>
/// <param name="Person">Sex and age.</param>
/// <param name="Priority">How soon.</param>
/// <param name="Sections">The parts of the laboratory that its waiting analyses belong to.</param>
/// <param name="Waiting">Analyses to be validated.</param>
/// <param name="Held">Analyses that a biologist holds.</param>
/// <param name="Open">Analyses that are not resulted yet: the report would be partial.</param>
/// <param name="Attention">The most urgent of its waiting analyses.</param>
/// <param name="Since">Since when the first waits.</param>
/// <param name="DueAt">When the first was promised.</param>
public sealed record QueueRow(
    PatientId Patient, EntryId Request, string Number, BenchPerson Person, OrderPriority Priority,
    IReadOnlyList<Section> Sections, int Waiting, int Held, int Open, Attention Attention, DateTimeOffset Since,
    DateTimeOffset DueAt)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(QueueRow);
}

/// <summary>What the queue is narrowed to.</summary>
/// <param name="Section">One part of the laboratory; null for all.</param>
/// <param name="IsHeld">Only orders with held analyses; else only those with something to be validated.</param>
public sealed record QueueFilter(Section? Section = null, bool IsHeld = false);

/// <summary>
/// The orders of a laboratory that wait for a biologist, from rows alone: it costs nothing and discloses nobody.
/// Critical first, then urgent, then by waiting time.
/// </summary>
public sealed class ValidationQueue(DatabaseLocation main)
{
    /// <summary>Orders shown.</summary>
    public const int MaxRows = 300;

    /// <summary>Analyses read: of an order with very many, the rest waits for the next look.</summary>
    public const int MaxTasks = 20_000;

    private const string Sql =
        """
        SELECT task.patient_id, task.request_id, request.number, task.sex, task.age_days, request.priority,
            task.section, task.status, task.hold, task.attention, task.technical_at, task.due_at
        FROM observation_task task
        JOIN laboratory_request request
            ON request.patient_id = task.patient_id AND request.request_id = task.request_id
        WHERE task.site = @site AND task.laboratory_id = @laboratory AND task.status = 4
        ORDER BY task.technical_at
        LIMIT @limit
        """;

    private const string OpenSql =
        """
        SELECT COUNT(*) FROM observation_task
        WHERE patient_id = @patient AND request_id = @request AND status IN (1, 2, 3)
        """;

    /// <summary>Reads it.</summary>
    public async Task<IReadOnlyList<QueueRow>> RunAsync(
        short site, int laboratory, QueueFilter filter, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        List<Line> lines = await ReadAsync(connection, site, laboratory, stop);
        List<QueueRow> rows = [];
        foreach (IGrouping<(PatientId Patient, EntryId Request), Line> order in
            lines.GroupBy(one => (one.Patient, one.Request)))
        {
            Line[] waiting = [.. order.Where(one => one.IsHeld == filter.IsHeld)];
            if (waiting.Length == 0 || (filter.Section is { } section && !waiting.Any(one => one.Section == section)))
            {
                continue;
            }

            Line first = waiting[0];
            rows.Add(new(
                first.Patient, first.Request, first.Number, first.Person, first.Priority,
                [.. waiting.Select(one => one.Section).Distinct().Order()], order.Count(one => !one.IsHeld),
                order.Count(one => one.IsHeld), 0, waiting.Max(one => one.Attention), waiting.Min(one => one.Since),
                waiting.Min(one => one.DueAt)));
        }

        rows = [.. rows.Order(Comparer<QueueRow>.Create(Compare)).Take(MaxRows)];
        for (int i = 0; i < rows.Count; i++)
        {
            rows[i] = rows[i] with { Open = await OpenAsync(connection, rows[i], stop) };
        }

        return rows;
    }

    /// <summary>The order after this one in the queue, or the first; null where nothing waits.</summary>
    public static QueueRow? Next(IReadOnlyList<QueueRow> queue, EntryId? after)
    {
        int at = -1;
        for (int i = 0; i < queue.Count && after is not null; i++)
        {
            at = queue[i].Request == after ? i : at;
        }

        return queue.Count == 0 || (queue.Count == 1 && at == 0) ? null : queue[(at + 1) % queue.Count];
    }

    /// <summary>Which comes first.</summary>
    public static int Compare(QueueRow? one, QueueRow? other)
    {
        int order = IsCritical(other).CompareTo(IsCritical(one));
        order = order != 0 ? order : IsUrgent(other).CompareTo(IsUrgent(one));
        return order != 0 ? order : (one?.Since ?? default).CompareTo(other?.Since ?? default);

        static bool IsCritical(QueueRow? row) => row?.Attention == Attention.Critical;

        static bool IsUrgent(QueueRow? row) => row?.Priority == OrderPriority.Urgent;
    }

    private static async Task<List<Line>> ReadAsync(
        DbConnection connection, short site, int laboratory, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Sql;
        command.Add("@site", site);
        command.Add("@laboratory", laboratory);
        command.Add("@limit", MaxTasks);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<Line> lines = [];
        while (await reader.ReadAsync(stop))
        {
            lines.Add(new(
                new(reader.GetInt64(0)), new(reader.GetInt64(1)), reader.GetString(2),
                new((LaboratorySex)reader.GetInt16(3), reader.GetInt32(4)), (OrderPriority)reader.GetInt16(5),
                (Section)reader.GetInt16(6), reader.GetInt16(8) == (short)AnalysisHold.Held,
                (Attention)reader.GetInt16(9), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(10)),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(11))));
        }

        return lines;
    }

    private static async Task<int> OpenAsync(DbConnection connection, QueueRow row, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OpenSql;
        command.Add("@patient", row.Patient.Value);
        command.Add("@request", row.Request.Value);
        return Convert.ToInt32(
            await command.ExecuteScalarAsync(stop), System.Globalization.CultureInfo.InvariantCulture);
    }

    private readonly record struct Line(
        PatientId Patient, EntryId Request, string Number, BenchPerson Person, OrderPriority Priority, Section Section,
        bool IsHeld, Attention Attention, DateTimeOffset Since, DateTimeOffset DueAt);
}
