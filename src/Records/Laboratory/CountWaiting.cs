using System.Data.Common;
using System.Globalization;
using Serment.Database;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Specimens;

namespace Serment.Records.Laboratory;

/// <summary>How many analyses of a section wait in one state.</summary>
/// <param name="Section">Which part.</param>
/// <param name="Status">In which state.</param>
/// <param name="Count">How many.</param>
/// <param name="Urgent">Of these, urgent ones.</param>
/// <param name="Late">Of these, later than promised.</param>
/// <param name="Critical">Of these, with a critical value.</param>
/// <param name="OnHold">Of these, held, blocked or to be done once more.</param>
public sealed record WaitingAnalyses(
    Section Section, AnalysisStatus Status, int Count, int Urgent, int Late, int Critical, int OnHold);

/// <summary>What waits in a laboratory, as numbers.</summary>
/// <param name="Analyses">By section and state.</param>
/// <param name="Tubes">Containers to be taken, and taken and not here.</param>
/// <param name="Stamp">Changes when a number does.</param>
public sealed record LaboratoryState(
    IReadOnlyList<WaitingAnalyses> Analyses, IReadOnlyDictionary<SpecimenState, int> Tubes, string Stamp)
{
    /// <summary>Analyses of a state in all sections.</summary>
    public int Total(AnalysisStatus status) => Analyses.Where(one => one.Status == status).Sum(one => one.Count);
}

/// <summary>Counts what waits: two questions to the worklists, no person.</summary>
public sealed class CountWaiting(DatabaseLocation main)
{
    private const string Tasks =
        """
        SELECT section, status, COUNT(*), SUM(CASE WHEN priority = 2 THEN 1 ELSE 0 END),
            SUM(CASE WHEN due_at < @now THEN 1 ELSE 0 END), SUM(CASE WHEN attention = 2 THEN 1 ELSE 0 END),
            SUM(CASE WHEN hold > 0 THEN 1 ELSE 0 END)
        FROM observation_task
        WHERE site = @site AND laboratory_id = @laboratory AND status BETWEEN 2 AND 4
        GROUP BY section, status ORDER BY section, status
        """;

    private const string Specimens =
        """
        SELECT state, COUNT(*) FROM specimen
        WHERE site = @site AND laboratory_id = @laboratory AND state BETWEEN 1 AND 2 AND planned_at < @soon
        GROUP BY state
        """;

    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    /// <summary>Counts.</summary>
    public async Task<LaboratoryState> RunAsync(short site, int laboratory, DateTimeOffset now, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        List<WaitingAnalyses> analyses = [];
        await using (DbCommand command = connection.CreateCommand())
        {
            command.CommandText = Tasks;
            command.Add("@site", site);
            command.Add("@laboratory", laboratory);
            command.Add("@now", now.ToUnixTimeMilliseconds());
            await using DbDataReader row = await command.ExecuteReaderAsync(stop);
            while (await row.ReadAsync(stop))
            {
                analyses.Add(new(
                    (Section)row.GetInt16(0), (AnalysisStatus)row.GetInt16(1), Number(row, 2), Number(row, 3),
                    Number(row, 4), Number(row, 5), Number(row, 6)));
            }
        }

        Dictionary<SpecimenState, int> tubes = [];
        await using (DbCommand command = connection.CreateCommand())
        {
            command.CommandText = Specimens;
            command.Add("@site", site);
            command.Add("@laboratory", laboratory);
            command.Add("@soon", (now + Ahead).ToUnixTimeMilliseconds());
            await using DbDataReader row = await command.ExecuteReaderAsync(stop);
            while (await row.ReadAsync(stop))
            {
                tubes[(SpecimenState)row.GetInt16(0)] = Number(row, 1);
            }
        }

        return new(analyses, tubes, StampOf(analyses, tubes));
    }

    private static int Number(DbDataReader row, int column) =>
        Convert.ToInt32(row.GetValue(column), CultureInfo.InvariantCulture);

    private static string StampOf(List<WaitingAnalyses> analyses, Dictionary<SpecimenState, int> tubes)
    {
        HashCode hash = default;
        analyses.ForEach(one => hash.Add(one));
        foreach ((SpecimenState state, int count) in tubes.OrderBy(one => one.Key))
        {
            hash.Add((state, count));
        }

        return ((uint)hash.ToHashCode()).ToString(CultureInfo.InvariantCulture);
    }
}
