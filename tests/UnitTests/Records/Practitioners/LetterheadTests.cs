using Serment.CustodyProtocol;
using Serment.Records.Practitioners;

namespace Serment.UnitTests.Records.Practitioners;

public sealed class LetterheadTests
{
    [Theory]
    [InlineData("1 quai du Port\n56000 Vannes", "Vannes")]
    [InlineData("1 quai du Port\r\n56 000 VANNES CEDEX 9\n", "VANNES")]
    [InlineData("1 quai du Port, 56000 Saint-Avé", "Saint-Avé")]
    [InlineData("1 quai du Port\nVannes", "Vannes")]
    [InlineData("1 quai du Port", "Clinique de l’Anse")]
    [InlineData(null, "Clinique de l’Anse")]
    public void The_town_is_that_of_the_address_or_the_site(string? address, string town) =>
        Assert.Equal(
            town,
            new Letterhead(
                "Anne Lefur", new(new(1), null, null, null, null, 0), "Clinique de l’Anse", null,
                new("CLINIQUE", address, null, 1)).Town);
}
