using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.Harness;

namespace Serment.EndToEnd.Journeys;

/// <summary>From the one-time address on paper to the first page.</summary>
[Collection(nameof(ClinicNextDoor))]
public sealed class EnrolAndSignInTests(ClinicNextDoor clinic)
{
    [Fact]
    public async Task Enrols_by_the_one_time_address_and_signs_in_with_the_passkey()
    {
        Persona who = clinic.Serment.Who("BillingClerk", "LABO");
        await using Desk desk = await clinic.OpenDeskAsync();
        await desk.VisitAsync("/");
        await desk.ArriveAsync("Se connecter", "sign-in");

        await desk.Page.GotoAsync(who.EnrolUrl);
        await desk.Page.GetByRole(AriaRole.Definition).Filter(new() { HasText = who.Name }).WaitForAsync();
        await desk.ArriveAsync("Enregistrer ma clé d’accès", "enrol");
        Assert.DoesNotContain("#", desk.Page.Url, StringComparison.Ordinal);
        await desk.ClickAsync("Enregistrer ma clé d’accès");
        await desk.Page.GetByText("Votre clé d’accès est enregistrée").WaitForAsync();
        await desk.CheckAsync("enrolled");

        await desk.FollowAsync("Aller à Serment");
        await desk.ArriveAsync("Se connecter");
        await desk.TouchAsync();
        await desk.ArriveAsync($"Bonjour {who.Name}");

        // The address has served: whoever finds the paper gets nothing.
        await using Desk finder = await clinic.OpenDeskAsync();
        await finder.Page.GotoAsync(who.EnrolUrl);
        await finder.Page.GetByRole(AriaRole.Alert).GetByText("déjà été utilisé").WaitForAsync();
        await finder.CheckAsync("enrol-used");

        await desk.ClickAsync("Se déconnecter");
        await desk.ArriveAsync("Se connecter");
        Assert.Equal(401, await desk.VisitAsync("/expected"));
        await desk.ArriveAsync("Se connecter");
    }

    [Fact]
    public async Task Enrols_and_signs_in_with_the_demonstrations_software_authenticator()
    {
        Persona who = clinic.Serment.Who("Pharmacist");
        await using Desk desk = await clinic.OpenDeskAsync();
        await desk.Page.GotoAsync(who.EnrolUrl);
        await desk.ClickAsync("Utiliser l’authentificateur logiciel de la démonstration");
        await desk.Page.GetByText("Votre clé d’accès est enregistrée").WaitForAsync();
        await desk.FollowAsync("Aller à Serment");
        ILocator person = desk.Page.GetByRole(AriaRole.Button, new() { Name = who.Name });
        await person.WaitForAsync();
        await desk.ArriveAsync("Se connecter", "sign-in-demo");
        await person.ClickAsync();
        await desk.ArriveAsync($"Bonjour {who.Name}", "day-pharmacist");
    }
}
