using Microsoft.Playwright;
using Serment.EndToEnd.Bed;

namespace Serment.EndToEnd.Journeys;

/// <summary>Watching everything without seeing anybody.</summary>
[Collection(nameof(Clinic))]
public sealed class SecurityOfficeTests(Clinic clinic)
{
    [Fact]
    public async Task The_security_office_sees_every_event_and_not_one_patients_name()
    {
        await using Desk nurse = await clinic.SignInAsync("Nurse");
        string[] names = [.. await nurse.Page.Locator("ol.rows a.name").AllInnerTextsAsync()];
        Assert.NotEmpty(names);
        string[] charts = await CareTests.LinksAsync(nurse);
        await nurse.VisitAsync(charts[0]);

        await using Desk refused = await clinic.SignInAsync("BillingClerk");
        Assert.Equal(404, await refused.VisitAsync(charts[0]));

        await using Desk officer = await clinic.SignInAsync("SecurityOfficer");
        await ReadAsync(officer, "/security", "Sécurité", "office", names);
        await ReadAsync(officer, "/security/log", "Journal", "office-log", names);
        await officer.Page.GetByRole(AriaRole.Cell, new() { Name = "Dossier ouvert" }).First.WaitForAsync();

        await officer.Page.GetByLabel("Refus").CheckAsync();
        await officer.ClickAsync("Filtrer");
        await officer.Page.WaitForURLAsync("**refusals=true**");
        await ReadAsync(officer, null, "Journal", "office-refusals", names);
        await officer.Page.GetByRole(AriaRole.Cell, new() { Name = "pas de relation" }).First.WaitForAsync();
        await ReadAsync(officer, "/security/meters", "Compteurs", "office-meters", names);
        await ReadAsync(officer, "/security/break-glass", "Accès d’urgence", null, names);
        await ReadAsync(officer, "/security/sessions", "Sessions ouvertes", "office-sessions", names);

        // Closing a session acts at once.
        ILocator line = officer.Page.GetByRole(AriaRole.Row)
            .Filter(new() { HasText = clinic.Serment.Who("BillingClerk").Name });
        for (int left = await line.CountAsync(); left > 0; left--)
        {
            await line.First.GetByRole(AriaRole.Button).ClickAsync();
            await Assertions.Expect(line).ToHaveCountAsync(left - 1);
        }

        Assert.Equal(401, await refused.VisitAsync("/"));
        await refused.ArriveAsync("Se connecter");
    }

    private static async Task ReadAsync(Desk officer, string? path, string title, string? picture, string[] names)
    {
        if (path is not null)
        {
            await officer.VisitAsync(path);
        }

        await officer.ArriveAsync(title, picture);
        string text = await officer.Page.Locator("body").InnerTextAsync();
        foreach (string name in names)
        {
            Assert.DoesNotContain(name.Split(' ')[0], text, StringComparison.Ordinal);
        }
    }
}
