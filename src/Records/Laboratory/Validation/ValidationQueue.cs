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

    /// <summary>Groups read, one for each section of an order: of very many, the rest waits for the next look.</summary>
    public const int MaxGroups = 20_000;

    private const string Waiting =
        " FROM observation_task task WHERE task.site = @site AND task.laboratory_id = @laboratory AND task.status = 4";

    // One group for each section of an order, what is held apart: the queue needs no single analysis.
    private const string Sql =
        """
        SELECT waiting.patient_id, waiting.request_id, request.number, request.sex, request.age_days, request.priority,
            waiting.section, waiting.is_held, waiting.analyses, waiting.attention, waiting.since, waiting.due_at
        FROM (SELECT task.patient_id, task.request_id, task.section, CASE task.hold WHEN 1 THEN 1 ELSE 0 END AS is_held,
                COUNT(*) AS analyses, MAX(task.attention) AS attention, MIN(task.technical_at) AS since,
                MIN(task.due_at) AS due_at
        """
        + Waiting
        + """
         GROUP BY task.patient_id, task.request_id, task.section, CASE task.hold WHEN 1 THEN 1 ELSE 0 END) waiting
        JOIN laboratory_request request
            ON request.patient_id = waiting.patient_id AND request.request_id = waiting.request_id
        ORDER BY waiting.since
        LIMIT @limit
        """;

    private const string OpenSql =
        "SELECT waiting.request_id, (SELECT COUNT(*) FROM observation_task other"
        + " WHERE other.patient_id = waiting.patient_id AND other.request_id = waiting.request_id"
        + " AND other.status IN (1, 2, 3)) FROM (SELECT DISTINCT task.patient_id, task.request_id" + Waiting + ") waiting";

    private const string CountSql = "SELECT COUNT(DISTINCT task.request_id)" + Waiting + " AND task.hold <> 1";

    /// <summary>Reads it.</summary>
    public async Task<IReadOnlyList<QueueRow>> RunAsync(
        short site, int laboratory, QueueFilter filter, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        IReadOnlyList<QueueRow> rows = await OrderAsync(connection, site, laboratory, filter, stop);
        if (rows.Count == 0)
        {
            return rows;
        }

        Dictionary<EntryId, int> open = [];
        await using DbCommand command = Bound(connection, OpenSql, site, laboratory);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            open[new(reader.GetInt64(0))] = Whole(reader.GetValue(1));
        }

        return [.. rows.Select(row => row with { Open = open.GetValueOrDefault(row.Request) })];
    }

    /// <summary>The order that comes after one in the queue; null where nothing else waits.</summary>
    public async Task<QueueRow?> NextAsync(short site, int laboratory, EntryId? after, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        return Next(await OrderAsync(connection, site, laboratory, new(), stop), after);
    }

    /// <summary>How many orders wait.</summary>
    public async Task<int> CountAsync(short site, int laboratory, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = Bound(connection, CountSql, site, laboratory);
        return Whole(await command.ExecuteScalarAsync(stop));
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

    private static async Task<IReadOnlyList<QueueRow>> OrderAsync(
        DbConnection connection, short site, int laboratory, QueueFilter filter, CancellationToken stop)
    {
        List<QueueRow> rows = [];
        foreach (IGrouping<(PatientId Patient, EntryId Request), Line> order in
            (await ReadAsync(connection, site, laboratory, stop)).GroupBy(one => (one.Patient, one.Request)))
        {
            Line[] waiting = [.. order.Where(one => one.IsHeld == filter.IsHeld)];
            if (waiting.Length == 0 || (filter.Section is { } section && !waiting.Any(one => one.Section == section)))
            {
                continue;
            }

            Line first = waiting[0];
            rows.Add(new(
                first.Patient, first.Request, first.Number, first.Person, first.Priority,
                [.. waiting.Select(one => one.Section).Distinct().Order()],
                order.Where(one => !one.IsHeld).Sum(one => one.Analyses),
                order.Where(one => one.IsHeld).Sum(one => one.Analyses), 0, waiting.Max(one => one.Attention),
                waiting.Min(one => one.Since), waiting.Min(one => one.DueAt)));
        }

        return [.. rows.Order(Comparer<QueueRow>.Create(Compare)).Take(MaxRows)];
    }

    private static async Task<List<Line>> ReadAsync(
        DbConnection connection, short site, int laboratory, CancellationToken stop)
    {
        await using DbCommand command = Bound(connection, Sql, site, laboratory);
        command.Add("@limit", MaxGroups);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<Line> lines = [];
        while (await reader.ReadAsync(stop))
        {
            lines.Add(new(
                new(reader.GetInt64(0)), new(reader.GetInt64(1)), reader.GetString(2),
                new((LaboratorySex)reader.GetInt16(3), reader.GetInt32(4)), (OrderPriority)reader.GetInt16(5),
                (Section)reader.GetInt16(6), Whole(reader.GetValue(7)) != 0, Whole(reader.GetValue(8)),
                (Attention)reader.GetInt16(9), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(10)),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(11))));
        }

        return lines;
    }

    private static DbCommand Bound(DbConnection connection, string sql, short site, int laboratory)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Add("@site", site);
        command.Add("@laboratory", laboratory);
        return command;
    }

    // Counts are of another width on either engine.
    private static int Whole(object? value) => Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture);

    private readonly record struct Line(
        PatientId Patient, EntryId Request, string Number, BenchPerson Person, OrderPriority Priority, Section Section,
        bool IsHeld, int Analyses, Attention Attention, DateTimeOffset Since, DateTimeOffset DueAt);
}
