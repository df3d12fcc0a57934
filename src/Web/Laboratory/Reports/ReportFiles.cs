namespace Serment.Web.Laboratory.Reports;

/// <summary>How a report's files leave the server: never as a page, never under a name that tells of anybody.</summary>
internal static class ReportFiles
{
    private const string Sandboxed = "default-src 'none'; sandbox";

    /// <summary>Sets the headers.</summary>
    public static void SetHeaders(HttpResponse response, string name, bool isInline)
    {
        response.Headers.ContentSecurityPolicy = Sandboxed;
        response.Headers.ContentDisposition = (isInline ? "inline" : "attachment") + $"; filename=\"{name}\"";
    }
}
