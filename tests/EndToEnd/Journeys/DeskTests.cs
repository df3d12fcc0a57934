using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.Records.Appointments;

namespace Serment.EndToEnd.Journeys;

/// <summary>
/// The desk's harder hours: a slot before the patient, a series given up, a practitioner away; and the navigation at
/// the widths people have.
/// </summary>
[Collection(nameof(ClinicWithWeek))]
public sealed class DeskTests(ClinicWithWeek clinic)
{
    private static readonly SelectOptionValue Kind = new() { Label = "Consultation de suivi · 15 min" };

    [Fact]
    public async Task A_slot_is_found_first_a_series_is_given_up_and_a_closing_is_worked_off_by_keys()
    {
        await using Desk desk = await clinic.SignInAsync("Receptionist");
        await desk.VisitAsync("/agenda");
        await desk.FollowAsync("Créneau libre");
        await desk.ArriveAsync("Chercher un créneau", "slots-empty");
        await desk.Page.Locator("#kind").SelectOptionAsync(Kind);
        await desk.ClickAsync("Chercher un créneau");
        await desk.Page.Locator(".slots a[data-stop]").First.WaitForAsync();
        await desk.CheckAsync("slots-found");
        await desk.Page.Locator(".slots a[data-stop]").First.PressAsync("Enter");
        await desk.ArriveAsync("Trouver un patient");

        // Somebody of the list, at the slot that went along: a series of four weeks.
        string slot = new Uri(desk.Page.Url).Query;
        await desk.VisitAsync("/expected");
        string[] patients = await desk.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('.rows a.name')].map((link) => link.getAttribute('href').split('/')[2])");
        string patient = patients[0];
        await desk.VisitAsync($"/patients/{patient}/book{slot}");
        await desk.Page.Locator("details.more summary").ClickAsync();
        await desk.FillAsync("Nombre de rendez-vous", "4");
        await desk.ClickAsync("Réserver");
        await desk.Page.Locator("#series-title").WaitForAsync();
        await desk.CheckAsync("series-book");
        await desk.Page.Locator("button[name='step'][value='book']").Last.ClickAsync();
        await desk.Page.GetByText("Rendez-vous pris.").WaitForAsync();

        string mine = $".appointment[data-patient='{patient}']";
        await desk.VisitAsync(new Uri(desk.Page.Url).PathAndQuery + "&names=all");
        await desk.Page.Locator(mine).First.PressAsync("Enter");
        await desk.ArriveAsync("Rendez-vous", "series-appointment");
        await desk.Page.Locator("a[href$='series?part=All']").PressAsync("Enter");
        await desk.ArriveAsync("Annuler une série", "series-cancel");
        await desk.Page.SetViewportSizeAsync(400, 800);
        await desk.CheckAsync("series-cancel-narrow");
        await desk.Page.SetViewportSizeAsync(1366, 768);
        await desk.Page.Locator("#reason").SelectOptionAsync("PatientAsked");
        await desk.Page.Locator("button.danger").PressAsync("Enter");
        await desk.Page.GetByText("Série annulée.").WaitForAsync();

        // Two more at the same practitioner's; then she is away.
        foreach (string one in patients.Take(2))
        {
            await desk.VisitAsync("/agenda/slots?kind=&minutes=15&schedule=" + slot.Split('=', '.')[1]);
            string? free = await desk.Page.Locator(".slots a[data-stop]").First.GetAttributeAsync("href");
            await desk.VisitAsync($"/patients/{one}/book?{free!.Split('?')[1]}");
            await desk.Page.Locator("#kind").SelectOptionAsync(Kind);
            await desk.ClickAsync("Réserver");
            await desk.Page.GetByText("Rendez-vous pris.").WaitForAsync();
        }

        await CloseAsync(slot.Split('=', '.')[1]);
        await desk.VisitAsync("/agenda?s=" + slot.Split('=', '.')[1]);
        await desk.Page.Locator(".to-move-count").WaitForAsync();
        await desk.CheckAsync("agenda-to-move");
        await desk.VisitAsync("/agenda/to-move");
        await desk.ArriveAsync("Rendez-vous à déplacer", "to-move");
        await desk.VisitAsync("/agenda/to-move?names=all");
        ILocator lines = desk.Page.Locator("li.to-move");
        int before = await lines.CountAsync();
        Assert.InRange(before, 1, 200);
        IKeyboard keys = desk.Page.Keyboard;
        await keys.PressAsync("j");
        await keys.PressAsync("m");
        await keys.PressAsync("Enter");
        await desk.Page.GetByText("Rendez-vous déplacé.").WaitForAsync();
        await Assertions.Expect(lines).ToHaveCountAsync(before - 1);
        if (before > 1)
        {
            await keys.PressAsync("j");
            await keys.PressAsync("x");
            await keys.PressAsync("Enter");
            await desk.Page.GetByText("Noté.").WaitForAsync();
            await Assertions.Expect(lines).ToHaveCountAsync(before - 2);
        }

