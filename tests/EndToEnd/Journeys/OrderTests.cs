using System.Globalization;
using Microsoft.Playwright;
using Serment.EndToEnd.Bed;

namespace Serment.EndToEnd.Journeys;

/// <summary>Analyses are asked for: by a physician from a chart, at the desk from a prescription on paper.</summary>
[Collection(nameof(Clinic))]
public sealed class OrderTests(Clinic clinic)
{
    private const string Rpps = "10003456786";

    private static string Yesterday =>
        TimeProvider.System.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_physician_orders_by_keyboard_and_the_desk_enters_a_prescription()
    {
        await DeclareLaboratoryAsync();
        string chart;
        await using (Desk desk = await clinic.SignInAsync("Physician"))
        {
            chart = await CareTests.AdultAsync(desk);
            await desk.VisitAsync(chart + "/orders");
            await desk.ArriveAsync("Demandes d’analyses", "orders-empty");
            await desk.FollowAsync("Prescrire des analyses");
            await desk.ArriveAsync("Prescrire des analyses", "order-empty");
            await PickAsync(desk, "potassium");
            await PickAsync(desk, "CRP");
            await Assertions.Expect(desk.Page.Locator(".chosen li")).ToHaveCountAsync(2);
            await Assertions.Expect(desk.Page.Locator("table.tubes tbody tr")).ToHaveCountAsync(1);
            await desk.Page.GetByLabel("Urgent").CheckAsync();
            await desk.Page.GetByLabel("À jeun").SelectOptionAsync("yes");
            await desk.FillAsync("Motif, question posée", "Fièvre");
            await desk.CheckAsync("order-filled");
            await desk.ClickAsync("Valider la demande");
            await desk.Page.GetByText("Demande enregistrée.").WaitForAsync();
            await desk.CheckAsync("order-placed");
            await Assertions.Expect(desk.Page.GetByText("Fièvre")).ToBeVisibleAsync();

            await desk.FillAsync("Motif de l’annulation", "Saisie double");
            await desk.Page.Locator("#task").SelectOptionAsync(new SelectOptionValue { Index = 1 });
            await desk.ClickAsync("Annuler ces analyses");
            await desk.Page.GetByText("Annulation enregistrée.").WaitForAsync();
            await Assertions.Expect(desk.Page.GetByText("Saisie double", new() { Exact = false })).ToBeVisibleAsync();
            await desk.VisitAsync(chart + "/orders");
            await desk.ArriveAsync("Demandes d’analyses", "orders");
        }

        await EnterPrescriptionAsync(chart);
    }

    private async Task DeclareLaboratoryAsync()
    {
        await using Desk desk = await clinic.SignInAsync("Administrator");
        await desk.VisitAsync("/laboratories");
        await desk.Page.Locator("#unit").SelectOptionAsync(new SelectOptionValue { Label = "Laboratoire" });
        await desk.Page.Locator("#labName").WaitForAsync();
        await desk.FillAsync("Nom du laboratoire", "Laboratoire de la clinique");
        await desk.FillAsync("Biologiste responsable", "Dr Anne Le Goff");
        await desk.ClickAsync("Enregistrer");
        await desk.Page.GetByText("Enregistré.").WaitForAsync();
        await desk.CheckAsync("laboratories");
    }

    private async Task EnterPrescriptionAsync(string chart)
    {
        await using Desk desk = await clinic.SignInAsync("Receptionist");
        await desk.VisitAsync(chart + "/orders/new");
        await desk.ArriveAsync("Prescrire des analyses");
        await PickAsync(desk, "TSH");
        await desk.FillAsync("Prescripteur", "Dr Odile Vannier");
        await desk.FillAsync("N° RPPS", "10003456787");
        await desk.FillAsync("Date de l’ordonnance", Yesterday);
        await desk.ClickAsync("Valider la demande");
        await desk.Page.Locator(".error-summary").WaitForAsync();
        await Assertions.Expect(desk.Field("Prescripteur")).ToHaveValueAsync("Dr Odile Vannier");
        await desk.FillAsync("N° RPPS", Rpps);
        await desk.CheckAsync("order-desk");
        await desk.ClickAsync("Valider la demande");
        await desk.Page.GetByText("Demande enregistrée.").WaitForAsync();
        await desk.CheckAsync("order-desk-placed");

        // What was asked is not shown to who wrote it: numbers and tubes are.
        await Assertions.Expect(desk.Page.Locator("table.tubes tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(desk.Page.GetByText("TSH")).ToHaveCountAsync(0);
        await Assertions.Expect(desk.Page.GetByText("Odile Vannier")).ToHaveCountAsync(0);
    }

    /// <summary>Chooses an analysis by what is typed of its name.</summary>
    internal static async Task PickAsync(Desk desk, string typed)
    {
        int before = await desk.Page.Locator(".chosen li").CountAsync();
        await desk.Page.Locator("#pickName").PressSequentiallyAsync(typed);
        await desk.Page.GetByRole(AriaRole.Option).First.WaitForAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(desk.Page.Locator(".chosen li")).ToHaveCountAsync(before + 1);
    }
}
