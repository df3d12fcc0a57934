using Microsoft.Playwright;
using Serment.EndToEnd.Bed;

namespace Serment.EndToEnd.Journeys;

/// <summary>From sign-in to the chart without touching the mouse.</summary>
[Collection(nameof(ClinicNextDoor))]
public sealed class KeyboardTests(ClinicNextDoor clinic)
{
    private const int MostTabs = 40;

    [Fact]
    public async Task Signs_in_finds_opens_and_leaves_by_keys_alone_with_the_focus_always_to_be_seen()
    {
        await using Desk desk = await clinic.OpenDeskAsync();
        await desk.HoldAsync(await clinic.PasskeyOfAsync(clinic.Serment.Who("Nurse")));
        IKeyboard keys = desk.Page.Keyboard;
        await desk.VisitAsync("/");
        await Assertions.Expect(desk.Page.Locator("[data-touch]")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await desk.ArriveAsync($"Bonjour {clinic.Serment.Who("Nurse").Name}");

        // The first stop of every page leads past the navigation.
        await keys.PressAsync("Tab");
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Link, new() { Name = "Aller au contenu" }))
            .ToBeFocusedAsync();
        await AssertFocusIsSeenAsync(desk);
        await keys.PressAsync("Enter");
        await Assertions.Expect(desk.Page.Locator("main")).ToBeFocusedAsync();

        await keys.PressAsync("?");
        ILocator help = desk.Page.GetByRole(AriaRole.Dialog, new() { Name = "Aide et raccourcis" });
        await help.WaitForAsync();
        await desk.CheckAsync("help");
        await keys.PressAsync("Escape");
        await Assertions.Expect(help).ToBeHiddenAsync();

        await keys.PressAsync("j");
        await AssertFocusIsSeenAsync(desk);
        await keys.PressAsync("j");
        await keys.PressAsync("k");
        ILocator first = desk.Page.Locator("ol.rows a.name").First;
        await Assertions.Expect(first).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await desk.ArriveAsync("Dossier");

        // The list of dossiers opens and closes by keys.
        await keys.PressAsync("j");
        await keys.PressAsync("Enter");
        ILocator dossier = desk.Page.Locator("details.dossier").First;
        await Assertions.Expect(dossier).ToHaveAttributeAsync("open", "");
        await keys.PressAsync("Escape");
        await Assertions.Expect(dossier).Not.ToHaveAttributeAsync("open", "");

        await keys.PressAsync("g");
        await keys.PressAsync("l");
        await desk.ArriveAsync("Patients attendus");
        await keys.PressAsync("g");
        await keys.PressAsync("h");
        await desk.ArriveAsync($"Bonjour {clinic.Serment.Who("Nurse").Name}");
        await keys.PressAsync("/");
        await desk.ArriveAsync("Trouver un patient");
        await Assertions.Expect(desk.Field("Date de naissance")).ToBeFocusedAsync();

        // Every stop on the way round is visible where it is.
        for (int i = 0; i < MostTabs; i++)
        {
            await keys.PressAsync("Tab");
            if (await desk.Page.EvaluateAsync<bool>("document.activeElement === document.body"))
            {
                break;
            }

            await AssertFocusIsSeenAsync(desk);
        }
    }

    private static async Task AssertFocusIsSeenAsync(Desk desk)
    {
        string wrong = await desk.Page.EvaluateAsync<string>("""
            () => {
              const focused = document.activeElement;
              const box = focused.getBoundingClientRect();
              // A choice is marked around its label, where the eye looks.
              const marked = [focused, focused.closest("label")].filter(Boolean).map((one) => getComputedStyle(one))
                .some((look) => look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0);
              const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
              return marked && seen ? "" : `${focused.outerHTML.slice(0, 200)} marked=${marked} seen=${seen}`;
            }
            """);
        Assert.Equal("", wrong);
    }
}
