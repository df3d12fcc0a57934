using System.Globalization;
using Microsoft.Playwright;
using Serment.EndToEnd.Bed;

namespace Serment.EndToEnd.Journeys;

/// <summary>A biologist changes a reference range from a day on, and everybody sees what changes and why.</summary>
[Collection(nameof(Clinic))]
public sealed class CatalogueTests(Clinic clinic)
{
    private const string Analysis = "/laboratory/catalogue/analyses/MG";

    [Fact]
    public async Task A_range_changes_from_a_day_on_and_the_difference_is_shown()
    {
        string day = TimeProvider.System.GetUtcNow().AddDays(10).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await using Desk biologist = await clinic.SignInAsync("Biologist");
        await biologist.VisitAsync(Analysis);
        string before = await biologist.Page.Locator("table.dense td.tabular").First.InnerTextAsync();
        await biologist.CheckAsync("catalogue-analysis");
        await biologist.FollowAsync("Modifier");
        await biologist.Page.Locator("[name=cat-r0-low]").WaitForAsync();
        await biologist.CheckAsync("catalogue-edit");
        await biologist.Page.Locator("[name=cat-r0-low]").FillAsync("0,71");
        await biologist.Page.Locator("[name=cat-from]").FillAsync(day);
        await biologist.ClickAsync("Enregistrer une nouvelle version");

        // Without a reason nothing is saved, and nothing typed is lost.
        await biologist.Page.Locator(".error-summary").WaitForAsync();
        await Assertions.Expect(biologist.Page.Locator("[name=cat-r0-low]")).ToHaveValueAsync("0,71");
        await Assertions.Expect(biologist.Page.Locator("[name=cat-from]")).ToHaveValueAsync(day);
        await biologist.CheckAsync("catalogue-edit-wrong");
        await biologist.Page.Locator("[name=cat-reason]").FillAsync("Nouveau réactif, notice du fournisseur");
        await biologist.ClickAsync("Enregistrer une nouvelle version");

        ILocator changes = biologist.Page.Locator(".cat-changes li");
        await Assertions.Expect(changes).ToHaveCountAsync(1);
        await Assertions.Expect(changes).ToContainTextAsync("grossesse 0,6 à 0,95 → 0,71 à 0,95");
        await Assertions.Expect(biologist.Page.GetByText("prévue")).ToBeVisibleAsync();
        await biologist.CheckAsync("catalogue-planned");

        // Until that day what was there counts.
        Assert.Equal(before, await biologist.Page.Locator("table.dense td.tabular").First.InnerTextAsync());
        await biologist.Page.SetViewportSizeAsync(400, 800);
        await biologist.CheckAsync("catalogue-planned-400");

        await using Desk english = await clinic.SignInAsync("LaboratoryTechnician", "en");
        await english.VisitAsync(Analysis);
        await Assertions.Expect(english.Page.GetByText("planned")).ToBeVisibleAsync();
        await Assertions.Expect(english.Page.GetByRole(AriaRole.Link, new() { Name = "Edit" })).ToHaveCountAsync(0);
        await english.CheckAsync("catalogue-planned-en");
        Assert.Equal(403, await english.VisitAsync(Analysis + "/edit"));
        await using Desk reader = await clinic.SignInAsync("Biologist", "en");
        await reader.VisitAsync(Analysis + "/edit");
        await Assertions.Expect(reader.Page.Locator("[name=cat-r0-low]")).ToHaveValueAsync("0.71");
        await reader.CheckAsync("catalogue-edit-en");
    }
}
