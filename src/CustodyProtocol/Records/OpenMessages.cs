using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Serment.CustodyProtocol;

/// <summary>
/// Asks for the entry keys of exactly these versions. Each patient is decided and charged by itself.
/// Layout: u8 purpose, u32 patients, u32 entries; a patient: i64 id, u16 entries;
/// an entry, in the patients' order: i64 id, i32 version, u8 compartment, i16 type, 60 wrapped key.
/// A patient with no entries asks for the decision alone (and is charged like any other).
/// </summary>
public sealed class OpenRequest(AccessPurpose purpose)
{
    /// <summary>Patients in one request: the longest list that a page may show.</summary>
    public const int MaxPatients = 200;

    /// <summary>Entries in one request.</summary>
    public const int MaxEntries = 20_000;

    internal const int HeaderBytes = 1 + 4 + 4;
    internal const int PatientBytes = 8 + 2;
    internal const int EntryBytes = 8 + 4 + 1 + 2 + SealedLengths.WrappedKeyBytes;

    private byte[] patients = new byte[PatientBytes];
    private byte[] entries = new byte[16 * EntryBytes];

    /// <summary>Patients named so far.</summary>
    public int PatientCount { get; private set; }

    /// <summary>Entries added so far.</summary>
    public int EntryCount { get; private set; }

    /// <summary>Length of the payload.</summary>
    public int LengthBytes => HeaderBytes + (PatientCount * PatientBytes) + (EntryCount * EntryBytes);

    /// <summary>Names the patient to whom the entries that follow belong.</summary>
    public void BeginPatient(PatientId patient)
    {
        if (PatientCount == MaxPatients)
        {
            throw new InvalidOperationException("too many patients in one request");
        }

        Grow(ref patients, (PatientCount + 1) * PatientBytes);
        BinaryPrimitives.WriteInt64LittleEndian(patients.AsSpan(PatientCount * PatientBytes), patient.Value);
        BinaryPrimitives.WriteUInt16LittleEndian(patients.AsSpan((PatientCount * PatientBytes) + 8), 0);
        PatientCount++;
    }

    /// <summary>Adds an entry version of the patient begun last; returns its ordinal in the request.</summary>
    public int AddEntry(EntryId entry, int version, Compartment compartment, ResourceType type, ReadOnlySpan<byte> wrappedKey)
    {
        if (EntryCount == MaxEntries)
        {
            throw new InvalidOperationException("too many entries in one request");
        }

        Span<byte> count = patients.AsSpan(((PatientCount - 1) * PatientBytes) + 8);
        BinaryPrimitives.WriteUInt16LittleEndian(count, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(count) + 1));
        Grow(ref entries, (EntryCount + 1) * EntryBytes);
        Span<byte> at = entries.AsSpan(EntryCount * EntryBytes);
        BinaryPrimitives.WriteInt64LittleEndian(at, entry.Value);
        BinaryPrimitives.WriteInt32LittleEndian(at[8..], version);
        at[12] = (byte)compartment;
        BinaryPrimitives.WriteInt16LittleEndian(at[13..], type.Code);
        wrappedKey.CopyTo(at[15..EntryBytes]);
        return EntryCount++;
    }

    /// <summary>Writes the payload.</summary>
    public void Write(Span<byte> payload)
    {
        payload[0] = (byte)purpose;
        BinaryPrimitives.WriteUInt32LittleEndian(payload[1..], (uint)PatientCount);
        BinaryPrimitives.WriteUInt32LittleEndian(payload[5..], (uint)EntryCount);
        patients.AsSpan(0, PatientCount * PatientBytes).CopyTo(payload[HeaderBytes..]);
        entries.AsSpan(0, EntryCount * EntryBytes).CopyTo(payload[(HeaderBytes + (PatientCount * PatientBytes))..]);
    }

    private static void Grow(ref byte[] array, int lengthBytes)
    {
        if (array.Length < lengthBytes)
        {
            Array.Resize(ref array, Math.Max(lengthBytes, array.Length * 2));
        }
    }
}

