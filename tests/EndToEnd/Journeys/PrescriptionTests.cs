using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.UnitTests.Records.Printing;

namespace Serment.EndToEnd.Journeys;

/// <summary>A drug from the first letter typed to the dose given, against an allergy.</summary>
[Collection(nameof(Clinic))]
public sealed class PrescriptionTests(Clinic clinic)
{
    [Fact]
    public async Task A_physician_prescribes_over_an_allergy_prints_and_gives_by_keyboard()
    {
        await using Desk desk = await clinic.SignInAsync("Physician");
        await EnterDetailsAsync(desk);
        string chart = await CareTests.AdultAsync(desk);
        await NoteAllergyAsync(desk, chart);

        await desk.VisitAsync(chart + "/medications");
        await desk.ArriveAsync("Médicaments", "medications-empty");
        await AddLineAsync(desk, "amoxicilline biogaran 500 mg gel", async () =>
        {
            await desk.Page.GetByLabel("matin").CheckAsync();
            await desk.Page.GetByLabel("soir").CheckAsync();
            await desk.FillAsync("Durée en jours", "6");
        }, "prescribe-line");
        await AddLineAsync(
            desk, "doliprane 1000 comp", () => desk.FillAsync("ou : toutes les … heures", "6"), null);
        await desk.ArriveAsync("Médicaments", "medications-draft");
        await Assertions.Expect(desk.Page.GetByText("allergie notée", new() { Exact = false })).ToBeVisibleAsync();

        await desk.ClickAsync("Signer 2 lignes");
        await desk.Page.Locator(".error-summary").WaitForAsync();
        await desk.CheckAsync("medications-unanswered");
        await desk.Page.Locator("#place").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await desk.Page.Locator("select[form='sign']").First.SelectOptionAsync("Tolerated");
        await desk.ClickAsync("Signer 2 lignes");
        await desk.Page.GetByText("Ordonnance signée.").WaitForAsync();
        await desk.CheckAsync("medications-signed");

        await CheckPaperAsync(desk);
        await GiveByKeyboardAsync(desk, chart);
    }

    private static async Task EnterDetailsAsync(Desk desk)
    {
        await desk.VisitAsync("/account/practice");
        await desk.ArriveAsync("Mes coordonnées professionnelles", "practice");
        await desk.FillAsync("Titre", "Dr");
        await desk.FillAsync("Spécialité ou fonction", "Médecine interne");
        await desk.FillAsync("N° RPPS", "10003456786");
        await desk.ClickAsync("Enregistrer");
        await desk.Page.GetByText("Enregistré.").WaitForAsync();
    }

    private static async Task NoteAllergyAsync(Desk desk, string chart)
    {
        await desk.VisitAsync(chart + "/background/allergies/new");
        await desk.Field("Substance").PressSequentiallyAsync("amoxicilline");
        await desk.Page.GetByRole(AriaRole.Option).First.WaitForAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.Locator("main form button.primary").First.ClickAsync();
        await desk.Page.GetByText("AMOXICILLINE").First.WaitForAsync();
    }

    private static async Task AddLineAsync(Desk desk, string drug, Func<Task> fill, string? picture)
    {
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Prescrire", Exact = true }).ClickAsync();
        await desk.Title("Prescrire un médicament").WaitForAsync();
        await desk.Page.Locator("#drugName").PressSequentiallyAsync(drug);
        await desk.Page.GetByRole(AriaRole.Option).First.WaitForAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.Locator("#route").WaitForAsync();
        await desk.FillAsync("Quantité par prise", "1");
        await fill();
        await desk.CheckAsync(picture);
        await desk.ClickAsync("Ajouter à l’ordonnance");
        await desk.Page.GetByText("Ligne ajoutée.").WaitForAsync();
    }

    private async Task CheckPaperAsync(Desk desk)
    {
        string href = (await desk.Page.Locator("a[href*='/paper/']").First.GetAttributeAsync("href"))!;
        IAPIResponse answer = await desk.Page.APIRequest.GetAsync(clinic.Serment.Web + href);
        Assert.Equal("no-store", answer.Headers["cache-control"]);
        byte[] pdf = await answer.BodyAsync();
        string text = string.Join('\n', PdfReading.PagesOf(pdf));
        string name = clinic.Serment.Who("Physician").Name;
        foreach (string said in (string[])
            [name, "Médecine interne", "RPPS 10003456786", "AMOXICILLINE BIOGARAN 500 mg", "pendant 6 jours",
                "toutes les 6 heures", "Nombre de lignes : 2 (deux)", "Page 1/1"])
        {
            Assert.Contains(said, text, StringComparison.Ordinal);
        }
    }

    private static async Task GiveByKeyboardAsync(Desk desk, string chart)
    {
        await desk.VisitAsync("/medications/round");
        await desk.ArriveAsync("Tour des médicaments", "round");
        await desk.VisitAsync(chart + "/medications/plan");
        await desk.ArriveAsync("Plan d’administration", "plan");
        await desk.Page.Locator("body").PressAsync("j");
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.GetByText("Noté dans le plan.").WaitForAsync();
        await Assertions.Expect(desk.Page.Locator(".dose-slot .badge.good")).ToHaveCountAsync(1);
        await desk.CheckAsync("plan-given");
        await desk.VisitAsync(chart + "/medications/plan?days=7");
        await desk.ArriveAsync("Plan d’administration", "plan-week");
        await desk.Page.SetViewportSizeAsync(400, 800);
        await desk.VisitAsync(chart + "/medications/plan");
        await desk.CheckAsync("plan-400");
        await desk.VisitAsync(chart + "/medications");
        await desk.CheckAsync("medications-400");
    }
}
