using Serment.Records.Patients.Contact;
using Xunit;

namespace Serment.UnitTests.Records.Patients.Contact;

// French numbers are of the ranges that ARCEP reserves for fiction.
public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("06 39 98 12 34", "+33639981234", "06 39 98 12 34")]
    [InlineData("0639981234", "+33639981234", "06 39 98 12 34")]
    [InlineData("06.39.98.12.34", "+33639981234", "06 39 98 12 34")]
    [InlineData("+33 6 39 98 12 34", "+33639981234", "06 39 98 12 34")]
    [InlineData("+33 (0)6 39 98 12 34", "+33639981234", "06 39 98 12 34")]
    [InlineData("+330639981234", "+33639981234", "06 39 98 12 34")]
    [InlineData("0033 6 39 98 12 34", "+33639981234", "06 39 98 12 34")]
    [InlineData("33639981234", "+33639981234", "06 39 98 12 34")]
    [InlineData("(01) 99-00-12-34", "+33199001234", "01 99 00 12 34")]
    [InlineData("0262 12 34 56", "+262262123456", "+262262123456")]
    [InlineData("+44 20 7946 0958", "+442079460958", "+442079460958")]
    [InlineData("0044 20 7946 0958", "+442079460958", "+442079460958")]
    public void Brings_a_number_to_its_international_form(string text, string e164, string display)
    {
        Assert.Equal(ContactRefusal.None, PhoneNumber.TryParse(text, out PhoneNumber phone));
        Assert.Equal(e164, phone.E164);
        Assert.Equal(display, phone.ToDisplay());
    }

    [Theory]
    [InlineData("", ContactRefusal.Empty)]
    [InlineData(" - ", ContactRefusal.Empty)]
    [InlineData("06 39 98 12", ContactRefusal.Length)]
    [InlineData("06 39 98 12 34 5", ContactRefusal.Length)]
    [InlineData("+123456789012345678901234567890", ContactRefusal.Length)]
    [InlineData("+12345", ContactRefusal.Length)]
    [InlineData("1639981234", ContactRefusal.Prefix)]
    [InlineData("06 39 98 12 3O", ContactRefusal.Character)]
    [InlineData("06++39981234", ContactRefusal.Character)]
    public void Refuses_with_the_reason(string text, ContactRefusal reason)
    {
        Assert.Equal(reason, PhoneNumber.TryParse(text, out PhoneNumber phone));
        Assert.Equal(string.Empty, phone.E164);
    }

    [Fact]
    public void Tells_mobile_numbers_and_shows_none_in_logs()
    {
        PhoneNumber.TryParse("06 39 98 12 34", out PhoneNumber mobile);
        PhoneNumber.TryParse("01 99 00 12 34", out PhoneNumber fixedLine);

        Assert.True(mobile.IsFrenchMobile);
        Assert.False(fixedLine.IsFrenchMobile);
        Assert.DoesNotContain("6", mobile.ToString(), StringComparison.Ordinal);
    }
}

public sealed class PostalCodeTests
{
    [Theory]
    [InlineData("75012", "75012")]
    [InlineData(" 75 012 ", "75012")]
    [InlineData("F-01400", "01400")]
    [InlineData("97411", "97411")]
    [InlineData("98000", "98000")]
    [InlineData("00100", "00100")]
    public void Reads_a_code(string text, string expected)
    {
        Assert.Equal(ContactRefusal.None, PostalCode.TryParse(text, out PostalCode code));
        Assert.Equal(expected, code.ToString());
    }

    [Theory]
    [InlineData("", ContactRefusal.Empty)]
    [InlineData("1400", ContactRefusal.LeadingZeroLost)]
    [InlineData("140", ContactRefusal.Length)]
    [InlineData("750123", ContactRefusal.Length)]
    [InlineData("7501A", ContactRefusal.Character)]
    [InlineData("99123", ContactRefusal.Prefix)]
    [InlineData("96000", ContactRefusal.Prefix)]
    [InlineData("00000", ContactRefusal.Prefix)]
    public void Refuses_with_the_reason(string text, ContactRefusal reason) =>
        Assert.Equal(reason, PostalCode.TryParse(text, out _));
}

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData(" zoe.adrun@Courriel.EXAMPLE ", "zoe.adrun@courriel.example")]
    [InlineData("a+b@x-y.boite.example", "a+b@x-y.boite.example")]
    [InlineData("hélène@élan.example", "hélène@élan.example")]
    public void Reads_an_address(string text, string expected)
    {
        Assert.Equal(ContactRefusal.None, EmailAddress.TryParse(text, out EmailAddress email));
        Assert.Equal(expected, email.Address);
        Assert.DoesNotContain("@", email.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", ContactRefusal.Empty)]
    [InlineData("zoe", ContactRefusal.Character)]
    [InlineData("@courriel.example", ContactRefusal.Length)]
    [InlineData("zoe adrun@courriel.example", ContactRefusal.Character)]
    [InlineData("zoe..adrun@courriel.example", ContactRefusal.Character)]
    [InlineData(".zoe@courriel.example", ContactRefusal.Character)]
    [InlineData("zoe@courriel", ContactRefusal.Prefix)]
    [InlineData("zoe@.example", ContactRefusal.Prefix)]
    [InlineData("zoe@courriel.e", ContactRefusal.Prefix)]
    [InlineData("zoe@-courriel.example", ContactRefusal.Prefix)]
    [InlineData("zoe@adrun@courriel.example", ContactRefusal.Prefix)]
    public void Refuses_with_the_reason(string text, ContactRefusal reason) =>
        Assert.Equal(reason, EmailAddress.TryParse(text, out _));

    [Fact]
    public void Refuses_an_endless_address()
    {
        Assert.Equal(ContactRefusal.Length, EmailAddress.TryParse(new string('a', 65) + "@x.example", out _));
        Assert.Equal(ContactRefusal.Length, EmailAddress.TryParse("a@" + new string('x', 300) + ".example", out _));
    }
}
