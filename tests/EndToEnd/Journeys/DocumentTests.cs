using System.Text;
using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.Harness;

namespace Serment.EndToEnd.Journeys;

/// <summary>Documents of a record: filed, looked at, taken away.</summary>
[Collection(nameof(ClinicNextDoor))]
public sealed class DocumentTests(ClinicNextDoor clinic)
{
    [Fact]
    public async Task A_nurse_files_several_at_once_loses_none_by_a_bad_one_and_looks_at_them()
    {
        await using Desk desk = await clinic.SignInAsync("Nurse");
        string chart = (await CareTests.LinksAsync(desk))[0];
        await desk.VisitAsync(chart);
        await desk.FollowAsync("Documents");
        await desk.ArriveAsync("Documents", "documents-empty");

        await desk.Page.Locator("#type").SelectOptionAsync("ImagingReport");
        await desk.Page.Locator("#file").SetInputFilesAsync(
        [
            File("compte rendu.pdf", SampleFiles.Pdf("Radiographie du thorax")),
            File("logo.png", Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")),
            File("cliché.png", SampleFiles.Png(320, 200)),
        ]);
        await desk.ClickAsync("Envoyer");
        ILocator lines = desk.Page.Locator("[data-uploads] li");
        await Assertions.Expect(lines.Nth(2)).ToHaveAttributeAsync("data-outcome", "done");
        await Assertions.Expect(lines.Nth(1)).ToContainTextAsync("imprimez-le en PDF");
        ILocator listed = desk.Page.Locator("#documents-list a.title");
        await Assertions.Expect(listed).ToHaveCountAsync(2);
        await desk.CheckAsync("documents-sent");

        await listed.Filter(new() { HasText = "compte rendu" }).ClickAsync();
        await desk.Title("compte rendu").WaitForAsync();
        await desk.Page.Locator("canvas[data-drawn]").First.WaitForAsync();
        await desk.CheckAsync("document-pdf");
        await desk.Page.SetViewportSizeAsync(400, 800);
        await desk.CheckAsync("document-pdf-narrow");
        await desk.FollowAsync("Tous les documents");
        await desk.ArriveAsync("Documents", "documents-narrow");
        await desk.Page.Locator("#documents-list a.title").Filter(new() { HasText = "cliché" }).ClickAsync();
        ILocator image = desk.Page.Locator("img.preview-image");
        await image.WaitForAsync();
        Assert.Equal(320, await image.EvaluateAsync<int>("one => one.naturalWidth"));
        await desk.CheckAsync("document-image");
    }

    private static FilePayload File(string name, byte[] bytes) =>
        new() { Name = name, MimeType = "application/octet-stream", Buffer = bytes };
}
