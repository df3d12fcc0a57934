using System.IO.Compression;
using System.Text.Json;
using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.UnitTests.Records.Printing;

namespace Serment.EndToEnd.Journeys;

/// <summary>What leaves a chart on paper or as a file: a signed letter, the copy that a patient has a right to.</summary>
[Collection(nameof(ClinicWithWeek))]
public sealed class PaperTests(ClinicWithWeek clinic)
{
    private const string Recipient = "Dr Anne-Sophie Le Goff\n3 rue de l’Étang\n56000 VANNES";

    [Fact]
    public async Task A_physician_writes_a_letter_from_a_template_signs_it_and_opens_its_pages()
    {
        await using Desk desk = await clinic.SignInAsync("Physician");
        string chart = await WardAsync(desk);
        await desk.VisitAsync(chart + "/documents");
        await desk.Page.Locator("#template").SelectOptionAsync("family-doctor");
        await desk.ClickAsync("Écrire un courrier");
        await desk.ArriveAsync("Courrier", "letter-new");
        string begun = await desk.Field("Texte").InputValueAsync();
        Assert.DoesNotContain("{", begun, StringComparison.Ordinal);

        await desk.FillAsync("Destinataire", Recipient);
        string text = begun.Replace(
            "Conclusion et conduite à tenir :",
            "Conclusion et conduite à tenir : évolution favorable, œdèmes disparus.", StringComparison.Ordinal);
        await desk.FillAsync("Texte", text);
        await desk.ClickAsync("Garder le brouillon");
        await desk.Page.GetByText("Enregistré.").WaitForAsync();
        await desk.CheckAsync("letter-draft");
        IReadOnlyList<string> draft = await PagesAsync(desk, "a[href$='/paper']");
        Assert.Contains("BROUILLON", string.Join('\n', draft), StringComparison.Ordinal);

        // What is typed goes with the signature: nobody saves first.
        await desk.FillAsync("Objet", "Courrier de suivi");
        await desk.ClickAsync("Signer et classer");
        await desk.Title("Courrier de suivi").WaitForAsync();
        await desk.Page.Locator("canvas[data-drawn]").First.WaitForAsync();
        await desk.CheckAsync("letter-signed");
        string signed = string.Join('\n', await PagesAsync(desk, "a[href$='/file']"));
        foreach (string said in (string[])
            ["Dr Anne-Sophie Le Goff", "Clinique des Hortensias", "FINESS ", "RPPS ", "œdèmes disparus", "Signé par",
                "Tél. 02 61 91 99 99",
                "dossier n°",
                clinic.Serment.Who("Physician").Name, "Page 1/"])
        {
            Assert.Contains(said, signed, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("BROUILLON", signed, StringComparison.Ordinal);
        await desk.VisitAsync(chart + "/documents");
        await desk.Page.Locator("#documents-list a.title").Filter(new() { HasText = "Courrier de suivi" }).WaitForAsync();
        await desk.CheckAsync("documents-week");
    }

    [Fact]
    public async Task A_copy_of_the_record_takes_a_touch_and_holds_this_patient_alone()
    {
        await using Desk desk = await clinic.SignInAsync("Physician");
        string chart = await WardAsync(desk);
        string patient = chart.Split('/')[^1];
        await desk.VisitAsync(chart + "/copy");
        await desk.ArriveAsync("Copie du dossier pour le patient", "copy");
        await desk.ClickAsync("Télécharger la copie");
        await desk.Page.Locator("[data-step-up='RecordCopy']").WaitForAsync();
        await desk.CheckAsync("copy-touch");
        IDownload download = await desk.Page.RunAndWaitForDownloadAsync(() => desk.TouchIntoAsync("RecordCopy"));
        await using Stream file = await download.CreateReadStreamAsync();
        using MemoryStream bytes = new();
        await file.CopyToAsync(bytes);
        using ZipArchive archive = new(bytes, ZipArchiveMode.Read);

        string paper = string.Join('\n', PdfReading.PagesOf(await ReadAsync(archive, "dossier.pdf")));
        Assert.Contains("Copie du dossier médical", paper, StringComparison.Ordinal);
        using JsonDocument bundle = JsonDocument.Parse(await ReadAsync(archive, "bundle.json"));
        Assert.Equal("Bundle", bundle.RootElement.GetProperty("resourceType").GetString());
        HashSet<string> named = new(StringComparer.Ordinal);
        CollectPatients(bundle.RootElement, named);
        Assert.Equal([$"Patient/{patient}"], named);
        HashSet<string> types = new(
            bundle.RootElement.GetProperty("entry").EnumerateArray()
                .Select(one => one.GetProperty("resource").GetProperty("resourceType").GetString()!),
            StringComparer.Ordinal);
        foreach (string type in (string[])
            ["Patient", "Encounter", "Condition", "Composition", "MedicationRequest", "Observation"])
        {
            Assert.Contains(type, types);
        }

        await using Desk officer = await clinic.SignInAsync("SecurityOfficer");
        await officer.VisitAsync("/security");
        await officer.CheckAsync("office-week");
        await officer.VisitAsync("/security/log");
        ILocator row = officer.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "opie" });
        await Assertions.Expect(row.First).ToContainTextAsync(clinic.Serment.Who("Physician").Name);
        await officer.CheckAsync("office-log-copy");
    }

    /// <summary>The first chart of the ward's board.</summary>
    internal static async Task<string> WardAsync(Desk desk)
    {
        await desk.VisitAsync("/beds");
        await desk.FollowAsync("Médecine");
        ILocator name = desk.Page.Locator(".bed.occupied a.name").First;
        await name.WaitForAsync();
        return (await name.GetAttributeAsync("href"))!;
    }

    private async Task<IReadOnlyList<string>> PagesAsync(Desk desk, string link)
    {
        string href = (await desk.Page.Locator(link).First.GetAttributeAsync("href"))!;
        IAPIResponse answer = await desk.Page.APIRequest.GetAsync(clinic.Serment.Web + href);
        Assert.Equal("no-store", answer.Headers["cache-control"]);
        return PdfReading.PagesOf(await answer.BodyAsync());
    }

    private static async Task<byte[]> ReadAsync(ZipArchive archive, string name)
    {
        await using Stream entry = await archive.GetEntry(name)!.OpenAsync();
        using MemoryStream bytes = new();
        await entry.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static void CollectPatients(JsonElement element, HashSet<string> into)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty one in element.EnumerateObject())
                {
                    CollectPatients(one.Value, into);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement one in element.EnumerateArray())
                {
                    CollectPatients(one, into);
                }

                break;
            case JsonValueKind.String when element.GetString() is { } text
                && text.StartsWith("Patient/", StringComparison.Ordinal):
                into.Add(text.Split("/Observation/")[0]);
                break;
        }
    }
}
