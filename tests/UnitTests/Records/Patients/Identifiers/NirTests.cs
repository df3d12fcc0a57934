using FsCheck;
using FsCheck.Fluent;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Places;
using Xunit;

namespace Serment.UnitTests.Records.Patients.Identifiers;

public sealed class NirTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);

    // Test identities of the CNAM (INSi) and numbers shown in public documents.
    [Theory]
    [InlineData("275126322074974")]
    [InlineData("236066322083656")]
    [InlineData("2 62 08 75 032 039 77")]
    [InlineData("2 75 12 63 220 749 74")]
    [InlineData("163127847704294")]
    public void Accepts_official_examples(string text)
    {
        Assert.Equal(NirRefusal.None, Nir.TryParseTyped(text, out Nir nir));
        Assert.Equal(text.Replace(" ", "", StringComparison.Ordinal), nir.ToStringWithKey());
    }

    [Fact]
    public void Reads_the_parts()
    {
        Nir nir = Typed("275126322074974");

        Assert.Equal(Sex.Female, nir.Sex);
        Assert.Equal(75, nir.YearOfCentury);
        Assert.Equal(12, nir.Month);
        Assert.Equal(InseeCode.Parse("63220"), nir.BirthPlace);
        Assert.Equal(749, nir.Order);
        Assert.False(nir.IsProvisional);
        Assert.Equal("2751263220749", nir.ToString());
        Assert.Equal("2 75 12 63 220 749 74", nir.ToDisplay());
    }

    [Theory]
    [InlineData("2850620041005", "20041")]
    [InlineData("285062A041005", "2A041")]
    [InlineData("285062b041005", "2B041")]
    public void Accepts_a_corsican_number(string body, string place)
    {
        int key = KeyByHand(body);

        Nir nir = Typed($"{body}{key:D2}");

        Assert.Equal(place, nir.BirthPlace.ToString());
        Assert.Equal(body.ToUpperInvariant(), nir.ToString());
        Assert.Equal(key, nir.Key);
    }

    [Fact]
    public void Corsican_letters_read_as_19_and_18()
    {
        Assert.Equal(Typed(WithKey("2850619041005")).Key, Typed(WithKey("285062A041005")).Key);
        Assert.Equal(Typed(WithKey("2850618041005")).Key, Typed(WithKey("285062B041005")).Key);
        Assert.NotEqual(Typed(WithKey("2850619041005")), Typed(WithKey("285062A041005")));
    }

    [Fact]
    public void Accepts_a_birth_abroad_and_overseas()
    {
        Assert.True(Typed(WithKey("1800199131042")).BirthPlace.IsAbroad);
        Assert.Equal("97411", Typed(WithKey("1800197411042")).BirthPlace.ToString());
    }

    [Theory]
    [InlineData("", NirRefusal.Empty)]
    [InlineData("   ", NirRefusal.Empty)]
    [InlineData("27512632207497", NirRefusal.Length)]
    [InlineData("2751263220749744", NirRefusal.Length)]
    [InlineData("27512632207497400000000000000000000000", NirRefusal.Length)]
    [InlineData("2751263220749", NirRefusal.KeyMissing)]
    [InlineData("275126322074973", NirRefusal.Key)]
    [InlineData("2751263220X4974", NirRefusal.Character)]
    [InlineData("275123A22074974", NirRefusal.Character)]
    [InlineData("27512632207497A", NirRefusal.Character)]
    [InlineData("575126322074974", NirRefusal.Sex)]
    [InlineData("275136322074974", NirRefusal.Month)]
    [InlineData("275456322074974", NirRefusal.Month)]
    [InlineData("275120022074974", NirRefusal.Place)]
    [InlineData("275126300074974", NirRefusal.Place)]
    [InlineData("275126322000074", NirRefusal.Order)]
    public void Refuses_what_is_typed_wrong_with_the_reason(string text, NirRefusal reason)
    {
        Assert.Equal(reason, Nir.TryParseTyped(text, out Nir nir));
        Assert.True(nir.IsEmpty);
    }

    [Theory]
    [InlineData("3", Sex.Male, true)]
    [InlineData("4", Sex.Female, true)]
    [InlineData("7", Sex.Male, true)]
    [InlineData("8", Sex.Female, true)]
    [InlineData("1", Sex.Male, false)]
    public void Tells_provisional_numbers(string sexDigit, Sex sex, bool isProvisional)
    {
        Nir nir = Typed(WithKey(sexDigit + "750199131042"));

        Assert.Equal(sex, nir.Sex);
        Assert.Equal(isProvisional, nir.IsProvisional);
    }

    [Theory]
    [InlineData("01", 1)]
    [InlineData("12", 12)]
    [InlineData("20", null)]
    [InlineData("30", null)]
    [InlineData("31", 1)]
    [InlineData("42", 12)]
    [InlineData("50", null)]
    [InlineData("99", null)]
    public void Knows_months_that_the_civil_record_does_not_say(string code, int? month) =>
        Assert.Equal(month, Typed(WithKey($"175{code}63220042")).Month);

    [Fact]
    public void Agrees_with_its_own_traits()
    {
        Nir nir = Typed("275126322074974");

        Assert.Equal(NirDisagreement.None, nir.AgreesWith(Sex.Female, Born(1975, 12, 31), InseeCode.Parse("63220")));
        Assert.Equal(NirDisagreement.None, nir.AgreesWith(Sex.Missing, default));
        Assert.Equal(NirDisagreement.None, nir.AgreesWith(Sex.Indeterminate, Born(1975, 0, 0), InseeCode.Unknown));
    }

    [Fact]
    public void Names_every_disagreement()
    {
        Nir nir = Typed("275126322074974");

        Assert.Equal(
            NirDisagreement.Sex | NirDisagreement.Year | NirDisagreement.Month | NirDisagreement.Place,
            nir.AgreesWith(Sex.Male, Born(1976, 11, 1), InseeCode.Parse("63221")));
    }

    [Theory]
    [InlineData("2700620041005", "2A041", true)]
    [InlineData("2700675112005", "75056", true)]
    [InlineData("2700669381005", "69123", true)]
    [InlineData("2600692100005", "99352", true)]
    [InlineData("2600695100005", "99350", true)]
    [InlineData("2600696100005", "99351", true)]
    [InlineData("2600692100005", "99350", false)]
    [InlineData("285062A041005", "2B041", false)]
    [InlineData("2700675112005", "69123", false)]
    public void Knows_that_one_place_can_have_two_codes(string body, string place, bool agrees)
    {
        NirDisagreement found = Typed(WithKey(body)).AgreesWith(Sex.Female, default, InseeCode.Parse(place));

        Assert.Equal(agrees ? NirDisagreement.None : NirDisagreement.Place, found);
    }

    [Fact]
    public void Key_of_any_number_round_trips() =>
        Prop.ForAll(Bodies(), body =>
        {
            Nir nir = Typed(WithKey(body));
            return string.Equals(nir.ToString(), body, StringComparison.Ordinal)
                && nir.Key == KeyByHand(body) && nir.Key is >= 1 and <= 97;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_changed_digit_is_always_noticed() =>
        Prop.ForAll(Bodies(), Gen.Choose(0, 14).ToArbitrary(), Gen.Choose(1, 9).ToArbitrary(), (body, position, shift) =>
        {
            char[] text = WithKey(body).ToCharArray();
            if (!char.IsAsciiDigit(text[position]))
            {
                return true;
            }

            text[position] = (char)('0' + ((text[position] - '0' + shift) % 10));
            return Nir.TryParseTyped(text, out _) != NirRefusal.None;
        }).QuickCheckThrowOnFailure();

    internal static string WithKey(string body) => $"{body}{KeyByHand(body):D2}";

    internal static Nir Typed(string text)
    {
        Assert.Equal(NirRefusal.None, Nir.TryParseTyped(text, out Nir nir));
        return nir;
    }

    private static BirthDate Born(int year, int month, int day)
    {
        Assert.Equal(BirthDateRefusal.None, BirthDate.TryCreate(year, month, day, false, Today, out BirthDate date));
        return date;
    }

    private static int KeyByHand(string body)
    {
        string digits = body.ToUpperInvariant()
            .Replace("2A", "19", StringComparison.Ordinal).Replace("2B", "18", StringComparison.Ordinal);
        return 97 - (int)(long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) % 97);
    }

    private static Arbitrary<string> Bodies()
    {
        Gen<string> gen =
            from sex in Gen.Elements(1, 2, 3, 4, 7, 8)
            from year in Gen.Choose(0, 99)
            from month in Gen.OneOf(Gen.Choose(1, 12), Gen.Choose(20, 42), Gen.Choose(50, 99))
            from department in Gen.Frequency(
                (8, Gen.Choose(1, 99).Select(x => x.ToString("D2", null))),
                (1, Gen.Constant("2A")),
                (1, Gen.Constant("2B")))
            from commune in Gen.Choose(1, 999)
            from order in Gen.Choose(1, 999)
            select $"{sex}{year:D2}{month:D2}{department}{commune:D3}{order:D3}";
        return gen.ToArbitrary();
    }
}
