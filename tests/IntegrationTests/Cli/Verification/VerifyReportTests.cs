using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Serment.Cli.Commands;
using Serment.Cli.Configuration;
using Serment.Custodian.Keys;
using Serment.Custodian.Signing;

namespace Serment.IntegrationTests.Cli.Verification;

/// <summary>Files on disk, as a prescriber or an expert would hold them.</summary>
public sealed class VerifyReportTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 11, 40, 0, TimeSpan.Zero);
    private static readonly byte[] Report = Encoding.UTF8.GetBytes("%PDF-1.7 un compte rendu");

    private readonly string folder = Directory.CreateTempSubdirectory("serment-").FullName;
    private readonly SiteKeys keys = new(1, "LABO", new byte[32]);
    private readonly byte[] certificate;
    private readonly byte[] signature;

    public VerifyReportTests()
    {
        (certificate, byte[] wrapped) = ReportKeyBox.Create(keys, 7, "Laboratoire des Essais", At);
        signature = Sign(Report, certificate, wrapped);
    }

    public void Dispose()
    {
        keys.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Says_valid_with_the_laboratorys_certificate_in_either_form()
    {
        using X509Certificate2 loaded = X509CertificateLoader.LoadCertificate(certificate);
        string pem = Write("laboratoire.pem", Encoding.ASCII.GetBytes(loaded.ExportCertificatePem()));

        (int code, string said) = Run(Report, signature, pem);

        Assert.Equal(0, code);
        Assert.StartsWith("VALID:", said, StringComparison.Ordinal);
        Assert.Contains("Laboratoire des Essais", said, StringComparison.Ordinal);
        Assert.Contains("2026-03-02 11:40:00 UTC", said, StringComparison.Ordinal);
        Assert.Equal(0, Run(Report, signature, Write("laboratoire.cer", certificate)).Code);
    }

    [Fact]
    public void Does_not_say_valid_where_nobody_named_the_certificate()
    {
        (int code, string said) = Run(Report, signature);

        Assert.Equal(1, code);
        Assert.StartsWith("UNALTERED, SIGNER NOT CHECKED", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_another_report_and_one_whose_bytes_were_changed()
    {
        string given = Write("laboratoire.cer", certificate);
        byte[] changed = [.. Report];
        changed[^1] ^= 1;
        foreach (byte[] other in (byte[][])[changed, Encoding.UTF8.GetBytes("%PDF-1.7 un autre"), []])
        {
            (int code, string said) = Run(other, signature, given);

            Assert.Equal(3, code);
            Assert.Contains("not the report that was signed", said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Refuses_a_signature_of_which_any_byte_was_changed()
    {
        string given = Write("laboratoire.cer", certificate);
        for (int at = 0; at < signature.Length; at++)
        {
            byte[] changed = [.. signature];
            changed[at] ^= 0x41;

            Assert.True(Run(Report, changed, given).Code == 3, $"byte {at}");
        }

        Assert.Equal(3, Run(Report, signature[..^5], given).Code);
        Assert.Equal(3, Run(Report, Report, given).Code);
    }

    [Fact]
    public void Refuses_a_key_that_only_bears_the_laboratorys_name()
    {
        (byte[] forged, byte[] wrapped) = ReportKeyBox.Create(keys, 7, "Laboratoire des Essais", At);
        byte[] changed = [.. Report, .. "résultat normal"u8];

        (int code, string said) = Run(changed, Sign(changed, forged, wrapped), Write("laboratoire.cer", certificate));

        Assert.Equal(3, code);
        Assert.Contains("another certificate than the one given", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_which_file_is_missing_or_no_certificate()
    {
        string report = Write("report.pdf", Report);
        UserErrorException missing = Assert.Throws<UserErrorException>(
            () => VerifyReportCommand.Run(report, Path.Combine(folder, "nowhere.p7s"), [], TextWriter.Null));
        Assert.Contains("nowhere.p7s", missing.Message, StringComparison.Ordinal);
        UserErrorException wrong = Assert.Throws<UserErrorException>(
            () => VerifyReportCommand.Run(report, report, [report], TextWriter.Null));
        Assert.Contains("is no certificate", wrong.Message, StringComparison.Ordinal);
    }

    private byte[] Sign(byte[] report, byte[] with, byte[] wrapped)
    {
        using ECDsa key = ReportKeyBox.Unwrap(keys, 7, wrapped);
        using X509Certificate2 loaded = X509CertificateLoader.LoadCertificate(with);
        return DetachedSignature.Sign(SHA256.HashData(report), At, loaded, key);
    }

    private (int Code, string Said) Run(byte[] report, byte[] cms, params IReadOnlyList<string> certificates)
    {
        using StringWriter said = new();
        int code = VerifyReportCommand.Run(Write("report.pdf", report), Write("report.p7s", cms), certificates, said);
        return (code, said.ToString());
    }

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
