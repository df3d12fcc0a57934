using System.Buffers.Binary;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Log;

/// <summary>
/// One leaf of the log before it is appended (docs/formats/log-leaf.md): who, what, and the body of its kind.
/// The time is set by the writer. A leaf holds random identifiers and salted commitments, never personal data.
/// </summary>
internal readonly struct LogLeaf(
    LogEventKind kind, short site, ActorId actor, ReadOnlyMemory<byte> body, LogIndexRow? index = null)
{
    /// <summary>The format that this program writes.</summary>
    public const byte FormatVersion = 1;

    /// <summary>Version, kind, time, site, actor.</summary>
    public const int HeaderBytes = 1 + 1 + 8 + 2 + 8;

    /// <summary>The longest leaf: C2SP entry bundles give lengths in 16 bits.</summary>
    public const int MaxLengthBytes = ushort.MaxValue;

    /// <summary>What happened.</summary>
    public LogEventKind Kind => kind;

    /// <summary>Where it happened.</summary>
    public short Site => site;

    /// <summary>Who did it: a member of staff or a client.</summary>
    public ActorId Actor => actor;

    /// <summary>What the index keeps of it; null for leaves that nobody asks for one by one.</summary>
    public LogIndexRow? Index => index;

    /// <summary>Length of the encoded leaf.</summary>
    public int LengthBytes => HeaderBytes + body.Length;

    /// <summary>A leaf of any kind whose body is an <see cref="EventBody"/>: all but releases and seals.</summary>
    public static LogLeaf Event(
        LogEventKind kind, short site, ActorId actor, in EventBody body, LogIndexRow? index = null)
    {
        byte[] bytes = new byte[body.LengthBytes];
        body.Write(bytes);
        return new(kind, site, actor, bytes, index ?? LogIndexRow.Of(body));
    }

    /// <summary>Writes the leaf.</summary>
    public void Write(Span<byte> bytes, DateTimeOffset at)
    {
        if (LengthBytes > MaxLengthBytes)
        {
            throw new InvalidOperationException("a leaf is too long");
        }

        bytes[0] = FormatVersion;
        bytes[1] = (byte)kind;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[2..], at.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt16LittleEndian(bytes[10..], site);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[12..], actor.Value);
        body.Span.CopyTo(bytes[HeaderBytes..]);
    }
}
