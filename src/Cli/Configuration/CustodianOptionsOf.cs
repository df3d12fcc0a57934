using Serment.Custodian;

namespace Serment.Cli.Configuration;

/// <summary>What a folder's settings mean to the custodian.</summary>
internal static class CustodianOptionsOf
{
    public static CustodianOptions Folder(DataFolder folder, Func<string> passphrase)
    {
        CustodianSettings settings = folder.Settings.Custodian;
        return new()
        {
            DataFolder = folder.FolderPath,
            CustodyDatabase = folder.CustodyDatabase,
            SocketPath = folder.SocketPath,
            TlsListener = settings.Tls is { } tls
                ? new()
                {
                    Host = tls.ListenAddress,
                    Port = tls.Port,
                    CertificatePath = folder.Resolve(tls.CustodianCertificatePath),
                    AuthorityPath = folder.Resolve(tls.AuthorityPath),
                }
                : null,
            PagesAddress = settings.PagesUrl,
            CustodianOrigin = settings.Origin,
            WebOrigins = [folder.Settings.Web.Origin],
            RelyingPartyId = settings.RelyingPartyId,
            IsDemo = folder.Settings.Demo,
            Passphrase = passphrase,
        };
    }
}
