using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.Harness;

namespace Serment.EndToEnd.Journeys;

/// <summary>The demo's laboratory, on SQLite, by people who read French.</summary>
[Collection(nameof(ClinicWithWeek))]
public sealed class DayAtTheLaboratoryTests(ClinicWithWeek clinic)
{
    [Fact]
    public Task A_day_from_the_tube_to_the_signed_report() => DayAtTheLaboratory.WalkAsync(clinic, "fr");
}

/// <summary>The same on PostgreSQL, by people who read English.</summary>
[Collection(nameof(ClinicWithWeekOnPostgreSql))]
public sealed class DayAtTheLaboratoryOnPostgreSqlTests(ClinicWithWeekOnPostgreSql clinic)
{
    [Fact]
    public Task A_day_from_the_tube_to_the_signed_report() => DayAtTheLaboratory.WalkAsync(clinic, "en");
}

/// <summary>Tubes are collected and received, results validated twice by two people, reports signed by one touch.</summary>
internal static class DayAtTheLaboratory
{
    public static async Task WalkAsync(Clinic clinic, string language)
    {
        await using (Desk phlebotomist = await clinic.SignInAsync(Of(clinic, "Phlebotomist"), language))
        {
            await LookAsync(phlebotomist, language, "/laboratory", "/laboratory/collections", "/laboratory/rounds");
        }

        await using (Desk technician = await clinic.SignInAsync(Of(clinic, "LaboratoryTechnician"), language))
        {
            await LookAsync(
                technician, language, "/laboratory/bench", "/laboratory/reception", "/laboratory/storage",
                "/laboratory/instruments", "/laboratory/quality-control",
                "/laboratory/quality-control/chart?instrument=1&analysis=K", "/laboratory/critical",
                "/laboratory/catalogue", "/laboratory/catalogue/analyses/K", "/laboratory/statistics");
            await ReceiveAgainAsync(technician);
            await ValidateTubeAsync(technician, language);
        }

        await using Desk biologist = await clinic.SignInAsync(Of(clinic, "Biologist"), language);
        await LookAsync(biologist, language, "/laboratory/validation", "/laboratory/reports", "/laboratory/rules");
        await ValidateOrderAsync(biologist, language);
        await SignAsync(biologist);
    }

    private static async Task LookAsync(Desk desk, string language, params string[] paths)
    {
        foreach (string path in paths)
        {
            int status = await desk.VisitAsync(path);
            Assert.True(status == 200, $"{path} was answered {status}");
            Assert.Equal(language, await desk.Page.Locator("html").GetAttributeAsync("lang"));
            await desk.CheckAsync("laboratory-" + language + path.Split('?')[0].Replace('/', '-'));
        }
    }

    // What is on the bench has come in: scanned once more it is said so, and nothing else happens.
    private static async Task ReceiveAgainAsync(Desk technician)
    {
        await technician.VisitAsync("/laboratory/bench");
        string number = (await technician.Page.Locator("a.tube-number").First.TextContentAsync())!.Trim();
        await technician.VisitAsync("/laboratory/reception");
        await technician.Page.Keyboard.TypeAsync(number);
        await technician.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(technician.Page.Locator("main")).ToContainTextAsync(number);
        await technician.CheckAsync();
    }

    private static async Task ValidateTubeAsync(Desk technician, string language)
    {
        await technician.VisitAsync("/laboratory/bench");
        await technician.Page.Locator("a[data-key='r']").ClickAsync();
        await technician.Page.WaitForURLAsync(url => url.Contains('?', StringComparison.Ordinal));
        await technician.Page.Locator("a.tube-number").Last.ClickAsync();
        await technician.Page.Locator(".bench-tasks").WaitForAsync();
        await technician.CheckAsync("laboratory-" + language + "-tube");
        await technician.Page.Locator("button[name='step'][value='validate']").Last.ClickAsync();
        await technician.Page.Locator(".done").First.WaitForAsync();
        await technician.CheckAsync();
    }

    private static async Task ValidateOrderAsync(Desk biologist, string language)
    {
        await biologist.VisitAsync("/laboratory/validation");
        await biologist.Page.Locator("main table a[data-stop]").Last.ClickAsync();
        await biologist.Page.Locator("[data-validation]").WaitForAsync();
        await biologist.CheckAsync("laboratory-" + language + "-order");
        string order = biologist.Page.Url;
        await biologist.Page.Keyboard.PressAsync("v");
        await biologist.Page.WaitForURLAsync(url => !string.Equals(url, order, StringComparison.Ordinal));
        await biologist.CheckAsync();
    }

    private static async Task SignAsync(Desk biologist)
    {
        await biologist.VisitAsync("/laboratory/reports");
        ILocator rows = biologist.Page.Locator("tbody tr");
        int before = await rows.CountAsync();
        await biologist.Page.EvaluateAsync(
            "document.querySelectorAll('input[name=report]').forEach((box, place) => { box.checked = place === 0; })");
        await biologist.TouchAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(before - 1);
    }

    private static Persona Of(Clinic clinic, string role) =>
        clinic.Serment.Personas.First(one => one.Role == role && one.Site == "CLINIQUE");
}
