using Microsoft.Playwright;
using Serment.EndToEnd.Bed;

namespace Serment.EndToEnd.Journeys;

/// <summary>A ward's key that two people register, a pack made on the page, opened without a network.</summary>
[Collection(nameof(ClinicNextDoor))]
public sealed class DowntimeTests(ClinicNextDoor clinic) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("serment-ward-").FullName;

    [Fact]
    public async Task A_nurse_makes_her_wards_pack_and_it_opens_without_a_network()
    {
        Environment.SetEnvironmentVariable("SERMENT_WARD_PASSPHRASE", "quatre mots de la releve");
        string key = Path.Combine(folder, "ward.pem");
        await clinic.Serment.RunAsync("downtime", "key", "--unit", "Médecine", "--out", key);
        await RegisterAsync(await File.ReadAllTextAsync(Path.ChangeExtension(key, ".crt")));

        await using Desk nurse = await clinic.SignInAsync("Nurse");
        await CareTests.LinksAsync(nurse);
        string name = await nurse.Page.Locator("ol.rows a.name").First.InnerTextAsync();
        await nurse.VisitAsync("/standing-in");
        await nurse.FollowAsync("Dossier de secours");
        await nurse.ArriveAsync("Dossier de secours", "downtime");
        IDownload download = await nurse.Page.RunAndWaitForDownloadAsync(
            () => nurse.Page.GetByRole(AriaRole.Button, new() { Name = "Faire le fichier" }).First.ClickAsync());
        string file = Path.Combine(folder, "pack.p7m");
        await download.SaveAsAsync(file);
        Assert.DoesNotContain(name.Split(' ')[0], await File.ReadAllTextAsync(file), StringComparison.OrdinalIgnoreCase);

        (int code, string text) = await clinic.Serment.TryAsync("downtime", "open", "--key", key, file);
        Assert.True(code == 0, text);
        Assert.Contains("DOSSIER DE SECOURS", text, StringComparison.Ordinal);
        Assert.Contains(name.Split(' ')[0], text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("EXPIRE", text, StringComparison.Ordinal);

        string page = Path.Combine(folder, "pack.html");
        await clinic.Serment.RunAsync("downtime", "open", "--key", key, "--html", page, file);
        await nurse.Page.GotoAsync("file://" + page);
        await nurse.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
        await Pictures.TakeAsync(nurse.Page, "downtime-page");
        await Accessibility.CheckAsync(nurse.Page);

        await using Desk officer = await clinic.SignInAsync("SecurityOfficer");
        await officer.VisitAsync("/security/log?kind=PackMade");
        await officer.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Dossier de secours fait" }).First
            .WaitForAsync();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task RegisterAsync(string certificate)
    {
        await using Desk administrator = await clinic.SignInAsync("Administrator");
        await administrator.VisitAsync("/people");
        await administrator.FollowAsync("Inscrire une clé de secours");
        await administrator.ArriveAsync("Inscrire une clé de secours", "propose-ward-key");
        await administrator.Page.Locator("#ward").SelectOptionAsync("Médecine");
        await administrator.FillAsync("Certificat de l’unité (PEM)", certificate);
        await administrator.ClickAsync("Proposer");
        await administrator.ArriveAsync("C’est noté");
        string approval = (await administrator.Page
            .GetByRole(AriaRole.Link, new() { Name = "Page d’approbation du gardien" }).GetAttributeAsync("href"))!;

        await using Desk officer = await clinic.OpenDeskAsync();
        await officer.HoldAsync(await clinic.PasskeyOfAsync(clinic.Serment.Who("SecurityOfficer")));
        await officer.Page.GotoAsync(approval);
        await officer.ArriveAsync("Décider des propositions");
        await officer.TouchAsync();
        await officer.Page.GetByText("Empreinte du certificat").WaitForAsync();
        await officer.CheckAsync("approve-ward-key");
        await officer.ClickAsync("Approuver avec ma clé d’accès");
        await officer.Page.GetByText("Approuvée : c’est en vigueur.").WaitForAsync();
    }
}
