using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.RecordAccess.Lookup;

/// <summary>One row of the blind index.</summary>
public readonly record struct TokenRow(long Token, TokenKind Kind, PatientId Patient);

/// <summary>Finds records by blind tokens. A token alone says nothing of what it was made from.</summary>
internal static class TokenLookup
{
    private const string InPostgreSql =
        """
        SELECT token, kind, patient_id FROM identity_token WHERE token = ANY(@tokens)
        UNION ALL
        SELECT token, kind, patient_id FROM identity_token_recent WHERE token = ANY(@tokens)
        LIMIT @limit
        """;

    private const string InSqlite =
        """
        SELECT token, kind, patient_id FROM identity_token WHERE token IN (SELECT value FROM json_each(@tokens))
        UNION ALL
        SELECT token, kind, patient_id FROM identity_token_recent WHERE token IN (SELECT value FROM json_each(@tokens))
        LIMIT @limit
        """;

    private const string SurvivorsInPostgreSql =
        "SELECT patient_id, survivor_id FROM patient_link WHERE patient_id = ANY(@patients)";

    private const string SurvivorsInSqlite =
        "SELECT patient_id, survivor_id FROM patient_link WHERE patient_id IN (SELECT value FROM json_each(@patients))";

    /// <summary>Every row that bears one of the tokens, at most <paramref name="limit"/>.</summary>
    public static async Task<List<TokenRow>> RowsAsync(
        DbConnection connection, DatabaseEngine engine, ReadOnlyMemory<long> tokens, int limit, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = engine == DatabaseEngine.Sqlite ? InSqlite : InPostgreSql;
        command.AddList("@tokens", tokens.Span);
        command.Add("@limit", limit);
        List<TokenRow> rows = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            rows.Add(new(reader.GetInt64(0), (TokenKind)reader.GetInt16(1), new(reader.GetInt64(2))));
        }

        return rows;
    }

    /// <summary>The surviving record of each replaced one among these.</summary>
    public static async Task<Dictionary<PatientId, PatientId>> SurvivorsAsync(
        DbConnection connection, DatabaseEngine engine, ReadOnlyMemory<long> patients, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = engine == DatabaseEngine.Sqlite ? SurvivorsInSqlite : SurvivorsInPostgreSql;
        command.AddList("@patients", patients.Span);
        Dictionary<PatientId, PatientId> survivors = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            survivors[new(reader.GetInt64(0))] = new(reader.GetInt64(1));
        }

        return survivors;
    }
}
