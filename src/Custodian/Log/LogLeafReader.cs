using System.Buffers.Binary;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Log;

/// <summary>
/// Reads one leaf (docs/formats/log-leaf.md) without allocating. Every field is checked before it is believed.
/// </summary>
public readonly ref struct LogLeafReader
{
    /// <summary>Version, kind, time, site, actor.</summary>
    public const int HeaderBytes = LogLeaf.HeaderBytes;

    /// <summary>The longest leaf.</summary>
    public const int MaxLengthBytes = LogLeaf.MaxLengthBytes;

    private readonly ReadOnlySpan<byte> leaf;

    private LogLeafReader(ReadOnlySpan<byte> leaf) => this.leaf = leaf;

    /// <summary>What happened.</summary>
    public LogEventKind Kind => (LogEventKind)leaf[1];

    /// <summary>When, milliseconds since 1970.</summary>
    public long AtMs => BinaryPrimitives.ReadInt64LittleEndian(leaf[2..]);

    /// <summary>Where.</summary>
    public short Site => BinaryPrimitives.ReadInt16LittleEndian(leaf[10..]);

    /// <summary>Who.</summary>
    public ActorId Actor => new(BinaryPrimitives.ReadInt64LittleEndian(leaf[12..]));

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Body => leaf[HeaderBytes..];

    /// <summary>Reads the header.</summary>
    /// <exception cref="InvalidDataException">Too short, or of a version or kind that this program does not
    /// know.</exception>
    public static LogLeafReader Read(ReadOnlySpan<byte> leaf)
    {
        if (leaf.Length < HeaderBytes || leaf[0] != LogLeaf.FormatVersion || !Enum.IsDefined((LogEventKind)leaf[1]))
        {
            throw new InvalidDataException("a log leaf of an unknown version or kind");
        }

        return new(leaf);
    }

    /// <summary>The body of a <see cref="LogEventKind.EntriesSealed"/> leaf.</summary>
    public SealedLeafReader AsSealed() => SealedLeafReader.Read(Expect(LogEventKind.EntriesSealed));

    /// <summary>The body of a <see cref="LogEventKind.SealsConfirmed"/> leaf.</summary>
    public ConfirmedLeafReader AsConfirmed() => ConfirmedLeafReader.Read(Expect(LogEventKind.SealsConfirmed));

    private ReadOnlySpan<byte> Expect(LogEventKind kind) =>
        Kind == kind ? Body : throw new InvalidOperationException("the leaf is of another kind");
}

/// <summary>
/// The entry versions of one patient that one request sealed. Body: patient i64, session i64 (0 for a client),
/// flags u8 (1: the patient is new), entries u8; an entry: id i64, version i32, compartment u8, type i16, row hash 32.
/// </summary>
public readonly ref struct SealedLeafReader
{
    /// <summary>Bytes before the first entry.</summary>
    public const int HeadBytes = 8 + 8 + 1 + 1;

    /// <summary>Bytes of an entry.</summary>
    public const int EntryBytes = 8 + 4 + 1 + 2 + SealedLengths.HashBytes;

    private readonly ReadOnlySpan<byte> body;

    private SealedLeafReader(ReadOnlySpan<byte> body) => this.body = body;

    /// <summary>The patient.</summary>
    public PatientId Patient => new(BinaryPrimitives.ReadInt64LittleEndian(body));

    /// <summary>The session that sealed; zero for a machine client.</summary>
    public SessionId Session => new(BinaryPrimitives.ReadInt64LittleEndian(body[8..]));

    /// <summary>Whether the request created the patient.</summary>
    public bool IsNewPatient => (body[16] & 1) != 0;

    /// <summary>Entry versions in the leaf.</summary>
    public int Count => body[17];

    /// <summary>The entry.</summary>
    public EntryId Entry(int ordinal) => new(BinaryPrimitives.ReadInt64LittleEndian(At(ordinal)));

    /// <summary>Its version.</summary>
    public int Version(int ordinal) => BinaryPrimitives.ReadInt32LittleEndian(At(ordinal)[8..]);

    /// <summary>Its compartment.</summary>
    public Compartment Compartment(int ordinal) => (Compartment)At(ordinal)[12];

    /// <summary>Its resource type.</summary>
    public ResourceType Type(int ordinal) => new(BinaryPrimitives.ReadInt16LittleEndian(At(ordinal)[13..]));

    /// <summary>Its <see cref="RowHash"/>.</summary>
    public ReadOnlySpan<byte> Hash(int ordinal) => At(ordinal).Slice(15, SealedLengths.HashBytes);

    internal static SealedLeafReader Read(ReadOnlySpan<byte> body) =>
        body.Length >= HeadBytes && body.Length == HeadBytes + (body[17] * EntryBytes)
            ? new(body)
            : throw new InvalidDataException("a leaf of sealed entries has the wrong length");

    private ReadOnlySpan<byte> At(int ordinal) => body[(HeadBytes + (ordinal * EntryBytes))..];
}

/// <summary>
/// Leaves whose rows are durably in the main database. Body: ranges u16; a range: first i64, count i32.
/// </summary>
public readonly ref struct ConfirmedLeafReader
{
    /// <summary>Bytes before the first range.</summary>
    public const int HeadBytes = 2;

    /// <summary>Bytes of a range.</summary>
    public const int RangeBytes = 8 + 4;

    private readonly ReadOnlySpan<byte> body;

    private ConfirmedLeafReader(ReadOnlySpan<byte> body) => this.body = body;

    /// <summary>Ranges in the leaf.</summary>
    public int Count => BinaryPrimitives.ReadUInt16LittleEndian(body);

    /// <summary>First leaf of the range.</summary>
    public long First(int ordinal) => BinaryPrimitives.ReadInt64LittleEndian(body[(HeadBytes + (ordinal * RangeBytes))..]);

    /// <summary>How many leaves; those among them that seal nothing are not meant.</summary>
    public int Length(int ordinal) =>
        BinaryPrimitives.ReadInt32LittleEndian(body[(HeadBytes + (ordinal * RangeBytes) + 8)..]);

    internal static ConfirmedLeafReader Read(ReadOnlySpan<byte> body) =>
        body.Length >= HeadBytes
        && body.Length == HeadBytes + (BinaryPrimitives.ReadUInt16LittleEndian(body) * RangeBytes)
            ? new(body)
            : throw new InvalidDataException("a leaf of confirmations has the wrong length");
}
