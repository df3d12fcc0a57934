using AngleSharp.Dom;
using Serment.CustodyProtocol;

namespace Serment.IntegrationTests.Web;

public sealed class HandoverPagesTests
{
    [Fact]
    public async Task Sending_one_patients_line_keeps_what_is_typed_for_the_others()
    {
        await using WebBed bed = await WebBed.StartAsync();
        (int ward, _) = await StayPagesTests.FurnishAsync(bed);
        using Browser desk = await bed.OpenAsync(Role.Receptionist);
        string first = await AdmitAsync(desk, "MADEC", ward);
        string second = await AdmitAsync(desk, "GUYOMARCH", ward);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, ward);
        Answer page = await nurse.GetAsync("/handover");
        Assert.Equal(2, page.Page.QuerySelectorAll("textarea[form='handover']").Length);

        Dictionary<string, string> typed = new(StringComparer.Ordinal)
        {
            ["patient"] = first, [$"handover-{first}"] = "A bien dormi", [$"handover-{second}"] = "Douleur à surveiller",
        };
        Answer sent = await nurse.PostAsync($"/handover/{ward}", typed);
        Assert.Equal(200, sent.Status);
        Assert.Equal("Douleur à surveiller", TypedFor(sent, second));
        Assert.Equal("", TypedFor(sent, first));
        Assert.Contains("A bien dormi", sent.Page.QuerySelector(".handover-line")!.TextContent, StringComparison.Ordinal);

        typed["patient"] = second;
        typed[$"handover-{first}"] = "";
        Assert.Equal(302, (await nurse.PostAsync($"/handover/{ward}", typed)).Status);
        page = await nurse.GetAsync("/handover");
        Assert.Equal(2, page.Page.QuerySelectorAll(".handover-line").Length);
        typed["patient"] = first;
        Answer empty = await nurse.PostAsync($"/handover/{ward}", typed);
        Assert.Equal(422, empty.Status);
        Assert.Equal("Douleur à surveiller", TypedFor(empty, second));
    }

    private static string TypedFor(Answer page, string patient) =>
        page.Page.QuerySelector($"textarea[name='handover-{patient}']")!.TextContent.TrimStart('\n');

    private static async Task<string> AdmitAsync(Browser desk, string name, int ward)
    {
        string patient = await StayPagesTests.RegisterAsync(desk, name);
        Answer form = await desk.GetAsync($"/patients/{patient}/stays/move?kind=Admission");
        Dictionary<string, string> fields = PageForms.FieldsOf(form);
        fields["stay-place"] = $"{ward}:";
        Assert.Equal(302, (await desk.PostAsync($"/patients/{patient}/stays/move", fields)).Status);
        return patient;
    }
}