/// <summary>
/// Reads an <see cref="OpenRequest"/> on the custodian's side. Lengths and codes are checked when it is made.
/// </summary>
public readonly ref struct OpenRequestReader
{
    private readonly ReadOnlySpan<byte> patients;
    private readonly ReadOnlySpan<byte> entries;

    private OpenRequestReader(ReadOnlySpan<byte> payload, int patientCount, int entryCount)
    {
        Purpose = (AccessPurpose)payload[0];
        int entriesAt = OpenRequest.HeaderBytes + (patientCount * OpenRequest.PatientBytes);
        patients = payload[OpenRequest.HeaderBytes..entriesAt];
        entries = payload[entriesAt..];
        PatientCount = patientCount;
        EntryCount = entryCount;
    }

    /// <summary>Why.</summary>
    public AccessPurpose Purpose { get; }

    /// <summary>Patients in the request.</summary>
    public int PatientCount { get; }

    /// <summary>Entries in the request.</summary>
    public int EntryCount { get; }

    /// <summary>Checks the payload; false when it is not a well-formed request.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out OpenRequestReader reader)
    {
        reader = default;
        if (payload.Length < OpenRequest.HeaderBytes || payload[0] is < 1 or > (byte)AccessPurpose.Print)
        {
            return false;
        }

        uint patientCount = BinaryPrimitives.ReadUInt32LittleEndian(payload[1..]);
        uint entryCount = BinaryPrimitives.ReadUInt32LittleEndian(payload[5..]);
        if (patientCount is 0 or > OpenRequest.MaxPatients
            || entryCount > OpenRequest.MaxEntries
            || payload.Length != OpenRequest.HeaderBytes
                + ((int)patientCount * OpenRequest.PatientBytes) + ((int)entryCount * OpenRequest.EntryBytes))
        {
            return false;
        }

        OpenRequestReader read = new(payload, (int)patientCount, (int)entryCount);
        if (!read.IsSound())
        {
            return false;
        }

        reader = read;
        return true;
    }

    /// <summary>The patient of that ordinal.</summary>
    public PatientId Patient(int ordinal) =>
        new(BinaryPrimitives.ReadInt64LittleEndian(patients[(ordinal * OpenRequest.PatientBytes)..]));

    /// <summary>How many entries follow for that patient.</summary>
    public int EntriesOf(int ordinal) =>
        BinaryPrimitives.ReadUInt16LittleEndian(patients[((ordinal * OpenRequest.PatientBytes) + 8)..]);

    /// <summary>The binding of the entry of that ordinal, for the patient it stands under.</summary>
    public EntryBinding Binding(int ordinal, PatientId patient, short site)
    {
        ReadOnlySpan<byte> at = entries[(ordinal * OpenRequest.EntryBytes)..];
        return new(
            site,
            patient,
            new(BinaryPrimitives.ReadInt64LittleEndian(at)),
            BinaryPrimitives.ReadInt32LittleEndian(at[8..]),
            (Compartment)at[12],
            new(BinaryPrimitives.ReadInt16LittleEndian(at[13..])));
    }

    /// <summary>The wrapped key.</summary>
    public ReadOnlySpan<byte> WrappedKey(int ordinal) =>
        entries.Slice((ordinal * OpenRequest.EntryBytes) + 15, SealedLengths.WrappedKeyBytes);

    private bool IsSound()
    {
        int sum = 0;
        for (int i = 0; i < PatientCount; i++)
        {
            if (Patient(i).Value <= 0)
            {
                return false;
            }

            sum += EntriesOf(i);
        }

        for (int i = 0; i < EntryCount; i++)
        {
            ReadOnlySpan<byte> at = entries[(i * OpenRequest.EntryBytes)..];
            if (!Compartments.IsDefined(at[12])
                || !ResourceType.IsDefined(BinaryPrimitives.ReadInt16LittleEndian(at[13..])))
            {
                return false;
            }
        }

        return sum == EntryCount;
    }
}

/// <summary>
/// The answer to an <see cref="OpenRequest"/>. Layout: u32 patients, u32 entries; a patient: u8 outcome, u8 reason,
/// i64 log index; an entry: u8 whether it opened, 32 key (zero where it did not). Dispose wipes the keys.
/// </summary>
public sealed class OpenResponse : IDisposable
{
    /// <summary>Bytes before the first patient.</summary>
    public const int HeaderBytes = 4 + 4;

    /// <summary>Bytes of a patient.</summary>
    public const int PatientBytes = 1 + 1 + 8;

    /// <summary>Bytes of an entry.</summary>
    public const int EntryBytes = 1 + SealedLengths.KeyBytes;

    private readonly byte[] payload;
    private readonly int entriesAt;

    private OpenResponse(byte[] payload, int entriesAt)
    {
        this.payload = payload;
        this.entriesAt = entriesAt;
    }

    /// <summary>Length of a whole answer.</summary>
    public static int LengthOf(int patients, int entries) =>
        HeaderBytes + (patients * PatientBytes) + (entries * EntryBytes);

    /// <summary>Takes a payload; throws when it does not fit the request.</summary>
    public static OpenResponse Read(byte[] payload, int patients, int entries)
    {
        if (payload.Length != LengthOf(patients, entries)
            || BinaryPrimitives.ReadUInt32LittleEndian(payload) != patients
            || BinaryPrimitives.ReadUInt32LittleEndian(payload.AsSpan(4)) != entries)
        {
            throw new InvalidDataException("the custodian's answer does not fit the request");
        }

        return new(payload, HeaderBytes + (patients * PatientBytes));
    }

    /// <summary>What was decided for a patient.</summary>
    public Outcome OutcomeOf(int patient) => (Outcome)payload[HeaderBytes + (patient * PatientBytes)];

    /// <summary>Why.</summary>
    public DecisionReason ReasonOf(int patient) => (DecisionReason)payload[HeaderBytes + (patient * PatientBytes) + 1];

    /// <summary>The disclosure's place in the log: the page's receipt.</summary>
    public long LogIndexOf(int patient) =>
        BinaryPrimitives.ReadInt64LittleEndian(payload.AsSpan(HeaderBytes + (patient * PatientBytes) + 2));

    /// <summary>
    /// Whether a key came back; false when the role does not open the compartment or the wrap is not this entry's.
    /// </summary>
    public bool HasKey(int entry) => payload[entriesAt + (entry * EntryBytes)] == 1;

    /// <summary>The entry key, until disposal.</summary>
    public ReadOnlySpan<byte> Key(int entry) =>
        payload.AsSpan(entriesAt + (entry * EntryBytes) + 1, SealedLengths.KeyBytes);

    /// <summary>Wipes the keys.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(payload.AsSpan(entriesAt));
}
