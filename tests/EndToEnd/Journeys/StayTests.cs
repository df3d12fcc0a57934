using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.Harness;

namespace Serment.EndToEnd.Journeys;

/// <summary>Beds are described, a patient comes, is moved by mouse and by keyboard, and leaves.</summary>
[Collection(nameof(Clinic))]
public sealed class StayTests(Clinic clinic)
{
    [Fact]
    public async Task A_patient_is_admitted_dragged_to_a_bed_moved_by_keyboard_and_discharged()
    {
        await DescribeAsync("Médecine", "101", "3", "Lit");
        await using Desk desk = await clinic.SignInAsync("Receptionist");
        await ReceptionTests.RegisterAsync(desk, "Tanguy", "Gwenola", "11/04/1952");
        await desk.ArriveAsync("Identité et administratif");
        await desk.FollowAsync("Séjours");
        await desk.ArriveAsync("Séjours", "stays-none");
        await desk.FollowAsync("Admettre");
        await desk.ArriveAsync("Admettre", "admit");
        await desk.Page.GetByLabel("Unité et lit").SelectOptionAsync("Médecine, sans lit");
        await desk.ClickAsync("Admettre");
        await desk.ArriveAsync("Séjours", "stays");
        await desk.FollowAsync("Lits");
        await desk.ArriveAsync("Lits", "beds");

        await using Desk nurse = await clinic.SignInAsync("Nurse");
        await nurse.FollowAsync("Lits");
        await nurse.FollowAsync("Médecine");
        await nurse.ArriveAsync("Médecine", "board");

        // By mouse.
        await nurse.Page.Locator(".bed.waiting .bed-patient").Filter(new() { HasText = "TANGUY" })
            .DragToAsync(nurse.Page.Locator(".bed.free").Filter(new() { HasText = "101-1" }));
        await nurse.Page.Locator(".bed.occupied").Filter(new() { HasText = "TANGUY" })
            .Filter(new() { HasText = "101-1" }).WaitForAsync();
        await nurse.CheckAsync("board-occupied");

        // By keyboard: to the next patient, its actions, another bed.
        await nurse.Page.Keyboard.PressAsync("j");
        await Assertions.Expect(nurse.Page.Locator(".bed.occupied a.name").First).ToBeFocusedAsync();
        await nurse.Page.Keyboard.PressAsync("Tab");
        await nurse.Page.Keyboard.PressAsync("Enter");
        await nurse.Page.Keyboard.PressAsync("Tab");
        await nurse.Page.Keyboard.PressAsync("ArrowDown");
        await nurse.CheckAsync("board-open");
        await nurse.Page.Keyboard.PressAsync("Tab");
        await nurse.Page.Keyboard.PressAsync("Enter");
        ILocator third = nurse.Page.Locator(".bed.occupied").Filter(new() { HasText = "101-3" });
        await third.Filter(new() { HasText = "TANGUY" }).WaitForAsync();
        await nurse.Page.Locator(".bed.clean").Filter(new() { HasText = "101-1" })
            .GetByRole(AriaRole.Button, new() { Name = "Propre" }).ClickAsync();
        await Assertions.Expect(nurse.Page.Locator(".bed.clean")).ToHaveCountAsync(0);

        await third.Locator("summary").ClickAsync();
        await third.GetByRole(AriaRole.Link, new() { Name = "Sortie" }).ClickAsync();
        await nurse.ArriveAsync("Noter la sortie", "discharge");
        await nurse.ClickAsync("Noter la sortie");
        await nurse.Page.GetByText("Choisissez la destination.").First.WaitForAsync();
        await nurse.CheckAsync("discharge-wrong");
        await nurse.Page.GetByLabel("Destination").SelectOptionAsync("Domicile");
        await nurse.ClickAsync("Noter la sortie");
        await nurse.ArriveAsync("Médecine");
        await Assertions.Expect(nurse.Page.GetByText("TANGUY")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_emergency_arrives_is_sorted_and_gets_a_box()
    {
        await DescribeAsync("Urgences", "Box 1", "1", "Box d’urgence");
        await using Desk desk = await clinic.SignInAsync("Receptionist");
        await ReceptionTests.RegisterAsync(desk, "Rivoal", "Malo", "23/08/1990");
        await desk.ArriveAsync("Identité et administratif");
        await desk.FollowAsync("Séjours");
        await desk.FollowAsync("Noter une arrivée");
        await desk.ArriveAsync("Noter une arrivée", "arrival");
        await desk.Page.GetByLabel("Unité et lit").SelectOptionAsync("Urgences, sans lit");
        await desk.ClickAsync("Noter une arrivée");
        await desk.ArriveAsync("Urgences", "emergency-desk");

        Persona who = clinic.Serment.Personas.Last(one => one is { Role: "Nurse", Site: "CLINIQUE" });
        await using Desk nurse = await clinic.SignInAsync(who);
        await nurse.VisitAsync(new Uri(desk.Page.Url).AbsolutePath);
        await nurse.ArriveAsync("Urgences", "emergency");
        ILocator line = nurse.Page.Locator(".emergency > li").Filter(new() { HasText = "RIVOAL" });
        await line.Locator("summary").Filter(new() { HasText = "Trier" }).ClickAsync();
        await line.Locator("label").Filter(new() { HasText = "3A" }).ClickAsync();
        await line.GetByLabel("Motif").FillAsync("Chute de vélo, poignet");
        await nurse.CheckAsync("triage");
        await line.GetByRole(AriaRole.Button, new() { Name = "Enregistrer le tri" }).ClickAsync();
        await line.GetByText("délai 60 min").WaitForAsync();
        await line.GetByText("Chute de vélo").First.WaitForAsync();
        await line.Locator("summary").Filter(new() { HasText = "Box" }).ClickAsync();
        await line.GetByRole(AriaRole.Button, new() { Name = "Muter" }).ClickAsync();
        await line.GetByText("Box 1").First.WaitForAsync();
        await nurse.CheckAsync("emergency-sorted");

        await desk.Page.ReloadAsync();
        await Assertions.Expect(desk.Page.GetByText("Chute de vélo")).ToHaveCountAsync(0);
    }

    /// <summary>The administrator adds a room.</summary>
    private async Task DescribeAsync(string unit, string room, string beds, string kind)
    {
        await using Desk admin = await clinic.SignInAsync("Administrator");
        await admin.FollowAsync("Chambres et lits");
        await admin.ArriveAsync("Chambres et lits", "locations-none");
        await admin.Page.GetByLabel("Unité").SelectOptionAsync(unit);
        await admin.Page.GetByRole(AriaRole.Heading, new() { Name = "Ajouter une chambre" }).WaitForAsync();
        await admin.FillAsync("Chambre", room);
        await admin.FillAsync("Nombre de lits", beds);
        await admin.Page.GetByLabel("Sorte").SelectOptionAsync(kind);
        await admin.ClickAsync("Ajouter une chambre");
        await admin.Page.Locator(".bed-row").First.WaitForAsync();
        await admin.CheckAsync("locations");
    }
}
