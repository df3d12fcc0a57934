using Microsoft.Playwright;
using Serment.EndToEnd.Bed;

namespace Serment.EndToEnd.Journeys;

/// <summary>A nurse and a physician at work in a chart.</summary>
[Collection(nameof(ClinicNextDoor))]
public sealed class ChartTests(ClinicNextDoor clinic)
{
    private const int NarrowPixels = 400;

    [Fact]
    public async Task A_nurse_enters_a_round_of_vital_signs_by_keyboard_alone()
    {
        await using Desk desk = await clinic.SignInAsync("Nurse");
        string chart = await CareTests.AdultAsync(desk);
        await desk.VisitAsync(chart);
        await desk.ArriveAsync("Dossier", "chart-first-page");
        await desk.VisitAsync($"{chart}/vitals/new");
        await desk.ArriveAsync("Saisir des constantes", "vitals-form");

        // The cursor stands in the first field; each Tab is the next one.
        IKeyboard keys = desk.Page.Keyboard;
        foreach (string value in (string[])["38,3", "104", "108", "64", "22", "94"])
        {
            await keys.TypeAsync(value);
            await keys.PressAsync("Tab");
        }

        await keys.PressAsync("ArrowDown"); // air, then oxygen
        await keys.PressAsync("Tab");
        await keys.TypeAsync("2");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Space"); // alert
        await keys.PressAsync("Tab");
        await keys.TypeAsync("3");
        await keys.PressAsync("Enter");

        await desk.ArriveAsync("Constantes", "vitals");
        ILocator row = desk.Page.Locator("tbody tr").First;
        await Assertions.Expect(row).ToContainTextAsync("38,3");
        await Assertions.Expect(row).ToContainTextAsync("sous O₂ 2 L/min");

        // 2 (22/min) + 1 (94 %) + 2 (oxygen) + 1 (108 mmHg) + 1 (104/min) + 0 (alert) + 1 (38.3 °C).
        await Assertions.Expect(desk.Page.Locator("#news .news")).ToHaveTextAsync("▲ 8");
        await desk.Page.SetViewportSizeAsync(NarrowPixels, 800);
        await desk.CheckAsync("vitals-narrow");
    }

    [Fact]
    public async Task A_physician_codes_a_problem_notes_an_allergy_and_finds_both_again()
    {
        await using Desk desk = await clinic.SignInAsync("Physician");
        string chart = await CareTests.AdultAsync(desk);
        await desk.VisitAsync($"{chart}/background");
        await desk.ArriveAsync("Problèmes, antécédents, allergies", "background-empty");
        await desk.FollowAsync("Ajouter un problème");
        await desk.ArriveAsync("Ajouter un problème");
        await desk.Page.Keyboard.TypeAsync("hypertension essent");
        await desk.Page.GetByRole(AriaRole.Option).First.WaitForAsync();
        await desk.CheckAsync("problem-suggested");
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.FillAsync("Depuis", "2019");
        await desk.ClickAsync("Enregistrer");
        await desk.ArriveAsync("Problèmes, antécédents, allergies");
        await desk.Page.GetByText("Hypertension essentielle (primitive) (I10)").First.WaitForAsync();

        await desk.FollowAsync("Ajouter une allergie");
        await desk.ArriveAsync("Ajouter une allergie");
        await desk.FillAsync("Substance", "Latex");
        await desk.Page.Keyboard.PressAsync("Escape");
        await desk.FillAsync("Réaction", "Œdème de Quincke");
        await desk.ClickAsync("Enregistrer");
        await desk.ArriveAsync("Problèmes, antécédents, allergies", "background");
        await Assertions.Expect(desk.Page.Locator(".patient-banner")).ToContainTextAsync("Latex");

        await desk.VisitAsync($"{chart}/timeline");
        await desk.ArriveAsync("Chronologie", "timeline");
        await desk.Page.Locator("#words").FillAsync("oedeme quincke");
        await desk.ClickAsync("Chercher");
        await desk.ArriveAsync("Chercher dans ce dossier", "chart-search");
        await Assertions.Expect(desk.Page.Locator("li.event mark").First).ToHaveTextAsync("Œdème");
        Assert.DoesNotContain("oedeme", desk.Page.Url, StringComparison.Ordinal);

        await desk.VisitAsync($"{chart}/results");
        await desk.ArriveAsync("Résultats de laboratoire", "results");
        await desk.VisitAsync(chart);
        await desk.ArriveAsync("Dossier", "chart-physician-full");
        await desk.Page.SetViewportSizeAsync(NarrowPixels, 800);
        await desk.CheckAsync("chart-physician-narrow");
    }
}
