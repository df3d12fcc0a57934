using System.Text.RegularExpressions;
using Serment.UnitTests.Architecture;
using Serment.Web.Parts;
using Serment.Web.Texts;

namespace Serment.UnitTests.Web.Parts;

/// <summary>A summary of errors names the field of each; one without a name is told by its sentence alone.</summary>
public sealed partial class FieldNamesTests
{
    private static readonly TextCatalog Texts = new();

    [Fact]
    public void Every_field_that_a_form_refuses_has_a_name_in_both_languages()
    {
        string[] refused =
        [
            .. Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "src", "Web"), "*.cs", SearchOption.AllDirectories)
                .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
                .SelectMany(path => Refused().Matches(File.ReadAllText(path)))
                .Select(match => match.Groups["field"].Value).Distinct(StringComparer.Ordinal),
        ];
        Assert.True(refused.Length > 50);
        Assert.DoesNotContain(refused, field => !HasName(field));
    }

    [Fact]
    public void A_field_without_a_name_is_told_by_its_sentence_alone() =>
        Assert.Null(FieldNames.Of(Texts.French, "do-1234567890"));

    private static bool HasName(string field) =>
        FieldNames.Of(Texts.French, field) is { Length: > 0 } && FieldNames.Of(Texts.English, field) is { Length: > 0 };

    [GeneratedRegex(@"\.Refuse\(\s*""(?<field>[^""]+)""\s*,", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Refused();
}
