using System.Collections.Frozen;

namespace Serment.Web.Serving;

/// <summary>
/// Where a page can be asked for again: its own address, for the answer to a form that of the form's page, and the
/// home page where a form has none of the same address.
/// </summary>
internal sealed class ReadableAddresses(EndpointDataSource endpoints)
{
    private readonly Lazy<FrozenSet<string>> readable = new(() =>
        endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(one => one.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Any(HttpMethods.IsGet) ?? false)
            .Select(one => one.RoutePattern.RawText ?? "")
            .ToFrozenSet(StringComparer.Ordinal));

    /// <summary>The address.</summary>
    public string Of(HttpContext context)
    {
        HttpRequest request = context.Request;
        return HttpMethods.IsGet(request.Method) ? LocalPath.OrHome(request.Path + request.QueryString)
            : context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route }
                && readable.Value.Contains(route)
                ? LocalPath.OrHome(request.Path)
                : "/";
    }
}
