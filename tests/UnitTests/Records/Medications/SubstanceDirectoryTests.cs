using Serment.Records.Medications;

namespace Serment.UnitTests.Records.Medications;

public sealed class SubstanceDirectoryTests
{
    private static readonly SubstanceDirectory Substances = SubstanceDirectory.Shared;

    [Theory]
    [InlineData("paracetamol", "PARACÉTAMOL")]
    [InlineData("acetylsal", "ACIDE ACÉTYLSALICYLIQUE")]
    [InlineData("Amoxicilline", "AMOXICILLINE")]
    public void Finds_by_word_starts_whatever_the_accents(string typed, string name) =>
        Assert.Contains(Substances.Search(typed), one => one.Name == name);

    [Fact]
    public void Puts_the_short_name_that_begins_so_first() =>
        Assert.Equal("PARACÉTAMOL", Substances.Search("paracetamol")[0].Name);

    [Fact]
    public void Knows_two_salts_of_one_substance()
    {
        // Amoxicillin trihydrate, and amoxicillin as the fraction; potassium clavulanate is another.
        Assert.True(Substances.AreSame("28165", "05248"));
        Assert.True(Substances.AreSame("05248", "28165"));
        Assert.False(Substances.AreSame("29442", "05248"));
        Assert.True(Substances.AreSame("99999", "99999"));
    }

    [Theory]
    [InlineData("amoxicilline (éruption en 2010)", "AMOXICILLINE")]
    [InlineData("Allergie au paracétamol", "PARACÉTAMOL")]
    public void Guesses_whole_names_in_free_text(string text, string name) =>
        Assert.Contains(Substances.Guess(text), one => one.Name == name);

    [Theory]
    [InlineData("poils de chat")]
    [InlineData("")]
    [InlineData("ac")]
    public void Guesses_nothing_in_other_text(string text) => Assert.Empty(Substances.Guess(text));
}
