using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Serment.CustodyProtocol;
using Serment.Interop.Legacy.Profiles;
using Serment.RecordAccess;
using Serment.RecordAccess.Lookup;
using Serment.Records.Patients.Names;

namespace Serment.Interop.Legacy.Matching;

/// <summary>
/// Keyed digests by which an import knows again what it has sealed, without being able to open it. The key comes from
/// the custodian's
/// index key (four tokens of kind ImportRow), so the database alone cannot be searched for an address by trying. One
/// a thread.
/// </summary>
internal sealed class ContentDigest : IDisposable
{
    private const int KeyTokens = 4;
    private const int MaxChars = 4096;

    private static readonly LegacyField[] AllFields = Enum.GetValues<LegacyField>();

    private readonly IncrementalHash hash;

    private ContentDigest(ReadOnlySpan<byte> key) => hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);

    /// <summary>Has the custodian make the key. It is the same in every import of the site.</summary>
    public static async Task<byte[]> MakeKeyAsync(RecordDoor door, CancellationToken stop)
    {
        TokenInput[] inputs = new TokenInput[KeyTokens];
        for (int i = 0; i < KeyTokens; i++)
        {
            inputs[i] = new(TokenKind.ImportRow, SHA256.HashData([.. "serment/content-digest/1/"u8, (byte)i]));
        }

        long[] tokens = await door.MakeTokensAsync(inputs, null, stop);
        return MemoryMarshal.AsBytes(tokens.AsSpan()).ToArray();
    }

    /// <summary>A digest with that key.</summary>
    public static ContentDigest Keyed(ReadOnlySpan<byte> key) => new(key);

    /// <summary>The digest of some fields under a label; zero when all are empty.</summary>
    public UInt128 Of(byte label, LegacyRow row, ReadOnlySpan<LegacyField> fields)
    {
        Span<char> text = stackalloc char[MaxChars];
        int length = 0;
        bool any = false;
        text[length++] = (char)label;
        foreach (LegacyField field in fields)
        {
            ReadOnlySpan<char> value = row.Text(field);
            any |= !value.IsEmpty;
            if (value.Length + 1 > text.Length - length)
            {
                hash.AppendData(MemoryMarshal.AsBytes(text[..length]));
                hash.AppendData(MemoryMarshal.AsBytes(value));
                length = 0;
            }
            else
            {
                value.CopyTo(text[length..]);
                length += value.Length;
            }

            // Values hold no unit separator: the profile replaces control characters; in free text it only adds a
            // boundary.
            text[length++] = '\u001F';
        }

        hash.AppendData(MemoryMarshal.AsBytes(text[..length]));
        text[..length].Clear();
        Span<byte> mac = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(mac);
        return any ? BinaryPrimitives.ReadUInt128LittleEndian(mac) | UInt128.One : default;
    }

    /// <summary>
    /// The digest of identity traits: names by their comparison form, since sites write them each in its own way.
    /// </summary>
    public UInt128 OfIdentity(LegacyRow row, ReadOnlySpan<LegacyField> names, ReadOnlySpan<LegacyField> others)
    {
        Span<char> form = stackalloc char[NameForm.MaxFormChars + 1];
        foreach (LegacyField field in names)
        {
            int length = NameForm.WriteComparison(row.Text(field), form[..^1]);
            form[length++] = '\u001F';
            hash.AppendData(MemoryMarshal.AsBytes(form[..length]));
        }

        form.Clear();
        return Of((byte)'I', row, others) | UInt128.One;
    }

    /// <summary>The entry of a whole row.</summary>
    public EntryId OfRow(LegacyRow row)
    {
        UInt128 digest = Of((byte)'R', row, AllFields);
        return new((long)(ulong)(digest >> 64) & long.MaxValue | 1);
    }

    /// <summary>
    /// What is stored of a digest: bound to the patient, so that two people at one address do not look alike.
    /// </summary>
    public static long ForPatient(UInt128 digest, PatientId patient)
    {
        Span<byte> input = stackalloc byte[16 + sizeof(long)];
        BinaryPrimitives.WriteUInt128LittleEndian(input, digest);
        BinaryPrimitives.WriteInt64LittleEndian(input[16..], patient.Value);
        Span<byte> bound = stackalloc byte[SHA256.HashSizeInBytes];
        ThreadSha256.HashData(input, bound);
        return BinaryPrimitives.ReadInt64LittleEndian(bound);
    }

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();
}
