namespace Serment.Web;

/// <summary>What is the same for every request.</summary>
internal sealed class WebContext(WebOptions options)
{
    /// <summary>The options.</summary>
    public WebOptions Options => options;

    /// <summary>The origin that browsers see; known once the server listens.</summary>
    public string Origin { get; set; } = options.Origin ?? "";

    /// <summary>Whether the cookie may and must be sent over https only.</summary>
    public bool IsHttps => Origin.StartsWith("https://", StringComparison.Ordinal);

    /// <summary>The clock.</summary>
    public TimeProvider Clock => options.Clock;

    /// <summary>The clinic's time zone.</summary>
    public TimeZoneInfo TimeZone { get; } = TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone);
}
