using System.Globalization;
using Serment.Simulation.Draws;
using Serment.Simulation.People;
using Xunit;

namespace Serment.UnitTests.Simulation;

public sealed class PeopleTests
{
    private static readonly FictitiousPerson[] Many = [.. People(20_000)];

    [Theory]
    [InlineData("2550814168025", 38)]
    [InlineData("1510299139223", 20)]
    [InlineData("1800120004001", 41)]
    public void The_key_of_a_nir_is_97_minus_the_rest(string body, int key)
    {
        Assert.Equal(97 - (int)(long.Parse(body, CultureInfo.InvariantCulture) % 97), Identifiers.NirKey(body));
        Assert.Equal(key, Identifiers.NirKey(body));
    }

    [Theory]
    [InlineData("185012A004001", "1850119004001")]
    [InlineData("185012B033001", "1850118033001")]
    public void A_corsican_nir_has_the_key_of_its_number(string body, string number)
    {
        Assert.Equal(97 - (int)(long.Parse(number, CultureInfo.InvariantCulture) % 97), Identifiers.NirKey(body));
    }

    [Fact]
    public void Every_nir_agrees_with_the_person_and_belongs_to_one_only()
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (FictitiousPerson person in Many)
        {
            string nir = person.Nir;
            Assert.Equal(15, nir.Length);
            int key = int.Parse(nir.AsSpan(13), CultureInfo.InvariantCulture);
            Assert.Equal(Identifiers.NirKey(nir.AsSpan(0, 13)), key);
            string start = string.Create(
                CultureInfo.InvariantCulture,
                $"{(int)person.Sex}{person.BirthDate.Year % 100:D2}{person.BirthDate.Month:D2}");
            Assert.StartsWith(start + person.Birthplace.CodeIn(person.BirthDate.Year), nir, StringComparison.Ordinal);
            Assert.True(seen.Add(nir));
        }
    }

    [Fact]
    public void Corsica_has_one_department_until_1976()
    {
        Place ajaccio = PlaceSource.Shared.Communes.Single(place => place.InseeCode is "2A004");

        Assert.Equal("20004", ajaccio.CodeIn(1975));
        Assert.Equal("2A004", ajaccio.CodeIn(1976));
    }

    [Fact]
    public void Telephone_numbers_are_those_of_fiction_and_mail_goes_nowhere()
    {
        string[] ranges = ["019900", "026191", "035301", "046571", "053649", "063998"];
        foreach (FictitiousPerson person in Many)
        {
            foreach (string number in new[] { person.Landline, person.Mobile }.Where(number => number.Length > 0))
            {
                Assert.Equal(10, number.Length);
                Assert.Contains(number[..6], ranges, StringComparer.Ordinal);
            }

            Assert.True(person.Email.Length == 0 || person.Email.EndsWith(".example", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void There_are_twins_and_namesakes_but_few()
    {
        int twins = Many.Count(person => person.TwinRank == 2);
        int namesakes = Many.GroupBy(p => (p.BirthName, p.GivenNames[0], p.BirthDate))
            .Count(group => group.Count() > 1);

        Assert.InRange(twins, 100, 400);
        Assert.InRange(namesakes, 3, 60);
        Assert.All(Many.Where(p => p.TwinRank == 2), twin => Assert.Contains(
            Many.AsSpan(Math.Max(twin.Number - 2, 0), 1).ToArray(), other => other.BirthDate == twin.BirthDate));
    }

    [Theory]
    [InlineData("972487482", true)]
    [InlineData("972487481", false)]
    public void Luhn_is_the_one_of_identifiers(string number, bool valid)
    {
        Assert.Equal(valid, Identifiers.LuhnDigit(number.AsSpan(0, number.Length - 1)) == number[^1]);
    }

    [Fact]
    public void Rpps_and_finess_are_well_formed_and_out_of_use()
    {
        string rpps = Identifiers.Rpps(123);
        string finess = Identifiers.Finess("2A", 2000);

        Assert.StartsWith("109", rpps, StringComparison.Ordinal);
        Assert.Equal(11, rpps.Length);
        Assert.Equal("99", finess[2..4]);
        Assert.Equal(9, finess.Length);
    }

    private static IEnumerable<FictitiousPerson> People(int count)
    {
        PersonSource people = new(new SeededSource("people"));
        string[] departments = ["56", "22", "35", "29", "2A", "45"];
        return Enumerable.Range(0, count).Select(i => people.Next(2015 + (i % 6), departments[i % departments.Length]));
    }
}
