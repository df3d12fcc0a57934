using System.Data.Common;
using Serment.Custodian.Log;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.TransparencyLog.Merkle;

namespace Serment.IntegrationTests.Custodian;

/// <summary>What a test reads from the custody database behind the custodian's back.</summary>
internal static class CustodyQueries
{
    public static async Task<PatientId> AnyCanaryAsync(CustodyBed bed, short site) =>
        new((await RowsAsync(bed, "SELECT patient_id, site FROM canary", row => (Id: row.GetInt64(0), Site: row.GetInt16(1))))
            .First(row => row.Site == site).Id);

    public static async Task<string> VerifierAsync(CustodyBed bed) =>
        (await RowsAsync(bed, "SELECT verifier FROM log_key", row => row.GetString(0))).Single();

    /// <summary>One number from the custody database.</summary>
    public static async Task<long> CountAsync(this CustodyBed bed, string sql) =>
        (await RowsAsync(bed, sql, row => Convert.ToInt64(
            row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture))).Single();

    /// <summary>The tree over every stored leaf, and how many entry versions the leaves seal.</summary>
    public static async Task<(LogVerifier Tree, int Sealed)> RebuildAsync(CustodyBed bed)
    {
        LogVerifier tree = new();
        int entries = 0;
        foreach (byte[] leaf in await LeavesAsync(bed))
        {
            tree.Append(leaf);
            LogLeafReader reader = LogLeafReader.Read(leaf);
            entries += reader.Kind == LogEventKind.EntriesSealed ? reader.AsSealed().Count : 0;
        }

        return (tree, entries);
    }

    public static async Task<byte[]> LeafAsync(CustodyBed bed, long index) => (await LeavesAsync(bed))[(int)index];

    private static async Task<List<byte[]>> LeavesAsync(CustodyBed bed)
    {
        List<byte[]> all = [];
        foreach (byte[] batch in await RowsAsync(
            bed, "SELECT leaves FROM log_batch ORDER BY first_index", row => (byte[])row.GetValue(0)))
        {
            LeafBatchReader reader = new(batch);
            while (reader.MoveNext())
            {
                all.Add(reader.Leaf.ToArray());
            }
        }

        return all;
    }

    private static async Task<List<T>> RowsAsync<T>(CustodyBed bed, string sql, Func<DbDataReader, T> read)
    {
        await using DatabaseLocation database = DatabaseLocation.Parse(bed.DatabaseText);
        await using DbConnection connection = await database.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        List<T> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
