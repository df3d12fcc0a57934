using System.Globalization;
using AngleSharp.Dom;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.RecordAccess;
using Serment.Records.Laboratory.Orders;

namespace Serment.IntegrationTests.Web;

public sealed class OrderPagesTests
{
    [Fact]
    public async Task An_order_is_for_the_unit_of_the_stay_and_takes_no_dose_of_tomorrow()
    {
        await using WebBed web = await WebBed.StartAsync();
        (int ward, int emergency) = await StayPagesTests.FurnishAsync(web);
        await OpenLaboratoryAsync(web, emergency);
        using Browser desk = await web.OpenAsync(Role.Receptionist);
        using Browser physician = await web.OpenAsync(Role.Physician, emergency);
        string patient = await StayPagesTests.RegisterAsync(desk);
        Answer move = await desk.GetAsync($"/patients/{patient}/stays/move?kind=Admission");
        Dictionary<string, string> stay = PageForms.FieldsOf(move);
        stay["stay-place"] = StayPagesTests.ValueOf(move, "101-1");
        Assert.Equal(302, (await desk.PostAsync($"/patients/{patient}/stays/move", stay)).Status);
        Assert.True(PatientId.TryParse(patient, out PatientId known));
        await CareCalls.DeclareAsync(web.Custody, known, null, emergency);
        web.Custody.Clock.Advance(TimeSpan.FromMinutes(1));

        // The prescriber belongs to another unit: tubes are taken where the person lies.
        string address = $"/patients/{patient}/orders/new";
        Answer page = await physician.GetAsync(address);
        Assert.Equal(
            [ward, emergency],
            page.Page.QuerySelectorAll("#ward option")
                .Select(one => int.Parse(one.GetAttribute("value")!, CultureInfo.InvariantCulture)));
        Assert.NotNull(page.Page.QuerySelector($"#ward option[selected][value='{ward}']"));

        Dictionary<string, string> order = PageForms.FieldsOf(page);
        order["order"] = page.ValueOf("order")!;
        order["codes"] = "K,NA,CREA";
        order["ward"] = ward.ToString(CultureInfo.InvariantCulture);
        (order["priority"], order["step"]) = ("Routine", "order");
        order["doseDay"] = web.Custody.Clock.GetUtcNow().AddDays(2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Answer refused = await physician.PostAsync(address, order);
        Assert.Equal(422, refused.Status);
        Assert.NotNull(refused.Page.QuerySelector(".error-summary a[href='#doseDay']"));
        order["doseDay"] = "";
        Answer placed = await physician.PostAsync(address, order);
        Assert.True(placed.Status == 302, placed.Page.QuerySelector(".error-summary")?.TextContent);

        // What is offered to be cancelled stands in the order of the table, and its field bears its own name.
        Answer shown = await physician.GetAsync(placed.Location!);
        Assert.Equal(
            WordsOf(shown.Page.QuerySelectorAll("section[aria-labelledby=analyses] tbody th")),
            WordsOf(shown.Page.QuerySelectorAll("#task label").Skip(1)));
        Answer nothing = await physician.PostAsync(placed.Location + "/cancel", PageForms.Nothing);
        Assert.Equal(422, nothing.Status);
        Assert.Contains(
            "Motif de l’annulation", nothing.Page.QuerySelector(".error-summary")!.TextContent, StringComparison.Ordinal);
    }

    private static string WordsOf(IEnumerable<IElement> elements) =>
        string.Join('|', elements.Select(one => one.TextContent.Trim()));

    private static async Task OpenLaboratoryAsync(WebBed web, int unit)
    {
        await using DatabaseLocation main = DatabaseLocation.Parse(web.MainDatabase);
        await using RecordDoor import = new(web.Custody.ConnectImport(), main);
        Assert.True(await new Laboratories(import, main).SaveAsync(
            new() { Site = web.Custody.Site.Site, LaboratoryId = unit, Name = "Laboratoire" }, CancellationToken.None));
    }
}
