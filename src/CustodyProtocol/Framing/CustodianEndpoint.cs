using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Serment.CustodyProtocol.Framing;

/// <summary>
/// Where the custodian answers: a Unix socket (the default, protected by the folder's permissions),
/// or a host and port with mutual TLS, where each side trusts exactly one certificate authority.
/// </summary>
public sealed record CustodianEndpoint
{
    /// <summary>Path of the Unix socket.</summary>
    public string? SocketPath { get; init; }

    /// <summary>Host name, which the custodian's certificate must bear.</summary>
    public string? Host { get; init; }

    /// <summary>Port of the mutual TLS listener.</summary>
    public int Port { get; init; }

    /// <summary>PEM file with this side's certificate and private key.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>PEM file with the authority that the other side's certificate must come from.</summary>
    public string? AuthorityPath { get; init; }

    /// <summary>Connects.</summary>
    public async Task<Stream> ConnectAsync(CancellationToken stop)
    {
        if (SocketPath is not null)
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), stop);
            return new NetworkStream(socket, ownsSocket: true);
        }

        if (Host is null || CertificatePath is null || AuthorityPath is null)
        {
            throw new InvalidOperationException("a custodian endpoint is a socket, or a host with certificate and authority");
        }

        TcpClient client = new() { NoDelay = true };
        await client.ConnectAsync(Host, Port, stop);
        SslStream tls = new(client.GetStream());
        using X509Certificate2 authority = X509CertificateLoader.LoadCertificateFromFile(AuthorityPath);
        using X509Certificate2 pem = X509Certificate2.CreateFromPemFile(CertificatePath);
        X509ChainPolicy trust = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trust.CustomTrustStore.Add(authority);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = Host,
                ClientCertificates = [pem],
                CertificateChainPolicy = trust,
                EnabledSslProtocols = SslProtocols.Tls13,
            },
            stop);
        return tls;
    }
}
