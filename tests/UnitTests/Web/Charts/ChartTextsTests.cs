using Serment.Records.Charts;
using Serment.Records.Charts.Items;
using Serment.Records.Charts.Results;
using Serment.Records.Charts.Search;
using Serment.Records.Charts.Vitals;
using Serment.Web.Charts;
using Serment.Web.Charts.Items;
using Serment.Web.Charts.Vitals;
using Serment.Web.Texts;

namespace Serment.UnitTests.Web.Charts;

public sealed class ChartTextsTests
{
    private static readonly TextCatalog Catalog = new();

    [Fact]
    public void Every_list_and_field_and_choice_has_its_words()
    {
        foreach (ItemForm form in ItemForm.All)
        {
            foreach (string part in (string[])["title", "add", "correct", "none"])
            {
                Assert.NotEmpty(Catalog.French[$"item.{form.Path}.{part}"]);
            }

            foreach (ItemField field in form.Fields)
            {
                Assert.NotEmpty(Catalog.French[field.LabelKey]);
                Assert.True(!field.HasHint || Catalog.French[field.HintKey].Length > 0);
                Assert.All(
                    field.Options.Where(one => one.Length > 0),
                    option => Assert.NotEmpty(Catalog.French[field.OptionKey(option)]));
            }
        }
    }

    [Fact]
    public void Every_tab_and_value_has_its_words()
    {
        Assert.All(ChartTab.All, tab => Assert.NotEmpty(Catalog.French[tab.TextKey]));
        AssertAll<AllergyStanding>("allergy");
        AssertAll<ItemState>("itemState");
        AssertAll<AlertKind>("item.alert");
        AssertAll<Consciousness>("consciousness");
        AssertAll<News2Risk>("news.risk");
        AssertAll<News2Risk>("news.response");
        AssertAll<VitalKind>("vital.kind");
        AssertAll<VitalKind>("vital.unit");
        AssertAll<EventKind>("event.kind");
        AssertAll<ResultPlace>("result.place");
        Assert.All(VitalFormReader.Numbers, one => Assert.NotEmpty(Catalog.French["vital.field." + one.Field]));
    }

    private static void AssertAll<T>(string prefix)
        where T : struct, Enum =>
        Assert.All(Enum.GetValues<T>(), value => Assert.NotEmpty(Catalog.French.Of(prefix, value)));
}
