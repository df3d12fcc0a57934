namespace Serment.UnitTests.Web;

/// <summary>The source of the web project, for tests that hold pages and documents together.</summary>
internal static class WebSource
{
    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> Files(params string[] patterns) =>
        patterns
            .SelectMany(pattern => Directory.EnumerateFiles(
                Path.Combine(Root, "src", "Web"), pattern, SearchOption.AllDirectories))
            .Where(file => !Path.GetRelativePath(Root, file)
                .Split(Path.DirectorySeparatorChar)
                .Any(part => part is "node_modules" or "obj" or "bin"));

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Serment.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside the repository");
    }
}
