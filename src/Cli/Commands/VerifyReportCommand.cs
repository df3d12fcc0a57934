using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Serment.Cli.Configuration;
using Serment.Cli.Verification;

namespace Serment.Cli.Commands;

/// <summary>
/// <c>serment verify-report</c>: holds a report against its signature, wherever both have come from. Needs no folder, no key
/// and no network.
/// </summary>
internal static class VerifyReportCommand
{
    /// <summary>The largest report that is read.</summary>
    public const long MaxReportBytes = 64L << 20;

    /// <summary>The largest signature or certificate file that is read.</summary>
    public const long MaxSignatureBytes = 1 << 20;

    private const int Valid = 0;
    private const int SignerUnknown = 1;
    private const int NotValid = 3;

    public static Command Create()
    {
        Argument<string> report = new("report") { Description = "The report, as it was received.", HelpName = "REPORT.pdf" };
        Argument<string> signature = new("signature") { Description = "Its signature.", HelpName = "REPORT.pdf.p7s" };
        Option<string[]> certificate = new("--certificate")
        {
            Description = "The laboratory's certificate, PEM or DER, got from the laboratory itself; may be given again.",
            HelpName = "FILE",
        };
        Command command = new(
            "verify-report",
            "Hold a laboratory report against its signature: 0 signed by the laboratory, 1 unaltered but nobody says by whom "
            + "it is signed (no --certificate), 3 not valid, 2 cannot run.")
        {
            report, signature, certificate,
        };
        command.SetAction((parsed, _) => Running.RunAsync(() => Task.FromResult(Run(
            parsed.GetValue(report)!, parsed.GetValue(signature)!, parsed.GetValue(certificate) ?? [], Console.Out))));
        return command;
    }

    /// <summary>Checks one and says what it is; the exit code.</summary>
    /// <exception cref="UserErrorException">A file is not there, is too large, or is no certificate.</exception>
    public static int Run(string report, string signature, IReadOnlyList<string> certificates, TextWriter to)
    {
        X509Certificate2Collection given = [.. certificates.SelectMany(CertificatesOf)];
        ReportCheck check = ReportCheck.Of(Read(report, MaxReportBytes), Read(signature, MaxSignatureBytes), given);
        to.WriteLine(WordsOf(check));
        if (check is { Signer: { } signer, SignedAt: { } at })
        {
            to.WriteLine($"  certificate  {signer}");
            to.WriteLine($"  SHA-256      {check.CertificateSha256}");
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  signed       {at:yyyy-MM-dd HH:mm:ss} UTC"));
        }

        return check.Verdict switch
        {
            ReportVerdict.Valid => Valid,
            ReportVerdict.SignerUnknown => SignerUnknown,
            _ => NotValid,
        };
    }

    private static string WordsOf(ReportCheck check) => check.Verdict switch
    {
        ReportVerdict.Valid => "VALID: the report is as it was signed, with the laboratory's certificate.",
        ReportVerdict.SignerUnknown =>
            "UNALTERED, SIGNER NOT CHECKED: the report is as it was signed with the certificate below. Whether that is the "
            + "laboratory's, only the laboratory can say: ask it for its certificate and give it with --certificate.",
        ReportVerdict.OtherSigner =>
            "NOT VALID: the report is signed with another certificate than the one given, whatever name it bears.",
        ReportVerdict.OtherDocument =>
            "NOT VALID: this is not the report that was signed. It was changed afterwards, or the signature is another "
            + "report's.",
        ReportVerdict.SignatureAltered =>
            "NOT VALID: the signature was altered, or is not one that a laboratory makes with Serment.",
        _ => "NOT VALID: the second file is no signature (CMS SignedData, DER).",
    };

    private static byte[] Read(string path, long most)
    {
        FileInfo file = new(path);
        return !file.Exists ? throw new UserErrorException($"There is no file {path}.")
            : file.Length > most ? throw new UserErrorException($"{path} is larger than {most >> 20} MB: no report of ours.")
            : File.ReadAllBytes(path);
    }

    private static X509Certificate2Collection CertificatesOf(string path)
    {
        byte[] bytes = Read(path, MaxSignatureBytes);
        X509Certificate2Collection found = [];
        try
        {
            string text = Encoding.Latin1.GetString(bytes);
            if (text.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
            {
                found.ImportFromPem(text);
            }
            else
            {
                found.Add(X509CertificateLoader.LoadCertificate(bytes));
            }

            return found;
        }
        catch (CryptographicException)
        {
            throw new UserErrorException($"{path} is no certificate (PEM or DER).");
        }
    }
}
