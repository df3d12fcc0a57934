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

    private const string FewInSqlite =
        """
        SELECT token, kind, patient_id FROM identity_token WHERE token IN (@v0, @v1, @v2, @v3)
        UNION ALL
        SELECT token, kind, patient_id FROM identity_token_recent WHERE token IN (@v0, @v1, @v2, @v3)
        LIMIT @limit
        """;

    private const string SurvivorsInPostgreSql =
        "SELECT patient_id, survivor_id FROM patient_link WHERE patient_id = ANY(@patients)";

    private const string SurvivorsInSqlite =
        "SELECT patient_id, survivor_id FROM patient_link WHERE patient_id IN (SELECT value FROM json_each(@patients))";

    private const string FewSurvivorsInSqlite =
        "SELECT patient_id, survivor_id FROM patient_link WHERE patient_id IN (@v0, @v1, @v2, @v3)";

    /// <summary>Every row that bears one of the tokens, at most <paramref name="limit"/>.</summary>
    public static async Task<List<TokenRow>> RowsAsync(
        DbConnection connection, DatabaseEngine engine, ReadOnlyMemory<long> tokens, int limit, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        Ask(command, engine, tokens.Span, "@tokens", FewInSqlite, InSqlite, InPostgreSql);
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
        Ask(
            command, engine, patients.Span, "@patients", FewSurvivorsInSqlite, SurvivorsInSqlite, SurvivorsInPostgreSql);
        Dictionary<PatientId, PatientId> survivors = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            survivors[new(reader.GetInt64(0))] = new(reader.GetInt64(1));
        }

        return survivors;
    }

    private static void Ask(
        DbCommand command, DatabaseEngine engine, ReadOnlySpan<long> values, string name, string fewInSqlite,
        string inSqlite, string inPostgreSql)
    {
        if (engine == DatabaseEngine.Sqlite && values.Length is > 0 and <= CommandParameters.MaxFew)
        {
            command.CommandText = fewInSqlite;
            command.AddFew(values);
            return;
        }

        command.CommandText = engine == DatabaseEngine.Sqlite ? inSqlite : inPostgreSql;
        command.AddList(name, values);
    }
}
