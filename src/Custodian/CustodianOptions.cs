using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian;

/// <summary>Everything that a custodian process is told from outside.</summary>
public sealed record CustodianOptions
{
    /// <summary>The folder of the root key file and, by default, of database and socket.</summary>
    public required string DataFolder { get; init; }

    /// <summary>
    /// A SQLite file's path or a PostgreSQL connection string; by default <c>custody.db</c> in the folder.
    /// </summary>
    public string? CustodyDatabase { get; init; }

    /// <summary>The Unix socket of the protocol; by default <c>custodian.sock</c> in the folder.</summary>
    public string? SocketPath { get; init; }

    /// <summary>
    /// Where to listen with mutual TLS instead: this side's certificate, the callers' authority, host and port.
    /// </summary>
    public CustodianEndpoint? TlsListener { get; init; }

    /// <summary>Where the custodian's own pages listen, <c>http://127.0.0.1:5081</c>; null for no pages.</summary>
    public string? PagesAddress { get; init; }

    /// <summary>
    /// PEM file with certificate and private key of pages on https, where no proxy stands before them.
    /// </summary>
    public string? PagesCertificatePath { get; init; }

    /// <summary>The origin under which browsers reach those pages.</summary>
    public required string CustodianOrigin { get; init; }

    /// <summary>The origins of web servers whose ceremonies are accepted.</summary>
    public required IReadOnlyList<string> WebOrigins { get; init; }

    /// <summary>The WebAuthn relying party id: the registrable domain that both origins share.</summary>
    public required string RelyingPartyId { get; init; }

    /// <summary>A data folder marked as demo, where a software authenticator is offered.</summary>
    public bool IsDemo { get; init; }

    /// <summary>Where the passphrase of the root key comes from; asked once, at the start.</summary>
    public required Func<string> Passphrase { get; init; }

    /// <summary>The name of the root key file in the folder.</summary>
    public const string RootKeyFileName = "root.key";

    /// <summary>Path of the root key file.</summary>
    public string RootKeyPath => Path.Combine(DataFolder, RootKeyFileName);

    /// <summary>
    /// Takes a custody database that falls short of the head kept outside it, as after a restore; this is put in the log.
    /// </summary>
    public bool AcceptRestored { get; init; }

    /// <summary>Where the log's newest head is kept, outside the database.</summary>
    public string HeadPath => Path.Combine(DataFolder, Log.HeadFile.FileName);

    /// <summary>The custody database's text.</summary>
    public string DatabaseText => CustodyDatabase ?? Path.Combine(DataFolder, "custody.db");

    /// <summary>The socket's path.</summary>
    public string Socket => SocketPath ?? Path.Combine(DataFolder, "custodian.sock");
}
