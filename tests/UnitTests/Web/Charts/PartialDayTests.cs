using Serment.Records.Patients.Identity;
using Serment.Web.Charts.Items;

namespace Serment.UnitTests.Web.Charts;

public sealed class PartialDayTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    [Theory]
    [InlineData("02/03/2026", "2026-03-02")]
    [InlineData("2/3/2026", "2026-03-02")]
    [InlineData("02.03.2026", "2026-03-02")]
    [InlineData("05/2019", "2019-05")]
    [InlineData("5/2019", "2019-05")]
    [InlineData("2019", "2019")]
    public void Reads_a_day_a_month_or_a_year(string typed, string fhir)
    {
        Assert.True(PartialDay.TryRead(typed, Today, out string read));
        Assert.Equal(fhir, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("03/03/2026")]
    [InlineData("04/2026")]
    [InlineData("2027")]
    [InlineData("31/02/2020")]
    [InlineData("13/2020")]
    [InlineData("1799")]
    [InlineData("hier")]
    public void Refuses_what_is_no_day_or_has_not_been(string typed) =>
        Assert.False(PartialDay.TryRead(typed, Today, out _));

    [Theory]
    [InlineData("1980-07-13", true)]
    [InlineData("1980-07-14", false)]
    [InlineData("1980-06", true)]
    [InlineData("1980-07", false)]
    [InlineData("1979", true)]
    [InlineData("1980", false)]
    public void Knows_what_lies_before_a_birth_as_far_as_it_is_known(string fhir, bool isBefore)
    {
        BirthDate.TryCreate(1980, 7, 14, false, Today, out BirthDate born);
        Assert.Equal(isBefore, PartialDay.IsBefore(fhir, born));
        Assert.False(PartialDay.IsBefore(fhir, null));
    }

    [Theory]
    [InlineData("2019-05-14", "14/05/2019")]
    [InlineData("2019-05-14T08:00:00+02:00", "14/05/2019")]
    [InlineData("2019-05", "05/2019")]
    [InlineData("2019", "2019")]
    [InlineData(null, "")]
    public void Writes_it_back(string? fhir, string shown) => Assert.Equal(shown, PartialDay.Write(fhir));
}
