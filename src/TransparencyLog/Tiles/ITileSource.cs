namespace Serment.TransparencyLog.Tiles;

/// <summary>Where full tiles were stored: the border between this library, which does no I/O, and a database or
/// folder.</summary>
public interface ITileSource
{
    /// <summary>Reads a full tile, 8,192 bytes. Its length is checked, its hashes are not: whoever does not trust the
    /// storage compares the resulting root or proof with a signed checkpoint.</summary>
    /// <exception cref="LogStorageException">There is no such tile.</exception>
    ReadOnlyMemory<byte> ReadTile(int level, long index);
}
