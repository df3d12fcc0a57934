using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Serment.Custodian.Signing;
using Serment.UnitTests.Architecture;

namespace Serment.UnitTests.Custodian.Signing;

public sealed class DetachedSignatureTests
{
    private static readonly JsonElement Vector = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(SourceTree.Root, "tests/vectors/report-signature.json"))).RootElement;

    [Fact]
    public void Signs_the_attributes_that_OpenSSL_signs()
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(Bytes("certificate"));
        byte[] document = Encoding.UTF8.GetBytes(Text("document"));

        byte[] attributes = DetachedSignature.SignedAttributes(
            SHA256.HashData(document),
            DateTimeOffset.Parse(Text("signingTime"), CultureInfo.InvariantCulture), certificate, Asn1Tag.SetOf);

        Assert.Equal(Text("signedAttributes"), Convert.ToHexStringLower(attributes));
    }

    [Fact]
    public void The_vectors_signature_verifies()
    {
        SignedCms cms = new(new ContentInfo(Encoding.UTF8.GetBytes(Text("document"))), detached: true);
        cms.Decode(Bytes("signature"));
        cms.CheckSignature(verifySignatureOnly: true);
        Assert.Equal(Bytes("certificate"), Assert.Single(cms.Certificates).RawData);
    }

    [Fact]
    public void A_time_from_2050_on_is_a_generalized_time()
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(Bytes("certificate"));
        byte[] attributes = DetachedSignature.SignedAttributes(
            new byte[32], new(2050, 1, 2, 3, 4, 5, TimeSpan.Zero), certificate, Asn1Tag.SetOf);

        Assert.Contains("20500102030405Z", Encoding.Latin1.GetString(attributes), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_what_is_no_digest()
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(Bytes("certificate"));
        Assert.Throws<ArgumentException>(() => DetachedSignature.SignedAttributes(
            new byte[20], DateTimeOffset.UnixEpoch, certificate, Asn1Tag.SetOf));
    }

    private static string Text(string name) => Vector.GetProperty(name).GetString()!;

    private static byte[] Bytes(string name) => Convert.FromHexString(Text(name));
}
