using Serment.Custodian.Pages;

namespace Serment.UnitTests.Custodian.Pages;

public sealed class WordsTests
{
    [Theory]
    [InlineData("2026-01-15T23:30:00Z", "16 janvier 2026 à 00:30", "16 January 2026 at 00:30")]
    [InlineData("2026-07-15T23:30:00-04:00", "16 juillet 2026 à 05:30", "16 July 2026 at 05:30")]
    [InlineData("2026-10-25T00:30:00Z", "25 octobre 2026 à 02:30", "25 October 2026 at 02:30")]
    public void Times_are_those_of_the_establishment_wherever_the_process_runs(
        string moment, string french, string english)
    {
        DateTimeOffset when = DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal((french, english), (Words.French.At(when), Words.English.At(when)));
    }
}
