using System.Security.Cryptography;
using System.Text;
using Serment.CustodyProtocol;

namespace Serment.Cli.Configuration;

/// <summary>
/// A machine client's private key on disk: PEM, with a first line that names the client. Who has it may seal and match
/// (or declare appointments), within the client's flow; it opens nothing.
/// </summary>
internal static class ClientKeyFile
{
    private const string IdPrefix = "Serment client: ";

    /// <summary>Writes a key.</summary>
    public static void Write(string path, ActorId client, string pem) =>
        DataFolder.WritePrivate(path, Encoding.UTF8.GetBytes($"{IdPrefix}{client}\n{pem}\n"));

    /// <summary>Reads a key.</summary>
    /// <exception cref="UserErrorException">It is missing or not such a file.</exception>
    public static (ActorId Client, ECDsa Key) Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserErrorException($"The client key {path} is missing; is --site one of this folder's sites?");
        }

        string text = File.ReadAllText(path);
        string first = text.Split('\n', 2)[0];
        if (!first.StartsWith(IdPrefix, StringComparison.Ordinal)
            || !ActorId.TryParse(first[IdPrefix.Length..].Trim(), out ActorId client))
        {
            throw new UserErrorException($"{path} does not name its client in its first line.");
        }

        ECDsa key = ECDsa.Create();
        key.ImportFromPem(text);
        return (client, key);
    }
}
