using Microsoft.Playwright;
using Serment.EndToEnd.Bed;

namespace Serment.EndToEnd.Journeys;

/// <summary>A person comes to the desk with her father and an identity card.</summary>
[Collection(nameof(ClinicNextDoor))]
public sealed class IdentityCheckTests(ClinicNextDoor clinic)
{
    [Fact]
    public async Task Checks_an_identity_by_a_document_marks_it_and_shows_who_did_what()
    {
        await using Desk desk = await clinic.SignInAsync("Receptionist");
        await ReceptionTests.RegisterAsync(desk, "Cadiou", "Rozenn", "05/04/1991");
        await desk.ArriveAsync("Identité et administratif");
        string card = desk.Page.Url;
        await desk.FollowAsync("Contrôler l’identité");
        await desk.ArriveAsync("Contrôler l’identité", "check");

        // Nothing is chosen for the user; what is missing is named and leads to its field.
        await Assertions.Expect(desk.Page.GetByLabel("Document présenté")).ToHaveValueAsync("");
        await desk.ClickAsync("Valider l’identité");
        await desk.Page.GetByRole(AriaRole.Heading, new() { Name = "3 champs à corriger" }).WaitForAsync();
        await desk.CheckAsync("check-missing");
        await desk.FollowAsync("Traits comparés");
        await Assertions.Expect(desk.Page.Locator("#traits")).ToBeFocusedAsync();

        // By keys alone: the document by its first letter, each trait by the space bar.
        IKeyboard keys = desk.Page.Keyboard;
        await desk.Page.GetByLabel("Document présenté").FocusAsync();
        await keys.TypeAsync("Permis");
        await TickAllAsync(desk);
        await keys.PressAsync("Enter");
        await desk.Page.GetByText("pas à haut niveau de confiance").First.WaitForAsync();
        await Assertions.Expect(desk.Page.Locator("[name='trait-sex']")).ToBeCheckedAsync();
        await desk.CheckAsync("check-licence");
        await desk.Page.GetByLabel("Document présenté").SelectOptionAsync("Carte nationale d’identité");
        await desk.ClickAsync("Valider l’identité");
        await desk.ArriveAsync("Identité et administratif", "validated");
        await desk.Page.GetByText("Validée · Carte nationale d’identité").WaitForAsync();

        await desk.FollowAsync("Corriger");
        await desk.FillAsync("Nom de naissance", "Cadiou-Prat");
        await desk.ClickAsync("Enregistrer");
        await desk.ArriveAsync("Identité et administratif");
        await desk.VisitAsync(card + "/check");
        await desk.Page.GetByLabel("Douteuse").CheckAsync();
        await desk.ClickAsync("Enregistrer les marques");
        await desk.ArriveAsync("Identité et administratif", "doubtful");
        await desk.FollowAsync("Historique");
        await desk.ArriveAsync("Historique de l’identité", "history");
        ILocator lines = desk.Page.Locator("tbody tr");
        await Assertions.Expect(lines).ToHaveCountAsync(4);
        await Assertions.Expect(lines.Nth(0)).ToContainTextAsync("Marquée : Douteuse");
        await Assertions.Expect(lines.Nth(1)).ToContainTextAsync("CADIOU → CADIOU-PRAT");
        await Assertions.Expect(lines.Nth(1)).ToContainTextAsync("Redevenue provisoire");
        await Assertions.Expect(lines.Nth(2)).ToContainTextAsync("Contrôlée : Carte nationale d’identité");
        await Assertions.Expect(lines.Nth(2)).ToContainTextAsync(clinic.Serment.Who("Receptionist").Name);
    }

