namespace Serment.Web.Serving;

/// <summary>Paths that lead back into our own pages, never elsewhere.</summary>
internal static class LocalPath
{
    private const int MaxCharacters = 200;

    /// <summary>The path when it is one of ours; the home page otherwise.</summary>
    public static string OrHome(string? path) =>
        path is { Length: > 0 and <= MaxCharacters }
        && path[0] == '/'
        && (path.Length == 1 || (path[1] != '/' && path[1] != '\\'))
        && !path.Any(c => c == '\\' || char.IsControl(c))
            ? path
            : "/";
}
