using System.Data.Common;
using Serment.Database;
using Serment.TransparencyLog;
using Serment.TransparencyLog.Tiles;

namespace Serment.Custodian.Log;

/// <summary>The full tiles in the table <c>log_tile</c>.</summary>
internal sealed class TileTable(DatabaseLocation database) : ITileSource
{
    /// <inheritdoc/>
    public ReadOnlyMemory<byte> ReadTile(int level, long index)
    {
        // The tree asks synchronously, and only when the process starts or a proof is made.
        using DbConnection connection = database.OpenAsync(CancellationToken.None).GetAwaiter().GetResult();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT hashes FROM log_tile WHERE level = @level AND tile_index = @index";
        command.Add("@level", (short)level);
        command.Add("@index", index);
        return command.ExecuteScalar() is byte[] hashes
            ? hashes
            : throw new LogStorageException("a tile of the log is missing");
    }
}
