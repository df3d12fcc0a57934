using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.Harness;

namespace Serment.EndToEnd.Journeys;

/// <summary>Nobody widens anybody's power alone.</summary>
[Collection(nameof(Clinic))]
public sealed class PeopleTests(Clinic clinic)
{
    private const string NewNurse = "Enora Kervella";

    [Fact]
    public async Task An_administrator_proposes_a_nurse_a_security_officer_approves_and_the_nurse_comes_to_work()
    {
        Persona proposer = clinic.Serment.Who("Administrator");
        await using Desk administrator = await clinic.SignInAsync(proposer);
        await administrator.ArriveAsync($"Bonjour {proposer.Name}", "day-administrator");
        await administrator.FollowAsync("Personnel");
        await administrator.ArriveAsync("Personnel", "people");
        await administrator.FollowAsync("Inscrire une personne");
        await administrator.ArriveAsync("Inscrire une personne", "propose");
        await administrator.Page.GetByLabel("Médecine").CheckAsync();
        await administrator.ClickAsync("Proposer");
        await administrator.Page.GetByText("Ce champ est obligatoire.").First.WaitForAsync();
        await Assertions.Expect(administrator.Page.GetByLabel("Médecine")).ToBeCheckedAsync();
        await administrator.CheckAsync("propose-wrong");
        await administrator.FillAsync("Nom", NewNurse);
        await administrator.Page.GetByLabel("Rôle").SelectOptionAsync("Infirmier·ère");
        await administrator.ClickAsync("Proposer");
        await administrator.ArriveAsync("C’est noté", "proposed");
        string code = await administrator.Page.Locator("[data-enrolment-code]").InnerTextAsync();
        string approval = (await administrator.Page
            .GetByRole(AriaRole.Link, new() { Name = "Page d’approbation du gardien" }).GetAttributeAsync("href"))!;

        // Not by oneself.
        await SignInToDecideAsync(administrator, approval);
        await administrator.Page.GetByText("une autre personne doit la décider").WaitForAsync();
        await Assertions.Expect(administrator.Page.Locator("[data-approve]")).ToHaveCountAsync(0);
        await administrator.CheckAsync("approve-own");

        await using Desk officer = await clinic.OpenDeskAsync();
        await officer.HoldAsync(await clinic.PasskeyOfAsync(clinic.Serment.Who("SecurityOfficer")));
        await SignInToDecideAsync(officer, approval);
        await officer.Page.GetByText($"{NewNurse} pourra se connecter à CLINIQUE").WaitForAsync();
        await officer.CheckAsync("approve");
        await officer.ClickAsync("Approuver avec ma clé d’accès");
        await officer.Page.GetByText("Approuvée : c’est en vigueur.").WaitForAsync();
        await officer.CheckAsync("approved");
        string address = await officer.Page.GetByLabel("Lien").InputValueAsync();

        await using Desk nurse = await clinic.OpenDeskAsync();
        await nurse.Page.GotoAsync(address);
        await nurse.Page.GetByLabel("Code d’inscription").WaitForAsync();
        await nurse.CheckAsync("enrol-code");
        await nurse.ClickAsync("Enregistrer ma clé d’accès");
        await nurse.Page.GetByRole(AriaRole.Alert).GetByText("Tapez le code de huit caractères").WaitForAsync();

        // What the approver holds is not enough, and neither is a guess.
        await nurse.FillAsync("Code d’inscription", "0000-0000");
        await nurse.Page.GetByLabel("Code d’inscription").PressAsync("Enter");
        await nurse.Page.GetByRole(AriaRole.Alert).GetByText("Ce code n’est pas le bon").WaitForAsync();
        await nurse.CheckAsync("enrol-code-wrong");
        await nurse.FillAsync("Code d’inscription", code);
        await nurse.ClickAsync("Enregistrer ma clé d’accès");
        await nurse.Page.GetByText("Votre clé d’accès est enregistrée").WaitForAsync();
        await nurse.SignInAsync();
        await nurse.ArriveAsync($"Bonjour {NewNurse}");
        await Assertions.Expect(nurse.Page.Locator("ol.rows > li").First).ToBeVisibleAsync();

        // She has arrived; what she was given stands where both can see it.
        await administrator.VisitAsync("/people");
        await Assertions.Expect(administrator.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = NewNurse }).Last)
            .ToContainTextAsync("Actif");
        await administrator.CheckAsync();

        // The keys are all that he sees of patients: there is no page of theirs for him.
        Assert.Equal(403, await administrator.VisitAsync("/patients"));
        await administrator.ArriveAsync("Cette page n’est pas ouverte à votre rôle", "forbidden");
    }

    [Fact]
    public async Task A_lost_passkey_is_taken_away_and_whoever_holds_it_stands_outside()
    {
        Persona who = clinic.Serment.Who("LaboratoryTechnician", "LABO");
        await using Desk technician = await clinic.SignInAsync(who);
        await technician.Page.GetByRole(AriaRole.Link, new() { Name = who.Name }).PressAsync("Enter");
        await technician.ArriveAsync("Mes clés d’accès", "passkeys");
        await technician.Page.GetByText("C’est votre seule clé").WaitForAsync();

        await using Desk officer = await clinic.SignInAsync(clinic.Serment.Who("SecurityOfficer", "LABO"));
        await officer.VisitAsync("/people");
        await officer.Page.GetByRole(AriaRole.Link, new() { Name = $"1 Clés, {who.Name}" }).ClickAsync();
        await officer.ArriveAsync("Clés", "passkeys-of-another");
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "Retirer" }).PressAsync("Enter");
        await officer.Page.GetByText("Aucune clé d’accès.").WaitForAsync();
        await officer.CheckAsync("passkeys-none");

        Assert.Equal(401, await technician.VisitAsync("/"));
        await technician.ArriveAsync("Se connecter");
        await technician.TouchAsync();
        await technician.Page.GetByRole(AriaRole.Alert).First.WaitForAsync();
    }

    [Fact]
    public async Task A_machine_client_that_nobody_needs_any_more_is_ended_at_once()
    {
        await using Desk administrator = await clinic.SignInAsync(clinic.Serment.Who("Administrator"));
        await administrator.VisitAsync("/people");
        await administrator.FollowAsync("Retirer import");
        await administrator.ArriveAsync("Retirer une interface", "end-client");
        await administrator.Page.GetByText("agit aussitôt et pour toujours").WaitForAsync();
        await administrator.ClickAsync("Proposer");
        await administrator.ArriveAsync("C’est noté");
        await administrator.FollowAsync("Revenir au personnel");
        await Assertions.Expect(administrator.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "import" }).Last)
            .ToContainTextAsync("Retirée");
        await administrator.CheckAsync("people-clients");
    }

    private static async Task SignInToDecideAsync(Desk desk, string approval)
    {
        await desk.Page.GotoAsync(approval);
        await desk.ArriveAsync("Décider des propositions");
        await desk.TouchAsync();
        await desk.Page.Locator("article[data-proposal] h1").WaitForAsync();
    }
}
