using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Serment.Custodian.Downtime;
using Serment.Custodian.Proposals;
using Serment.CustodyProtocol;

namespace Serment.UnitTests.Custodian.Downtime;

public sealed class WardCertificateTests
{
    [Theory]
    [InlineData(3072, true)]
    [InlineData(2048, false)]
    public void An_rsa_key_of_enough_bits_is_taken(int bits, bool isTaken)
    {
        using X509Certificate2? read = WardCertificate.Read(Pem(bits));

        Assert.Equal(isTaken, read is not null);
    }

    [Fact]
    public void A_private_key_another_kind_of_key_and_rubbish_are_not()
    {
        using RSA key = RSA.Create(3072);
        using ECDsa curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string elliptic = new CertificateRequest("CN=x", curve, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100)).ExportCertificatePem();

        Assert.Null(WardCertificate.Read(Pem(3072) + "\n" + key.ExportPkcs8PrivateKeyPem()));
        Assert.Null(WardCertificate.Read(elliptic));
        Assert.Null(WardCertificate.Read("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"));
        Assert.Null(WardCertificate.Read("hello"));
        Assert.Null(WardCertificate.Read(null));
        Assert.Null(WardCertificate.Read(new string('x', WardCertificate.MaxPemCharacters + 1)));
    }

    [Fact]
    public void A_proposal_names_one_unit_of_the_site_and_a_certificate()
    {
        ProposalGround ground = new(1, null, unit => unit == 7, 2, false);
        ProposalDraft draft = new(ProposalKind.RegisterWardKey, UnitIds: [7], CertificatePem: Pem(3072));

        Assert.Null(ProposalRules.Check(draft, ground));
        Assert.Equal("unitIds", ProposalRules.Check(draft with { UnitIds = [8] }, ground)?.Field);
        Assert.Equal("unitIds", ProposalRules.Check(draft with { UnitIds = [7, 7] }, ground)?.Field);
        Assert.Equal("unitIds", ProposalRules.Check(draft with { UnitIds = null }, ground)?.Field);
        Assert.Equal("certificatePem", ProposalRules.Check(draft with { CertificatePem = "hello" }, ground)?.Field);
        Assert.False(ProposalRules.HoldsAtOnce(ProposalKind.RegisterWardKey));
        Assert.False(ProposalRules.MayPropose(Role.SecurityOfficer, ProposalKind.RegisterWardKey));
    }

    private static string Pem(int bits)
    {
        using RSA key = RSA.Create(bits);
        using X509Certificate2 certificate =
            new CertificateRequest("CN=Ward", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return certificate.ExportCertificatePem();
    }
}
