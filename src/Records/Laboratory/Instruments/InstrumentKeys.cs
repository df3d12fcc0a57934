using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Lookup;
using Serment.RecordAccess.Payload;

namespace Serment.Records.Laboratory.Instruments;

/// <summary>
/// Keys for what comes in and has no record yet: one for the digests by which a message is known again, one that seals what
/// is put aside. Both are made of blind tokens that only a machine client can have made, so that whoever takes the main
/// database can neither try values against a digest nor read what lies aside.
/// </summary>
public sealed class InstrumentKeys(LaboratoryClient client)
{
    private const int KeyTokens = 4;

    private readonly ConcurrentDictionary<short, Keys> keys = new();

    /// <summary>The digest by which a message of an instrument is known again.</summary>
    /// <param name="site">Site.</param>
    /// <param name="instrument">The instrument.</param>
    /// <param name="content">The whole message.</param>
    /// <param name="part">Which part of it, from 0.</param>
    /// <param name="stop">Cancels.</param>
    public async ValueTask<long> DigestAsync(
        short site, int instrument, ReadOnlyMemory<byte> content, int part, CancellationToken stop)
    {
        Keys own = await OfAsync(site, stop);
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, own.Digest);
        byte[] head = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(head, instrument);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), part);
        hash.AppendData(head);
        hash.AppendData(content.Span);
        return BinaryPrimitives.ReadInt64LittleEndian(hash.GetHashAndReset());
    }

    /// <summary>Seals a result that is put aside, bound to its number.</summary>
    public async ValueTask<string> SealAsync(short site, long id, AnalyserResult result, CancellationToken stop)
    {
        Keys own = await OfAsync(site, stop);
        byte[] plain = JsonSerializer.SerializeToUtf8Bytes(result, AsideJson.Default.AnalyserResult);
        byte[] to = AsideCipher.Seal(own.Aside, plain, Binding(site, id));
        CryptographicOperations.ZeroMemory(plain);
        return Convert.ToBase64String(to);
    }

    /// <summary>Opens it; null where it is not what was sealed under that number.</summary>
    public async ValueTask<AnalyserResult?> OpenAsync(short site, long id, string text, CancellationToken stop)
    {
        Keys own = await OfAsync(site, stop);
        byte[] from = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, from, out int length)
            || AsideCipher.Open(own.Aside, from.AsSpan(0, length), Binding(site, id)) is not { } plain)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(plain, AsideJson.Default.AnalyserResult);
        }
        catch (JsonException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static byte[] Binding(short site, long id)
    {
        byte[] binding = new byte[10];
        BinaryPrimitives.WriteInt16LittleEndian(binding, site);
        BinaryPrimitives.WriteInt64LittleEndian(binding.AsSpan(2), id);
        return binding;
    }

    private async ValueTask<Keys> OfAsync(short site, CancellationToken stop)
    {
        if (keys.TryGetValue(site, out Keys? known))
        {
            return known;
        }

        TokenInput[] inputs = new TokenInput[KeyTokens];
        for (int i = 0; i < KeyTokens; i++)
        {
            inputs[i] = new(TokenKind.ImportRow, SHA256.HashData([.. "serment/instrument-key/1/"u8, (byte)i]));
        }

        long[] tokens = await client.MakeTokensAsync(site, inputs, stop);
        byte[] root = MemoryMarshal.AsBytes(tokens.AsSpan()).ToArray();
        Keys made = new(
            HKDF.DeriveKey(HashAlgorithmName.SHA256, root, 32, info: "digest"u8.ToArray()),
            HKDF.DeriveKey(HashAlgorithmName.SHA256, root, 32, info: "aside"u8.ToArray()));
        CryptographicOperations.ZeroMemory(root);
        return keys.GetOrAdd(site, made);
    }

    private sealed record Keys(byte[] Digest, byte[] Aside);
}