        await desk.Page.SetViewportSizeAsync(400, 800);
        await desk.VisitAsync("/agenda/to-move");
        await desk.CheckAsync("to-move-narrow");
        Assert.True(await FitsAsync(desk));
    }

    [Theory]
    [InlineData("Receptionist", "fr")]
    [InlineData("Physician", "fr")]
    [InlineData("Nurse", "fr")]
    [InlineData("Nurse", "en")]
    [InlineData("Physician", "en")]
    [InlineData("Administrator", "fr")]
    [InlineData("SecurityOfficer", "en")]
    public async Task Navigation_and_tabs_keep_to_one_line_at_the_widths_people_have(string role, string language)
    {
        await using Desk desk = await clinic.SignInAsync(role, language);
        await desk.VisitAsync("/");
        string? chart = role is "Physician" or "Nurse"
            ? await desk.Page.Locator(".rows a.name").First.GetAttributeAsync("href")
            : role is "SecurityOfficer" ? "/security" : null;
        foreach (int width in new[] { 1366, 1024, 400 })
        {
            await desk.Page.SetViewportSizeAsync(width, 768);
            await desk.VisitAsync(chart ?? "/");
            await desk.CheckAsync($"nav-{role}-{language}-{width}");
            Assert.True(await FitsAsync(desk));
            Assert.Equal(1, await LinesAsync(desk, ".main-nav > ul > li, .main-nav > details > summary"));
            Assert.InRange(await LinesAsync(desk, ".tabs-row > a, .tabs > details > summary"), 0, 1);
            if (width >= 1024)
            {
                Assert.Equal(1, await LinesAsync(desk, ".brand, .main-nav, .top-end"));
            }

            if (width == 1366)
            {
                Assert.True(await desk.Page.EvaluateAsync<bool>(
                    "[...document.querySelectorAll('.main-nav > ul .icon')]"
                    + ".every((icon) => icon.getBoundingClientRect().width > 0)"));
                Assert.True(await desk.Page.EvaluateAsync<bool>(
                    "[...document.querySelectorAll('.tabs-row')].every((row) => row.scrollWidth <= row.clientWidth)"));
            }
        }

        if (role is not "Nurse")
        {
            return;
        }

        // By keys: the menu opens, its first link takes the focus, Escape closes it.
        await desk.Page.SetViewportSizeAsync(1366, 768);
        ILocator menu = desk.Page.Locator(".main-nav > details");
        await menu.Locator("summary").PressAsync("Enter");
        await desk.CheckAsync($"nav-open-{language}");
        await desk.Page.Keyboard.PressAsync("Tab");
        Assert.True(await menu.Locator("a").First.EvaluateAsync<bool>("(link) => link === document.activeElement"));
        await desk.Page.Keyboard.PressAsync("Escape");
        Assert.Null(await menu.GetAttributeAsync("open"));
        await desk.Page.Locator(".tabs > details > summary").PressAsync("Enter");

        // An open menu lies over the page's buttons, which axe takes for small targets.
        await desk.CheckAsync($"tabs-open-{language}", axe: false);
        await desk.Page.Locator(".tabs > details a").Last.ClickAsync();
        await Assertions.Expect(desk.Page.Locator(".tabs > details > summary.current")).ToHaveCountAsync(1);
    }

    /// <summary>The administrator closes an agenda for a week: what that hits is shown first.</summary>
    private async Task CloseAsync(string schedule)
    {
        await using Desk admin = await clinic.SignInAsync("Administrator");
        await admin.VisitAsync("/agenda/exceptions");
        await admin.Page.Locator("#schedule").SelectOptionAsync(schedule);
        DateTime today = TimeProvider.System.GetLocalNow().DateTime;
        await admin.Page.Locator("#first").FillAsync(Days.ToText(DateOnly.FromDateTime(today)));
        await admin.Page.Locator("#last").FillAsync(Days.ToText(DateOnly.FromDateTime(today.AddDays(6))));
        await admin.ClickAsync("Ajouter");
        await admin.Page.Locator("#hit").WaitForAsync();
        await admin.CheckAsync("closing-hit");
        await admin.ClickAsync("Ajouter quand même");
        await admin.Page.GetByText("Enregistré.").WaitForAsync();
    }

    private static Task<bool> FitsAsync(Desk desk) =>
        desk.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth");

    /// <summary>On how many lines these stand: pieces whose middles lie within a few pixels share one.</summary>
    private static Task<int> LinesAsync(Desk desk, string selector) => desk.Page.EvaluateAsync<int>(
        """
        (selector) => {
          const middles = [...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect())
            .filter((box) => box.width > 0).map((box) => box.top + box.height / 2).sort((a, b) => a - b);
          return middles.filter((middle, i) => i === 0 || middle - middles[i - 1] > 8).length;
        }
        """,
        selector);
}
