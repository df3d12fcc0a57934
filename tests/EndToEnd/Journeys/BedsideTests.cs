using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Serment.EndToEnd.Bed;

namespace Serment.EndToEnd.Journeys;

/// <summary>Another person's wristband stops a collection at the bedside, and the laboratory sees that it did.</summary>
[Collection(nameof(ClinicWithWeek))]
public sealed partial class BedsideTests(ClinicWithWeek clinic)
{
    [Theory]
    [InlineData("fr", "ARRÊTEZ", "Arrêté au lit, rien de prélevé")]
    [InlineData("en", "STOP", "Stopped at the bedside, nothing taken")]
    public async Task Another_persons_wristband_stops_and_is_noted(string language, string alarm, string noted)
    {
        await using (Desk phlebotomist = await clinic.SignInAsync("Phlebotomist", language))
        {
            string page = await PageAsync(phlebotomist);
            await phlebotomist.VisitAsync(page);
            await phlebotomist.CheckAsync("bedside-" + language);
            await phlebotomist.Page.Locator("#wristband").FillAsync(Other(await EndAsync(phlebotomist)));
            await phlebotomist.Page.Keyboard.PressAsync("Tab");
            await Assertions.Expect(phlebotomist.Page.Locator("#collect-alarm")).ToContainTextAsync(alarm);
            await phlebotomist.CheckAsync("bedside-stopped-" + language);
            await phlebotomist.Page.SetViewportSizeAsync(400, 800);
            await phlebotomist.CheckAsync("bedside-stopped-400-" + language);
        }

        await using Desk technician = await clinic.SignInAsync("LaboratoryTechnician", language);
        await technician.VisitAsync("/laboratory/non-conformities");
        await Assertions.Expect(technician.Page.GetByText(noted).First).ToBeVisibleAsync();
        await technician.CheckAsync("bedside-noted-" + language);
    }

    private static async Task<string> PageAsync(Desk phlebotomist)
    {
        await phlebotomist.VisitAsync("/laboratory/collections");
        ILocator people = phlebotomist.Page.Locator("a[href^='/laboratory/collections/']");
        if (await people.CountAsync() == 0)
        {
            await phlebotomist.Page.Locator("a[href*='/laboratory/collections?ward=']").First.ClickAsync();
            await people.First.WaitForAsync();
        }

        return (await people.First.GetAttributeAsync("href"))!;
    }

    // A card shows the end of the number only.
    private static async Task<string> EndAsync(Desk phlebotomist) =>
        EndOfNumber().Match(await phlebotomist.Page.Locator("main").InnerTextAsync()).Groups["end"].Value;

    // A whole number, and somebody else's.
    private static string Other(string end) => "100000" + end[..^1] + (end[^1] == '7' ? '3' : '7');

    [GeneratedRegex("•••(?<end>[0-9]{4})", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex EndOfNumber();
}
