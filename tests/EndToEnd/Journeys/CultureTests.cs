using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.Harness;

namespace Serment.EndToEnd.Journeys;

/// <summary>A urine culture from the reading to the chart of the bench's numbers, on SQLite, in French.</summary>
[Collection(nameof(ClinicWithWeek))]
public sealed class CultureTests(ClinicWithWeek clinic)
{
    [Fact]
    public Task A_culture_is_read_with_its_antibiogram_and_validated_twice() => CultureJourney.WalkAsync(clinic, "fr");
}

/// <summary>The same on PostgreSQL, in English.</summary>
[Collection(nameof(ClinicWithWeekOnPostgreSql))]
public sealed class CultureOnPostgreSqlTests(ClinicWithWeekOnPostgreSql clinic)
{
    [Fact]
    public Task A_culture_is_read_with_its_antibiogram_and_validated_twice() => CultureJourney.WalkAsync(clinic, "en");
}

/// <summary>A technician reads a culture by keyboard, provisionally and then to the end; a biologist validates both.</summary>
internal static class CultureJourney
{
    public static async Task WalkAsync(Clinic clinic, string language)
    {
        Persona technician = Of(clinic, "LaboratoryTechnician");
        Persona biologist = Of(clinic, "Biologist");
        await using Desk bench = await clinic.SignInAsync(technician, language);
        await using Desk office = await clinic.SignInAsync(biologist, language);
        await bench.VisitAsync("/laboratory/bench?section=8&view=ToDo");
        await bench.Page.Locator("tr:has(.code:text-is('ECBU')) a.tube-number").First.ClickAsync();
        await bench.Page.Locator(".bench-tasks").WaitForAsync();
        string tube = bench.Page.Url;

        await ReadProvisionallyAsync(bench, language);
        await ValidateAsync(bench);
        string order = await ValidateOrderAsync(office, language);
        await office.VisitAsync(new Uri(order).PathAndQuery);
        await Assertions.Expect(office.Page.Locator(".culture .badge.warn").First).ToBeVisibleAsync();

        await bench.VisitAsync(new Uri(tube).PathAndQuery);
        await ReadToTheEndAsync(bench, language);
        await ValidateAsync(bench);
        await office.VisitAsync(new Uri(order).PathAndQuery);
        await Assertions.Expect(office.Page.Locator("table.antibiogram")).ToBeVisibleAsync();
        await office.CheckAsync("culture-" + language + "-validation");
        await office.Page.Locator("[data-validate-line]").First.ClickAsync();
        await office.VisitAsync(new Uri(order).PathAndQuery);
        await Assertions.Expect(office.Page.Locator("tr.final")).ToHaveCountAsync(1);
        await CorrectAsync(office, language);
    }

    private static async Task ReadProvisionallyAsync(Desk bench, string language)
    {
        await bench.Page.Keyboard.PressAsync("c");
        await bench.Page.Locator(".culture-form").WaitForAsync();
        await bench.CheckAsync("culture-" + language + "-empty");
        await bench.Page.Keyboard.TypeAsync("10^5");
        await bench.Page.Locator("#gram").SelectOptionAsync("NegativeRods");
        await bench.Page.Locator("#outcome").SelectOptionAsync("Ongoing");
        await bench.Page.Locator("input[value='final']").CheckAsync();
        await bench.Page.Keyboard.PressAsync("Alt+s");

        // A culture under way has no final result: what was typed stays.
        await bench.Page.Locator("#outcome[aria-invalid]").WaitForAsync();
        await Assertions.Expect(bench.Page.Locator("#leukocytes")).ToHaveValueAsync("10^5");
        await bench.CheckAsync("culture-" + language + "-refused");
        await bench.Page.Locator("input[value='provisional']").CheckAsync();
        await bench.Page.Keyboard.PressAsync("Alt+s");
        await bench.Page.Locator(".bench-tasks .culture").WaitForAsync();
        await bench.CheckAsync();
    }

