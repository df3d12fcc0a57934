using System.Text;
using Serment.Fhir;
using Serment.Records.Coverages;
using Serment.Records.Coverages.HealthCards;
using Serment.Records.Patients.Identity;
using Serment.UnitTests.Records.Patients.Identity;

namespace Serment.UnitTests.Records.Coverages;

public sealed class HealthCardTests
{
    private const string Card =
        """
        {"insuredNir":"255081416802538","organisation":"015601234","beneficiaries":[
          {"birthName":"LE GOFF","givenName":"ANAÏS","birthDate":"1980-07-14","rank":1,"isInsured":false,
           "rightsFrom":"2026-01-01","rightsUntil":"2026-12-31","exemption":"LongTermListed"},
          {"birthName":"LE GOFF","givenName":"YANN","birthDate":"1980-07-14","rank":2,"isInsured":true}]}
        """;

    [Fact]
    public void A_card_is_read_written_and_read_again()
    {
        HealthCard card = HealthCardFile.Parse(Encoding.UTF8.GetBytes(Card));
        Assert.Equal(2, card.Beneficiaries.Count);
        Assert.Equal(CoverageExemption.LongTermListed, card.Beneficiaries[0].Exemption);
        HealthCard again = HealthCardFile.Parse(Encoding.UTF8.GetBytes(HealthCardFile.Write(card)));
        Assert.Equal(card.Beneficiaries, again.Beneficiaries);
    }

    [Theory]
    [InlineData("255081416802538", "255081416802539")]
    [InlineData("015601234", "01560123")]
    [InlineData("1980-07-14", "1980-13-14")]
    [InlineData("\"rank\":1", "\"rank\":10")]
    [InlineData("2026-12-31", "2025-12-31")]
    [InlineData("LongTermListed", "Everything")]
    [InlineData("LongTermListed", "1")]
    [InlineData("\"rank\":1,", "\"rank\":1,\"role\":\"admin\",")]
    [InlineData("\"rank\":1,", "")]
    [InlineData("ANAÏS", "<b>ANAÏS</b>")]
    [InlineData("\"ANAÏS\"", "null")]
    [InlineData("\"isInsured\":false", "\"isInsured\":\"false\"")]
    public void Anything_that_is_not_exactly_a_card_is_refused(string part, string other)
    {
        FormatException wrong = Assert.Throws<FormatException>(() =>
            HealthCardFile.Parse(Encoding.UTF8.GetBytes(Card.Replace(part, other, StringComparison.Ordinal))));
        Assert.DoesNotContain("GOFF", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_whose_folder_is_missing_has_no_card() => Assert.Null(
        await new FileHealthCardReader(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()))
            .ReadAsync(CancellationToken.None));

    [Fact]
    public void Of_two_of_one_birth_date_the_given_name_decides_and_else_nobody_is_chosen()
    {
        HealthCard card = HealthCardFile.Parse(Encoding.UTF8.GetBytes(Card));
        PatientIdentity who = People.Adrun() with
        {
            BirthName = "LE GOFF", FirstGivenName = "ANAIS", BirthDate = Born(1980, 7, 14),
        };
        Assert.Same(card.Beneficiaries[0], CompareCard.FindIn(card, who));
        Assert.Null(CompareCard.FindIn(card, who with { FirstGivenName = "ZOE" }));
        Assert.Null(CompareCard.FindIn(card, who with { BirthDate = Born(1981, 7, 14) }));
        Assert.Equal(CardIdentityDifferences.None, CompareCard.Identity(card.Beneficiaries[0], who));
        Assert.Equal(
            CardIdentityDifferences.GivenName | CardIdentityDifferences.BirthName,
            CompareCard.Identity(card.Beneficiaries[1], who with { BirthName = "MARTIN" }));
    }

    [Fact]
    public void Only_what_is_chosen_is_taken_over()
    {
        HealthCard card = HealthCardFile.Parse(Encoding.UTF8.GetBytes(Card));
        CoverageLine onCard = CompareCard.LineOf(card, card.Beneficiaries[0]);
        CoverageLine stored = new() { Insurer = "019999999", Until = "2025-12-31", MemberNumber = "X", Rank = 1 };
        Assert.DoesNotContain(CompareCard.Coverage(stored, onCard), one => one.Trait == CardTrait.Rank);
        CoverageLine taken = CompareCard.Take(stored, onCard, new HashSet<CardTrait> { CardTrait.Until });
        Assert.Equal(stored with { Until = "2026-12-31" }, taken);
    }

    [Fact]
    public void A_line_survives_FHIR_and_keeps_what_is_not_ours()
    {
        CoverageLine line = new()
        {
            Kind = CoverageKind.Complementary, Insurer = "Mutuelle du Large", MemberNumber = "M-77",
            InsuredNir = "255081416802538", IsInsured = false, Rank = 2, From = "2026-01-01", Until = "2026-12-31",
            Order = 2, Exemption = CoverageExemption.Maternity, ExemptFrom = "2026-02-01", ExemptUntil = "2026-05-01",
        };
        Coverage resource = new() { Network = "kept" };
        CoverageLineResource.Write(line, new(7), resource, isNew: true);
        Coverage read = FhirJson.Read<Coverage>(FhirJson.ToBytes(resource));
        Assert.Equal(line, CoverageLineResource.Read(read));
        Assert.Equal("kept", read.Network);
        Assert.True(CoverageLineResource.IsAdditional(read));
    }

    [Theory]
    [InlineData("2026-01-01", "2026-12-31", CoverageStanding.Open)]
    [InlineData(null, null, CoverageStanding.Open)]
    [InlineData("2026-03-03", null, CoverageStanding.NotBegun)]
    [InlineData(null, "2026-03-01", CoverageStanding.Over)]
    [InlineData(null, "2026-03-02", CoverageStanding.Open)]
    public void Rights_hold_from_their_first_to_their_last_day(string? from, string? until, CoverageStanding expected) =>
        Assert.Equal(expected, new CoverageLine { From = from, Until = until }.StandingOn(new(2026, 3, 2)));

    private static BirthDate Born(int year, int month, int day)
    {
        string text = $"{day:00}/{month:00}/{year}";
        Assert.Equal(
            BirthDateRefusal.None, BirthDateParser.TryParseFrench(text, new(2026, 3, 2), out BirthDate date));
        return date;
    }
}
