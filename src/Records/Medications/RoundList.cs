using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.Records.Patients;

namespace Serment.Records.Medications;

/// <summary>Somebody for whom doses are due at a time: how many, not what.</summary>
public sealed record RoundRow(PatientId Patient, DateTimeOffset Due, int Doses);

/// <summary>A row with the person's card, as far as the custodian opened it.</summary>
public sealed record RoundLine(RoundRow Row, PatientCard Card);

/// <summary>
/// The round of a unit: who is due for something, by time. Every card shown is a disclosure; the stamp discloses
/// nobody.
/// </summary>
public sealed class RoundList(RecordDoor door, DatabaseLocation main)
{
    /// <summary>People who are shown: what one opening of a list may name.</summary>
    public const int MaxPatients = 200;

    /// <summary>Rows that are shown.</summary>
    public const int MaxRows = 400;

    private const string Rows =
        """
        SELECT patient_id, due_at, COUNT(*) FROM medication_due
        WHERE site = @site AND unit_id = @unit AND due_at >= @from AND due_at < @until AND state = 1
        GROUP BY patient_id, due_at
        ORDER BY due_at, patient_id
        LIMIT @limit
        """;

    private const string Sum =
        """
        SELECT COUNT(*), COALESCE(SUM(version), 0), COALESCE(SUM(state), 0) FROM medication_due
        WHERE site = @site AND unit_id = @unit AND due_at >= @from AND due_at < @until
        """;

    /// <summary>The rows of a span, with cards.</summary>
    public async Task<IReadOnlyList<RoundLine>> RunAsync(
        SessionToken session, string siteCode, int unit, DateTimeOffset from, DateTimeOffset until, DateOnly today,
        CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return [];
        }

        List<RoundRow> rows = await ReadAsync(site, unit, from, until, stop);
        PatientId[] patients = [.. rows.Select(row => row.Patient).Distinct().Take(MaxPatients)];
        Dictionary<PatientId, PatientCard> cards = patients.Zip(await door.CardsAsync(patients, session, today, stop))
            .ToDictionary(pair => pair.First, pair => pair.Second);
        return
        [
            .. rows.Where(row => cards.ContainsKey(row.Patient)).Select(row => new RoundLine(row, cards[row.Patient])),
        ];
    }

    /// <summary>A text that changes when the rows of a span do.</summary>
    public async Task<string> StampAsync(
        string siteCode, int unit, DateTimeOffset from, DateTimeOffset until, CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return "0";
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Sum;
        AddSpan(command, site, unit, from, until);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop)
            ? FormattableString.Invariant($"{reader.GetValue(0)}.{reader.GetValue(1)}.{reader.GetValue(2)}")
            : "0";
    }

    private async Task<List<RoundRow>> ReadAsync(
        short site, int unit, DateTimeOffset from, DateTimeOffset until, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Rows;
        AddSpan(command, site, unit, from, until);
        command.Add("@limit", MaxRows);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<RoundRow> rows = [];
        while (await reader.ReadAsync(stop))
        {
            rows.Add(new(
                new(reader.GetInt64(0)),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)),
                (int)reader.GetInt64(2)));
        }

        return rows;
    }

    private static void AddSpan(DbCommand command, short site, int unit, DateTimeOffset from, DateTimeOffset until)
    {
        command.Add("@site", site);
        command.Add("@unit", unit);
        command.Add("@from", from.ToUnixTimeMilliseconds());
        command.Add("@until", until.ToUnixTimeMilliseconds());
    }
}
