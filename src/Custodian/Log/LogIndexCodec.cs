using System.Buffers.Binary;
using Serment.Custodian.Decisions;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Log;

/// <summary>
/// Rows of the log's index as <c>log_event_waiting</c> holds them (docs/formats/log-leaf.md, "Storage"): a version byte;
/// then for each row which fields differ from the row before (u16, a bit a field), which fields are there (u16), and the
/// values of those that are in both, in the order of <see cref="Widths"/>. The rows of one list differ in little.
/// </summary>
internal static class LogIndexCodec
{
    private const byte Version = 1;
    private const int HeadBytes = 2 + 2;

    /// <summary>
    /// Bytes of log index, time, actor, site, kind; session, patient, subject, number; role, purpose, outcome, reason,
    /// charged, code, compartments. A log index that is the next one does not differ.
    /// </summary>
    private static ReadOnlySpan<byte> Widths => [8, 8, 8, 2, 1, 8, 8, 8, 8, 1, 1, 1, 1, 1, 1, 1];

    private static int MaxRowBytes => HeadBytes + (7 * 8) + 2 + (8 * 1) + sizeof(long);

    /// <summary>Encodes the rows.</summary>
    public static byte[] Encode(IReadOnlyList<LogIndexEntry> entries)
    {
        byte[] bytes = new byte[1 + (entries.Count * MaxRowBytes)];
        bytes[0] = Version;
        int length = 1;
        Span<long?> before = new long?[Widths.Length];
        Span<long?> fields = new long?[Widths.Length];
        foreach (LogIndexEntry entry in entries)
        {
            Take(entry, fields);
            length += Write(bytes.AsSpan(length), before, fields);
            fields.CopyTo(before);
            before[0]++;
        }

        return bytes[..length];
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are of no known version, or cut short.</exception>
    public static void Decode(ReadOnlySpan<byte> bytes, List<LogIndexEntry> entries)
    {
        if (bytes.IsEmpty || bytes[0] != Version)
        {
            throw new InvalidDataException("waiting rows of the log's index are of a version that is not known here");
        }

        ReadOnlySpan<byte> rest = bytes[1..];
        Span<long?> fields = new long?[Widths.Length];
        while (!rest.IsEmpty)
        {
            rest = Read(rest, fields);
            entries.Add(EntryOf(fields));
            fields[0]++;
        }
    }

    private static int Write(Span<byte> at, ReadOnlySpan<long?> before, ReadOnlySpan<long?> fields)
    {
        int differ = 0;
        int present = 0;
        int length = HeadBytes;
        for (int i = 0; i < fields.Length; i++)
        {
            bool differs = fields[i] != before[i];
            differ |= differs ? 1 << i : 0;
            present |= fields[i] is null ? 0 : 1 << i;
            if (differs && fields[i] is long value)
            {
                // Eight bytes are written whatever the width; the next value covers what is too much.
                BinaryPrimitives.WriteInt64LittleEndian(at[length..], value);
                length += Widths[i];
            }
        }

        BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)differ);
        BinaryPrimitives.WriteUInt16LittleEndian(at[2..], (ushort)present);
        return length;
    }

    private static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> rest, Span<long?> fields)
    {
        int differ = rest.Length < HeadBytes ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(rest);
        int present = rest.Length < HeadBytes ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
        int length = HeadBytes;
        for (int i = 0; i < fields.Length; i++)
        {
            length += (differ & present & (1 << i)) != 0 ? Widths[i] : 0;
        }

        if (rest.Length < length)
        {
            throw new InvalidDataException("waiting rows of the log's index are cut short");
        }

        int at = HeadBytes;
        for (int i = 0; i < fields.Length; i++)
        {
            if ((differ & (1 << i)) != 0)
            {
                bool isThere = (present & (1 << i)) != 0;
                fields[i] = isThere ? ValueOf(rest.Slice(at, Widths[i])) : null;
                at += isThere ? Widths[i] : 0;
            }
        }

        return rest[length..];
    }

    private static long ValueOf(ReadOnlySpan<byte> bytes) =>
        bytes.Length switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        };

    private static void Take(LogIndexEntry entry, Span<long?> fields)
    {
        LogIndexRow row = entry.Row;
        fields[0] = entry.LogIndex;
        fields[1] = entry.AtMs;
        fields[2] = entry.Actor.Value;
        fields[3] = entry.Site;
        fields[4] = (byte)entry.Kind;
        fields[5] = row.Session?.Value;
        fields[6] = row.Patient?.Value;
        fields[7] = row.Subject;
        fields[8] = row.Number;
        fields[9] = (byte?)row.Role;
        fields[10] = (byte?)row.Purpose;
        fields[11] = (byte?)row.Outcome;
        fields[12] = (byte?)row.Reason;
        fields[13] = (byte?)row.Charged;
        fields[14] = row.Code;
        fields[15] = row.Compartments;
    }

    private static LogIndexEntry EntryOf(ReadOnlySpan<long?> fields)
    {
        if (fields[0] is not long index || fields[1] is not long at || fields[2] is not long actor
            || fields[3] is not long site || fields[4] is not long kind)
        {
            throw new InvalidDataException("a waiting row of the log's index lacks what every row has");
        }

        LogIndexRow row = new()
        {
            Session = fields[5] is long session ? new SessionId(session) : null,
            Patient = fields[6] is long patient ? new PatientId(patient) : null,
            Subject = fields[7],
            Number = fields[8],
            Role = (Role?)fields[9],
            Purpose = (AccessPurpose?)fields[10],
            Outcome = (Outcome?)fields[11],
            Reason = (DecisionReason?)fields[12],
            Charged = (Meter?)fields[13],
            Code = (byte?)fields[14],
            Compartments = (byte?)fields[15],
        };
        return new(index, at, (LogEventKind)kind, (short)site, new(actor), row);
    }
}
