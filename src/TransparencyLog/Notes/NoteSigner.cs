using System.Security.Cryptography;

namespace Serment.TransparencyLog.Notes;

/// <summary>A private key that signs notes. Owns nothing: the caller disposes the key, which may live in an
/// HSM.</summary>
public sealed class NoteSigner
{
    private readonly ECDsa _key;

    /// <summary>A signer of this name, with a key on P-256.</summary>
    /// <exception cref="LogFormatException">The name is not a key name, or the key not on P-256.</exception>
    public NoteSigner(string name, ECDsa key)
    {
        _key = key;
        Verifier = NoteVerifier.From(name, key);
    }

    /// <summary>What others verify this signer's notes with.</summary>
    public NoteVerifier Verifier { get; }

    /// <summary>Signs a note's text (ECDSA, SHA-256, DER).</summary>
    public NoteSignature Sign(string text)
    {
        byte[] signature = _key.SignData(
            StrictText.Utf8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new NoteSignature(Verifier.Name, Verifier.KeyId, signature);
    }
}
