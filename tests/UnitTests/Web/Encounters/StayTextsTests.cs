using Serment.Records.Encounters;
using Serment.Records.Locations;
using Serment.Web.Texts;

namespace Serment.UnitTests.Web.Encounters;

public sealed class StayTextsTests
{
    private static readonly TextCatalog Catalog = new();

    [Fact]
    public void Every_value_that_a_page_of_stays_shows_has_a_text()
    {
        AssertAll<MovementKind>("stay.kind");
        AssertAll<MovementKind>("stay.do");
        AssertAll<MovementKind>("stay.short");
        AssertAll<MovementKind>("stay.lead");
        AssertAll<StayStatus>("stay.status");
        AssertAll<StayClass>("stay.class");
        AssertAll<Disposition>("stay.disposition");
        AssertAll<MovementRefusal>("stay.refusal");
        AssertAll<BedRefusal>("stay.bed");
        AssertAll<BedState>("bedState");
        AssertAll<BedKind>("bedKind");
        AssertAll<TriageLevel>("triage.of");
    }

    [Theory]
    [InlineData("bedDo.Free.Reserved")]
    [InlineData("bedDo.Free.Closed")]
    [InlineData("bedDo.ToClean.Free")]
    [InlineData("bedDo.Closed.Free")]
    [InlineData("bedDo.Reserved.Free")]
    [InlineData("emergency.orientation.Admission")]
    [InlineData("emergency.orientation.Discharge")]
    [InlineData("emergency.orientation.Death")]
    [InlineData("stay.field.place")]
    [InlineData("stay.field.at")]
    [InlineData("stay.field.physician")]
    [InlineData("stay.field.to")]
    [InlineData("stay.field.out")]
    [InlineData("stay.field.room")]
    [InlineData("stay.field.beds")]
    public void Texts_whose_keys_are_put_together_exist(string key)
    {
        Assert.NotEmpty(Catalog.French[key]);
        Assert.NotEmpty(Catalog.English[key]);
    }

    private static void AssertAll<T>(string prefix)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            Assert.NotEmpty(Catalog.French.Of(prefix, value));
            Assert.NotEmpty(Catalog.English.Of(prefix, value));
        }
    }
}
