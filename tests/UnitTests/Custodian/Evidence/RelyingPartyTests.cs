using Serment.Custodian.Evidence;

namespace Serment.UnitTests.Custodian.Evidence;

public sealed class RelyingPartyTests
{
    [Theory]
    [InlineData("localhost", "http://localhost:5081")]
    [InlineData("hopital.example", "https://sequestre.hopital.example")]
    [InlineData("hopital.example", "https://hopital.example:8443")]
    public void Takes_origins_under_its_id(string id, string origin) =>
        Assert.Equal(origin, new RelyingParty(id, origin, []).CustodianOrigin);

    [Theory]
    [InlineData("localhost", "http://localhost:5081/")]
    [InlineData("localhost", "http://localhost:5081/path")]
    [InlineData("localhost", "http://127.0.0.1:5081")]
    [InlineData("hopital.example", "http://hopital.example")]
    [InlineData("hopital.example", "https://evilhopital.example")]
    [InlineData("hopital.example", "https://hopital.example.evil.example")]
    [InlineData("hopital.example", "hopital.example")]
    public void Refuses_anything_else(string id, string origin) =>
        Assert.Throws<ArgumentException>(() => new RelyingParty(id, origin, []));
}