    [Fact]
    public async Task Records_relatives_and_rights_and_keeps_them_through_a_change_of_language()
    {
        await using Desk desk = await clinic.SignInAsync("Receptionist");
        await desk.VisitAsync("/patients/new");
        await desk.FillAsync("Nom de naissance", "Floch");
        await desk.FillAsync("Premier prénom de naissance", "Tanguy");
        await desk.FillAsync("Date de naissance", "09/11/2012");
        await desk.ClickAsync("Ajouter un proche");
        await Assertions.Expect(desk.Field("Nom du proche")).ToBeFocusedAsync();
        await desk.FillAsync("Nom du proche", "Floch");
        await desk.FillAsync("Prénom du proche", "Annaïg");
        await desk.Page.GetByLabel("Lien").SelectOptionAsync("Mère");
        await desk.FillAsync("Téléphone du proche", "06 39 98 10 20");
        await desk.Page.GetByLabel("Personne à prévenir").CheckAsync();
        await desk.FillAsync("Droits ouverts jusqu’au", "31/12/2099");

        // Typed and not yet sent: the other language takes nothing away.
        await desk.ClickAsync("English");
        await desk.Page.Locator("html[lang=en]").WaitForAsync();
        await Assertions.Expect(desk.Field("Relative’s given name")).ToHaveValueAsync("Annaïg");
        await Assertions.Expect(desk.Field("Rights until")).ToHaveValueAsync("31/12/2099");
        await Assertions.Expect(desk.Page.GetByLabel("Person to notify")).ToBeCheckedAsync();
        await desk.CheckAsync("relatives-english");
        await desk.ClickAsync("Français");
        await desk.Page.Locator("html[lang=fr]").WaitForAsync();

        await desk.Page.GetByLabel("Masculin").CheckAsync();
        await desk.FillAsync("Lieu de naissance", "Vannes");
        await desk.ClickAsync("Chercher les doublons et créer");
        await desk.ArriveAsync("Identité et administratif", "relatives");
        await desk.Page.GetByText("06 39 98 10 20").WaitForAsync();

        // Enter in a field saves; it does not add another relative.
        await desk.FollowAsync("Corriger");
        await desk.Page.GetByLabel("Représentant légal").CheckAsync();
        await desk.Field("Téléphone du proche").FillAsync("06 39 98 30 40");
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.ArriveAsync("Identité et administratif");
        ILocator relatives = desk.Page.GetByRole(AriaRole.Region, new() { Name = "Proches et représentants" });
        await Assertions.Expect(relatives).ToContainTextAsync("06 39 98 30 40");
        await Assertions.Expect(relatives).ToContainTextAsync("Représentant légal");
        await Assertions.Expect(relatives.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task What_a_search_found_and_what_was_proposed_stay_in_the_other_language()
    {
        await using Desk desk = await clinic.SignInAsync("Receptionist");
        await ReceptionTests.RegisterAsync(desk, "Bellec", "Morgane", "02/06/1988");
        await desk.ArriveAsync("Identité et administratif");
        await desk.VisitAsync("/patients");
        await ReceptionTests.SearchAsync(desk, "02/06/1988", "be");
        await desk.Page.GetByText("Si le nom entier en a moins").First.WaitForAsync();
        await desk.CheckAsync("find-short");
        await ReceptionTests.SearchAsync(desk, "02/06/1988", "bel");
        await desk.Page.GetByText("1 personne trouvée").WaitForAsync();
        await desk.ClickAsync("English");
        await desk.Page.GetByText("1 person found").WaitForAsync();

        await using Desk administrator = await clinic.SignInAsync("Administrator");
        await administrator.VisitAsync("/people/propose?kind=EnrolStaff");
        await administrator.ClickAsync("Proposer");
        await administrator.Page.GetByText("Ce champ est obligatoire.").First.WaitForAsync();
        await administrator.ClickAsync("English");
        await administrator.Page.Locator("html[lang=en]").WaitForAsync();
        await Assertions.Expect(administrator.Title("Enrol somebody")).ToBeVisibleAsync();
        await administrator.FillAsync("Name", "Nolwenn Tanguy");
        await administrator.ClickAsync("Propose");
        ILocator code = administrator.Page.Locator("[data-enrolment-code]");
        string shown = await code.InnerTextAsync();
        await administrator.ClickAsync("Français");
        await administrator.ArriveAsync("C’est noté");
        await Assertions.Expect(code).ToHaveTextAsync(shown);
    }

    private static async Task TickAllAsync(Desk desk)
    {
        foreach (ILocator box in await desk.Page.Locator(".compared input, #person").AllAsync())
        {
            await box.FocusAsync();
            await desk.Page.Keyboard.PressAsync("Space");
        }
    }
}
