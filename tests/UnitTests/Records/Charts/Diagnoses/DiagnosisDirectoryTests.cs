using Serment.Records.Charts.Diagnoses;

namespace Serment.UnitTests.Records.Charts.Diagnoses;

public sealed class DiagnosisDirectoryTests
{
    private static readonly DiagnosisDirectory Directory = DiagnosisDirectory.Shared;

    [Fact]
    public void Holds_the_edition() => Assert.Equal(15_751, Directory.Count);

    [Theory]
    [InlineData("j180", "J180")]
    [InlineData("J18.0", "J180")]
    [InlineData("i10", "I10")]
    [InlineData("hypertension essentielle", "I10")]
    [InlineData("HYPERTENSION ESSENTIELLE", "I10")]
    [InlineData("diabete sucre de type 2", "E11")]
    [InlineData("diabète de type 2", "E11")]
    [InlineData("type 2 diab", "E11")]
    [InlineData("oedeme pulm", "J81")]
    [InlineData("œdème pulm", "J81")]
    public void Finds_the_best_first(string typed, string code) =>
        Assert.Equal(code, Directory.Search(typed)[0].Code);

    [Fact]
    public void A_code_gives_those_beneath_it()
    {
        IReadOnlyList<Diagnosis> found = Directory.Search("I48");

        Assert.Equal("I48", found[0].Code);
        Assert.True(found[0].IsCategory);
        Assert.Equal(7, found.Count);
        Assert.All(found, one => Assert.StartsWith("I48", one.Code, StringComparison.Ordinal));
        Assert.Equal("I48.0", Directory.Find("i48.0")!.Dotted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("  ")]
    [InlineData("zzzzqqq")]
    [InlineData("\u0000\u0301<script>")]
    public void Finds_nothing_in_nothing(string typed) => Assert.Empty(Directory.Search(typed));

    [Fact]
    public void Never_gives_more_than_its_limit()
    {
        Assert.Equal(DiagnosisDirectory.MaxSearchResults, Directory.Search("de", 1_000).Count);
        Assert.Equal(5, Directory.Search("fracture", 5).Count);
        Assert.NotEmpty(Directory.Search("fracture " + new string('x', 4) + "\t" + new string(' ', 5_000))
            .Concat(Directory.Search("fracture")));
    }

    [Fact]
    public void Knows_what_a_newer_list_no_longer_has()
    {
        using StringReader lines = new("A00\tco\tVieux\nA000\t\tNeuf\n");
        DiagnosisDirectory small = DiagnosisDirectory.Load(lines);

        Assert.True(small.Find("A00")!.IsOutdated);
        Assert.False(small.Find("A000")!.IsOutdated);
        Assert.Null(small.Find("B00"));
        Assert.Null(small.Find(null));
    }
}
