using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.Web.Texts;

namespace Serment.EndToEnd.Journeys;

/// <summary>Both languages, complete.</summary>
[Collection(nameof(ClinicNextDoor))]
public sealed class LanguageTests(ClinicNextDoor clinic)
{
    // Shorter texts may be the same word by chance, or part of a name.
    private const int TellingCharacters = 12;

    private static readonly TextCatalog Catalog = new();

    [Fact]
    public async Task Every_page_speaks_the_language_that_was_chosen_and_only_that()
    {
        await using Desk physician = await clinic.SignInAsync("Physician");
        string chart = (await CareTests.LinksAsync(physician))[0];
        await physician.ClickAsync("English");
        await physician.Page.Locator("html[lang=en]").WaitForAsync();
        await ReadAsync(physician,
            "/", "/patients", "/expected", "/patients/new", chart, chart + "/identity", chart + "/disclosures",
            chart + "/correct", chart + "/identity/check", chart + "/identity/history", chart + "/expect",
            chart + "/break-glass", "/patients/compare", "/nowhere", "/security");

        await using Desk officer = await clinic.SignInAsync("SecurityOfficer", "en");
        await ReadAsync(officer,
            "/", "/security", "/security/log", "/security/sessions", "/security/break-glass", "/security/meters",
            "/people", "/account/passkeys", "/people/propose?kind=EnrolStaff", "/people/propose?kind=CreateUnit",
            "/people/propose?kind=ChangeBudget");

        await using Desk biologist = await clinic.SignInAsync(clinic.Serment.Who("Biologist", "LABO"), "en");
        await ReadAsync(biologist, "/", "/sign-in");
    }

    // Each page in English, then in French: the language is marked, and no sentence of the other stands in it.
    private static async Task ReadAsync(Desk desk, params string[] paths)
    {
        foreach (PageTexts texts in (PageTexts[])[Catalog.English, Catalog.French])
        {
            if (await desk.Page.Locator("html").GetAttributeAsync("lang") != texts.Language)
            {
                await desk.ClickAsync(texts.Language == "fr" ? "Français" : "English");
                await desk.Page.Locator($"html[lang={texts.Language}]").WaitForAsync();
            }

            string[] foreign = Foreign(texts);
            foreach (string path in paths)
            {
                await desk.VisitAsync(path);
                string shown = await desk.Page.Locator("body").InnerTextAsync();
                Assert.Equal(texts.Language, await desk.Page.Locator("html").GetAttributeAsync("lang"));
                string? said = foreign.FirstOrDefault(one => shown.Contains(one, StringComparison.Ordinal));
                Assert.True(said is null, $"{path} in {texts.Language} says '{said}'");
                await desk.CheckAsync(axe: texts.Language == "en");
            }
        }
    }

    private static string[] Foreign(PageTexts texts)
    {
        PageTexts other = texts.Language == "en" ? Catalog.French : Catalog.English;
        return
        [
            .. other.Keys
                .Where(key => other[key] != texts[key] && other[key].Length >= TellingCharacters)
                .Where(key => !other[key].Contains('{', StringComparison.Ordinal))
                .Select(key => other[key]),
        ];
    }
}
