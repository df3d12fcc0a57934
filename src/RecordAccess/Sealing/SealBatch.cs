using System.Security.Cryptography;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Lookup;
using Serment.RecordAccess.Payload;

namespace Serment.RecordAccess.Sealing;

/// <summary>
/// New entry versions and blind tokens that are to be stored together, or not at all. Content is padded, coded and
/// encrypted
/// as it is added, so that a batch never holds plaintext. It can be cleared and used again. Not for several threads.
/// </summary>
public sealed class SealBatch : IDisposable
{
    private const int InitialBytes = 16 * 1024;
    private const long RegionMask = unchecked((long)0xFFFF_0000_0000_0000);

    private readonly EntropyPool entropy = new();
    private readonly byte[] key = GC.AllocateUninitializedArray<byte>(SealedLengths.KeyBytes, pinned: true);
    private byte[] padded = new byte[InitialBytes];
    private byte[] ciphertexts = new byte[InitialBytes];
    private int ciphertextBytes;
    private long? region;

    /// <summary>Begins a batch for a site; see <see cref="RecordDoor.BeginSealAsync"/>.</summary>
    public SealBatch(short site) => Site = site;

    /// <summary>The most ciphertext that one batch may hold.</summary>
    public const int MaxCiphertextBytes = 256 * 1024 * 1024;

    /// <summary>Tokens in one batch.</summary>
    public const int MaxTokens = 262_144;

    /// <summary>The site that the entries are bound to.</summary>
    public short Site { get; }

    /// <summary>Patients named so far.</summary>
    public int PatientCount => Patients.Count;

    /// <summary>Entry versions added so far.</summary>
    public int EntryCount => Entries.Count;

    /// <summary>Bytes of ciphertext so far.</summary>
    public int CiphertextBytes => ciphertextBytes;

    internal SealRequest Request { get; } = new();

    internal List<PatientId> Patients { get; } = [];

    internal List<PendingEntry> Entries { get; } = [];

    internal List<PendingToken> Tokens { get; } = [];

    internal List<PendingTokenInput> TokenInputs { get; } = [];

    /// <summary>
    /// Names the patient to whom what follows belongs. A new one gets a key of its own from the custodian.
    /// </summary>
    public void BeginPatient(PatientId patient, bool isNew)
    {
        Request.BeginPatient(patient, isNew);
        Patients.Add(patient);
    }

    /// <summary>
    /// Seals one version of one entry. The first version is 1; a correction is the version that was shown, plus one:
    /// if somebody
    /// else has saved meanwhile, the whole batch is refused with <see cref="SealOutcome.VersionConflict"/>.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="version">From 1.</param>
    /// <param name="compartment">Whose key wraps it.</param>
    /// <param name="type">FHIR's type.</param>
    /// <param name="json">One FHIR R4 resource in compact UTF-8 JSON; the caller wipes its own buffer.</param>
    /// <param name="contentToken">A keyed digest by which an import knows its own content again; null for everything
    /// else.</param>
    public void Add(
        EntryId entry,
        int version,
        Compartment compartment,
        ResourceType type,
        ReadOnlySpan<byte> json,
        long? contentToken = null
    )
    {
        if (json.Length is 0 or > PaddedPayload.MaxContentBytes)
        {
            throw new ArgumentException("an entry has 1 byte to 8 MB", nameof(json));
        }

        Grow(ref padded, PaddedPayload.MaxLengthFor(json.Length));
        int length = PaddedPayload.Write(json, padded);
        int sealedLength = length + SealedLengths.TagBytes;
        if (ciphertextBytes + sealedLength > MaxCiphertextBytes)
        {
            throw new InvalidOperationException("too much content in one batch");
        }

        Grow(ref ciphertexts, ciphertextBytes + sealedLength);
        Span<byte> ciphertext = ciphertexts.AsSpan(ciphertextBytes, sealedLength);
        EntryBinding binding = new(Site, Patients[^1], entry, version, compartment, type);
        entropy.Draw(key);
        EntryCipher.Seal(binding, key, padded.AsSpan(0, length), ciphertext);
        CryptographicOperations.ZeroMemory(padded.AsSpan(0, length));
        Span<byte> hash = stackalloc byte[SealedLengths.HashBytes];
        ThreadSha256.HashData(ciphertext, hash);
        Request.AddEntry(entry, version, compartment, type, key, hash);
        CryptographicOperations.ZeroMemory(key);
        Entries.Add(
            new(Patients.Count - 1, entry, version, compartment, type, ciphertextBytes, sealedLength, contentToken)
        );
        ciphertextBytes += sealedLength;
    }

