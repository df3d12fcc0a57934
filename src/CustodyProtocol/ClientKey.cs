using System.Security.Cryptography;

namespace Serment.CustodyProtocol;

/// <summary>
/// A machine client's private key as a file holds it: a first line that names the client, then PEM. Who has it may do
/// what the client may, within its flow; it opens nothing.
/// </summary>
public static class ClientKey
{
    /// <summary>The longest such file.</summary>
    public const int MaxFileBytes = 16 * 1024;

    private const string IdPrefix = "Serment client: ";

    /// <summary>The file's text.</summary>
    public static string Format(ActorId client, string pem) => $"{IdPrefix}{client}\n{pem}\n";

    /// <summary>Reads the text; the caller disposes the key.</summary>
    /// <exception cref="FormatException">It names no client, or holds no key.</exception>
    public static (ActorId Client, ECDsa Key) Parse(string text)
    {
        string first = text.Split('\n', 2)[0];
        if (!first.StartsWith(IdPrefix, StringComparison.Ordinal)
            || !ActorId.TryParse(first[IdPrefix.Length..].Trim(), out ActorId client))
        {
            throw new FormatException("does not name its client in its first line");
        }

        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(text);
            return (client, key);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new FormatException("holds no private key", e);
        }
    }
}
