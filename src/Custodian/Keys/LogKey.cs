using System.Security.Cryptography;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Keys;

/// <summary>The log's ECDSA P-256 key under the root key: nonce, AES-256-GCM of the PKCS #8 form, tag.</summary>
internal static class LogKey
{
    private const int MaxKeyBytes = 1024;

    // The version says whether the database's rows are sealed. Only the root key can write it: a database cannot be made to
    // look as if it were of before there were seals, and so be sealed anew with whatever stands in it.
    private static ReadOnlySpan<byte> Data => "SL2\0"u8;

    private static ReadOnlySpan<byte> UnsealedData => "SL1\0"u8;

    /// <summary>Wraps the private half.</summary>
    public static byte[] Wrap(AesGcm root, ECDsa key)
    {
        byte[] pkcs8 = key.ExportPkcs8PrivateKey();
        byte[] box = new byte[SealedLengths.NonceBytes + pkcs8.Length + SealedLengths.TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, SealedLengths.NonceBytes));
        root.Encrypt(
            box.AsSpan(0, SealedLengths.NonceBytes), pkcs8, box.AsSpan(SealedLengths.NonceBytes, pkcs8.Length),
            box.AsSpan(box.Length - SealedLengths.TagBytes), Data);
        CryptographicOperations.ZeroMemory(pkcs8);
        return box;
    }

    /// <summary>Unwraps it.</summary>
    /// <returns>The key, and whether the database's rows are sealed.</returns>
    public static (ECDsa Key, bool IsSealed) Unwrap(AesGcm root, byte[] box) =>
        TryUnwrap(root, box, Data) is ECDsa key
            ? (key, true)
            : (TryUnwrap(root, box, UnsealedData)
                ?? throw new RootKeyException("The root key file does not belong to this custody database."), false);

    private static ECDsa? TryUnwrap(AesGcm root, ReadOnlySpan<byte> box, ReadOnlySpan<byte> data)
    {
        int length = box.Length - SealedLengths.NonceBytes - SealedLengths.TagBytes;
        if (length is <= 0 or > MaxKeyBytes)
        {
            throw new RootKeyException("The log's key in the custody database is damaged.");
        }

        byte[] pkcs8 = new byte[length];
        try
        {
            root.Decrypt(
                box[..SealedLengths.NonceBytes], box.Slice(SealedLengths.NonceBytes, length), box[^SealedLengths.TagBytes..],
                pkcs8, data);
            ECDsa key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            return key;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }
}
