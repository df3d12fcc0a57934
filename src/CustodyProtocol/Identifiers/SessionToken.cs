using System.Buffers.Text;
using System.Security.Cryptography;

namespace Serment.CustodyProtocol;

/// <summary>The secret that proves a session: 256 random bits. The custodian keeps only its SHA-256.</summary>
public sealed class SessionToken
{
    /// <summary>Length of the secret.</summary>
    public const int LengthBytes = 32;

    private readonly byte[] secret;

    private SessionToken(byte[] secret) => this.secret = secret;

    /// <summary>
    /// Whether the request is a page's own, with nobody at it: it is answered as any other, and does not prolong the
    /// session. A claim that only shortens, so that it needs no proof.
    /// </summary>
    public bool IsBackground { get; private init; }

    /// <summary>The secret's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => secret;

    /// <summary>A new random token.</summary>
    public static SessionToken New() => new(RandomNumberGenerator.GetBytes(LengthBytes));

    /// <summary>A token from its bytes; the length must be <see cref="LengthBytes"/>.</summary>
    public static SessionToken From(ReadOnlySpan<byte> bytes) =>
        bytes.Length == LengthBytes
            ? new(bytes.ToArray()) : throw new ArgumentException("a session token has 32 bytes", nameof(bytes));

    /// <summary>The same session, for a request that nobody made by hand.</summary>
    public SessionToken InBackground() => new(secret) { IsBackground = true };

    /// <summary>Reads the base64url form that travels in the cookie.</summary>
    public static SessionToken? Parse(string? text)
    {
        Span<byte> bytes = stackalloc byte[LengthBytes];
        return text is { Length: 43 }
            && Base64Url.IsValid(text)
            && Base64Url.TryDecodeFromChars(text, bytes, out int written)
            && written == LengthBytes
            ? From(bytes)
            : null;
    }

    /// <summary>The base64url form, for the cookie only: it must never be logged.</summary>
    public string ToCookie() => Base64Url.EncodeToString(secret);

    /// <summary>Deliberately says nothing of the secret.</summary>
    public override string ToString() => "session token";
}
