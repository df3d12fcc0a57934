using Serment.Records.Patients.Identifiers;
using Xunit;

namespace Serment.UnitTests.Records.Patients.Identifiers;

public sealed class ReceivedNirTests
{
    [Fact]
    public void Keeps_a_wrong_key_and_flags_it()
    {
        ReceivedNir nir = ReceivedNir.From("275126322074975");

        Assert.True(nir.IsReadable);
        Assert.True(nir.HasKey);
        Assert.False(nir.IsKeyValid);
        Assert.False(nir.IsTrustworthy);
        Assert.Equal(NirRefusal.Key, nir.Problem);
        Assert.Equal("275126322074975", nir.ToString());
    }

    [Fact]
    public void Keeps_the_official_fr_core_example_whose_key_is_false()
    {
        // Patient example of HL7 FR Core 2.2.0: ...44 where ...12 would be right; its month, 45, cannot be either.
        ReceivedNir nir = ReceivedNir.From("123456789012244");

        Assert.True(nir.IsReadable);
        Assert.False(nir.IsKeyValid);
        Assert.Equal(12, nir.Value.Key);
        Assert.Equal(44, nir.Key);
        Assert.Equal(NirRefusal.Month, nir.Problem);
        Assert.Equal("123456789012244", nir.ToString());
    }

    [Theory]
    [InlineData("275126322074974", true)]
    [InlineData("2751263220749", false)]
    public void Trusts_a_number_with_a_right_key_or_none(string text, bool hasKey)
    {
        ReceivedNir nir = ReceivedNir.From(text);

        Assert.True(nir.IsTrustworthy);
        Assert.Equal(hasKey, nir.IsKeyValid);
        Assert.Equal(hasKey, nir.HasKey);
    }

    [Theory]
    [InlineData("", NirRefusal.Empty)]
    [InlineData("12345", NirRefusal.Length)]
    [InlineData("27512632207X974", NirRefusal.Character)]
    [InlineData("000000000000000", NirRefusal.Sex)]
    public void Says_why_a_text_cannot_be_a_number(string text, NirRefusal problem)
    {
        ReceivedNir nir = ReceivedNir.From(text);

        Assert.False(nir.IsReadable);
        Assert.False(nir.IsTrustworthy);
        Assert.Equal(problem, nir.Problem);
        Assert.Equal(problem == NirRefusal.Empty, nir.IsEmpty);
        Assert.Equal(string.Empty, nir.ToString());
    }
}
