using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Storage;

/// <summary>
/// Keeps the log's newest signed checkpoint on this side. The custodian cannot take it back: a log cut short or
/// rewritten later contradicts it, and <c>serment verify</c> says so.
/// </summary>
public sealed class KeepCheckpoint(CustodianClient custodian, DatabaseLocation main, TimeProvider clock)
{
    /// <summary>How often the web server does it.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>Fetches and stores; a size that is known already is left as it is.</summary>
    public async Task<long> RunAsync(CancellationToken stop)
    {
        CheckpointText newest = await custodian.AskAsync(
            MessageKind.LatestCheckpoint, null, Nothing.Instance,
            CustodyJson.Default.Nothing, CustodyJson.Default.CheckpointText, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            INSERT INTO checkpoint (tree_size, received_at, signed_note) VALUES (@size, @at, @note)
            ON CONFLICT (tree_size) DO NOTHING
            """;
        command.Bind("@size", newest.TreeSize);
        command.Bind("@at", clock.GetUtcNow().ToUnixTimeMilliseconds());
        command.Bind("@note", newest.SignedNote);
        await command.ExecuteNonQueryAsync(stop);
        return newest.TreeSize;
    }
}
