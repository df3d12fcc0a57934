using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;
using Serment.Database;

namespace Serment.IntegrationTests.Custodian;

/// <summary>The protocol between two hosts: each side trusts one authority and nobody else.</summary>
public sealed class MutualTlsTests
{
    [Fact]
    public async Task Answers_a_caller_of_its_authority_and_nobody_else()
    {
        string folder = Directory.CreateTempSubdirectory("serment-tls-").FullName;
        try
        {
            string ours = WriteAuthority(folder, "ours", out X509Certificate2 authority);
            WriteAuthority(folder, "theirs", out X509Certificate2 stranger);
            CustodianEndpoint listener = new()
            {
                Host = "127.0.0.1",
                Port = FreePort(),
                CertificatePath = WriteCertificate(folder, "custodian", authority),
                AuthorityPath = ours,
            };
            await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite, listener);

            CustodianEndpoint web = listener with { CertificatePath = WriteCertificate(folder, "web", authority) };
            Assert.Equal(2, (await SitesAsync(web)).Sites.Count);

            CustodianEndpoint thief = listener with { CertificatePath = WriteCertificate(folder, "thief", stranger) };
            await Assert.ThrowsAnyAsync<Exception>(() => SitesAsync(thief));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<SiteList> SitesAsync(CustodianEndpoint endpoint)
    {
        await using CustodianClient client = new(endpoint);
        return await client.AskAsync(
            MessageKind.DescribeSites, null, Nothing.Instance, CustodyJson.Default.Nothing, CustodyJson.Default.SiteList,
            CancellationToken.None);
    }

    private static string WriteAuthority(string folder, string name, out X509Certificate2 authority)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        string path = Path.Combine(folder, name + ".authority.pem");
        File.WriteAllText(path, authority.ExportCertificatePem());
        return path;
    }

    private static string WriteCertificate(string folder, string name, X509Certificate2 authority)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(
            authority, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(99), RandomNumberGenerator.GetBytes(8));
        string path = Path.Combine(folder, name + ".pem");
        File.WriteAllText(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return path;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
