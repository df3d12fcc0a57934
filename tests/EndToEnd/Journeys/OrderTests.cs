using System.Globalization;
using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.Harness;

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
            await desk.Page.Locator("#task input").Nth(1).CheckAsync();
            await desk.ClickAsync("Annuler ces analyses");
            await desk.Page.GetByText("Annulation enregistrée.").WaitForAsync();
            await Assertions.Expect(desk.Page.GetByText("Saisie double", new() { Exact = false })).ToBeVisibleAsync();
            await desk.VisitAsync(chart + "/orders");
            await desk.ArriveAsync("Demandes d’analyses", "orders");
        }

        string order = await EnterPrescriptionAsync(chart);
        await LookAtScanAsync(order);
        await ChangeByNumberAsync("fr", order);
        await ChangeByNumberAsync("en", order);
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

    // Who reads the clinical part finds it at the order; reception does not.
    private async Task LookAtScanAsync(string order)
    {
        await using Desk desk = await clinic.SignInAsync("Physician", "en");
        await desk.VisitAsync(order);
        await desk.ArriveAsync("Order " + await NumberAsync(desk), "order-scan");
        await desk.Page.Locator("section[aria-labelledby=files] a").ClickAsync();
        await desk.Page.Locator("canvas[data-drawn]").First.WaitForAsync();
        await desk.CheckAsync();
    }

    // At the bench by the number: nobody is named, an analysis is added and cancelled.
    private async Task ChangeByNumberAsync(string language, string order)
    {
        string number;
        await using (Desk desk = await clinic.SignInAsync("Receptionist", language))
        {
            await desk.VisitAsync(order);
            number = await NumberAsync(desk);
        }

        bool isFrench = language is "fr";
        await using Desk bench = await clinic.SignInAsync("LaboratoryTechnician", language);
        await bench.VisitAsync("/laboratory/requests");
        await bench.CheckAsync("requests-empty-" + language);
        await FindAsync(number[..^1] + (number[^1] == '1' ? '2' : '1'));
        await bench.Page.Locator(".error-summary").WaitForAsync();
        await bench.CheckAsync("requests-wrong-" + language);
        await FindAsync(number);
        ILocator lines = bench.Page.Locator("table.tubes tbody tr");
        await Assertions.Expect(bench.Page.GetByText("Vannier")).ToHaveCountAsync(0);
        int before = await lines.CountAsync();
        await bench.CheckAsync("requests-found-" + language);
        await bench.Page.Locator("#pickName").PressSequentiallyAsync(isFrench ? "CRP" : "CREA");
        await bench.Page.GetByRole(AriaRole.Option).First.WaitForAsync();
        await bench.Page.Keyboard.PressAsync("Enter");
        await bench.ClickAsync(isFrench ? "Ajouter" : "Add");
        await Assertions.Expect(lines).ToHaveCountAsync(before + 1);
        await bench.Page.Locator("#task").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await bench.ClickAsync(isFrench ? "Annuler ces analyses" : "Cancel these tests");
        await bench.Page.Locator(".error-summary").WaitForAsync();
        await bench.Page.Locator("#task").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await bench.Page.Locator("#cancelReason").FillAsync("Saisie double");
        await bench.ClickAsync(isFrench ? "Annuler ces analyses" : "Cancel these tests");
        await bench.Page.GetByText(isFrench ? "Annulation enregistrée." : "Cancellation saved.").WaitForAsync();
        await bench.CheckAsync("requests-changed-" + language);

        async Task FindAsync(string typed)
        {
            await bench.Page.Locator("#requestNumber").FillAsync(typed);
            await bench.ClickAsync(isFrench ? "Afficher" : "Show");
            await bench.Page.WaitForLoadStateAsync();
        }
    }

    private static async Task<string> NumberAsync(Desk desk) =>
        (await desk.Page.Locator("h1 .tabular").InnerTextAsync()).Trim();

    private async Task<string> EnterPrescriptionAsync(string chart)
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

        // The paper itself: what is no document is refused, and the order stands as it was.
        await desk.Page.Locator("#file").SetInputFilesAsync(
            new FilePayload { Name = "page.pdf", MimeType = "application/pdf", Buffer = "<html>"u8.ToArray() });
        await desk.ClickAsync("Joindre");
        await desk.Page.Locator(".error-summary").WaitForAsync();
        await desk.CheckAsync("order-desk-scan-wrong");
        await desk.Page.Locator("#file").SetInputFilesAsync(new FilePayload
        {
            Name = "ordonnance.pdf", MimeType = "application/pdf", Buffer = SampleFiles.Pdf("Ordonnance : TSH"),
        });
        await desk.ClickAsync("Joindre");
        await desk.Page.GetByText("Ordonnance jointe à la demande.").WaitForAsync();
        await desk.CheckAsync("order-desk-scan");
        return new Uri(desk.Page.Url).AbsolutePath;
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
