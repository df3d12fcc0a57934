using System.Buffers.Binary;

namespace Serment.CustodyProtocol;

/// <summary>
/// Asks the custodian to wrap entry keys and to put the sealed versions in the log, one leaf a patient.
/// The ciphertext stays with the caller; its SHA-256 is here.
/// Layout: u32 patients, u32 entries; a patient: i64 id, u8 flags (1 new), u8 entries;
/// an entry, in the patients' order: i64 id, i32 version, u8 compartment, i16 type, 32 key, 32 ciphertext hash;
/// from a session, for each entry of a version above 1, in the same order: 60 wrapped key of the version before.
/// </summary>
public sealed class SealRequest
{
    /// <summary>Patients in one request.</summary>
    public const int MaxPatients = 8192;

    /// <summary>Entries in one request.</summary>
    public const int MaxEntries = 32768;

    /// <summary>Entries of one patient in one request: they share one leaf.</summary>
    public const int MaxEntriesPerPatient = 64;

    internal const int HeaderBytes = 8;
    internal const int PatientBytes = 8 + 1 + 1;
    internal const int EntryBytes = 8 + 4 + 1 + 2 + 32 + 32;

    private byte[] patients = new byte[64 * PatientBytes];
    private byte[] entries = new byte[64 * EntryBytes];
    private byte[] previous = [];
    private int previousCount;

    /// <summary>Patients named so far.</summary>
    public int PatientCount { get; private set; }

    /// <summary>Entries added so far.</summary>
    public int EntryCount { get; private set; }

    /// <summary>Forgets everything, keys included, for the next use.</summary>
    public void Clear()
    {
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(entries.AsSpan(0, EntryCount * EntryBytes));
        PatientCount = 0;
        EntryCount = 0;
        previousCount = 0;
    }

    /// <summary>Names the patient to whom the entries that follow belong.</summary>
    public void BeginPatient(PatientId patient, bool isNew)
    {
        if (PatientCount == MaxPatients)
        {
            throw new InvalidOperationException("too many patients in one request");
        }

        Grow(ref patients, (PatientCount + 1) * PatientBytes);
        Span<byte> at = patients.AsSpan(PatientCount * PatientBytes);
        BinaryPrimitives.WriteInt64LittleEndian(at, patient.Value);
        at[8] = isNew ? (byte)1 : (byte)0;
        at[9] = 0;
        PatientCount++;
    }

    /// <summary>Adds an entry version of the patient begun last; returns its ordinal in the request.</summary>
    public int AddEntry(
        EntryId entry, int version, Compartment compartment, ResourceType type,
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> ciphertextHash)
    {
        ref byte count = ref patients[((PatientCount - 1) * PatientBytes) + 9];
        if (count == MaxEntriesPerPatient || EntryCount == MaxEntries)
        {
            throw new InvalidOperationException("too many entries in one request");
        }

        Grow(ref entries, (EntryCount + 1) * EntryBytes);
        Span<byte> at = entries.AsSpan(EntryCount * EntryBytes);
        BinaryPrimitives.WriteInt64LittleEndian(at, entry.Value);
        BinaryPrimitives.WriteInt32LittleEndian(at[8..], version);
        at[12] = (byte)compartment;
        BinaryPrimitives.WriteInt16LittleEndian(at[13..], type.Code);
        key.CopyTo(at[15..47]);
        ciphertextHash.CopyTo(at[47..79]);
        count++;
        return EntryCount++;
    }

    /// <summary>
    /// Adds the wrapped key of the version that a correction follows: once for each entry of a version above 1, in
    /// their order, or not at all. A person must: nobody puts a version over an entry of another compartment.
    /// </summary>
    public void AddPrevious(ReadOnlySpan<byte> wrappedKey)
    {
        if (previousCount == EntryCount)
        {
            throw new InvalidOperationException("more previous keys than entries");
        }

        Grow(ref previous, (previousCount + 1) * SealedLengths.WrappedKeyBytes);
        wrappedKey[..SealedLengths.WrappedKeyBytes].CopyTo(previous.AsSpan(previousCount * SealedLengths.WrappedKeyBytes));
        previousCount++;
    }

    /// <summary>Length of the payload.</summary>
    public int LengthBytes =>
        HeaderBytes + (PatientCount * PatientBytes) + (EntryCount * EntryBytes)
        + (previousCount * SealedLengths.WrappedKeyBytes);

