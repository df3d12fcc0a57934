using Serment.Records.Words;

namespace Serment.UnitTests.Records.Words;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("Œdème aigu du poumon", "oedeme aigu du poumon")]
    [InlineData("  L’hôpital-Dieu : n° 12 ", "l hopital dieu n 12")]
    [InlineData("ÉLÉVATION\tÇA", "elevation ca")]
    [InlineData("e\u0301le\u0300ve", "eleve")]
    [InlineData("ÆSIR ß", "aesir ss")]
    [InlineData("😀 ok", "ok")]
    [InlineData("Łukasz Strøm Þór", "lukasz strom thor")]
    [InlineData("µg, β 2", "µg β 2")]
    [InlineData("", "")]
    [InlineData("—", "")]
    public void Folds(string text, string expected) => Assert.Equal(expected, PlainText.Fold(text));

    [Fact]
    public void Knows_where_each_character_stood()
    {
        const string text = "Un cœur – fatigué";
        (string folded, int[] places) = PlainText.FoldWithPlaces(text);

        Assert.Equal("un coeur fatigue", folded);
        Assert.Equal(folded.Length, places.Length);
        int at = folded.IndexOf("fatigue", StringComparison.Ordinal);
        Assert.Equal("fatigué", text[places[at]..(places[at + 6] + 1)]);
        int ligature = folded.IndexOf("oe", StringComparison.Ordinal);
        Assert.Equal(places[ligature], places[ligature + 1]);
    }

    [Fact]
    public void Words_of_a_query_come_once() =>
        Assert.Equal("mal tete", string.Join(' ', PlainText.WordsOf("Mal, tête mal", 8)));
}
