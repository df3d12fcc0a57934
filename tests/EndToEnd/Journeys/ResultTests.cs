using Microsoft.Playwright;
using Serment.EndToEnd.Bed;

namespace Serment.EndToEnd.Journeys;

/// <summary>Laboratory results: over the days, as curves, and who has seen them.</summary>
[Collection(nameof(ClinicWithWeek))]
public sealed class ResultTests(ClinicWithWeek clinic)
{
    private const int MostPatients = 12;

    [Fact]
    public async Task A_physician_reads_a_course_and_says_by_keyboard_that_it_was_seen()
    {
        await using Desk desk = await clinic.SignInAsync("Physician");
        await FindAsync(desk);
        await desk.ArriveAsync("Résultats de laboratoire", "results-week");

        // A number as French has it, a sign beside what lies outside, a curve with its own words.
        ILocator table = desk.Page.GetByRole(AriaRole.Table, new() { Name = "Tableau cumulé" });
        Assert.Matches(@"\d,\d", await table.InnerTextAsync());
        Assert.DoesNotMatch(@"\d\.\d", await table.InnerTextAsync());
        await Assertions.Expect(table.Locator(".result-outside").First).ToBeVisibleAsync();
        Assert.True(await table.GetByRole(AriaRole.Columnheader).CountAsync() > 2);
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Img, new() { Name = "CRP" }).First).ToBeVisibleAsync();

        ILocator seen = desk.Page.Locator("form[action$='/results/seen'] button");
        await seen.FocusAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.GetByText("Enregistré.").WaitForAsync();
        await Assertions.Expect(seen).ToHaveCountAsync(0);
        await Assertions.Expect(desk.Page.GetByText("Pas encore vu")).ToHaveCountAsync(0);
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Row).Filter(new()
        {
            HasText = clinic.Serment.Who("Physician").Name,
        }).First).ToBeVisibleAsync();
        await desk.CheckAsync("results-seen");
        await desk.Page.SetViewportSizeAsync(400, 800);
        await desk.CheckAsync("results-400");
        int overflow = await desk.Page.EvaluateAsync<int>(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.Equal(0, overflow);
    }

    // Somebody with results of several days that nobody has seen: not everybody in the ward was here yesterday.
    private static async Task FindAsync(Desk desk)
    {
        await PaperTests.WardAsync(desk);
        string?[] charts = await desk.Page.Locator(".bed.occupied a.name")
            .EvaluateAllAsync<string?[]>("all => all.map(one => one.getAttribute('href'))");
        foreach (string? chart in charts.Take(MostPatients))
        {
            await desk.VisitAsync(chart + "/results");
            if (await desk.Page.Locator("form[action$='/results/seen']").CountAsync() > 0
                && await desk.Page.Locator(".curve").CountAsync() > 0)
            {
                return;
            }
        }

        Assert.Fail("nobody has results of several days that wait to be seen");
    }
}
