using Microsoft.Playwright;
using Serment.EndToEnd.Bed;

namespace Serment.EndToEnd.Journeys;

/// <summary>A physician writes, is interrupted, finds her words again, signs, amends and compares: by keys.</summary>
[Collection(nameof(Clinic))]
public sealed class NotesTests(Clinic clinic)
{
    [Fact]
    public async Task A_note_survives_the_browser_is_signed_amended_and_compared_by_keys()
    {
        string notes;
        await using (Desk interrupted = await clinic.SignInAsync("Physician"))
        {
            notes = (await CareTests.LinksAsync(interrupted))[0] + "/notes";
            await interrupted.VisitAsync(notes);
            await interrupted.ArriveAsync("Notes", "notes-empty");
            IKeyboard typing = interrupted.Page.Keyboard;
            await typing.PressAsync("n");
            await Assertions.Expect(interrupted.Page.GetByRole(AriaRole.Link, new() { Name = "Consultation" }))
                .ToBeFocusedAsync();
            await typing.PressAsync("Enter");
            await interrupted.ArriveAsync("Consultation", "note-new");
            await Assertions.Expect(interrupted.Field("Motif")).ToBeFocusedAsync();
            await typing.TypeAsync("Toux depuis trois jours, ");
            await interrupted.Page.GetByText("Gardé à").WaitForAsync();
            Assert.EndsWith("/edit", interrupted.Page.Url, StringComparison.Ordinal);

            // Closed in mid-sentence: the page's last word goes out with it.
            await typing.TypeAsync("sans fièv");
            await interrupted.Page.GotoAsync("about:blank");
            await interrupted.VisitAsync("/notes/drafts");
        }

        await using Desk desk = await clinic.SignInAsync("Physician");
        await desk.VisitAsync("/notes/drafts");
        await desk.ArriveAsync("Mes brouillons", "drafts");
        await desk.Page.Locator("a[href$='/edit']").First.ClickAsync();
        await desk.ArriveAsync("Consultation");
        await Assertions.Expect(desk.Field("Motif")).ToHaveValueAsync("Toux depuis trois jours, sans fièv");
        await WriteSignAndAmendAsync(desk);
        await desk.VisitAsync(notes);
        await desk.ArriveAsync("Notes", "notes");
        await Assertions.Expect(desk.Page.GetByText("Corrigée").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Two_windows_of_one_draft_keep_both_texts_and_an_outage_loses_none()
    {
        await using Desk desk = await clinic.SignInAsync("Physician");
        string notes = (await CareTests.LinksAsync(desk))[1] + "/notes";
        await desk.VisitAsync(notes + "/new?template=free");
        await desk.ArriveAsync("Note libre");

        // Without the network the text stays and is sent when it is back.
        await desk.Page.Context.SetOfflineAsync(true);
        await desk.Field("Texte").FillAsync("Écrit sans réseau");
        await desk.Page.GetByText("Pas encore gardé").WaitForAsync();
        await desk.Page.Context.SetOfflineAsync(false);
        await desk.Page.GetByText("Gardé à").WaitForAsync();

        IPage second = await desk.Page.Context.NewPageAsync();
        await second.GotoAsync(desk.Page.Url);
        await second.Locator("#text0").FillAsync("Autre fenêtre");
        await second.GetByText("Gardé à").WaitForAsync();
        await desk.Field("Texte").FillAsync("Écrit sans réseau, puis continué");
        await desk.Page.GetByText("second brouillon").First.WaitForAsync();
        await Assertions.Expect(desk.Page.Locator("#save-state")).ToContainTextAsync("Gardé à");
        await desk.VisitAsync(notes);

        // Not held to "no complaint": the browser said that there was no network, as it should.
        await desk.Title("Notes").WaitForAsync();
        await Assertions.Expect(desk.Page.Locator(".draft-lines li")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_told_and_not_sent()
    {
        await using Desk desk = await clinic.SignInAsync("Physician");
        await desk.VisitAsync((await CareTests.LinksAsync(desk))[2] + "/notes/new?template=free");
        await desk.ArriveAsync("Note libre");
        List<int> sent = [];
        desk.Page.Request += (_, request) => sent.Add(request.PostDataBuffer?.Length ?? 0);
        await desk.Field("Texte").FillAsync(new string('x', 300_000));
        await desk.Page.GetByText("Répartissez-le").WaitForAsync();
        await desk.Page.Keyboard.PressAsync("Control+s");
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await desk.Page.GetByText("Répartissez-le").WaitForAsync();
        await desk.Field("Texte").FillAsync("Plus court");
        await desk.Page.GetByText("Gardé à").WaitForAsync();
        Assert.All(sent, length => Assert.InRange(length, 0, 30_000));
        await desk.CheckAsync();
    }

    [Fact]
    public async Task A_nurse_plans_a_care_finds_it_due_and_records_it()
    {
        await using Desk desk = await clinic.SignInAsync("Nurse");
        string chart = (await CareTests.LinksAsync(desk))[0];
        await desk.VisitAsync(chart + "/care-plan");
        await desk.ArriveAsync("Soins", "care-plan-empty");
        await desk.FillAsync("Soin", "Changement de position");
        await desk.FillAsync("Tous les", "3");
        await desk.ClickAsync("Prévoir un soin");
        await desk.Page.GetByText("Soin prévu.").WaitForAsync();
        await desk.CheckAsync("care-plan");
        await desk.VisitAsync("/due-care");
        await desk.ArriveAsync("Soins à faire", "due-care");
        ILocator line = desk.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Changement de position" }).First;
        await line.GetByRole(AriaRole.Button).ClickAsync();
        await desk.Page.GetByText("Enregistré.").WaitForAsync();
        await desk.VisitAsync("/handover");
        await desk.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
        await desk.CheckAsync("handover");
    }

    private static async Task WriteSignAndAmendAsync(Desk desk)
    {
        IKeyboard keys = desk.Page.Keyboard;
        await desk.Field("Motif").FillAsync("Toux depuis trois jours, sans fièvre");
        await desk.Field("Conclusion").FillAsync("**Bronchite** :\n- repos\n- <b>eau</b>");
        await keys.PressAsync("Control+s");
        await Assertions.Expect(desk.Page.Locator("#save-state")).ToContainTextAsync("Gardé à");
        await desk.CheckAsync("note-edit");
        await keys.PressAsync("Control+Enter");
        await desk.ArriveAsync("Relire avant de signer", "note-review");
        await Assertions.Expect(desk.Page.Locator("main strong").First).ToHaveTextAsync("Bronchite");
        await Assertions.Expect(desk.Page.GetByText("<b>eau</b>").First).ToBeVisibleAsync();
        await keys.PressAsync("Control+Enter");
        await desk.ArriveAsync("Consultation", "note-signed");
        await desk.Page.GetByText("Note signée.").WaitForAsync();

        await desk.FollowAsync("Corriger");
        await desk.Field("Motif").FillAsync("Toux depuis cinq jours, sans fièvre");
        await desk.FillAsync("Motif de la correction", "Durée mal comprise");
        await keys.PressAsync("Control+Enter");
        await desk.ArriveAsync("Relire avant de signer", "note-amend-review");
        await keys.PressAsync("Control+Enter");
        await desk.ArriveAsync("Consultation", "note-amended");
        await Assertions.Expect(desk.Page.Locator("del")).ToContainTextAsync("trois");
        await Assertions.Expect(desk.Page.Locator("ins")).ToContainTextAsync("cinq");
    }
}
