using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.Harness;

namespace Serment.EndToEnd.Journeys;

/// <summary>A session that ends while somebody types.</summary>
[Collection(nameof(ClinicNextDoor))]
public sealed class EndedSessionTests(ClinicNextDoor clinic)
{
    [Fact]
    public async Task Keeps_what_was_typed_and_sends_it_after_signing_in_again()
    {
        Persona who = clinic.Serment.Who("Receptionist");
        await using Desk desk = await clinic.SignInAsync(who);
        await FillAsync(desk);
        await RevokeAsync(who);

        await desk.ClickAsync("Chercher les doublons et créer");
        await desk.Page.GetByText("Ce que vous avez saisi est gardé dans cette page").WaitForAsync();
        await desk.ArriveAsync("Se connecter", "sign-in-kept");
        await desk.TouchAsync();
        await desk.ArriveAsync("Identité et administratif");
        await desk.Page.GetByText("Trégastel").WaitForAsync();
    }

    [Fact]
    public async Task Does_not_hand_what_was_typed_to_the_next_person_at_the_desk()
    {
        Persona who = clinic.Serment.Who("Receptionist");
        Persona next = clinic.Serment.Who("Nurse");
        await using Desk desk = await clinic.OpenDeskAsync();
        await desk.HoldAsync(await clinic.PasskeyOfAsync(who));
        await desk.SignInAsync();
        await FillAsync(desk);
        await RevokeAsync(who);
        await desk.ClickAsync("Chercher les doublons et créer");
        await desk.ArriveAsync("Se connecter");

        await desk.DropAllAsync();
        await desk.HoldAsync(await clinic.PasskeyOfAsync(next));
        await desk.TouchAsync();
        await desk.ArriveAsync($"Bonjour {next.Name}");
        await Assertions.Expect(desk.Page.GetByText("Trégastel")).ToHaveCountAsync(0);
    }

    private static async Task FillAsync(Desk desk)
    {
        await desk.VisitAsync("/patients/new");
        await desk.FillAsync("Nom de naissance", "Le Dantec");
        await desk.FillAsync("Premier prénom de naissance", "Gwenola");
        await desk.FillAsync("Date de naissance", "12/05/1959");
        await desk.Page.GetByLabel("Féminin").CheckAsync();
        await desk.FillAsync("Lieu de naissance", "56260");
        await desk.FillAsync("Ville", "Trégastel");
    }

    private async Task RevokeAsync(Persona who)
    {
        await using Desk officer = await clinic.SignInAsync("SecurityOfficer");
        await officer.VisitAsync("/security/sessions");
        ILocator lines = officer.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = who.Name });
        for (int left = await lines.CountAsync(); left > 0; left--)
        {
            await lines.First.GetByRole(AriaRole.Button).ClickAsync();
            await Assertions.Expect(lines).ToHaveCountAsync(left - 1);
        }
    }
}