    private static async Task ReadToTheEndAsync(Desk bench, string language)
    {
        await bench.Page.Keyboard.PressAsync("c");
        await bench.Page.Locator(".culture-form").WaitForAsync();
        await Assertions.Expect(bench.Page.Locator("#leukocytes")).ToHaveValueAsync("10^5");
        await bench.Page.Locator("#outcome").SelectOptionAsync("Growth");
        await bench.Page.Locator("input[value='final']").CheckAsync();
        await bench.Page.Locator("#o1-count").FillAsync("1e6");
        await bench.Page.Locator("#o1-organism").FillAsync("ecoli");
        await bench.Page.Keyboard.PressAsync("Tab");
        await bench.Page.Locator("table.antibiogram").WaitForAsync();

        // From figure to figure by Enter; the category is there before anything is saved.
        await bench.Page.Locator("[id='o1-t-AMX']").FocusAsync();
        await bench.Page.Keyboard.TypeAsync("6");
        await Assertions.Expect(bench.Page.Locator("[id='o1-t-AMX-sir']")).ToHaveTextAsync("R");
        await bench.Page.Keyboard.PressAsync("Enter");
        await bench.Page.Keyboard.TypeAsync("18");
        await Assertions.Expect(bench.Page.Locator("[id='o1-t-AMC-sir']")).ToHaveTextAsync("R");
        await bench.Page.Keyboard.PressAsync("Enter");
        await bench.Page.Keyboard.TypeAsync("18");
        await Assertions.Expect(bench.Page.Locator("[id='o1-t-AMC-U-sir']")).ToHaveTextAsync("S");
        await bench.Page.Locator("[id='o1-t-CIP']").FillAsync("23");
        await Assertions.Expect(bench.Page.Locator("[id='o1-t-CIP-sir']")).ToHaveTextAsync("I");
        await bench.Page.Locator("[id='o1-t-MEM']").FillAsync("≤0,25 mg/L");
        await Assertions.Expect(bench.Page.Locator("[id='o1-t-MEM-sir']")).ToHaveTextAsync("S");
        await bench.Page.Locator("[id='o1-t-GEN']").FillAsync("s");
        await bench.CheckAsync("culture-" + language + "-antibiogram");
        await bench.Page.Keyboard.PressAsync("Alt+s");
        await bench.Page.Locator(".bench-tasks table.antibiogram").WaitForAsync();
        await bench.CheckAsync("culture-" + language + "-tube");
    }

    private static async Task ValidateAsync(Desk bench)
    {
        await bench.Page.Locator("button[name='step'][value='validate']").Last.ClickAsync();
        await bench.Page.Locator(".done").First.WaitForAsync();
    }

    private static async Task<string> ValidateOrderAsync(Desk office, string language)
    {
        // The newest in the queue that is a culture and provisional.
        await office.VisitAsync("/laboratory/validation?section=8");
        ILocator orders = office.Page.Locator("main table a[data-stop]");
        for (int i = await orders.CountAsync() - 1; i >= 0; i--)
        {
            await orders.Nth(i).ClickAsync();
            await office.Page.Locator("[data-validation]").WaitForAsync();
            if (await office.Page.Locator(".culture .badge.warn").CountAsync() > 0
                && await office.Page.Locator("[data-validate-line]").CountAsync() == 1
                && await office.Page.Locator(".culture table").CountAsync() == 0)
            {
                string order = office.Page.Url;
                await office.CheckAsync("culture-" + language + "-provisional");
                await office.Page.Keyboard.PressAsync("v");
                await office.Page.WaitForURLAsync(url => !string.Equals(url, order, StringComparison.Ordinal));
                return order;
            }

            await office.VisitAsync("/laboratory/validation?section=8");
        }

        throw new InvalidOperationException("no provisional culture waits for a biologist");
    }

    private static async Task CorrectAsync(Desk office, string language)
    {
        await office.Page.Locator("a[href*='/bench/cultures/']").ClickAsync();
        await office.Page.Locator(".culture-form").WaitForAsync();
        await Assertions.Expect(office.Page.Locator("[id='o1-t-AMC-U']")).ToHaveValueAsync("18");
        await office.Page.Locator("#reason").FillAsync("Relecture du diamètre");
        await office.Page.Locator("[id='o1-t-CIP']").FillAsync("26");
        await office.Page.EvaluateAsync("scrollTo(0, 0)");
        await office.CheckAsync("culture-" + language + "-correction");
        await office.Page.Keyboard.PressAsync("Alt+s");
        await office.Page.Locator("[data-validation]").WaitForAsync();
        await Assertions.Expect(office.Page.Locator("table.antibiogram")).ToContainTextAsync("26 mm");
    }

    private static Persona Of(Clinic clinic, string role) =>
        clinic.Serment.Personas.First(one => one.Role == role && one.Site == "CLINIQUE");
}
