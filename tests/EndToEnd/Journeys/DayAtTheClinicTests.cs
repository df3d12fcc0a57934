using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.Harness;

namespace Serment.EndToEnd.Journeys;

/// <summary>The demo's week, on SQLite, by people who read French.</summary>
[Collection(nameof(ClinicWithWeek))]
public sealed class DayAtTheClinicTests(ClinicWithWeek clinic)
{
    [Fact]
    public Task A_day_from_the_desk_to_the_night() => DayAtTheClinic.WalkAsync(clinic, "fr");
}

/// <summary>The same on PostgreSQL, by people who read English.</summary>
[Collection(nameof(ClinicWithWeekOnPostgreSql))]
public sealed class DayAtTheClinicOnPostgreSqlTests(ClinicWithWeekOnPostgreSql clinic)
{
    [Fact]
    public Task A_day_from_the_desk_to_the_night() => DayAtTheClinic.WalkAsync(clinic, "en");
}

/// <summary>Reception in the morning, a nurse's round, a physician's visit, the night: every page that they pass.</summary>
internal static class DayAtTheClinic
{
    public static async Task WalkAsync(Clinic clinic, string language)
    {
        string monday = NextMonday();
        await using (Desk desk = await clinic.SignInAsync("Receptionist", language))
        {
            await LookAsync(desk, language, "/", "/agenda", $"/agenda?day={monday}", $"/agenda?view=week&day={monday}", "/beds");
        }

        string chart;
        await using (Desk nurse = await clinic.SignInAsync(InWard(clinic, "Nurse"), language))
        {
            string board = await BoardAsync(nurse);
            chart = await FirstPatientAsync(nurse);
            await LookAsync(
                nurse, language, "/", board, chart, $"{chart}/vitals", $"{chart}/medications", $"{chart}/medications/plan",
                $"{chart}/notes", $"{chart}/background", $"{chart}/stays", $"{chart}/care-plan", $"{chart}/documents",
                "/medications/round", "/due-care", "/handover");
            await MeasureAsync(nurse, chart);
        }

        await using (Desk physician = await clinic.SignInAsync(InWard(clinic, "Physician"), language))
        {
            await LookAsync(
                physician, language, "/", chart, $"{chart}/timeline", $"{chart}/results", $"{chart}/care",
                $"{chart}/medications");
            await SignANoteAsync(physician, chart);
        }

        await using (Desk desk = await clinic.SignInAsync("Receptionist", language))
        {
            await LookAsync(desk, language, $"{chart}/identity", $"{chart}/coverage", $"{chart}/stays", $"{chart}/documents");
        }

        await using Desk night = await clinic.SignInAsync(InWard(clinic, "Nurse", last: true), language);
        await BoardAsync(night);
        await LookAsync(night, language, "/standing-in", "/handover", $"{chart}/notes");
        await Assertions.Expect(night.Page.GetByText("Va mieux").First).ToBeVisibleAsync();
    }

    // Each page is there, in the language asked for, and keeps what every page promises.
    private static async Task LookAsync(Desk desk, string language, params string[] paths)
    {
        foreach (string path in paths)
        {
            int status = await desk.VisitAsync(path);
            Assert.True(status == 200, $"{path} was answered {status}");
            Assert.Equal(language, await desk.Page.Locator("html").GetAttributeAsync("lang"));
            await desk.CheckAsync("day-" + language + path.Split('?')[0].Replace('/', '-'));
        }
    }

    private static async Task<string> BoardAsync(Desk desk)
    {
        await desk.VisitAsync("/beds");
        await desk.Page.Locator("main table a").First.ClickAsync();
        await desk.Page.Locator(".bed.occupied a.name").First.WaitForAsync();
        return new Uri(desk.Page.Url).AbsolutePath;
    }

    private static async Task<string> FirstPatientAsync(Desk desk) =>
        (await desk.Page.Locator(".bed.occupied a.name").First.GetAttributeAsync("href"))!;

    private static async Task MeasureAsync(Desk nurse, string chart)
    {
        await nurse.VisitAsync($"{chart}/vitals/new");
        await nurse.Page.Locator("[name='vital-temperature']").FillAsync("37,4");
        await nurse.Page.Locator("[name='vital-pulse']").FillAsync("82");
        await nurse.Page.Keyboard.PressAsync("Enter");
        await nurse.Page.WaitForURLAsync(url => url.EndsWith("/vitals", StringComparison.Ordinal));
        await Assertions.Expect(nurse.Page.Locator("tbody tr").First).ToContainTextAsync("82");
        await nurse.CheckAsync();
    }

    private static async Task SignANoteAsync(Desk physician, string chart)
    {
        await physician.VisitAsync($"{chart}/notes/new?template=progress");
        await physician.Page.Locator("#text0").FillAsync("Va mieux, mange bien.");
        await physician.Page.Keyboard.PressAsync("Control+Enter");
        await physician.Page.Locator("[data-sign]").WaitForAsync();
        await physician.CheckAsync();
        await physician.Page.Locator("[data-sign]").ClickAsync();
        await physician.Page.WaitForURLAsync(url => !url.EndsWith("/edit", StringComparison.Ordinal));
        await physician.CheckAsync();
    }

    private static Persona InWard(Clinic clinic, string role, bool last = false)
    {
        Persona[] those = [.. clinic.Serment.Personas.Where(one => one.Role == role && one.Site == "CLINIQUE")];

        // The first of each role works in the ward; of the nurses the third does too, at night.
        return last ? those[2] : those[0];
    }

    private static string NextMonday()
    {
        DateTime today = TimeProvider.System.GetUtcNow().UtcDateTime.Date;
        return today.AddDays(((int)DayOfWeek.Monday - (int)today.DayOfWeek + 7) % 7)
            .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
    }
}
