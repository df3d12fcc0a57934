using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.UnitTests.Records.Printing;

namespace Serment.EndToEnd.Journeys.Laboratory;

/// <summary>The call, the second pair of eyes, the signature, and the report that takes another's place.</summary>
internal sealed partial class LaboratoryDay
{
    private const string Why = "Tube hémolysé, contrôlé sur un second prélèvement.";

    // Told, read back, and by whom: a call without a read-back is not one.
    private async Task TellAsync(Desk technician)
    {
        await LookAsync(technician, "/laboratory/critical");
        ILocator row = technician.Page.Locator("tbody tr").Filter(new() { HasText = tube });
        await row.Locator("a").ClickAsync();
        await CheckAsync(technician, "critical-call");
        await technician.Page.Locator("#to").FillAsync("Dr Odile Vannier");
        await technician.Page.Locator("#phone").FillAsync("02 61 91 07 07");
        await technician.Page.Locator("#value").FillAsync(Number("6.9"));
        await technician.Page.Locator("button[name=step][value=told]").ClickAsync();
        await technician.Page.Locator("#readBack-why").WaitForAsync();
        await Assertions.Expect(technician.Page.Locator("#to")).ToHaveValueAsync("Dr Odile Vannier");
        await CheckAsync(technician, "critical-no-read-back");
        await technician.Page.Locator("#readBack").CheckAsync();
        await technician.Page.Locator("button[name=step][value=told]").ClickAsync();
        await technician.Page.WaitForURLAsync(url => url.EndsWith("/laboratory/critical", StringComparison.Ordinal));
        await Assertions.Expect(row.Locator(".badge.good")).ToHaveCountAsync(1);
        await CheckAsync(technician, "critical-told");
    }

    private async Task ValidateAsync(Desk biologist)
    {
        await LookAsync(biologist, "/laboratory/validation");
        ILocator order = biologist.Page.Locator($"main table a[href*='/{Patient}/']").Filter(new() { HasText = orderNumber });
        validation = (await order.GetAttributeAsync("href"))!;
        await order.ClickAsync();
        await biologist.Page.Locator("[data-validation]").WaitForAsync();
        await CheckAsync(biologist, "validation-order");

        // Whose it is stands on the page only once it was asked for.
        await Assertions.Expect(biologist.Page.Locator(".identity")).ToHaveCountAsync(0);
        await biologist.Page.Keyboard.PressAsync("i");
        await biologist.Page.Locator(".identity strong").WaitForAsync();
        await CheckAsync(biologist, "validation-identity");
        await biologist.Page.Keyboard.PressAsync("v");
        await biologist.Page.WaitForURLAsync(url => !url.EndsWith(validation, StringComparison.Ordinal));
        await biologist.CheckAsync();
    }

    private async Task SignAsync(Desk biologist)
    {
        await LookAsync(biologist, "/laboratory/reports");
        string key = string.Join('.', validation.Split('/')[^2..]);
        ILocator report = biologist.Page.Locator($"input[name=report][value^='{key}.']");
        await report.WaitForAsync();
        await biologist.Page.EvaluateAsync(
            "document.querySelectorAll('input[name=report]').forEach((one) => { one.checked = false; })");
        await report.CheckAsync();
        await biologist.TouchAsync();
        await Assertions.Expect(report).ToHaveCountAsync(0);
        await biologist.CheckAsync();
    }

    private async Task ReadAndCorrectAsync()
    {
        await using Desk physician = await SignInAsync("Physician");
        string report = await OpenReportAsync(physician);
        await CheckAsync(physician, "report");
        byte[] signed = await FetchAsync(physician, $"{report}/1/pdf");
        Assert.Contains("6,9", TextOf(signed), StringComparison.Ordinal);

        await using (Desk biologist = await SignInAsync("Biologist"))
        {
            await CorrectAsync(biologist);
            await SignAsync(biologist);
        }

        // The reader sees what it was, what it is and why; the earlier one is still there, to the byte.
        await OpenReportAsync(physician);
        ILocator changes = physician.Page.Locator("main table tbody tr");
        await Assertions.Expect(changes).ToHaveCountAsync(1);
        await Assertions.Expect(changes.Locator("s")).ToContainTextAsync(SixNine());
        await Assertions.Expect(changes.Locator("strong")).ToContainTextAsync(
            FourNine());
        await Assertions.Expect(changes).ToContainTextAsync(Why);
        await CheckAsync(physician, "report-corrected");
        await physician.Page.SetViewportSizeAsync(400, 800);
        await CheckAsync(physician, "report-corrected-400");
        string corrected = TextOf(await FetchAsync(physician, $"{report}/2/pdf"));
        Assert.Contains("4,9", corrected, StringComparison.Ordinal);
        Assert.Contains("6,9", corrected, StringComparison.Ordinal);
        Assert.Contains("hémolysé", corrected, StringComparison.Ordinal);
        Assert.Equal(signed, await FetchAsync(physician, $"{report}/1/pdf"));
        Assert.NotEqual(
            await FetchAsync(physician, $"{report}/1/p7s"), await FetchAsync(physician, $"{report}/2/p7s"));
    }

    private async Task CorrectAsync(Desk biologist)
    {
        await biologist.VisitAsync(validation);
        ILocator line = biologist.Page.Locator("tr[data-line]").Filter(new() { HasText = "Potassium" });
        await line.Locator("summary").ClickAsync();
        await line.Locator("input[name^='correct-']:not([name^='correct-reason-'])").FillAsync(Number("4.9"));
        await line.Locator("input[name^='correct-reason-']").FillAsync(Why);
        await CheckAsync(biologist, "correction");
        await line.Locator("button[value^='correct:']").ClickAsync();
        await Assertions.Expect(line.Locator("td.value .number")).ToContainTextAsync(
            FourNine());
        await CheckAsync(biologist, "corrected");
    }

    private async Task<string> OpenReportAsync(Desk physician)
    {
        await physician.VisitAsync(chart + "/results");
        await physician.Page.Locator($"a[href^='{chart}/reports/']").First.ClickAsync();
        await physician.Page.Locator("#edition-1").WaitForAsync();
        return new Uri(physician.Page.Url).AbsolutePath;
    }

    private async Task<byte[]> FetchAsync(Desk desk, string path)
    {
        IAPIResponse answer = await desk.Page.APIRequest.GetAsync(clinic.Serment.Web + path);
        Assert.Equal(200, answer.Status);
        return await answer.BodyAsync();
    }

    private static string TextOf(byte[] pdf) => string.Join('\n', PdfReading.PagesOf(pdf));

    [GeneratedRegex("6[.,]9", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SixNine();

    [GeneratedRegex("4[.,]9", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FourNine();
}
