using System.Buffers.Binary;
using System.Security.Cryptography;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Relationships;

/// <summary>Somebody stands in: for a colleague (<paramref name="Replaced"/>) or in a unit's team.</summary>
internal sealed record Cover(
    long Id, CoverKind Kind, short Site, ActorId Taker, ActorId? Replaced, int? UnitId, ActorId GivenBy,
    DateTimeOffset GivenAt, DateTimeOffset From, DateTimeOffset Until)
{
    private const int Bytes = 4 + (7 * 8) + 4 + 2 + 2;

    /// <summary>A colleague gave it for the replaced one.</summary>
    public bool IsOnBehalf => Replaced is not null && Replaced != GivenBy;

    /// <summary>SHA-256 over every field; the leaf of its giving commits to it (docs/formats/log-leaf.md).</summary>
    public byte[] Commitment()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        "CV1\0"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[4..], Id);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[12..], Taker.Value);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[20..], Replaced?.Value ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[28..], GivenBy.Value);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[36..], GivenAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64LittleEndian(bytes[44..], From.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64LittleEndian(bytes[52..], Until.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt32LittleEndian(bytes[60..], UnitId ?? 0);
        BinaryPrimitives.WriteInt16LittleEndian(bytes[64..], Site);
        BinaryPrimitives.WriteInt16LittleEndian(bytes[66..], (short)Kind);
        return SHA256.HashData(bytes);
    }
}
