using Serment.Records.Patients.Names;
using Serment.Records.Patients.Places;
using Xunit;

namespace Serment.UnitTests.Records.Patients.Places;

public sealed class PlaceDirectoryTests
{
    private static readonly PlaceDirectory Directory = PlaceDirectory.Shared;

    [Theory]
    [InlineData("63220", "1975-12-31", PlaceStanding.Valid)]
    [InlineData("75112", "1980-01-01", PlaceStanding.Valid)]
    [InlineData("20004", "1975-12-31", PlaceStanding.Valid)]
    [InlineData("20004", "1976-01-01", PlaceStanding.ValidAtAnotherDate)]
    [InlineData("2A004", "1975-12-31", PlaceStanding.ValidAtAnotherDate)]
    [InlineData("2A004", "1976-01-01", PlaceStanding.Valid)]
    [InlineData("93001", "1967-12-31", PlaceStanding.ValidAtAnotherDate)]
    [InlineData("93001", "1968-01-01", PlaceStanding.Valid)]
    [InlineData("99352", "1970-01-01", PlaceStanding.Valid)]
    [InlineData("99352", "1950-01-01", PlaceStanding.ValidAtAnotherDate)]
    [InlineData("99141", "1960-01-01", PlaceStanding.Valid)]
    [InlineData("99141", "1990-10-03", PlaceStanding.ValidAtAnotherDate)]
    [InlineData("97411", "1920-01-01", PlaceStanding.Valid)]
    [InlineData("63113", "1920-01-01", PlaceStanding.Valid)]
    [InlineData("98735", "1990-01-01", PlaceStanding.Valid)]
    [InlineData("99999", "1990-01-01", PlaceStanding.Unknown)]
    [InlineData("63999", "1990-01-01", PlaceStanding.NotInDirectory)]
    public void Knows_whether_a_code_was_valid_at_birth(string code, string at, PlaceStanding standing) =>
        Assert.Equal(standing, Directory.Check(InseeCode.Parse(code), Date(at)));

    [Fact]
    public void Gives_the_name_of_the_time()
    {
        Assert.Equal("Ambérieu", Directory.Find(InseeCode.Parse("01004"), Date("1950-06-01"))?.Name);
        Assert.Equal("Ambérieu-en-Bugey", Directory.Find(InseeCode.Parse("01004"), Date("1980-06-01"))?.Name);
        Assert.Equal("Ambérieu-en-Bugey", Directory.Find(InseeCode.Parse("01004"), null)?.Name);
        Assert.Null(Directory.Find(InseeCode.Parse("63999"), Date("1980-06-01")));
    }

    [Fact]
    public void Gives_the_nearest_period_when_none_fits()
    {
        Place? early = Directory.Find(InseeCode.Parse("99352"), Date("1950-01-01"));
        Place? late = Directory.Find(InseeCode.Parse("20004"), Date("2000-01-01"));

        Assert.Equal(("Algérie", new DateOnly(1962, 7, 5), null), (early?.Name, early?.ValidFrom, early?.ValidUntil));
        Assert.Equal(("Ajaccio", null, new DateOnly(1976, 1, 1)), (late?.Name, late?.ValidFrom, late?.ValidUntil));
    }

    [Theory]
    [InlineData("clermont-f", "1990-01-01", "63113")]
    [InlineData("Clermont Ferrand", "1990-01-01", "63113")]
    [InlineData("st brieuc", "1990-01-01", "22278")]
    [InlineData("ST-ETIENNE", "1990-01-01", "42218")]
    [InlineData("le havre", "1990-01-01", "76351")]
    [InlineData("havre", "1990-01-01", "76351")]
    [InlineData("l'abergement-cle", "1990-01-01", "01001")]
    [InlineData("algérie", "1990-01-01", "99352")]
    [InlineData("ALGERIE", "1990-01-01", "99352")]
    [InlineData("paris 12", "1990-01-01", "75101")]
    [InlineData("ajaccio", "1970-01-01", "20004")]
    [InlineData("ajaccio", "1980-01-01", "2A004")]
    public void Finds_places_by_the_start_of_their_name(string typed, string at, string code) =>
        Assert.Contains(
            Directory.Search(typed, Date(at)), x => string.Equals(x.Code.ToString(), code, StringComparison.Ordinal));

    [Fact]
    public void Offers_only_what_was_valid_on_the_day()
    {
        Assert.All(Directory.Search("ajaccio", Date("1970-01-01")), x => Assert.Equal("20004", x.Code.ToString()));
        Assert.Equal(2, Directory.Search("ajaccio", null).Count);
        Assert.DoesNotContain(
            Directory.Search("la havre", Date("1990-01-01")),
            x => string.Equals(x.Name, "Le Havre", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("12")]
    [InlineData("zzzz")]
    public void Finds_nothing_for_nothing(string typed) => Assert.Empty(Directory.Search(typed, null));

    [Fact]
    public void Never_gives_more_than_the_limit()
    {
        Assert.Equal(PlaceDirectory.MaxSearchResults, Directory.Search("s", null, int.MaxValue).Count);
        Assert.Equal(3, Directory.Search("s", null, 3).Count);
        Assert.Empty(Directory.Search("s", null, 0));
    }

    [Fact]
    public void The_extract_is_complete_and_every_place_can_be_found_by_its_name()
    {
        Assert.InRange(Directory.Count, 42_000, 44_000);
        foreach (string name in new[] { "Œuilly", "Ô-de-Selle", "Y", "Zuydcoote", "Aast", "Pont-à-Mousson", "Les Abymes" })
        {
            Assert.Contains(
                Directory.Search(name, null),
                x => NameForm.AreSame(x.Name, name));
        }
    }

    [Fact]
    public void The_extract_is_sorted_as_the_search_expects() => Assert.True(Directory.IsSorted);

    [Fact]
    public void A_damaged_table_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => PlaceDirectory.Load(new StringReader("63113\t\t\t0")));
        Assert.Throws<InvalidDataException>(() => PlaceDirectory.Load(new StringReader("6311\t\t\t0\tX")));
    }

    private static DateOnly Date(string text) =>
        DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

public sealed class InseeCodeTests
{
    [Theory]
    [InlineData("63113", "63113")]
    [InlineData(" 2a004 ", "2A004")]
    [InlineData("2B033", "2B033")]
    [InlineData("01001", "01001")]
    [InlineData("99999", "99999")]
    public void Reads_and_writes_a_code(string text, string expected)
    {
        Assert.True(InseeCode.TryParse(text, out InseeCode code));
        Assert.Equal(expected, code.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("6311")]
    [InlineData("631133")]
    [InlineData("2C004")]
    [InlineData("3A004")]
    [InlineData("A2004")]
    [InlineData("00001")]
    [InlineData("６３１１３")]
    public void Refuses_what_is_no_code(string text)
    {
        Assert.False(InseeCode.TryParse(text, out InseeCode code));
        Assert.True(code.IsEmpty);
        Assert.Throws<FormatException>(() => InseeCode.Parse(text));
    }

    [Fact]
    public void Tells_countries_and_the_unknown_place()
    {
        Assert.True(InseeCode.Parse("99131").IsAbroad);
        Assert.False(InseeCode.Parse("63113").IsAbroad);
        Assert.False(InseeCode.Unknown.IsAbroad);
        Assert.True(InseeCode.Parse("99999").IsUnknown);
        Assert.Equal(string.Empty, default(InseeCode).ToString());
    }
}
