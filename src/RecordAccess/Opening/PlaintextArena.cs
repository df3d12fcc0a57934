using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Serment.RecordAccess.Opening;

/// <summary>
/// Memory for opened entries. Its pieces are pinned, so that the collector leaves no copies behind, and wiped before
/// they are used again.
/// </summary>
internal sealed class PlaintextArena : IDisposable
{
    private const int PieceBytes = 64 * 1024;
    private const int MaxSparePieces = 128;

    private static readonly ConcurrentBag<byte[]> Spare = [];

    private readonly List<byte[]> pieces = [];
    private byte[] current = [];
    private int used;

    /// <summary>So many bytes, until disposal.</summary>
    public Memory<byte> Take(int lengthBytes)
    {
        if (current.Length - used < lengthBytes)
        {
            current = lengthBytes <= PieceBytes && Spare.TryTake(out byte[]? spare)
                ? spare
                : GC.AllocateUninitializedArray<byte>(Math.Max(PieceBytes, lengthBytes), pinned: true);
            used = 0;
            pieces.Add(current);
        }

        Memory<byte> taken = current.AsMemory(used, lengthBytes);
        used += lengthBytes;
        return taken;
    }

    /// <summary>Wipes everything taken.</summary>
    public void Dispose()
    {
        foreach (byte[] piece in pieces)
        {
            CryptographicOperations.ZeroMemory(piece);
            if (piece.Length == PieceBytes && Spare.Count < MaxSparePieces)
            {
                Spare.Add(piece);
            }
        }

        pieces.Clear();
        current = [];
        used = 0;
    }
}
