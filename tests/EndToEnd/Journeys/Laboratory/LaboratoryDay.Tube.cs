using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.Harness;

namespace Serment.EndToEnd.Journeys.Laboratory;

/// <summary>From the prescription on paper to the tube in the rack.</summary>
internal sealed partial class LaboratoryDay
{
    private const string Rpps = "10003456786";

    private static readonly string[] Asked = ["potassium", "sodium", "CRP"];

    private async Task OrderAtTheDeskAsync()
    {
        await using Desk desk = await SignInAsync("Receptionist");
        await desk.VisitAsync(chart + "/orders/new");
        foreach (string name in Asked)
        {
            await OrderTests.PickAsync(desk, name);
        }

        await desk.Page.Locator("#prescriber").FillAsync("Dr Odile Vannier");
        await desk.Page.Locator("#rpps").FillAsync(Rpps);
        await desk.Page.Locator("#prescriberPhone").FillAsync("02 61 91 07 07");
        await desk.Page.Locator("#prescribedOn").FillAsync(Yesterday);
        await desk.Page.Locator("#collection").SelectOptionAsync("Laboratory");
        await desk.Page.Locator("[name=priority][value=Urgent]").CheckAsync();
        await CheckAsync(desk, "desk-order");
        await desk.Page.Locator("button[name=step][value=order]").ClickAsync();
        await desk.Page.WaitForURLAsync(url => !url.EndsWith("/new", StringComparison.Ordinal));

        // Reception has the numbers of what it wrote, and cannot read what was asked.
        ILocator numbers = desk.Page.Locator("table.tubes th[scope=row]");
        await Assertions.Expect(numbers).ToHaveCountAsync(1);
        tube = Digits(await numbers.InnerTextAsync());
        orderNumber = Digits(await desk.Page.Locator("h1 .tabular").InnerTextAsync());
        await Assertions.Expect(desk.Page.Locator("main")).Not.ToContainTextAsync("Potassium");
        await CheckAsync(desk, "desk-ordered");
        await AttachAsync(desk);
    }

    private async Task AttachAsync(Desk desk)
    {
        await desk.Page.Locator("form[action$='/scan'] input[type=file]").SetInputFilesAsync(new FilePayload
        {
            Name = "ordonnance.pdf", MimeType = "application/pdf", Buffer = SampleFiles.Pdf("Ordonnance"),
        });
        IResponse answer = await desk.Page.RunAndWaitForResponseAsync(
            () => desk.Page.Locator("form[action$='/scan'] button").ClickAsync(),
            one => one.Request.Method == "POST" && one.Url.EndsWith("/scan", StringComparison.Ordinal));
        Assert.InRange(answer.Status, 200, 399);
        await CheckAsync(desk, "desk-scan");
    }

    // The wristband of somebody else stops everything; the right one and the tube let it go on. No mouse is needed.
    private async Task CollectAsync()
    {
        await using Desk phlebotomist = await SignInAsync("Phlebotomist");
        await LookAsync(phlebotomist, "/laboratory/rounds", "/laboratory/collections?ward=0");
        await phlebotomist.Page.Locator($"a[href='/laboratory/collections/{Patient}']").ClickAsync();
        ILocator band = phlebotomist.Page.Locator("#wristband");
        await Assertions.Expect(band).ToBeFocusedAsync();
        await CheckAsync(phlebotomist, "collect");

        IKeyboard scanner = phlebotomist.Page.Keyboard;
        await scanner.TypeAsync("00000000");
        await scanner.PressAsync("Enter");
        await phlebotomist.Page.Locator(".alarm-stop").WaitForAsync();
        await CheckAsync(phlebotomist, "collect-wrong");
        await band.FillAsync("");
        await scanner.TypeAsync(wristband);
        await scanner.PressAsync("Enter");
        await Assertions.Expect(phlebotomist.Page.Locator("#tubes")).ToBeFocusedAsync();
        await Assertions.Expect(phlebotomist.Page.Locator(".alarm-stop")).ToHaveCountAsync(0);
        await scanner.TypeAsync(tube);
        await scanner.PressAsync("Enter");
        await phlebotomist.Page.Locator($"li[data-tube='{tube}'][data-done]").WaitForAsync();
        await phlebotomist.Page.Locator("form[data-collect] button.primary").ClickAsync();
        await phlebotomist.Page.WaitForURLAsync(url => url.EndsWith("/laboratory/collections", StringComparison.Ordinal));
        await phlebotomist.CheckAsync();
    }

    private async Task ReceiveAsync()
    {
        await using Desk technician = await SignInAsync("LaboratoryTechnician");
        await LookAsync(technician, "/laboratory/reception");
        foreach (string colour in (string[])["green", "orange"])
        {
            // The second scan says that it is here already, and changes nothing.
            await technician.Page.Keyboard.TypeAsync(tube);
            await technician.Page.Keyboard.PressAsync("Enter");
            await technician.Page.Locator($".scan-result.{colour}[data-number='{tube}']").WaitForAsync();
            await CheckAsync(technician, "reception-" + colour);
        }

        await LookAsync(technician, "/laboratory/bench");
        await Assertions.Expect(technician.Page.Locator("a.tube-number").Filter(new() { HasText = tube })).ToHaveCountAsync(1);

        // Letters are keys while the scanner's field is empty, and an arrow leaves it for the list.
        await Assertions.Expect(technician.Page.Locator("#number")).ToBeFocusedAsync();
        await technician.Page.Keyboard.PressAsync("d");
        await technician.Page.WaitForURLAsync(url => url.Contains("view=ToDo", StringComparison.Ordinal));
        await technician.Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(technician.Page.Locator("a.tube-number").First).ToBeFocusedAsync();
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));
}
