using System.Data.Common;
using Serment.Database;
using Serment.Records.Laboratory.Bench;

namespace Serment.Records.Laboratory.Validation;

/// <summary>What a rule would have meant for the newest orders, as far as rows tell: they bear no values.</summary>
/// <param name="Orders">Orders looked at.</param>
/// <param name="Analyses">Their technically validated or final analyses.</param>
/// <param name="Named">Those that the rule names.</param>
/// <param name="AtMost">
/// Those of them whose age and origin fit and that nobody had to look at: at most so many would have been released.
/// </param>
public sealed record RuleCounts(int Orders, int Analyses, int Named, int AtMost);

/// <summary>Counts it, without opening anybody's record.</summary>
public sealed class CountRule(DatabaseLocation main)
{
    /// <summary>Orders looked at.</summary>
    public const int MaxOrders = 500;

    private const string Sql =
        """
        SELECT task.request_id, task.analysis, task.attention, task.hold, task.age_days, task.priority, request.ward_id
        FROM observation_task task
        JOIN laboratory_request request
            ON request.patient_id = task.patient_id AND request.request_id = task.request_id
        WHERE task.site = @site AND task.laboratory_id = @laboratory AND task.status IN (4, 5)
        ORDER BY task.technical_at DESC
        LIMIT @limit
        """;

    private const int MaxTasks = 20 * MaxOrders;

    /// <summary>Counts the newest orders.</summary>
    public async Task<RuleCounts> RunAsync(ReleaseRule rule, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Sql;
        command.Add("@site", rule.Site);
        command.Add("@laboratory", rule.LaboratoryId);
        command.Add("@limit", MaxTasks);
        HashSet<long> orders = [];
        int analyses = 0;
        int named = 0;
        int atMost = 0;
        HashSet<string> codes = rule.Analyses.Select(one => one.Code).ToHashSet(StringComparer.Ordinal);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            if (!orders.Contains(reader.GetInt64(0)) && orders.Count == MaxOrders)
            {
                break;
            }

            orders.Add(reader.GetInt64(0));
            analyses++;
            if (await reader.IsDBNullAsync(1, stop) || !codes.Contains(reader.GetString(1)))
            {
                continue;
            }

            named++;
            int age = reader.GetInt32(4);
            int years = age < 0 ? -1 : (int)(age / BenchPerson.DaysOfYear);
            bool isFromWard = reader.GetInt32(6) != 0;
            atMost += reader.GetInt16(2) == (short)Attention.None
                && reader.GetInt16(3) == (short)AnalysisHold.None
                && years >= rule.FromYears && years < (rule.UntilYears ?? int.MaxValue)
                && (rule.Origin == RuleOrigin.All || (rule.Origin == RuleOrigin.Wards) == isFromWard)
                && !(rule.SkipsUrgent && reader.GetInt16(5) == (short)OrderPriority.Urgent)
                    ? 1
                    : 0;
        }

        return new(orders.Count, analyses, named, atMost);
    }
}
