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
    /// <summary>Writes a key.</summary>
    public static void Write(string path, ActorId client, string pem) =>
        DataFolder.WritePrivate(path, Encoding.UTF8.GetBytes(ClientKey.Format(client, pem)));

    /// <summary>Reads a key.</summary>
    /// <exception cref="UserErrorException">It is missing or not such a file.</exception>
    public static (ActorId Client, ECDsa Key) Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserErrorException($"The client key {path} is missing; is --site one of this folder's sites?");
        }

        try
        {
            return ClientKey.Parse(File.ReadAllText(path));
        }
        catch (FormatException e)
        {
            throw new UserErrorException($"{path} {e.Message}.");
        }
    }
}
