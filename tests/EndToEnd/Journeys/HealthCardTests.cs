using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Serment.EndToEnd.Bed;

namespace Serment.EndToEnd.Journeys;

/// <summary>The card in the reader, beside what the record knows; only what is ticked is taken over.</summary>
[Collection(nameof(ClinicWithWeek))]
public sealed class HealthCardTests(ClinicWithWeek clinic)
{
    [Fact]
    public async Task Reception_reads_the_card_and_takes_over_one_difference_after_the_other()
    {
        string file = Directory.GetFiles(Path.Combine(clinic.Serment.Data, "cards"), "*.json").Single();
        using JsonDocument card = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
        JsonElement who = card.RootElement.GetProperty("beneficiaries")[0];
        string organisation = card.RootElement.GetProperty("organisation").GetString()!;
        DateOnly born = DateOnly.ParseExact(
            who.GetProperty("birthDate").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        DateOnly until = DateOnly.ParseExact(
            who.GetProperty("rightsUntil").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

        await using Desk desk = await clinic.SignInAsync(
            clinic.Serment.Personas.Where(one => (one.Role, one.Site) == ("Receptionist", "CLINIQUE")).ElementAt(1));
        await desk.VisitAsync("/patients");
        await ReceptionTests.SearchAsync(
            desk, born.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture), who.GetProperty("birthName").GetString()!,
            who.GetProperty("givenName").GetString()!);
        await desk.Page.GetByText("1 personne trouvée").WaitForAsync();
        await desk.Page.Locator("main a.name").First.ClickAsync();
        await desk.FollowAsync("Couverture");
        await desk.ArriveAsync("Couverture", "coverage-week");

        await ReadAsync(desk);
        await desk.CheckAsync("card-read");
        ILocator rows = desk.Page.Locator("section[aria-labelledby='differences'], form[aria-labelledby='differences']")
            .Locator("tbody tr");
        int differences = await rows.CountAsync();
        Assert.True(differences >= 2, "the card and the record differ in fewer than two things");
        await Assertions.Expect(desk.Page.Locator("input[name^='take-']:checked")).ToHaveCountAsync(0);

        // One by keyboard: the rest stays as it is.
        ILocator fund = desk.Page.Locator("input[name='take-Insurer']");
        await fund.FocusAsync();
        await desk.Page.Keyboard.PressAsync("Space");
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.GetByText("Enregistré.").WaitForAsync();
        ILocator line = desk.Page.Locator("ul.rows > li").Filter(new() { HasText = "Régime obligatoire" }).First;
        await Assertions.Expect(line).ToContainTextAsync(organisation);
        await Assertions.Expect(line).Not.ToContainTextAsync(until.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture));
        await desk.CheckAsync("card-taken-one");

        await ReadAsync(desk);
        await Assertions.Expect(rows).ToHaveCountAsync(differences - 1);
        foreach (ILocator rest in await desk.Page.Locator("input[name^='take-']").AllAsync())
        {
            await rest.CheckAsync();
        }

        await desk.Page.Locator("form[action$='/card/take'] button.primary").ClickAsync();
        await desk.Page.GetByText("Enregistré.").WaitForAsync();
        await Assertions.Expect(line).ToContainTextAsync(until.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture));
        await ReadAsync(desk);
        await Assertions.Expect(desk.Page.Locator("input[name^='take-']")).ToHaveCountAsync(0);
        await desk.CheckAsync("card-same");
    }

    private static async Task ReadAsync(Desk desk)
    {
        await desk.ClickAsync("Lire la carte insérée");
        await desk.Title("Carte de santé").WaitForAsync();
    }
}
