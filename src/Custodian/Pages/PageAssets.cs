using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Serment.Custodian.Pages;

/// <summary>
/// Scripts, style and icon of the pages, embedded in the assembly: no path of a request touches a disk.
/// </summary>
internal static class PageAssets
{
    private const string ResourcePrefix = "Serment.Custodian.Pages.Assets.";

    private static readonly FrozenDictionary<string, byte[]> Files = Load();

    /// <summary>One of them, or 404.</summary>
    public static IResult Serve(HttpContext http, string name)
    {
        if (!Files.TryGetValue(name, out byte[]? file))
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl = "no-cache";
        return Results.Bytes(file, ContentTypeOf(name));
    }

    private static string ContentTypeOf(string name) =>
        Path.GetExtension(name) switch
        {
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            _ => "image/svg+xml",
        };

    private static FrozenDictionary<string, byte[]> Load()
    {
        Assembly owner = typeof(PageAssets).Assembly;
        return owner.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[ResourcePrefix.Length..], name =>
                Read(owner, name), StringComparer.Ordinal);
    }

    private static byte[] Read(Assembly owner, string name)
    {
        using Stream stream = owner.GetManifestResourceStream(name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
