using System.Security.Cryptography;
using System.Text;
using Serment.CustodyProtocol;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Lookup;
using Serment.UnitTests.Records.Patients.Identifiers;
using Xunit;

namespace Serment.UnitTests.Records.Patients.Lookup;

public sealed class TokenInputsTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);
    private static readonly BirthDate Born = Date(1975, 12, 31);

    [Fact]
    public void A_personal_identifier_is_its_thirteen_characters()
    {
        byte[] input = new byte[TokenInputs.MaxBytes];

        int length = TokenInputs.WritePersonalIdentifier(NirTests.Typed(NirTests.WithKey("285062A041005")), input);

        Assert.Equal("285062A041005", Text(input, length));
        Assert.Equal(0, TokenInputs.WritePersonalIdentifier(default, input));
    }

    [Theory]
    [InlineData("d’Angélo", "Jean-Luc", "1975-12-31|F|DANGELO|JEANLUC")]
    [InlineData("D ANGELO", "JEAN LUC", "1975-12-31|F|DANGELO|JEANLUC")]
    [InlineData("Adrun", "Zoé", "1975-12-31|F|ADRUN|ZOE")]
    [InlineData("", "Zoé", "")]
    [InlineData("Adrun", "123", "")]
    public void Strict_traits_are_date_sex_and_letters(string name, string given, string expected)
    {
        byte[] input = new byte[TokenInputs.MaxBytes];

        int length = TokenInputs.WriteStrictTraits(Born, Sex.Female, name, given, input);

        Assert.Equal(expected, Text(input, length));
    }

    [Fact]
    public void Strict_traits_need_date_and_sex()
    {
        byte[] input = new byte[TokenInputs.MaxBytes];

        Assert.Equal(0, TokenInputs.WriteStrictTraits(default, Sex.Female, "ADRUN", "ZOE", input));
        Assert.Equal(0, TokenInputs.WriteStrictTraits(Born, Sex.Missing, "ADRUN", "ZOE", input));
    }

    [Theory]
    [InlineData("Adrun", "1975-12-31|ADR")]
    [InlineData("d’Angélo", "1975-12-31|DAN")]
    [InlineData("Ly", "1975-12-31|LY")]
    [InlineData("", "")]
    public void A_prefix_has_three_letters_unless_the_name_is_shorter(string name, string expected)
    {
        byte[] input = new byte[TokenInputs.MaxBytes];

        Assert.Equal(expected, Text(input, TokenInputs.WriteBirthDateNamePrefix(Born, name, input)));
    }

    [Theory]
    [InlineData("Dupont", "1975-12-31|DPN")]
    [InlineData("Dupond", "1975-12-31|DPN")]
    [InlineData("?", "")]
    public void A_phonetic_input_is_date_and_code(string name, string expected)
    {
        byte[] input = new byte[TokenInputs.MaxBytes];

        Assert.Equal(expected, Text(input, TokenInputs.WriteBirthDatePhonetic(Born, name, input)));
    }

    [Fact]
    public void A_partial_date_is_searched_by_the_date_to_use()
    {
        byte[] input = new byte[TokenInputs.MaxBytes];

        Assert.Equal(
            "1975-12-31|ADR", Text(input, TokenInputs.WriteBirthDateNamePrefix(Date(1975, 0, 0), "ADRUN", input)));
    }

    [Theory]
    [InlineData("LABO", " 00 12a ", "LABO|0012A")]
    [InlineData("LABO", "é|1", "LABO|É|1")]
    [InlineData("LABO", "  ", "")]
    public void A_number_stands_in_its_namespace(string numberNamespace, string number, string expected)
    {
        byte[] input = new byte[TokenInputs.MaxBytes];

        Assert.Equal(expected, Text(input, TokenInputs.WriteNumber(numberNamespace, number, input)));
    }

    [Fact]
    public void A_namespace_cannot_be_confused_with_a_number()
    {
        byte[] input = new byte[TokenInputs.MaxBytes];

        Assert.Throws<ArgumentException>(() => TokenInputs.WriteNumber("LABO|1", "2", input));
        Assert.Throws<ArgumentException>(() => TokenInputs.WriteNumber("", "2", input));
        Assert.Throws<ArgumentException>(() => TokenInputs.WriteNumber(new string('N', 65), "2", input));
        Assert.Equal(0, TokenInputs.WriteNumber("LABO", new string('9', 65), input));
    }

    [Fact]
    public void Rows_and_cards_have_inputs_of_their_own()
    {
        byte[] input = new byte[TokenInputs.MaxBytes];
        byte[] hash = SHA256.HashData("row"u8);

        Assert.Equal(32, TokenInputs.WriteImportRow(hash, input));
        Assert.Equal(hash, input[..32]);
        Assert.Throws<ArgumentException>(() => TokenInputs.WriteImportRow([1, 2], input));
        Assert.Equal("80250000001234567890", Text(input, TokenInputs.WriteHealthCard("8025 0000 0012 3456 7890", input)));
        Assert.Equal(0, TokenInputs.WriteHealthCard("", input));
        Assert.Equal(0, TokenInputs.WriteHealthCard(new string('1', 65), input));
    }

    [Fact]
    public void The_longest_inputs_fit_the_buffer()
    {
        byte[] input = new byte[TokenInputs.MaxBytes];
        string endless = new('Œ', 100_000);

        Assert.InRange(TokenInputs.WriteStrictTraits(Born, Sex.Female, endless, endless, input), 1, input.Length);
        Assert.InRange(TokenInputs.WriteNumber(new string('\u4E00', 64), new string('\u4E00', 64), input), 1, input.Length);
        Assert.InRange(TokenInputs.WriteHealthCard(new string('\u4E00', 64), input), 1, input.Length);
    }

    [Fact]
    public void A_patient_is_found_by_each_name_once()
    {
        PatientIdentity married = new()
        {
            BirthName = "ADRUN",
            UsedName = "MARTIN",
            FirstGivenName = "ZOE",
            BirthDate = Born,
            Sex = Sex.Female,
            Ins = new Ins(NirTests.Typed("275126322074974"), InsKind.Nir),
        };
        TokenRequest request = new();

        Assert.Equal(6, PatientTokens.Add(married, request));
        Assert.Equal(PatientTokens.MaxInputs, request.Count);
        Assert.Equal(4, PatientTokens.Add(married with { UsedName = "Adrun" }, request));
        Assert.Equal(3, PatientTokens.Add(married with { UsedName = null, Ins = null }, request));
        Assert.Equal(3, PatientTokens.Add(married with { BirthName = null, Ins = null }, request));
        Assert.Equal(1, PatientTokens.Add(married with { BirthDate = null }, request));
        Assert.Equal(0, PatientTokens.Add(new PatientIdentity(), request));
    }

    private static BirthDate Date(int year, int month, int day)
    {
        Assert.Equal(BirthDateRefusal.None, BirthDate.TryCreate(year, month, day, false, Today, out BirthDate date));
        return date;
    }

    private static string Text(byte[] input, int length) => Encoding.UTF8.GetString(input, 0, length);
}