    /// <summary>Adds a token of the current patient to the blind index; one that is there already is left.</summary>
    public void AddToken(TokenKind kind, long token) => AddToken(Patients[^1], kind, token, remove: false);

    /// <summary>Takes a token of the current patient out of the blind index.</summary>
    public void RemoveToken(TokenKind kind, long token) => AddToken(Patients[^1], kind, token, remove: true);

    /// <summary>Adds or removes a token of any patient of the batch.</summary>
    public void AddToken(PatientId patient, TokenKind kind, long token, bool remove)
    {
        if (Tokens.Count == MaxTokens)
        {
            throw new InvalidOperationException("too many tokens in one batch");
        }

        Tokens.Add(new(patient, kind, token, remove));
    }

    /// <summary>
    /// Adds a token that <see cref="RecordDoor.SealAsync"/> has the custodian make first; at most 24 a batch.
    /// </summary>
    public void AddToken(TokenInput input) => AddTokenInput(input, remove: false);

    /// <summary>Removes a token that the custodian makes first.</summary>
    public void RemoveToken(TokenInput input) => AddTokenInput(input, remove: true);

    /// <summary>
    /// A new random identifier, drawn from the batch's pool. Those of one batch share their first 16 bits, so that
    /// its rows lie together in every index (docs/adr/0011-neighbouring-patient-ids.md).
    /// </summary>
    public PatientId NewPatientId()
    {
        long drawn = entropy.DrawId();
        region ??= drawn & RegionMask;
        return new((drawn & ~RegionMask) | region.Value);
    }

    /// <summary>A new random identifier, drawn from the batch's pool.</summary>
    public EntryId NewEntryId() => new(entropy.DrawId());

    /// <summary>Empties the batch for the next use.</summary>
    public void Clear()
    {
        Request.Clear();
        Patients.Clear();
        Entries.Clear();
        Tokens.Clear();
        TokenInputs.Clear();
        ciphertextBytes = 0;
        region = null;
    }

    /// <summary>Wipes what is left of keys.</summary>
    public void Dispose()
    {
        Request.Clear();
        entropy.Dispose();
        CryptographicOperations.ZeroMemory(padded);
    }

    internal ReadOnlyMemory<byte> Ciphertext(in PendingEntry entry) =>
        ciphertexts.AsMemory(entry.Offset, entry.Length);

    internal byte[] CiphertextBuffer => ciphertexts;

    private void AddTokenInput(TokenInput input, bool remove)
    {
        if (TokenInputs.Count == TokenRequest.MaxInputsOfSession)
        {
            throw new InvalidOperationException("too many tokens to make in one batch");
        }

        TokenInputs.Add(new(Patients[^1], input, remove));
    }

    private static void Grow(ref byte[] array, int lengthBytes)
    {
        if (array.Length < lengthBytes)
        {
            Array.Resize(ref array, Math.Max(lengthBytes, array.Length * 2));
        }
    }
}

/// <summary>An entry version of a batch; its ciphertext lies in the batch's buffer.</summary>
internal readonly record struct PendingEntry(
    int Patient,
    EntryId Entry,
    int Version,
    Compartment Compartment,
    ResourceType Type,
    int Offset,
    int Length,
    long? ContentToken
);

/// <summary>A token to add or to remove.</summary>
internal readonly record struct PendingToken(PatientId Patient, TokenKind Kind, long Token, bool Remove);

/// <summary>A token that is still to be made.</summary>
internal readonly record struct PendingTokenInput(PatientId Patient, TokenInput Input, bool Remove);
