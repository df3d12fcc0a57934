using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Serment.UnitTests.Architecture;

/// <summary>The arrows of ARCHITECTURE.md are the project references, and nothing else is.</summary>
public sealed partial class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["TransparencyLog"] = [],
        ["Database"] = [],
        ["CustodyProtocol"] = [],
        ["Fhir"] = [],
        ["Simulation"] = [],
        ["Custodian"] = ["CustodyProtocol", "Database", "TransparencyLog"],
        ["RecordAccess"] = ["CustodyProtocol", "Database"],
        ["Records"] = ["Fhir", "RecordAccess", "TransparencyLog"],
        ["Interop"] = ["Records"],
        ["Web"] = ["Interop"],
        ["Cli"] = ["Custodian", "Simulation", "Web"],
    };

    [Fact]
    public void Projects_reference_only_what_the_arrows_allow()
    {
        Dictionary<string, string[]> found = Directory.GetDirectories(Path.Combine(SourceTree.Root, "src"))
            .ToDictionary(
                folder => Path.GetFileName(folder),
                folder => XDocument.Load(Path.Combine(folder, Path.GetFileName(folder) + ".csproj"))
                    .Descendants("ProjectReference")
                    .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!))
                    .Order(StringComparer.Ordinal)
                    .ToArray(),
                StringComparer.Ordinal);

        Assert.Equal(
            Allowed.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(Line),
            found.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(Line),
            StringComparer.Ordinal);
    }

    [Fact]
    public void The_architecture_page_names_every_project()
    {
        string page = File.ReadAllText(Path.Combine(SourceTree.Root, "ARCHITECTURE.md"));
        string readme = File.ReadAllText(Path.Combine(SourceTree.Root, "README.md"));
        foreach (string project in Allowed.Keys)
        {
            Assert.Contains(project + "/", page, StringComparison.Ordinal);
            Assert.Contains(project, readme, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Plaintext_is_decrypted_in_RecordAccess_only()
    {
        string[] users = SourceTree.Files("src", "*.cs")
            .Where(path => File.ReadAllText(path).Contains("AesGcm", StringComparison.Ordinal))
            .Select(path => SourceTree.Relative(path).Split(Path.DirectorySeparatorChar)[1])
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToArray();

        // CustodyProtocol names the algorithm in documents only.
        Assert.Equal(
            ["Custodian", "RecordAccess"],
            users.Except(["CustodyProtocol"], StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Fact]
    public void Only_RecordAccess_asks_the_custodian_for_entry_keys()
    {
        string[] users = SourceTree.Files("src", "*.cs")
            .Where(path => OpensEntries().IsMatch(File.ReadAllText(path)))
            .Select(path => SourceTree.Relative(path).Split(Path.DirectorySeparatorChar)[1])
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToArray();

        Assert.Equal(["Custodian", "CustodyProtocol", "RecordAccess"], users);
    }

    private static string Line(KeyValuePair<string, string[]> pair) => $"{pair.Key} → {string.Join(", ", pair.Value)}";

    [GeneratedRegex(@"\bOpenRequest(Reader)?\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OpensEntries();
}
