using System.Text;
using Serment.Custodian.Tokens;
using Serment.CustodyProtocol;

namespace Serment.UnitTests.Custodian.Tokens;

public sealed class LookupPriceTests
{
    [Fact]
    public void A_search_by_birth_date_and_name_is_one_lookup() =>
        Assert.Equal(1, Price(
            (TokenKind.BirthDateNamePrefix, "1970-01-01|DUP"), (TokenKind.BirthDatePhonetic, "1970-01-01|DPN")));

    [Fact]
    public void A_number_is_one_person_in_every_range() =>
        Assert.Equal(1, Price(
            [.. Enumerable.Range(0, 17).Select(i => (TokenKind.RecordNumber, $"LABO:source-{i}:patient|004711"))]));

    [Fact]
    public void Another_number_is_another_person() =>
        Assert.Equal(2, Price((TokenKind.RecordNumber, "LABO:a:patient|1"), (TokenKind.RecordNumber, "LABO:a:patient|2")));

    [Fact]
    public void A_separator_in_a_number_does_not_hide_another_number() =>
        Assert.Equal(2, Price((TokenKind.Accession, "a|1|9"), (TokenKind.Accession, "a|2|9")));

    [Fact]
    public void A_check_for_duplicates_pays_for_the_used_name_and_for_the_nir() =>
        Assert.Equal(3, Price(
            (TokenKind.StrictTraits, "1970-01-01|F|MARTIN|ANNE"),
            (TokenKind.StrictTraitsIdentified, "1970-01-01|F|MARTIN|ANNE"),
            (TokenKind.BirthDateNamePrefix, "1970-01-01|MAR"), (TokenKind.BirthDateNamePrefix, "1970-01-01|DUP"),
            (TokenKind.BirthDatePhonetic, "1970-01-01|MRTN"), (TokenKind.BirthDatePhonetic, "1970-01-01|DPN"),
            (TokenKind.PersonalIdentifier, "2690549588157")));

    [Fact]
    public void Twenty_four_names_of_one_birth_date_are_twenty_four_lookups() =>
        Assert.Equal(24, Price(
            [.. Enumerable.Range(0, 24).Select(i => (TokenKind.BirthDateNamePrefix, $"1970-01-01|DU{(char)('A' + i)}"))]));

    [Fact]
    public void Twenty_four_birth_dates_of_one_name_are_twenty_four_lookups() =>
        Assert.Equal(24, Price(
            [.. Enumerable.Range(0, 24).Select(i => (TokenKind.BirthDateNamePrefix, $"1970-01-{i + 1:00}|DUP"))]));

    [Fact]
    public void The_same_question_asked_twice_in_one_request_is_one() =>
        Assert.Equal(1, Price((TokenKind.HealthCard, "123"), (TokenKind.HealthCard, "123")));

    [Fact]
    public void What_has_no_birth_date_where_one_belongs_stands_alone() =>
        Assert.Equal(2, Price((TokenKind.BirthDatePhonetic, "DPN"), (TokenKind.BirthDatePhonetic, "MRTN")));

    [Fact]
    public void A_malformed_request_has_no_price() =>
        Assert.Throws<InvalidDataException>(() =>
        {
            TokenRequestReader.TryRead([1, 0, 0, 0, 99, 1, 0, 65], out TokenRequestReader reader);
            return LookupPrice.Of(reader);
        });

    private static int Price(params (TokenKind Kind, string Input)[] inputs)
    {
        TokenRequest request = new();
        foreach ((TokenKind kind, string input) in inputs)
        {
            request.Add(kind, Encoding.UTF8.GetBytes(input));
        }

        TokenRequestReader.TryRead(request.Payload, out TokenRequestReader reader);
        return LookupPrice.Of(reader);
    }
}
