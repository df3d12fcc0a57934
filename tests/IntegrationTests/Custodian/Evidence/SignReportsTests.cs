using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Serment.Custodian.Evidence;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.IntegrationTests.Custodian.Evidence;

public sealed class SignReportsTests
{
    private static readonly byte[] First = Encoding.UTF8.GetBytes("%PDF-1.7 le premier");
    private static readonly byte[] Second = Encoding.UTF8.GetBytes("%PDF-1.7 le second");

    public static TheoryData<string> Engines => TestDatabase.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Signs_each_report_that_the_touch_confirmed_and_logs_it_before(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        SessionFacts bianca = await SignedInAsync(bench, "Bianca");

        ReportsSigned signed = await SignAsync(bench, bianca, [Digest(First), Digest(Second)]);

        SignedCms cms = Checked(First, signed.Signatures[0].Cms);
        Checked(Second, signed.Signatures[1].Cms);
        Assert.Throws<CryptographicException>(() => Checked(Second, signed.Signatures[0].Cms));
        SignerInfo signer = Assert.Single(cms.SignerInfos.Cast<SignerInfo>());
        Assert.Equal(
            signed.At.UtcDateTime,
            Assert.Single(signer.SignedAttributes.Cast<CryptographicAttributeObject>()
                .SelectMany(one => one.Values.Cast<AsnEncodedData>()).OfType<Pkcs9SigningTime>()).SigningTime);
        Assert.Contains("CN=CLINIQUE", signer.Certificate!.Subject, StringComparison.Ordinal);
        Assert.Equal(2, await bench.CountAsync(LogEventKind.ReportSigned));
        Assert.Equal(1, await bench.CountAsync(LogEventKind.ReportKeyMade));

        // The same key signs the next batch.
        ReportsSigned again = await SignAsync(bench, bianca, [Digest(First)]);
        Assert.Equal(signer.Certificate.RawData, Checked(First, again.Signatures[0].Cms).Certificates[0].RawData);
        Assert.Equal(1, await bench.CountAsync(LogEventKind.ReportKeyMade));
    }

