using System.Buffers.Binary;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Log;

/// <summary>
/// The body of every leaf but releases and seals: a bit set, then the fields that are there, in this order.
/// </summary>
internal readonly record struct EventBody
{
    /// <summary>Length of a commitment: SHA-256 over a random salt and what is committed to.</summary>
    public const int CommitmentBytes = 32;

    private const int FieldCount = 7;

    /// <summary>The session that asked; bit 0.</summary>
    public SessionId? Session { get; init; }

    /// <summary>Whom or what it concerns: a member of staff, a client, a proposal, a relationship; bit 1.</summary>
    public long? Subject { get; init; }

    /// <summary>The patient, by random id; bit 2.</summary>
    public PatientId? Patient { get; init; }

    /// <summary>A code of the kind's own: a step-up's kind, a reason, an alert's kind; bit 3.</summary>
    public byte? Code { get; init; }

    /// <summary>A count, or another random id (docs/formats/log-leaf.md says which for each kind); bit 4.</summary>
    public long? Number { get; init; }

    /// <summary>Until when what was granted holds; bit 5.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>A salted commitment, 32 bytes, to text that is kept sealed elsewhere; bit 6.</summary>
    public ReadOnlyMemory<byte>? Commitment { get; init; }

    /// <summary>Length of the encoded body.</summary>
    public int LengthBytes =>
        1 + Length(Session is not null, 8) + Length(Subject is not null, 8) + Length(Patient is not null, 8)
        + Length(Code is not null, 1) + Length(Number is not null, 8) + Length(Until is not null, 8)
        + Length(HasCommitment, CommitmentBytes);

    /// <summary>Writes the body.</summary>
    public void Write(Span<byte> bytes)
    {
        int at = 1;
        byte fields = 0;
        Put(bytes, ref at, ref fields, 0, Session?.Value);
        Put(bytes, ref at, ref fields, 1, Subject);
        Put(bytes, ref at, ref fields, 2, Patient?.Value);
        if (Code is byte code)
        {
            fields |= 1 << 3;
            bytes[at++] = code;
        }

        Put(bytes, ref at, ref fields, 4, Number);
        Put(bytes, ref at, ref fields, 5, Until?.ToUnixTimeMilliseconds());
        if (HasCommitment)
        {
            fields |= 1 << 6;
            Commitment!.Value.Span[..CommitmentBytes].CopyTo(bytes[at..]);
        }

        bytes[0] = fields;
    }

    /// <summary>
    /// Reads a body; throws <see cref="InvalidDataException"/> for anything that <see cref="Write"/> would not
    /// make.
    /// </summary>
    public static EventBody Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] >= 1 << FieldCount)
        {
            throw new InvalidDataException("a log leaf's body names unknown fields");
        }

        byte fields = bytes[0];
        int at = 1;
        long? session = Take(bytes, ref at, fields, 0);
        long? subject = Take(bytes, ref at, fields, 1);
        long? patient = Take(bytes, ref at, fields, 2);
        byte? code = (fields & 1 << 3) != 0 ? Slice(bytes, ref at, 1)[0] : null;
        long? number = Take(bytes, ref at, fields, 4);
        long? until = Take(bytes, ref at, fields, 5);
        ReadOnlyMemory<byte>? commitment = null;
        if ((fields & 1 << 6) != 0)
        {
            commitment = Slice(bytes, ref at, CommitmentBytes).ToArray();
        }

        if (at != bytes.Length)
        {
            throw new InvalidDataException("a log leaf has bytes left over");
        }

        return new()
        {
            Session = session is long s ? new SessionId(s) : null,
            Subject = subject,
            Patient = patient is long p ? new PatientId(p) : null,
            Code = code,
            Number = number,
            Until = until is long ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null,
            Commitment = commitment,
        };
    }

    // A null array becomes an empty memory on its way through a conditional: that is no commitment either.
    private bool HasCommitment => Commitment is { Length: > 0 };

    private static int Length(bool present, int bytes) => present ? bytes : 0;

    private static void Put(Span<byte> bytes, ref int at, ref byte fields, int bit, long? value)
    {
        if (value is long number)
        {
            fields |= (byte)(1 << bit);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[at..], number);
            at += sizeof(long);
        }
    }

    private static long? Take(ReadOnlySpan<byte> bytes, ref int at, byte fields, int bit) =>
        (fields & 1 << bit) != 0 ? BinaryPrimitives.ReadInt64LittleEndian(Slice(bytes, ref at, sizeof(long))) : null;

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, ref int at, int length)
    {
        if (bytes.Length < at + length)
        {
            throw new InvalidDataException("a log leaf is cut short");
        }

        at += length;
        return bytes.Slice(at - length, length);
    }
}
