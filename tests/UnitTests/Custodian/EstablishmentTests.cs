using System.Text;
using Serment.Custodian;

namespace Serment.UnitTests.Custodian;

public sealed class EstablishmentTests
{
    [Theory]
    [InlineData("Ada Minville", "Ada Minville")]
    [InlineData("Ada Minville", "  ADA   minville ")]
    [InlineData("Zoé Lévêque-Roy", "Leveque Roy Zoe")]
    public void Refuses_the_same_person_as_both_founders(string one, string other)
    {
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => Parse(one, other));
        Assert.Contains("one person twice", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ada Minville", "Sofia Gardien")]
    [InlineData("Ada Minville", "Ada Gardien")]
    [InlineData("Founder 1", "Founder 2")]
    public void Takes_two_people(string one, string other) => Assert.Single(Parse(one, other).Sites);

    private static EstablishmentFile Parse(string one, string other) =>
        EstablishmentFile.Parse(Encoding.UTF8.GetBytes($$"""
            { "code": "CLINIQUE", "name": "Clinique", "kind": "clinic", "units": [],
              "founders": [ { "name": "{{one}}", "role": "Administrator" },
                            { "name": "{{other}}", "role": "SecurityOfficer" } ] }
            """));
}