    [Fact]
    public async Task OpenSSL_verifies_the_report_and_refuses_a_changed_one()
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync("sqlite");
        SessionFacts bianca = await SignedInAsync(bench, "Bianca");
        ReportsSigned signed = await SignAsync(bench, bianca, [Digest(First)]);
        SignedCms cms = Checked(First, signed.Signatures[0].Cms);
        string folder = Directory.CreateTempSubdirectory("serment-").FullName;
        try
        {
            string certificate = Path.Combine(folder, "laboratoire.pem");
            await File.WriteAllTextAsync(certificate, cms.Certificates[0].ExportCertificatePem());
            await File.WriteAllBytesAsync(Path.Combine(folder, "report.p7s"), signed.Signatures[0].Cms);

            Assert.Equal(0, await VerifyAsync(folder, First));
            Assert.NotEqual(0, await VerifyAsync(folder, Second));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_a_report_that_the_touch_did_not_confirm(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        SessionFacts bianca = await SignedInAsync(bench, "Bianca");
        CeremonyBegun begun = await bench.Reports.BeginAsync(bianca, new([Digest(First)]));
        CeremonyAnswer touch = new(begun.CeremonyId, bench.Authenticator.Get(begun.OptionsJson));

        Assert.Equal("not-confirmed", await RefusedAsync(bench, bianca, touch, Digest(Second)));

        // The touch is spent: the report that it was for is not signed by it either.
        Assert.Equal("evidence-refused", await RefusedAsync(bench, bianca, touch, Digest(First)));
        Assert.Equal(0, await bench.CountAsync(LogEventKind.ReportSigned));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_touch_for_one_list_signs_no_other(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        SessionFacts bianca = await SignedInAsync(bench, "Bianca");
        CeremonyBegun harmless = await bench.Reports.BeginAsync(bianca, new([Digest(First)]));
        CeremonyBegun forged = await bench.Reports.BeginAsync(bianca, new([Digest(Second)]));
        CeremonyBegun stepUp = await bench.StepUps.BeginAsync(bianca, new(StepUpKind.OffPattern, PatientId.New()));

        foreach (CeremonyBegun given in (CeremonyBegun[])[harmless, stepUp])
        {
            CeremonyAnswer touch = new(forged.CeremonyId, bench.Authenticator.Get(given.OptionsJson));
            Assert.Equal("evidence-refused", await RefusedAsync(bench, bianca, touch, Digest(Second)));
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_a_colleagues_touch_another_session_and_who_is_no_biologist(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        SessionFacts bianca = await SignedInAsync(bench, "Bianca");
        SessionFacts paul = await SignedInAsync(bench, "Paul");
        CeremonyBegun begun = await bench.Reports.BeginAsync(bianca, new([Digest(First)]));
        CeremonyAnswer touch = new(begun.CeremonyId, bench.Authenticator.Get(begun.OptionsJson));
        Assert.Equal("evidence-refused", await RefusedAsync(bench, paul, touch, Digest(First)));

        CeremonyBegun own = await bench.Reports.BeginAsync(paul, new([Digest(First)]));
        CeremonyAnswer hisTouch = new(own.CeremonyId, bench.Authenticator.Get(own.OptionsJson));
        Assert.Equal("session-ended", await RefusedAsync(bench, paul, hisTouch, Digest(First)));
    }

    [Fact]
    public async Task Takes_one_to_twenty_different_digests()
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync("sqlite");
        SessionFacts bianca = await SignedInAsync(bench, "Bianca");
        string[][] refused =
        [
            [], ["00"], [Digest(First).ToUpperInvariant()], [Digest(First), Digest(First)],
            [.. Enumerable.Range(0, ReportSigning.MaxReports + 1).Select(i => Digest([(byte)i]))],
        ];
        foreach (string[] digests in refused)
        {
            CustodyRefusal refusal = await Assert.ThrowsAsync<CustodyRefusal>(
                () => bench.Reports.BeginAsync(bianca, new(digests)));
            Assert.Equal("digests", refusal.Problem.Code);
        }
    }

    private static async Task<SessionFacts> SignedInAsync(EvidenceBench bench, string firstName)
    {
        await bench.EnrolAsync(firstName);
        return (await bench.SignInAsync(firstName)).Facts;
    }

    private static async Task<ReportsSigned> SignAsync(
        EvidenceBench bench, SessionFacts who, IReadOnlyList<string> digests)
    {
        CeremonyBegun begun = await bench.Reports.BeginAsync(who, new(digests));
        return await bench.Reports.CompleteAsync(
            who, new(new(begun.CeremonyId, bench.Authenticator.Get(begun.OptionsJson)), digests),
            CancellationToken.None);
    }

    private static async Task<string> RefusedAsync(
        EvidenceBench bench, SessionFacts who, CeremonyAnswer touch, string digest) =>
        (await Assert.ThrowsAsync<CustodyRefusal>(
            () => bench.Reports.CompleteAsync(who, new(touch, [digest]), CancellationToken.None))).Problem.Code;

    private static SignedCms Checked(byte[] document, byte[] signature)
    {
        SignedCms cms = new(new ContentInfo(document), detached: true);
        cms.Decode(signature);
        cms.CheckSignature(verifySignatureOnly: true);
        return cms;
    }

    private static string Digest(byte[] document) => Convert.ToHexStringLower(SHA256.HashData(document));

    private static async Task<int> VerifyAsync(string folder, byte[] document)
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, "report.pdf"), document);
        using Process openssl = Process.Start(new ProcessStartInfo("openssl")
        {
            ArgumentList =
            {
                "cms", "-verify", "-binary", "-inform", "DER", "-in", "report.p7s", "-content", "report.pdf",
                "-CAfile", "laboratoire.pem", "-partial_chain", "-purpose", "any", "-out", "checked.pdf",
            },
            WorkingDirectory = folder,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        await openssl.StandardError.ReadToEndAsync();
        await openssl.WaitForExitAsync();
        return openssl.ExitCode;
    }
}
