using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Web;

/// <summary>What the web server must be told. It holds no key and no secret of its own.</summary>
public sealed record WebOptions
{
    /// <summary>
    /// Where to listen, as <c>http://localhost:5080</c> or <c>https://*:443</c>; port 0 is a free one.
    /// </summary>
    public required IReadOnlyList<string> Urls { get; init; }

    /// <summary>The main database: a SQLite file's path, or a PostgreSQL connection string.</summary>
    public required string MainDatabase { get; init; }

    /// <summary>Where the custodian answers.</summary>
    public required CustodianEndpoint Custodian { get; init; }

    /// <summary>The log's verifier key, against which checkpoints are checked; null where none was given.</summary>
    public string? LogKey { get; init; }

    /// <summary>The origin of the custodian's own pages, as <c>http://localhost:5081</c>.</summary>
    public required string CustodianOrigin { get; init; }

    /// <summary>
    /// The origin that browsers see, as <c>https://serment.clinic.example</c>; null takes the first address, which
    /// suits loopback only.
    /// </summary>
    public string? Origin { get; init; }

    /// <summary>PEM file with certificate and private key for https addresses.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>
    /// The virus scanner clamd, as <c>unix:/run/clamav/clamd.ctl</c> or <c>tcp://127.0.0.1:3310</c>; null where there
    /// is none, and pages say so.
    /// </summary>
    public string? Clamd { get; init; }

    /// <summary>The folder of the site's letter templates; null for those that are shipped.</summary>
    public string? LetterTemplatesPath { get; init; }

    /// <summary>
    /// The folder with the laboratory's machine client of each site, <c>laboratory-CODE.pem</c>; null where nothing comes
    /// from instruments or scanners.
    /// </summary>
    public string? LaboratoryKeysPath { get; init; }

    /// <summary>
    /// For development: a folder whose newest JSON file stands for the health card in the reader; null where files are
    /// only uploaded.
    /// </summary>
    public string? HealthCardsPath { get; init; }

    /// <summary>A data folder marked as demonstration: the sign-in page offers the software authenticator.</summary>
    public bool IsDemo { get; init; }

    /// <summary>The clinic's time zone, for "today" and for every time shown.</summary>
    public string TimeZone { get; init; } = EstablishmentTime.ZoneId;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether to write the request log to the console.</summary>
    public bool LogToConsole { get; init; } = true;
}
