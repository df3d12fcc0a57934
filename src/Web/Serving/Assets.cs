using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Serment.Web.Security;

namespace Serment.Web.Serving;

/// <summary>
/// Style sheets, scripts, fonts and icons, all from inside the assembly. Their address holds a hash of them all, so
/// that browsers may keep them for good and modules find each other by relative names.
/// </summary>
internal sealed class Assets
{
    private const string Prefix = "assets/";
    private readonly FrozenDictionary<string, (byte[] Bytes, string ContentType)> files;

    public Assets()
    {
        Assembly assembly = typeof(Assets).Assembly;
        Dictionary<string, (byte[] Bytes, string ContentType)> found = new(StringComparer.Ordinal);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            string path = name.Replace('\\', '/');
            if (!path.StartsWith(Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            using Stream stream = assembly.GetManifestResourceStream(name)!;
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            hash.AppendData(bytes);
            found.Add(path[Prefix.Length..], (bytes, ContentTypeOf(path)));
        }

        files = found.ToFrozenDictionary(StringComparer.Ordinal);
        Version = Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
    }

    /// <summary>Names what was built in.</summary>
    public string Version { get; }

    /// <summary>The address of a file.</summary>
    public string Url(string path) => $"/assets/{Version}/{path}";

    /// <summary>Serves them.</summary>
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
                "/assets/{version}/{**path}",
                (string path, HttpContext http, Assets assets) => assets.Serve(path, http))
            .Admits(Audience.Anyone, Budget.None);

    private IResult Serve(string path, HttpContext http)
    {
        if (!files.TryGetValue(path, out (byte[] Bytes, string ContentType) file))
        {
            return Problems.NotFound();
        }

        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(file.Bytes, file.ContentType, entityTag: new EntityTagHeaderValue($"\"{Version}\""));
    }

    private static string ContentTypeOf(string path) => Path.GetExtension(path) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".woff2" => "font/woff2",
        ".txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
}
