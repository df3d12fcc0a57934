using System.Text.RegularExpressions;

namespace Serment.UnitTests.Architecture;

/// <summary>What CONTRIBUTING.md says of size and names.</summary>
public sealed partial class StyleTests
{
    private const int MaxFileLines = 500;
    private const int MaxLineColumns = 130;
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [Fact]
    public void No_file_is_longer_than_500_lines()
    {
        string[] long_ = SourceTree.Files("src", "*.*").Concat(SourceTree.Files("tests", "*.cs"))
            .Where(path => Path.GetExtension(path) is ".cs" or ".razor" or ".js" or ".css" or ".sql")
            .Where(path => File.ReadLines(path).Count() > MaxFileLines)
            .Select(SourceTree.Relative)
            .ToArray();

        Assert.Empty(long_);
    }

    [Fact]
    public void Lines_are_short_enough_to_read_side_by_side()
    {
        string[] wide = SourceTree.Files("src", "*.cs").Concat(SourceTree.Files("tests", "*.cs"))
            .SelectMany(path => File.ReadLines(path).Select((line, i) => (path, line, number: i + 1)))
            .Where(at => at.line.Length > MaxLineColumns)
            .Select(at => $"{SourceTree.Relative(at.path)}:{at.number}")
            .ToArray();

        Assert.Empty(wide);
    }

    [Fact]
    public void Names_say_what_a_type_does()
    {
        string[] vague = SourceTree.Files("src", "*.cs")
            .Where(path => VagueName().IsMatch(Path.GetFileNameWithoutExtension(path)))
            .Select(SourceTree.Relative)
            .ToArray();

        Assert.Empty(vague);
    }

    [Fact]
    public void No_test_is_skipped_and_nothing_is_left_unfinished()
    {
        string[] found = SourceTree.Files("src", "*.cs").Concat(SourceTree.Files("tests", "*.cs"))
            .Where(path => !path.EndsWith(nameof(StyleTests) + ".cs", StringComparison.Ordinal))
            .Where(path => Unfinished().IsMatch(File.ReadAllText(path)))
            .Select(SourceTree.Relative)
            .ToArray();

        Assert.Empty(found);
    }

    [Fact]
    public void No_statement_is_put_together_from_values()
    {
        string[] found = SourceTree.Files("src", "*.cs")
            .Where(path => InterpolatedSql().IsMatch(File.ReadAllText(path))
                || VariableColumns().IsMatch(File.ReadAllText(path)))
            .Select(SourceTree.Relative)
            .ToArray();

        Assert.Empty(found);
    }

    [GeneratedRegex("(Manager|Helper|Helpers|Utils|Util|Common|Base)$", Options, 1000)]
    private static partial Regex VagueName();

    [GeneratedRegex(
        @"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b|(Fact|Theory)\(Skip", Options, 1000)]
    private static partial Regex Unfinished();

    // A list of columns that is a constant named so is the one thing that may be put in.
    [GeneratedRegex(
        "\\$@?\"+\\s*(SELECT|INSERT|UPDATE|DELETE|COPY|CREATE|DROP) [^\"]*\\{(?!(\\w+\\.)?Columns\\})", Options, 1000)]
    private static partial Regex InterpolatedSql();

    // The columns of a table, named once beside what reads them, are a constant and no value.
    [GeneratedRegex(@"(?<!const )string Columns\b", Options, 1000)]
    private static partial Regex VariableColumns();
}
