using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Serment.Cli.Commands;
using Serment.Cli.Configuration;
using Serment.Cli.Verification;
using Serment.Records.Downtime;
using Serment.Web.Downtime;

namespace Serment.Cli.Downtime;

/// <summary><c>serment downtime</c>: a ward's key, and reading its packs without a network.</summary>
internal static class DowntimeCommand
{
    private const int KeyBits = 3072;
    private const int KeyYears = 2;
    private const int KeyIterations = 600_000;
    private const int Expired = 4;

    public static Command Create() =>
        new("downtime", "A ward's downtime pack: make the ward's key, open a pack without a network.")
        {
            CreateKey(), CreateOpen(),
        };

    private static Command CreateKey()
    {
        Option<string> unit = new("--unit") { Description = "The ward's name.", HelpName = "NAME", Required = true };
        Option<string> output = new("--out")
        {
            Description = "Where the private key goes; the certificate beside it, with .crt.", HelpName = "FILE",
            Required = true,
        };
        Command command = new("key", "Make a ward's key and the certificate that two people register.") { unit, output };
        command.SetAction((parsed, _) => Running.RunAsync(
            () => Task.FromResult(MakeKey(parsed.GetRequiredValue(unit), parsed.GetRequiredValue(output)))));
        return command;
    }

    private static Command CreateOpen()
    {
        Argument<string> file = new("FILE") { Description = "The pack." };
        Option<string> key = new("--key")
        {
            Description = "The ward's private key (PEM).", HelpName = "FILE", Required = true,
        };
        Option<string?> logKey = new("--log-key")
        {
            Description = "The log's verifier key as init printed it, or a file with it: proves where the pack comes from.",
            HelpName = "KEY",
        };
        Option<string?> html = new("--html")
        {
            Description = "Write one page to print or to read in a browser; - is the standard output.", HelpName = "FILE",
        };
        Command command = new("open", "Open a pack: on the terminal, or as one local page. 4: it has expired.")
        {
            file, key, logKey, html,
        };
        command.SetAction((parsed, _) => Running.RunAsync(
            () => Task.FromResult(Open(
                parsed.GetRequiredValue(file), parsed.GetRequiredValue(key), parsed.GetValue(logKey),
                parsed.GetValue(html)))));
        return command;
    }

    private static int MakeKey(string unit, string path)
    {
        string certificatePath = Path.ChangeExtension(path, ".crt");
        if (File.Exists(path) || File.Exists(certificatePath))
        {
            throw new UserErrorException($"{path} or {certificatePath} is there already; nothing was written.");
        }

        string passphrase = Passphrase.ForWard(isNew: true);
        using RSA key = RSA.Create(KeyBits);
        X500DistinguishedNameBuilder name = new();
        name.AddCommonName(unit);
        CertificateRequest request = new(
            name.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyEncipherment, critical: true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(KeyYears));
        string pem = key.ExportEncryptedPkcs8PrivateKeyPem(
            passphrase,
            new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, KeyIterations));
        DataFolder.WritePrivate(path, Encoding.ASCII.GetBytes(pem + "\n"));
        DataFolder.WritePrivate(certificatePath, Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n"));
        Console.WriteLine($"Key:         {path}  (keep it, and its passphrase, on the ward's computer)");
        Console.WriteLine($"Certificate: {certificatePath}  (an administrator proposes it, a second person approves)");
        Console.WriteLine($"Fingerprint: {Convert.ToHexStringLower(SHA256.HashData(certificate.RawData))}");
        return 0;
    }

    private static int Open(string path, string keyPath, string? logKey, string? html)
    {
        byte[] file = Read(path, PackEnvelope.MaxBytes);
        using RSA key = ReadKey(keyPath);
        KeptOutside outside = KeptOutside.Read(logKey, []);
        DowntimePack pack;
        PackStatement statement;
        try
        {
            PackContent content = PackEnvelope.Open(file, key);
            statement = PackStatement.Check(content.Certificate, content.Pack, outside.Key);
            if (statement.WhyNot(TimeProvider.System.GetUtcNow()) is string why)
            {
                throw new UserErrorException(why, Expired);
            }

            pack = DowntimePack.Parse(Encoding.UTF8.GetBytes(content.Pack));
        }
        catch (InvalidDataException e)
        {
            throw new UserErrorException($"Cannot open {path}: {e.Message}.");
        }

        if (html is null)
        {
            Console.Write(PackText.Of(pack, statement, outside.Key is not null));
        }
        else if (html is "-")
        {
            Console.Write(PackHtml.Of(pack, statement, outside.Key is not null));
        }
        else
        {
            DataFolder.WritePrivate(
                html, Encoding.UTF8.GetBytes(PackHtml.Of(pack, statement, outside.Key is not null)));
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Written to {html}, readable to whoever reads this account's files: delete it when the network is back."));
        }

        return 0;
    }

    private static RSA ReadKey(string path)
    {
        string pem = Encoding.ASCII.GetString(Read(path, 64 * 1024));
        RSA key = RSA.Create();
        try
        {
            if (pem.Contains("ENCRYPTED", StringComparison.Ordinal))
            {
                key.ImportFromEncryptedPem(pem, Passphrase.ForWard(isNew: false));
            }
            else
            {
                key.ImportFromPem(pem);
            }

            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new UserErrorException($"{path} is no private key, or the passphrase is wrong.");
        }
    }

    private static byte[] Read(string path, int maxBytes) =>
        !File.Exists(path) ? throw new UserErrorException($"There is no file at {path}.")
        : new FileInfo(path).Length > maxBytes ? throw new UserErrorException($"{path} is too large.")
        : File.ReadAllBytes(path);
}
