using Microsoft.Playwright;
using Serment.EndToEnd.Bed;

namespace Serment.EndToEnd.Journeys;

/// <summary>Somebody stands at the desk.</summary>
[Collection(nameof(Clinic))]
public sealed class ReceptionTests(Clinic clinic)
{
    // A place that the identity rules know at any date, and a number of the right shape whose key is wrong.
    private const string Commune = "56260";
    private const string NirWithWrongKey = "280075626000112";

    [Fact]
    public async Task Finds_nobody_registers_with_what_was_typed_and_adds_to_the_expected()
    {
        await using Desk desk = await clinic.SignInAsync("Receptionist");
        // Her day shows the list of her own units, and costs nothing of the allowance for strangers.
        await Assertions.Expect(desk.Page.Locator("ol.rows > li").First).ToBeVisibleAsync();
        await Assertions.Expect(desk.Page.GetByText("Carte fermée")).ToHaveCountAsync(0);
        await Assertions.Expect(desk.Page.Locator(".budget")).ToHaveCountAsync(0);
        await desk.CheckAsync("day-reception");
        await desk.FollowAsync("Trouver un patient");
        await desk.ArriveAsync("Trouver un patient", "find");

        // Too little is refused where it was typed, and kept.
        await SearchAsync(desk, "14/07/1980", "");
        await desk.Page.GetByText("Saisissez au moins les trois premières lettres du nom.").First.WaitForAsync();
        await Assertions.Expect(desk.Field("Date de naissance")).ToHaveValueAsync("14/07/1980");
        await desk.CheckAsync("find-wrong");

        await SearchAsync(desk, "14/07/1980", "Quiniou", "Maëlys");
        await desk.Page.GetByText("Personne ne répond à cette recherche.").WaitForAsync();
        await desk.CheckAsync("find-nobody");
        Assert.DoesNotContain("Quiniou", desk.Page.Url, StringComparison.OrdinalIgnoreCase);

        await desk.ClickAsync("Enregistrer une nouvelle personne");
        await desk.ArriveAsync("Enregistrer une personne");
        await Assertions.Expect(desk.Field("Nom de naissance")).ToHaveValueAsync("Quiniou");
        await Assertions.Expect(desk.Field("Premier prénom de naissance")).ToHaveValueAsync("Maëlys");
        await Assertions.Expect(desk.Field("Date de naissance")).ToHaveValueAsync("14/07/1980");

        // A day that nobody knows; a wrong key is said at once, and still refused when sent.
        await desk.FillAsync("Date de naissance", "00/07/1980");
        await desk.FillAsync("Ville", "Vannes");
        await desk.FillAsync("NIR", NirWithWrongKey);
        await desk.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(desk.Page.Locator("#nir-why")).Not.ToBeEmptyAsync();
        await desk.ClickAsync("Chercher les doublons et créer");
        await desk.Page.GetByRole(AriaRole.Heading, new() { Name = "à corriger" }).WaitForAsync();
        await Assertions.Expect(desk.Field("NIR")).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(desk.Field("NIR")).ToHaveValueAsync(NirWithWrongKey);
        await Assertions.Expect(desk.Field("Ville")).ToHaveValueAsync("Vannes");
        await Assertions.Expect(desk.Field("Nom de naissance")).ToHaveValueAsync("Quiniou");
        await desk.CheckAsync("register-wrong");

        await desk.FillAsync("NIR", "");
        await desk.Page.GetByLabel("Féminin").CheckAsync();
        await desk.FillAsync("Lieu de naissance", Commune);
        await desk.ClickAsync("Chercher les doublons et créer");
        await desk.ArriveAsync("Identité et administratif", "identity");
        await desk.Page.GetByText("07/1980").First.WaitForAsync();

        // The same person again: shown before anything is created.
        await RegisterAsync(desk, "QUINIOU", "Maelys", "00/07/1980");
        await desk.Page.GetByRole(AriaRole.Heading, new() { Name = "Peut-être déjà enregistré" }).WaitForAsync();
        await desk.CheckAsync("duplicates");
        await desk.Page.GetByRole(AriaRole.Link, new() { Name = "Quiniou" })
            .First.ClickAsync();
        await desk.ArriveAsync("Identité et administratif");

        await desk.VisitAsync("/patients");
        await SearchAsync(desk, "00/07/1980", "qui");
        await desk.Page.GetByText("1 personne trouvée").WaitForAsync();
        await desk.CheckAsync("find-found");
        await desk.FollowAsync("Ajouter aux attendus");
        await desk.ArriveAsync("Ajouter aux attendus", "expect");

        await desk.FillAsync("Heure", "");
        await desk.ClickAsync("Ajouter");
        await desk.Page.GetByText("Choisissez une unité.").First.WaitForAsync();
        await desk.CheckAsync("expect-wrong");
        await desk.Page.GetByLabel("Unité").SelectOptionAsync("Consultations");
        await desk.FillAsync("Heure", "17:45");
        await desk.ClickAsync("Ajouter");
        await desk.ArriveAsync("Patients attendus", "expected");
        ILocator line = desk.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "17:45" });
        await Assertions.Expect(line).ToContainTextAsync("Quiniou", new() { IgnoreCase = true });
        await line.GetByRole(AriaRole.Button, new() { Name = "Arrivé" }).ClickAsync();
        await line.GetByText("Faire entrer").First.WaitForAsync();
        await desk.CheckAsync();
    }

    [Fact]
    public async Task Merges_two_records_of_one_person_and_separates_them_again()
    {
        await using Desk desk = await clinic.SignInAsync("Receptionist");
        await RegisterAsync(desk, "Kerbrat", "Soizic", "03/02/1975");
        await desk.ArriveAsync("Identité et administratif");
        await RegisterAsync(desk, "Kerbrat", "Soisic", "03/02/1975");
        await desk.ClickAsync("Créer quand même");
        await desk.ArriveAsync("Identité et administratif");

        await desk.VisitAsync("/patients");
        await SearchAsync(desk, "03/02/1975", "ker");
        await desk.Page.GetByText("2 personnes trouvées").WaitForAsync();

        // One is not two.
        await desk.Page.GetByLabel("Choisir").First.CheckAsync();
        await desk.ClickAsync("Comparer deux identités");
        await desk.ArriveAsync("Choisissez deux identités");
        await desk.VisitAsync("/patients");
        await SearchAsync(desk, "03/02/1975", "ker");
        await desk.Page.GetByLabel("Choisir").Nth(0).CheckAsync();
        await desk.Page.GetByLabel("Choisir").Nth(1).CheckAsync();
        await desk.ClickAsync("Comparer deux identités");
        await desk.ArriveAsync("Comparer deux identités", "compare");

        await desk.Page.GetByRole(AriaRole.Region, new() { Name = "Première identité" })
            .GetByRole(AriaRole.Button, new() { Name = "C’est la même personne : garder celle-ci" }).ClickAsync();
        await desk.Page.GetByText("1 autre dossier de la même personne est réuni ici.").WaitForAsync();
        await desk.ArriveAsync("Identité et administratif", "merged");

        await desk.ClickAsync("Séparer");
        await Assertions.Expect(desk.Page.GetByText("autre dossier de la même personne")).ToHaveCountAsync(0);
        await desk.ArriveAsync("Identité et administratif");
        await desk.VisitAsync("/patients");
        await SearchAsync(desk, "03/02/1975", "ker");
        await desk.Page.GetByText("2 personnes trouvées").WaitForAsync();
    }

    [Fact]
    public async Task Tells_the_second_of_two_who_save_the_same_identity_and_loses_nothing()
    {
        await using Desk first = await clinic.SignInAsync("Receptionist");
        await RegisterAsync(first, "Le Bihan", "Yannick", "21/11/1968");
        await first.ArriveAsync("Identité et administratif");
        string correct = first.Page.Url.Replace("/identity", "/correct", StringComparison.Ordinal);

        await using Desk second = await clinic.SignInAsync("Receptionist");
        await first.VisitAsync(correct);
        await second.VisitAsync(correct);
        await first.FillAsync("Ville", "Auray");
        await first.ClickAsync("Enregistrer");
        await first.ArriveAsync("Identité et administratif");

        await second.FillAsync("Ville", "Lorient");
        await second.FillAsync("Téléphone mobile", "06 39 98 12 34");
        await second.ClickAsync("Enregistrer");
        await second.Page.GetByRole(AriaRole.Heading, new() { Name = "Quelqu’un a enregistré entre-temps" })
            .WaitForAsync();
        await second.Page.GetByText("Enregistré : Auray").WaitForAsync();
        await Assertions.Expect(second.Field("Ville")).ToHaveValueAsync("Lorient");
        await Assertions.Expect(second.Field("Téléphone mobile")).ToHaveValueAsync("06 39 98 12 34");
        await second.CheckAsync("conflict");

        await second.ClickAsync("Enregistrer ma version");
        await second.ArriveAsync("Identité et administratif");
        await second.Page.GetByText("Lorient").WaitForAsync();
    }

    internal static async Task SearchAsync(Desk desk, string birthDate, string name, string givenName = "")
    {
        await desk.FillAsync("Date de naissance", birthDate);
        await desk.FillAsync("Nom de naissance ou utilisé", name);
        await desk.FillAsync("Prénom", givenName);
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.WaitForLoadStateAsync();
    }

    /// <summary>Fills the form for a new person and sends it; where it leads is the caller's to say.</summary>
    internal static async Task RegisterAsync(Desk desk, string birthName, string givenName, string birthDate)
    {
        await desk.VisitAsync("/patients/new");
        await desk.FillAsync("Nom de naissance", birthName);
        await desk.FillAsync("Premier prénom de naissance", givenName);
        await desk.FillAsync("Date de naissance", birthDate);
        await desk.Page.GetByLabel("Féminin").CheckAsync();
        await desk.FillAsync("Lieu de naissance", Commune);
        await desk.ClickAsync("Chercher les doublons et créer");
    }
}