    /// <summary>Writes the payload.</summary>
    public void Write(Span<byte> payload)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(payload, (uint)PatientCount);
        BinaryPrimitives.WriteUInt32LittleEndian(payload[4..], (uint)EntryCount);
        patients.AsSpan(0, PatientCount * PatientBytes).CopyTo(payload[HeaderBytes..]);
        Span<byte> rest = payload[(HeaderBytes + (PatientCount * PatientBytes))..];
        entries.AsSpan(0, EntryCount * EntryBytes).CopyTo(rest);
        previous.AsSpan(0, previousCount * SealedLengths.WrappedKeyBytes).CopyTo(rest[(EntryCount * EntryBytes)..]);
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
/// Reads a <see cref="SealRequest"/> on the custodian's side. Lengths and codes are checked when it is made.
/// </summary>
public readonly ref struct SealRequestReader
{
    private readonly ReadOnlySpan<byte> patients;
    private readonly ReadOnlySpan<byte> entries;
    private readonly ReadOnlySpan<byte> previous;

    private SealRequestReader(
        ReadOnlySpan<byte> patients, ReadOnlySpan<byte> entries, ReadOnlySpan<byte> previous, int patientCount,
        int entryCount)
    {
        this.patients = patients;
        this.entries = entries;
        this.previous = previous;
        PatientCount = patientCount;
        EntryCount = entryCount;
    }

    /// <summary>Patients in the request.</summary>
    public int PatientCount { get; }

    /// <summary>Entries in the request.</summary>
    public int EntryCount { get; }

    /// <summary>Checks the payload; false when it is not a well-formed request.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out SealRequestReader reader)
    {
        reader = default;
        if (payload.Length < SealRequest.HeaderBytes)
        {
            return false;
        }

        uint patientCount = BinaryPrimitives.ReadUInt32LittleEndian(payload);
        uint entryCount = BinaryPrimitives.ReadUInt32LittleEndian(payload[4..]);
        if (patientCount is 0 or > SealRequest.MaxPatients || entryCount is 0 or > SealRequest.MaxEntries)
        {
            return false;
        }

        int entriesAt = SealRequest.HeaderBytes + ((int)patientCount * SealRequest.PatientBytes);
        int entriesEnd = entriesAt + ((int)entryCount * SealRequest.EntryBytes);
        if (payload.Length < entriesEnd)
        {
            return false;
        }

        SealRequestReader read = new(
            payload[SealRequest.HeaderBytes..entriesAt], payload[entriesAt..entriesEnd], payload[entriesEnd..],
            (int)patientCount, (int)entryCount);
        if (!read.IsSound())
        {
            return false;
        }

        reader = read;
        return true;
    }

    /// <summary>The patient of that ordinal.</summary>
    public PatientId Patient(int ordinal) =>
        new(BinaryPrimitives.ReadInt64LittleEndian(patients[(ordinal * SealRequest.PatientBytes)..]));

    /// <summary>Whether the patient is to be created.</summary>
    public bool IsNew(int ordinal) => patients[(ordinal * SealRequest.PatientBytes) + 8] == 1;

    /// <summary>How many entries follow for that patient.</summary>
    public int EntriesOf(int ordinal) => patients[(ordinal * SealRequest.PatientBytes) + 9];

    /// <summary>
    /// The wrapped key of the version before the entry of that ordinal; empty where none came with it.
    /// </summary>
    public ReadOnlySpan<byte> PreviousKey(int ordinal)
    {
        if (previous.IsEmpty || Version(ordinal) == 1)
        {
            return [];
        }

        int at = 0;
        for (int i = 0; i < ordinal; i++)
        {
            at += Version(i) > 1 ? SealedLengths.WrappedKeyBytes : 0;
        }

        return previous.Slice(at, SealedLengths.WrappedKeyBytes);
    }

    /// <summary>The version of the entry of that ordinal.</summary>
    public int Version(int ordinal) =>
        BinaryPrimitives.ReadInt32LittleEndian(entries[((ordinal * SealRequest.EntryBytes) + 8)..]);

    /// <summary>The compartment of the entry of that ordinal.</summary>
    public Compartment CompartmentOf(int ordinal) => (Compartment)entries[(ordinal * SealRequest.EntryBytes) + 12];

    /// <summary>The binding of the entry of that ordinal, for the patient it stands under.</summary>
    public EntryBinding Binding(int ordinal, PatientId patient, short site)
    {
        ReadOnlySpan<byte> at = entries[(ordinal * SealRequest.EntryBytes)..];
        return new(
            site,
            patient,
            new(BinaryPrimitives.ReadInt64LittleEndian(at)),
            BinaryPrimitives.ReadInt32LittleEndian(at[8..]),
            (Compartment)at[12],
            new(BinaryPrimitives.ReadInt16LittleEndian(at[13..])));
    }

    /// <summary>The entry key to wrap.</summary>
    public ReadOnlySpan<byte> Key(int ordinal) => entries.Slice((ordinal * SealRequest.EntryBytes) + 15, 32);

    /// <summary>SHA-256 of the ciphertext.</summary>
    public ReadOnlySpan<byte> CiphertextHash(int ordinal) => entries.Slice((ordinal * SealRequest.EntryBytes) + 47, 32);

    private bool IsSound()
    {
        int sum = 0;
        for (int i = 0; i < PatientCount; i++)
        {
            int count = EntriesOf(i);
            byte flags = patients[(i * SealRequest.PatientBytes) + 8];
            if (Patient(i).Value <= 0 || flags > 1 || count is 0 or > SealRequest.MaxEntriesPerPatient)
            {
                return false;
            }

            sum += count;
        }

        int later = 0;
        for (int i = 0; i < EntryCount; i++)
        {
            ReadOnlySpan<byte> at = entries[(i * SealRequest.EntryBytes)..];
            later += Version(i) > 1 ? 1 : 0;
            if (BinaryPrimitives.ReadInt64LittleEndian(at) <= 0
                || BinaryPrimitives.ReadInt32LittleEndian(at[8..]) <= 0
                || !Compartments.IsDefined(at[12])
                || !ResourceType.IsDefined(BinaryPrimitives.ReadInt16LittleEndian(at[13..])))
            {
                return false;
            }
        }

        return sum == EntryCount
            && (previous.IsEmpty || previous.Length == later * SealedLengths.WrappedKeyBytes);
    }
}

/// <summary>
/// The answer to a <see cref="SealRequest"/>. Layout: i64 time of recording in milliseconds since 1970, i64 author,
/// i16 site, u32 patients, u32 entries; a patient: u8 outcome, u8 reason, i64 log index; an entry: 60 wrapped key.
/// A refused patient's wrapped keys are zero.
/// </summary>
public readonly struct SealResponse
{
    /// <summary>Bytes before the first patient.</summary>
    public const int HeaderBytes = 8 + 8 + 2 + 4 + 4;

    /// <summary>Bytes of a patient.</summary>
    public const int PatientBytes = 1 + 1 + 8;

    private readonly byte[] payload;
    private readonly int patientCount;

    private SealResponse(byte[] payload, int patientCount, int entryCount)
    {
        this.payload = payload;
        this.patientCount = patientCount;
        EntryCount = entryCount;
    }

    /// <summary>Entries answered.</summary>
    public int EntryCount { get; }

    /// <summary>The time that every row of this request must carry.</summary>
    public long RecordedAtMs => BinaryPrimitives.ReadInt64LittleEndian(payload);

    /// <summary>The author that every row of this request must carry.</summary>
    public ActorId Author => new(BinaryPrimitives.ReadInt64LittleEndian(payload.AsSpan(8)));

    /// <summary>The site in the associated data.</summary>
    public short Site => BinaryPrimitives.ReadInt16LittleEndian(payload.AsSpan(16));

    /// <summary>Length of a whole answer.</summary>
    public static int LengthOf(int patients, int entries) =>
        HeaderBytes + (patients * PatientBytes) + (entries * SealedLengths.WrappedKeyBytes);

    /// <summary>Takes a payload; throws when it does not fit the request.</summary>
    public static SealResponse Read(byte[] payload, int patients, int entries)
    {
        if (payload.Length != LengthOf(patients, entries)
            || BinaryPrimitives.ReadUInt32LittleEndian(payload.AsSpan(18)) != patients
            || BinaryPrimitives.ReadUInt32LittleEndian(payload.AsSpan(22)) != entries)
        {
            throw new InvalidDataException("the custodian's answer does not fit the request");
        }

        return new(payload, patients, entries);
    }

    /// <summary>What was decided for a patient.</summary>
    public Outcome OutcomeOf(int patient) => (Outcome)payload[HeaderBytes + (patient * PatientBytes)];

    /// <summary>Why.</summary>
    public DecisionReason ReasonOf(int patient) => (DecisionReason)payload[HeaderBytes + (patient * PatientBytes) + 1];

    /// <summary>The leaf that holds this patient's new versions.</summary>
    public long LogIndexOf(int patient) =>
        BinaryPrimitives.ReadInt64LittleEndian(payload.AsSpan(HeaderBytes + (patient * PatientBytes) + 2));

    /// <summary>The wrapped key to store beside the ciphertext.</summary>
    public ReadOnlyMemory<byte> WrappedKey(int entry) =>
        payload.AsMemory(
            HeaderBytes + (patientCount * PatientBytes) + (entry * SealedLengths.WrappedKeyBytes),
            SealedLengths.WrappedKeyBytes);
}
