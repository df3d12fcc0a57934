using Serment.CustodyProtocol;

namespace Serment.IntegrationTests.Web;

public sealed class PracticePagesTests
{
    [Fact]
    public async Task A_physician_enters_her_own_details_and_a_wrong_number_is_named()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser physician = await bed.OpenAsync(Role.Physician, 1);
        Answer empty = await physician.GetAsync("/account/practice");
        Dictionary<string, string> fields = PageForms.FieldsOf(empty);
        (fields["practiceTitle"], fields["rpps"], fields["phone"]) = ("Dr", "10003456789", "02 97 01 02 03");
        Answer wrong = await physician.PostAsync("/account/practice", fields);
        Assert.Equal(422, wrong.Status);
        Assert.Equal("10003456789", wrong.ValueOf("rpps"));

        fields["rpps"] = "";
        Assert.Equal(302, (await physician.PostAsync("/account/practice", fields)).Status);
        Assert.Equal("Dr", (await physician.GetAsync("/account/practice")).ValueOf("practiceTitle"));

        // From a page that was open before: told, and nothing typed is lost.
        Answer late = await physician.PostAsync("/account/practice", fields);
        Assert.Equal(422, late.Status);
        Assert.Equal("1", late.ValueOf("version"));
    }

    [Fact]
    public async Task Only_those_in_charge_change_the_house()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser physician = await bed.OpenAsync(Role.Physician, 1);
        Assert.Equal(403, (await physician.GetAsync("/people/site")).Status);
        using Browser administrator = await bed.OpenAsync(Role.Administrator);
        Answer saved = await administrator.PostAsync(
            "/people/site",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["address"] = "<b>1</b> rue du Port", ["version"] = "0" });
        Assert.Equal(302, saved.Status);
        Answer shown = await administrator.GetAsync("/people/site");
        Assert.Equal("<b>1</b> rue du Port", shown.Page.QuerySelector("textarea")!.TextContent);
    }

    [Fact]
    public async Task Substances_and_drugs_are_searched_by_carers_only()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        Dictionary<string, string> typed = new(StringComparer.Ordinal) { ["name"] = "amoxi" };
        Answer substances = await nurse.PostAsync("/codes/substances", typed);
        Assert.Contains("{\"name\":\"AMOXICILLINE\",\"code\":\"05248\"", substances.Text, StringComparison.Ordinal);
        Assert.Contains("\"code\":", (await nurse.PostAsync("/drugs", typed)).Text, StringComparison.Ordinal);
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        Assert.Equal(403, (await reception.PostAsync("/codes/substances", typed)).Status);
    }
}
