using Serment.Records.Charts.Items;
using Serment.Records.Patients.Names;
using Serment.Records.Words;

namespace Serment.UnitTests.Records.Words;

public sealed class WordIndexTests
{
    private static readonly WordIndex Index = WordIndex.Of(
        ((string[])["Œdème du poumon", "Pneumonie", "Œdème, sans précision", ""]).Select(line => PlainText.Fold(line)));

    [Theory]
    [InlineData("oed", "0 2")]
    [InlineData("pou œdème", "0")]
    [InlineData("POUMON", "0")]
    [InlineData("monie", "")]
    [InlineData("", "")]
    [InlineData("—", "")]
    public void Finds_lines_whose_words_begin_so(string typed, string lines) =>
        Assert.Equal(lines, string.Join(' ', Index.Find(WordIndex.WordsOf(WordIndex.Query(typed)))));

    [Fact]
    public void Finds_letters_anywhere_without_the_space_before_them() =>
        Assert.Equal([0, 1], Index.Find(["mon"u8.ToArray()]));

    [Fact]
    public void Everyday_substances_come_before_those_of_drugs()
    {
        Assert.Equal("Œuf", Substances.Search("oeuf", 5).First(one => one.Name[0] == 'Œ').Name);
        Assert.Equal("Venin de guêpe", Substances.Search("guepe ven", 5)[0].Name);
        Assert.Empty(Substances.Search(" ", 5));
    }

    [Fact]
    public void Every_Latin_letter_is_searched_as_it_is_matched()
    {
        for (char c = 'A'; c < '\u0250'; c++)
        {
            string name = NameForm.Comparison(c.ToString());
            if (name.Length > 0)
            {
                Assert.Equal(name, PlainText.Fold(c.ToString()).ToUpperInvariant());
            }
        }
    }
}
