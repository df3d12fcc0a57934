using Serment.Records.Patients.Identifiers;
using Xunit;

namespace Serment.UnitTests.Records.Patients.Identifiers;

public sealed class RppsTests
{
    [Theory]
    [InlineData("99700218896", "99700218896")]
    [InlineData("899700218896", "99700218896")]
    [InlineData("997 002 188 96", "99700218896")]
    public void Accepts_a_number_of_a_test_card(string text, string expected)
    {
        Assert.Equal(NumberRefusal.None, Rpps.TryParse(text, out Rpps rpps));
        Assert.Equal(expected, rpps.ToString());
    }

    [Theory]
    [InlineData("", NumberRefusal.Empty)]
    [InlineData("9970021889", NumberRefusal.Length)]
    [InlineData("099700218896", NumberRefusal.Length)]
    [InlineData("9970021889X", NumberRefusal.Character)]
    [InlineData("99700218895", NumberRefusal.CheckDigit)]
    public void Refuses_with_the_reason(string text, NumberRefusal reason) =>
        Assert.Equal(reason, Rpps.TryParse(text, out _));
}

public sealed class FinessTests
{
    [Theory]
    [InlineData("750712184")]
    [InlineData("2A0000014")]
    [InlineData("2b0000020")]
    [InlineData("010000009", false)]
    public void Checks_the_last_digit(string text, bool isValid = true)
    {
        NumberRefusal refusal = Finess.TryParse(text, out Finess finess);

        Assert.Equal(isValid ? NumberRefusal.None : NumberRefusal.CheckDigit, refusal);
        if (isValid)
        {
            Assert.Equal(text.ToUpperInvariant(), finess.ToString());
        }
    }

    [Theory]
    [InlineData("", NumberRefusal.Empty)]
    [InlineData("75071218", NumberRefusal.Length)]
    [InlineData("7507121844", NumberRefusal.Length)]
    [InlineData("7A0712184", NumberRefusal.Character)]
    [InlineData("2C0000014", NumberRefusal.Character)]
    [InlineData("2A0000015", NumberRefusal.CheckDigit)]
    public void Refuses_with_the_reason(string text, NumberRefusal reason) =>
        Assert.Equal(reason, Finess.TryParse(text, out _));
}
