using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serment.Cli.Configuration;

/// <summary>
/// The file <c>serment.json</c> of a data folder, or a file given by <c>--config</c>. Relative paths are the file's
/// folder's.
/// </summary>
internal sealed record SermentSettings
{
    /// <summary>A random name of the folder, under which its passphrase may be kept elsewhere.</summary>
    public string FolderId { get; init; } = "";

    /// <summary>Marked at creation: only a demo offers the software authenticator.</summary>
    public bool Demo { get; init; }

    /// <summary>
    /// The log's verifier key, as <c>init</c> printed it: checkpoints and the log are held against it, not against what
    /// the database to be checked says.
    /// </summary>
    public string? LogKey { get; init; }

    /// <summary>A SQLite file or a PostgreSQL connection string: sealed entries, tokens, worklists.</summary>
    public string MainDatabase { get; init; } = "main.db";

    /// <summary>A SQLite file or a PostgreSQL connection string: keys, staff, the log.</summary>
    public string CustodyDatabase { get; init; } = "custody.db";

    /// <summary>The custodian.</summary>
    public CustodianSettings Custodian { get; init; } = new();

    /// <summary>The web server.</summary>
    public WebSettings Web { get; init; } = new();
}

/// <summary>How the custodian listens.</summary>
internal sealed record CustodianSettings
{
    /// <summary>The Unix socket for the protocol; ignored where <see cref="Tls"/> is given.</summary>
    public string Socket { get; init; } = "custodian.sock";

    /// <summary>Mutual TLS instead of the socket, for two hosts.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>Where its own pages listen.</summary>
    public string PagesUrl { get; init; } = "http://localhost:5101";

    /// <summary>Its pages' origin as browsers see it.</summary>
    public string Origin { get; init; } = "http://localhost:5101";

    /// <summary>The WebAuthn relying party: a domain that both origins end in.</summary>
    public string RelyingPartyId { get; init; } = "localhost";

    /// <summary>PEM file with certificate and key for its pages, where <see cref="PagesUrl"/> is https.</summary>
    public string? PagesCertificatePath { get; init; }
}

/// <summary>Mutual TLS between the two processes.</summary>
internal sealed record TlsSettings
{
    /// <summary>Host that the custodian's certificate bears.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>Port.</summary>
    public int Port { get; init; } = 5102;

    /// <summary>IP address that the custodian listens on.</summary>
    public string ListenAddress { get; init; } = "127.0.0.1";

    /// <summary>PEM file with the custodian's certificate and key.</summary>
    public string CustodianCertificatePath { get; init; } = "custodian.pem";

    /// <summary>PEM file with the web server's certificate and key.</summary>
    public string WebCertificatePath { get; init; } = "web.pem";

    /// <summary>PEM file with the authority that both trust, and nothing else.</summary>
    public string AuthorityPath { get; init; } = "authority.pem";
}

/// <summary>How the web server listens.</summary>
internal sealed record WebSettings
{
    /// <summary>Where it listens.</summary>
    public string Url { get; init; } = "http://localhost:5100";

    /// <summary>Its origin as browsers see it.</summary>
    public string Origin { get; init; } = "http://localhost:5100";

    /// <summary>PEM file with certificate and key, where <see cref="Url"/> is https.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>
    /// The virus scanner clamd on this machine: <c>unix:/run/clamav/clamd.ctl</c> or <c>tcp://127.0.0.1:3310</c>.
    /// </summary>
    public string? Clamd { get; init; }

    /// <summary>The folder of the site's letter templates; without it, those that are shipped.</summary>
    public string? LetterTemplates { get; init; }

    /// <summary>
    /// The folder with <c>laboratory-CODE.pem</c>, the key of the machine client of each site that has a laboratory.
    /// </summary>
    public string LaboratoryKeys { get; init; } = "clients";

    /// <summary>For development: a folder whose newest JSON file stands for the health card in the reader.</summary>
    public string? HealthCards { get; init; }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SermentSettings))]
[JsonSerializable(typeof(DemoFile))]
internal sealed partial class CliJson : JsonSerializerContext;
