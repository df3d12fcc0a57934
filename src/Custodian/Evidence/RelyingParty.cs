namespace Serment.Custodian.Evidence;

/// <summary>
/// The WebAuthn relying party. Its id is shared by the web server's and the custodian's origins (<c>localhost</c>, or
/// the
/// registrable suffix of both), so that one passkey works on both; which origin may ask for what is decided here.
/// </summary>
public sealed record RelyingParty
{
    /// <summary>Makes it; every origin is scheme, host and port, without a path.</summary>
    /// <exception cref="ArgumentException">An origin is not one, or does not lie under the id.</exception>
    public RelyingParty(string id, string custodianOrigin, IReadOnlyList<string> webOrigins)
    {
        Id = id;
        CustodianOrigins = [Checked(custodianOrigin, id)];
        WebOrigins = [.. webOrigins.Select(origin => Checked(origin, id))];
    }

    /// <summary>The RP ID.</summary>
    public string Id { get; }

    /// <summary>The custodian's own origin, alone: enrolment and approval happen nowhere else.</summary>
    public IReadOnlyList<string> CustodianOrigins { get; }

    /// <summary>The custodian's own origin.</summary>
    public string CustodianOrigin => CustodianOrigins[0];

    /// <summary>The web server's origins: sign-in and step-up of daily work.</summary>
    public IReadOnlyList<string> WebOrigins { get; }

    private static string Checked(string origin, string id)
    {
        bool sound = Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
            && Same(uri.GetLeftPart(UriPartial.Authority), origin)
            && (Same(uri.Scheme, Uri.UriSchemeHttps) || (
                Same(uri.Scheme, Uri.UriSchemeHttp) && Same(uri.Host, "localhost")))
            && (Same(uri.Host, id) || uri.Host.EndsWith("." + id, StringComparison.Ordinal));
        return sound
            ? origin
            : throw new ArgumentException(
                $"'{origin}' is not an origin under the relying party '{id}': https (http only on localhost), "
                + "host and port, no path",
                nameof(origin));
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);
}
