using System.Text.RegularExpressions;
using Serment.Web.Parts;
using Serment.Web.Texts;

namespace Serment.UnitTests.Web;

public sealed partial class FieldNamesTests
{
    private static readonly TextCatalog Texts = new();

    [Fact]
    public void Every_field_that_a_page_refuses_can_be_listed_in_both_languages()
    {
        string[] fields =
        [
            .. WebSource.Files("*.cs").SelectMany(file => Refused().Matches(File.ReadAllText(file)))
                .Select(one => one.Groups["field"].Value).Distinct(StringComparer.Ordinal),
        ];

        Assert.Contains("readBack", fields, StringComparer.Ordinal);
        Assert.All(fields, field =>
        {
            foreach (PageTexts texts in (PageTexts[])[Texts.French, Texts.English])
            {
                Assert.False(FieldNames.Of(texts, field) is { Length: 0 });
            }
        });
    }

    [Theory]
    [InlineData("do-1234567890")]
    [InlineData("correct-1234567890")]
    [InlineData("nobody-knows-this")]
    public void A_field_of_no_known_name_is_told_by_its_sentence_alone(string field) =>
        Assert.Null(FieldNames.Of(Texts.French, field));

    [GeneratedRegex(
        "\\bform\\.Refuse\\(\\s*\\$?\"(?<field>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Refused();
}
