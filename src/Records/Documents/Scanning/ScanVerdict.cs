namespace Serment.Records.Documents.Scanning;

/// <summary>What the virus scanner said of a file. The code is stored with the document.</summary>
public enum ScanVerdict
{
    /// <summary>No scanner is configured: not scanned.</summary>
    NotConfigured,

    /// <summary>The scanner did not answer, or not in time: not scanned.</summary>
    NoAnswer,

    /// <summary>Larger than the scanner accepts: not scanned.</summary>
    TooLarge,

    /// <summary>Scanned; nothing found.</summary>
    Clean,

    /// <summary>Something was recognised: the file is refused.</summary>
    Infected,
}

/// <summary>Where clamd listens: a Unix socket, or a port of this machine.</summary>
public sealed record ClamdAddress
{
    private const string UnixScheme = "unix:";
    private const string TcpScheme = "tcp://";

    private ClamdAddress(string? socket, System.Net.IPEndPoint? port)
    {
        Socket = socket;
        Port = port;
    }

    /// <summary>The socket's path.</summary>
    public string? Socket { get; }

    /// <summary>The port. Documents cross it in clear, so it is one of this machine.</summary>
    public System.Net.IPEndPoint? Port { get; }

    /// <summary>Reads <c>unix:/run/clamav/clamd.ctl</c> or <c>tcp://127.0.0.1:3310</c>; null for no scanner.</summary>
    /// <exception cref="FormatException">Anything else, or a port of another machine.</exception>
    public static ClamdAddress? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (text.StartsWith(UnixScheme, StringComparison.Ordinal) && Path.IsPathRooted(text[UnixScheme.Length..]))
        {
            return new(text[UnixScheme.Length..], null);
        }

        return text.StartsWith(TcpScheme, StringComparison.Ordinal)
            && System.Net.IPEndPoint.TryParse(text[TcpScheme.Length..], out System.Net.IPEndPoint? port)
            && System.Net.IPAddress.IsLoopback(port.Address)
            && port.Port > 0
                ? new(null, port)
                : throw new FormatException(
                    "the scanner is unix:/path/of/the/socket or tcp://127.0.0.1:port: documents go there in clear");
    }
}
