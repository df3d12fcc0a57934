using System.Buffers.Binary;
using Serment.Custodian.Decisions;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Log;

/// <summary>
/// The body of a release or its refusal: patient i64, session i64, purpose u8, outcome u8, reason u8, charged u8
/// (0 nothing), step-up u8 (0 none), compartments u8 (bit n - 1 for compartment n), entries u16; an entry: id i64,
/// version i32. A longer list goes on in further leaves of the same kind.
/// </summary>
internal static class ReleaseBody
{
    /// <summary>Entries in one leaf; a leaf must fit 64 KB.</summary>
    public const int MaxEntries = 4096;

    private const int HeadBytes = 8 + 8 + 6 + 2;
    private const int EntryBytes = 8 + 4;

    /// <summary>
    /// Encodes a body. The entries are an i64 and an i32 each, as <see cref="PutEntry"/> writes them.
    /// </summary>
    public static byte[] Encode(
        PatientId patient, SessionId session, AccessPurpose purpose, in Decision decision, byte compartments,
        ReadOnlySpan<byte> entries)
    {
        byte[] body = new byte[HeadBytes + entries.Length];
        BinaryPrimitives.WriteInt64LittleEndian(body, patient.Value);
        BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(8), session.Value);
        body[16] = (byte)purpose;
        body[17] = (byte)decision.Outcome;
        body[18] = (byte)decision.Reason;
        body[19] = (byte)decision.Charged;
        body[20] = decision.Used is StepUpKind used ? (byte)used : (byte)0;
        body[21] = compartments;
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(22), (ushort)(entries.Length / EntryBytes));
        entries.CopyTo(body.AsSpan(HeadBytes));
        return body;
    }

    /// <summary>Writes one entry; returns its length.</summary>
    public static int PutEntry(Span<byte> at, EntryId entry, int version)
    {
        BinaryPrimitives.WriteInt64LittleEndian(at, entry.Value);
        BinaryPrimitives.WriteInt32LittleEndian(at[8..], version);
        return EntryBytes;
    }

    /// <summary>The bit of a compartment.</summary>
    public static byte BitOf(Compartment compartment) => (byte)(1 << ((int)compartment - 1));
}
