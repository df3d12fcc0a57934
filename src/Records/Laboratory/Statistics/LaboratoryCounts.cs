using System.Data.Common;
using Npgsql;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Laboratory.Statistics;

/// <summary>
/// Adds to the laboratory's counters in the transaction of the event: what is rolled back is not counted, and no page has to go
/// through patients afterwards.
/// </summary>
public static class LaboratoryCounts
{
    /// <summary>
    /// Rows over which one counter is spread on PostgreSQL, so that transactions that count the same do not queue. SQLite has one
    /// writer anyway.
    /// </summary>
    public const int Slots = 4;

    /// <summary>Hour of a row that stands for a whole day or month.</summary>
    public const int AllHours = -1;

    /// <summary>Adds one event.</summary>
    public static Task AddAsync(
        DbConnection connection, DbTransaction? transaction, LaboratoryCount count, CancellationToken stop) =>
        AddAsync(connection, transaction, [count], stop);

    /// <summary>Adds events; equal ones are added up first.</summary>
    public static async Task AddAsync(
        DbConnection connection, DbTransaction? transaction, IReadOnlyCollection<LaboratoryCount> counts,
        CancellationToken stop)
    {
        if (counts.Count == 0)
        {
            return;
        }

        // In one order everywhere: two transactions that count the same things never wait for each other in a circle.
        Dictionary<Key, long> sums = [];
        foreach (LaboratoryCount one in counts)
        {
            foreach (Key key in KeysOf(one))
            {
                sums[key] = sums.GetValueOrDefault(key) + one.Amount;
            }
        }

        short slot = connection is NpgsqlConnection ? (short)(Environment.CurrentManagedThreadId % Slots) : (short)0;
        foreach ((Key key, long amount) in sums.OrderBy(one => one.Key.Order))
        {
            await AddAsync(connection, transaction, key, slot, amount, stop);
        }
    }

    /// <summary>The day of a time as a period: yyyymmdd.</summary>
    public static int DayOf(DateOnly day) => (MonthOf(day) * 100) + day.Day;

    /// <summary>The month of a time as a period: yyyymm.</summary>
    public static int MonthOf(DateOnly day) => (day.Year * 100) + day.Month;

    private static async Task AddAsync(
        DbConnection connection, DbTransaction? transaction, Key key, short slot, long amount, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            """
            INSERT INTO laboratory_count (site, laboratory_id, period, hour, kind, section, detail, slot, amount)
            VALUES (@site, @laboratory, @period, @hour, @kind, @section, @detail, @slot, @amount)
            ON CONFLICT (site, laboratory_id, period, hour, kind, section, detail, slot)
            DO UPDATE SET amount = laboratory_count.amount + excluded.amount
            """;
        command.Add("@site", key.Site);
        command.Add("@laboratory", key.Laboratory);
        command.Add("@period", key.Period);
        command.Add("@hour", key.Hour);
        command.Add("@kind", (short)key.Kind);
        command.Add("@section", key.Section);
        command.Add("@detail", key.Detail);
        command.Add("@slot", slot);
        command.Add("@amount", amount);
        await command.ExecuteNonQueryAsync(stop);
    }

    private static Key[] KeysOf(LaboratoryCount one)
    {
        DateTime local = EstablishmentTime.Local(one.At);
        DateOnly day = DateOnly.FromDateTime(local);
        short section = one.Section is { } part ? (short)part : (short)0;
        return
        [
            new(one.Site, one.LaboratoryId, DayOf(day), AllHours, one.Kind, section, one.Detail),
            new(one.Site, one.LaboratoryId, MonthOf(day), AllHours, one.Kind, section, one.Detail),
            new(one.Site, one.LaboratoryId, MonthOf(day), (short)local.Hour, one.Kind, 0, one.Detail),
        ];
    }

    private readonly record struct Key(
        short Site, int Laboratory, int Period, short Hour, CountKind Kind, short Section, int Detail)
    {
        public (short, int, int, short, CountKind, short, int) Order =>
            (Site, Laboratory, Period, Hour, Kind, Section, Detail);
    }
}
