using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Serment.TransparencyLog.Notes;

/// <summary>A public key that notes are verified with: ECDSA on P-256 with SHA-256, signature type 0x02 of C2SP
/// signed-note. It is exchanged as text, <c>name+hash+key</c>.</summary>
public sealed class NoteVerifier : IEquatable<NoteVerifier>
{
    /// <summary>A longer key text is refused unread.</summary>
    public const int MaxTextChars = 1024;

    private const byte EcdsaSha256 = 0x02;
    private const string HashFormat = "x8";
    private readonly byte[] _subjectPublicKeyInfo;

    private NoteVerifier(string name, byte[] subjectPublicKeyInfo)
    {
        Name = name;
        _subjectPublicKeyInfo = subjectPublicKeyInfo;

        // Not the recommended hash over name, type and key: for type 0x02 the specification hashes the key alone.
        KeyId = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(subjectPublicKeyInfo));
    }

    /// <summary>The key's name, without spaces or plus signs.</summary>
    public string Name { get; }

    /// <summary>The first four bytes of SHA-256 over the key's DER SubjectPublicKeyInfo, read big-endian.</summary>
    public uint KeyId { get; }

    /// <summary>The key's DER SubjectPublicKeyInfo.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo => _subjectPublicKeyInfo;

    private string HashText => KeyId.ToString(HashFormat, CultureInfo.InvariantCulture);

    /// <summary>The verifier of a named key; only its public part is read.</summary>
    /// <exception cref="LogFormatException">The name is not a key name, or the key not on P-256.</exception>
    public static NoteVerifier From(string name, ECDsa publicKey) =>
        From(name, publicKey.ExportSubjectPublicKeyInfo());

    /// <summary>Reads <c>name+hash+key</c>: the key id as 8 hexadecimal digits and base64(0x02 ‖
    /// SubjectPublicKeyInfo).</summary>
    /// <exception cref="LogFormatException">It is malformed; the message says how.</exception>
    public static NoteVerifier Parse(string text)
    {
        if (text.Length > MaxTextChars)
        {
            throw new LogFormatException("the verifier key is too long");
        }

        // Base64 may hold a plus sign itself, so only the first two separate.
        string[] parts = text.Split('+', 3);
        if (parts.Length != 3)
        {
            throw new LogFormatException("a verifier key is a name, a hash and a key, joined by plus signs");
        }

        if (!StrictText.TryFromBase64(parts[2], out byte[]? key) || key.Length < 2)
        {
            throw new LogFormatException("the verifier key's key is not base64");
        }

        if (key[0] != EcdsaSha256)
        {
            throw new LogFormatException("the verifier key is not of type 2, ECDSA");
        }

        NoteVerifier verifier = From(parts[0], key[1..]);
        return string.Equals(parts[1], verifier.HashText, StringComparison.Ordinal)
            ? verifier
            : throw new LogFormatException("the verifier key's hash does not belong to its key");
    }

    /// <summary>The verifier key as text, for configuration and for giving to others.</summary>
    public override string ToString()
    {
        byte[] key = [EcdsaSha256, .. _subjectPublicKeyInfo];
        return $"{Name}+{HashText}+{Convert.ToBase64String(key)}";
    }

    public bool Equals(NoteVerifier? other) =>
        other is not null && string.Equals(Name, other.Name, StringComparison.Ordinal) && HasSameKeyAs(other);

    public override bool Equals(object? obj) => Equals(obj as NoteVerifier);

    public override int GetHashCode() => HashCode.Combine(Name, KeyId);

    /// <summary>Whether a signature claims to be by this key.</summary>
    internal bool Matches(NoteSignature signature) =>
        signature.KeyId == KeyId && string.Equals(signature.KeyName, Name, StringComparison.Ordinal);

    internal bool HasSameKeyAs(NoteVerifier other) =>
        _subjectPublicKeyInfo.AsSpan().SequenceEqual(other._subjectPublicKeyInfo);

    internal bool Verify(string text, NoteSignature signature)
    {
        // Imported each time: a shared ECDsa is not documented to be safe for several threads.
        using ECDsa key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_subjectPublicKeyInfo, out _);
        return key.VerifyData(
            StrictText.Utf8.GetBytes(text),
            signature.Signature.Span,
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence);
    }

    private static NoteVerifier From(string name, byte[] subjectPublicKeyInfo)
    {
        if (!StrictText.IsKeyName(name))
        {
            throw new LogFormatException("the verifier key's name is empty, too long or holds a space or plus sign");
        }

        return IsP256(subjectPublicKeyInfo)
            ? new NoteVerifier(name, subjectPublicKeyInfo)
            : throw new LogFormatException("the verifier key is not a public key on P-256");
    }

    private static bool IsP256(byte[] subjectPublicKeyInfo)
    {
        try
        {
            using ECDsa key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out int read);
            string? curve = key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value;
            return read == subjectPublicKeyInfo.Length
                && string.Equals(curve, ECCurve.NamedCurves.nistP256.Oid.Value, StringComparison.Ordinal);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
