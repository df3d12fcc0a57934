using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.Harness;

namespace Serment.EndToEnd.Journeys;

/// <summary>Those who care for a patient, and those who do not.</summary>
[Collection(nameof(Clinic))]
public sealed class CareTests(Clinic clinic)
{
    [Fact]
    public async Task A_nurse_finds_her_patients_of_the_day_and_opens_a_chart_with_its_dossiers()
    {
        await using Desk desk = await clinic.SignInAsync("Nurse");
        Persona who = clinic.Serment.Who("Nurse");
        await desk.ArriveAsync($"Bonjour {who.Name}", "my-day");
        await Pictures.TakeAsync(desk.Page, "my-day-window", whole: false);

        await desk.Page.Locator("ol.rows a.name").First.ClickAsync();
        await desk.ArriveAsync("Dossier", "chart-nurse");
        ILocator laboratory = desk.Page.GetByRole(AriaRole.Region, new() { Name = "Laboratoire" });
        await laboratory.Locator("summary").First.ClickAsync();
        await laboratory.GetByText("N° de dossier de laboratoire").First.WaitForAsync();
        await desk.CheckAsync("chart-dossier");

        // The texts that only a physician confirms are not even counted here.
        await Assertions.Expect(desk.Page.GetByText("Textes sensibles")).ToHaveCountAsync(0);
        await desk.FollowAsync("Qui l’a ouvert ?");
        await desk.ArriveAsync("Qui a ouvert ce dossier", "disclosures");
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = who.Name }).First)
            .ToContainTextAsync("Soins");
    }

    [Fact]
    public async Task A_physician_reads_sensitive_texts_after_another_touch()
    {
        await using Desk desk = await clinic.SignInAsync("Physician");
        string[] charts = await LinksAsync(desk);
        foreach (string chart in charts)
        {
            await desk.VisitAsync(chart);
            if (await desk.Page.GetByRole(AriaRole.Link, new() { Name = "Ouvrir avec ma clé" }).CountAsync() > 0)
            {
                break;
            }
        }

        await desk.ArriveAsync("Dossier", "chart-physician");
        await desk.FollowAsync("Ouvrir avec ma clé");
        await desk.ArriveAsync("Textes sensibles", "touch-sensitive");
        await desk.TouchAsync();
        await desk.ArriveAsync("Dossier", "chart-sensitive");
        ILocator sensitive = desk.Page.GetByRole(AriaRole.Region, new() { Name = "Textes sensibles" });
        await Assertions.Expect(sensitive.GetByRole(AriaRole.Article).First).ToBeVisibleAsync();

        await desk.FollowAsync("Qui l’a ouvert ?");
        await desk.ArriveAsync("Qui a ouvert ce dossier");
        await desk.Page.GetByText("sensible, confirmé").First.WaitForAsync();
    }

    [Fact]
    public async Task A_stranger_learns_nothing_breaks_the_glass_with_a_reason_and_is_reviewed()
    {
        await using Desk reception = await clinic.SignInAsync("Receptionist");
        await ReceptionTests.RegisterAsync(reception, "Guyomarch", "Azenor", "30/09/1991");
        await reception.ArriveAsync("Identité et administratif");
        string patient = new Uri(reception.Page.Url).AbsolutePath.Replace("/identity", "", StringComparison.Ordinal);
        string nobody = patient[..^1] + (patient[^1] == '0' ? '1' : '0');

        // Without a touch on the key, and by a role that none would help, somebody and nobody look the same.
        await using Desk pharmacist = await clinic.SignInAsync("BillingClerk");
        Assert.Equal(404, await pharmacist.VisitAsync(patient));
        await pharmacist.ArriveAsync("Rien à cette adresse", "not-found");
        string refused = await pharmacist.Page.Locator("main").InnerTextAsync();
        Assert.Equal(404, await pharmacist.VisitAsync(nobody));
        Assert.Equal(refused, await pharmacist.Page.Locator("main").InnerTextAsync());

        await using Desk physician = await clinic.SignInAsync(
            clinic.Serment.Personas.Last(one => (one.Role, one.Site) == ("Physician", "CLINIQUE")));
        int known = await physician.VisitAsync(patient);
        await physician.ArriveAsync("Ce patient n’est pas dans vos soins en cours", "touch-stranger");
        string asked = await physician.Page.Locator("main").InnerTextAsync();
        Assert.Equal(known, await physician.VisitAsync(nobody));
        Assert.Equal(asked, await physician.Page.Locator("main").InnerTextAsync());

        await physician.VisitAsync(patient);
        await physician.Page.Locator("summary").Filter(new() { HasText = "Accès d’urgence" }).WaitForAsync();
        await physician.VisitAsync(patient + "/break-glass");
        await physician.ArriveAsync("Accès d’urgence", "break-glass");
        await physician.TouchAsync();
        Assert.Contains("/break-glass", physician.Page.Url, StringComparison.Ordinal); // no reason, no opening
        const string Reason = "Patiente inconsciente aux urgences, traitement en cours inconnu.";
        await physician.FillAsync("Pourquoi faut-il ouvrir ce dossier maintenant ?", Reason);
        await physician.TouchAsync();
        await physician.ArriveAsync("Dossier", "chart-emergency");
        await physician.Page.GetByText("Guyomarch", new() { Exact = false }).First.WaitForAsync();

        await using Desk officer = await clinic.SignInAsync("SecurityOfficer");
        await officer.VisitAsync("/security/break-glass");
        await officer.ArriveAsync("Accès d’urgence", "office-break-glass");
        ILocator opening = officer.Page.GetByRole(AriaRole.Region).Filter(new() { HasText = Reason });
        await opening.GetByLabel("Remarque (facultative)").FillAsync("Urgence confirmée par le service.");
        await opening.GetByRole(AriaRole.Button, new() { Name = "Justifié", Exact = true }).ClickAsync();
        await opening.GetByText("Relu par").WaitForAsync();
        await officer.CheckAsync("office-reviewed");
        await Assertions.Expect(officer.Page.GetByText("Guyomarch")).ToHaveCountAsync(0);
    }

    /// <summary>The charts on today's list.</summary>
    internal static async Task<string[]> LinksAsync(Desk desk)
    {
        await desk.VisitAsync("/");
        return await desk.Page.Locator("ol.rows a.name").EvaluateAllAsync<string[]>(
            "links => links.map(link => link.getAttribute('href'))");
    }

    /// <summary>
    /// The chart of somebody of 18 years or more: the first on today's list, by the age that it shows. Early warning
    /// scores, usual doses and many ranges are an adult's.
    /// </summary>
    internal static async Task<string> AdultAsync(Desk desk)
    {
        await desk.VisitAsync("/");
        string? chart = await desk.Page.Locator("ol.rows li").EvaluateAllAsync<string?>("""
            rows => rows.find(row => Number(/\((\d+) (?:ans|years)\)/.exec(row.innerText)?.[1] ?? 0) >= 18)
                ?.querySelector("a.name")?.getAttribute("href") ?? null
            """);
        Assert.True(chart is not null, "no adult is expected today");
        return chart;
    }
}
