using System.Buffers.Binary;

namespace Serment.TransparencyLog.Notes;

/// <summary>One signature line of a note: <c>— name base64(key id ‖ signature)</c>.</summary>
/// <param name="KeyName">The signer's name.</param>
/// <param name="KeyId">The four-byte key id, read big-endian: a hint which key to try, not a proof of
/// anything.</param>
/// <param name="Signature">The signature's bytes; for ECDSA a DER sequence.</param>
public sealed record NoteSignature(string KeyName, uint KeyId, ReadOnlyMemory<byte> Signature)
{
    /// <summary>A longer key name is refused.</summary>
    public const int MaxNameChars = 255;

    /// <summary>A longer signature is refused; post-quantum ones have nearly 5,000 bytes.</summary>
    public const int MaxSignatureBytes = 8192;

    private const string LineStart = "— ";
    private const int KeyIdBytes = sizeof(uint);

    /// <summary>The line, without its newline.</summary>
    public override string ToString()
    {
        byte[] blob = new byte[KeyIdBytes + Signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(blob, KeyId);
        Signature.Span.CopyTo(blob.AsSpan(KeyIdBytes));
        return $"{LineStart}{KeyName} {Convert.ToBase64String(blob)}";
    }

    internal static NoteSignature Parse(string line)
    {
        if (!line.StartsWith(LineStart, StringComparison.Ordinal))
        {
            throw new LogFormatException("a signature line does not start with an em dash and a space");
        }

        string[] fields = line[LineStart.Length..].Split(' ');
        if (fields.Length != 2)
        {
            throw new LogFormatException("a signature line is not a key name, one space and a signature");
        }

        if (!StrictText.IsKeyName(fields[0]))
        {
            throw new LogFormatException("a signature line has an invalid key name");
        }

        if (!StrictText.TryFromBase64(fields[1], out byte[]? blob))
        {
            throw new LogFormatException("a signature is not base64");
        }

        if (blob.Length <= KeyIdBytes)
        {
            throw new LogFormatException("a signature is too short to hold a key id and a signature");
        }

        if (blob.Length > KeyIdBytes + MaxSignatureBytes)
        {
            throw new LogFormatException("a signature is too long");
        }

        uint keyId = BinaryPrimitives.ReadUInt32BigEndian(blob);
        return new NoteSignature(fields[0], keyId, blob.AsMemory(KeyIdBytes));
    }
}
