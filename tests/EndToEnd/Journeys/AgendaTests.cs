using System.Globalization;
using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Schedules;

namespace Serment.EndToEnd.Journeys;

/// <summary>An agenda from its first opening hours to a freed slot, by mouse and by keys.</summary>
[Collection(nameof(ClinicNextDoor))]
public sealed class AgendaTests(ClinicNextDoor clinic)
{
    private const string Name = "Agenda du docteur";

    private static readonly SelectOptionValue Kind = new() { Label = "Consultation de suivi · 20 min" };

    [Fact]
    public async Task An_agenda_is_set_up_booked_moved_by_keys_and_by_mouse_and_a_freed_slot_finds_who_waits()
    {
        string schedule = await SetUpAsync();
        await using Desk desk = await clinic.SignInAsync("Receptionist");
        string[] patients = await PatientsAsync(desk);
        DateOnly day = OpenDay(DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime).AddDays(1));
        string board = $"/agenda?day={Days.ToText(day)}&s={schedule}";

        // A slot chosen in the agenda goes along while the patient is looked for.
        await desk.VisitAsync(board);
        await desk.ArriveAsync("Agenda", "agenda-free");
        await desk.Page.Locator("a.slot").First.ClickAsync();
        await desk.ArriveAsync("Trouver un patient");
        await BookAsync(desk, patients[0], $"{schedule}.{Days.ToText(day)}.540");
        await BookAsync(desk, patients[1], $"{schedule}.{Days.ToText(day)}.600");

        await desk.VisitAsync(board);
        Assert.Equal(0, await desk.Page.Locator(".appointment .who").CountAsync());
        await desk.FollowAsync("Afficher 2 noms");
        await Assertions.Expect(desk.Page.Locator(".appointment .who")).ToHaveCountAsync(2);
        await desk.CheckAsync("agenda-day");

        // By keys: m picks up, arrows go on, Enter puts down; Esc puts back.
        IKeyboard keys = desk.Page.Keyboard;
        ILocator first = desk.Page.Locator(".appointment").First;
        await first.FocusAsync();
        await keys.PressAsync("m");
        await Assertions.Expect(first).ToHaveAttributeAsync("data-dragging", "");
        await keys.PressAsync("Escape");
        await Assertions.Expect(first).Not.ToHaveAttributeAsync("data-dragging", "");
        await keys.PressAsync("m");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Enter");
        await desk.Page.GetByText("Rendez-vous déplacé.").WaitForAsync();
        Assert.Equal("560", await desk.Page.Locator(".appointment").First.GetAttributeAsync("data-minute"));

        // By mouse.
        await desk.Page.Locator(".appointment").First.DragToAsync(desk.Page.Locator("a.slot[data-minute='480']"));
        await desk.Page.GetByText("Rendez-vous déplacé.").WaitForAsync();
        Assert.Equal("480", await desk.Page.Locator(".appointment").First.GetAttributeAsync("data-minute"));

        await WaitAsync(desk, patients[2]);
        await desk.VisitAsync(board);
        await desk.Page.Locator(".appointment").First.ClickAsync();
        await desk.ArriveAsync("Rendez-vous", "appointment");
        await desk.Page.Locator("#reason").SelectOptionAsync("PatientAsked");
        await desk.ClickAsync("Annuler le rendez-vous");
        await desk.ArriveAsync("Liste d’attente", "waiting-freed");
        await desk.FollowAsync("Afficher 1 nom");
        await desk.Page.Locator(".row .ends a.primary").ClickAsync();
        await desk.ArriveAsync("Prendre un rendez-vous", "book");
        await desk.ClickAsync("Réserver");
        await desk.Page.GetByText("Rendez-vous pris.").WaitForAsync();
        Assert.Equal(2, await desk.Page.Locator(".appointment").CountAsync());

        await desk.VisitAsync($"/agenda?view=week&day={Days.ToText(day)}&s={schedule}");
        await desk.ArriveAsync("Agenda", "agenda-week");
        await desk.Page.SetViewportSizeAsync(400, 800);
        await desk.VisitAsync(board);
        await desk.CheckAsync("agenda-narrow");
        Assert.True(await desk.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }

    [Fact]
    public async Task Who_arrives_at_the_desk_shows_on_the_practitioners_day_by_itself()
    {
        await using Desk physician = await clinic.SignInAsync("Physician");
        await using Desk reception = await clinic.SignInAsync("Receptionist");
        ILocator arrived = physician.Page.Locator(".row .badge.accent");
        await physician.VisitAsync("/");
        int before = await arrived.CountAsync();
        await reception.VisitAsync("/expected");

        // Consultations: the unit that both have.
        await reception.Page.Locator("#unit").SelectOptionAsync(new SelectOptionValue { Label = "Consultations" });
        await reception.Page.WaitForURLAsync("**/expected?unit=*");
        await reception.Page.Locator("button[name='status'][value='Arrived']").First.ClickAsync();
        await reception.Page.Locator(".row .badge.accent").First.WaitForAsync();
        await reception.CheckAsync("expected-flow");
        await Assertions.Expect(arrived).ToHaveCountAsync(before + 1);

        await physician.Page.Locator("button[name='status'][value='InConsultation']").First.ClickAsync();
        await physician.Page.Locator("button[name='status'][value='Done']").First.ClickAsync();
        await physician.CheckAsync("day-flow");
    }

    private async Task<string> SetUpAsync()
    {
        await using Desk admin = await clinic.SignInAsync("Administrator");
        await admin.VisitAsync("/agenda/setup");
        await admin.ArriveAsync("Agendas et consultations");
        await admin.FillAsync("Nouveau lieu", "Site principal");
        await admin.Page.Locator("form[aria-label='Nouveau lieu'] button").ClickAsync();
        await admin.Page.GetByText("Enregistré.").WaitForAsync();
        await admin.FollowAsync("Ajouter un agenda");
        await admin.ArriveAsync("Ajouter un agenda", "agenda-setup-schedule");
        await admin.FillAsync("Nom", Name);
        await admin.Page.Locator("#staff").SelectOptionAsync(clinic.Serment.Who("Physician").StaffId);
        for (int weekday = 1; weekday <= 7; weekday++)
        {
            await admin.Page.Locator("#hours" + weekday.ToString(CultureInfo.InvariantCulture)).FillAsync("8-12 14-18");
        }

        await admin.Page.Locator("#slotMinutes").FillAsync("20");
        await admin.ClickAsync("Enregistrer");
        await admin.FollowAsync("Ajouter un type");
        await admin.FillAsync("Nom", "Consultation de suivi");
        await admin.FillAsync("Durée (min)", "20");
        await admin.CheckAsync("agenda-setup-kind");
        await admin.ClickAsync("Enregistrer");
        await admin.ArriveAsync("Agendas et consultations", "agenda-setup");
        string? href = await admin.Page.GetByRole(AriaRole.Link, new() { Name = Name }).GetAttributeAsync("href");
        return href!.Split('/')[^1];
    }

    private static async Task<string[]> PatientsAsync(Desk desk)
    {
        await desk.VisitAsync("/expected");
        return await desk.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('.rows a.name')].map((link) => link.getAttribute('href').split('/')[2])");
    }

    private static async Task BookAsync(Desk desk, string patient, string slot)
    {
        await desk.VisitAsync($"/patients/{patient}/book?slot={slot}");
        await desk.Title("Prendre un rendez-vous").WaitForAsync();
        await desk.Page.Locator("#kind").SelectOptionAsync(Kind);
        await desk.ClickAsync("Réserver");
        await desk.Page.GetByText("Rendez-vous pris.").WaitForAsync();
    }

    private static async Task WaitAsync(Desk desk, string patient)
    {
        await desk.VisitAsync($"/patients/{patient}/book");
        await desk.Page.Locator("#kind").SelectOptionAsync(Kind);
        await desk.Page.Locator("details.more summary").ClickAsync();
        await desk.Page.Locator("#last").FillAsync(
            Days.ToText(DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime).AddDays(20)));
        await desk.ClickAsync("Liste d’attente");
        await desk.ArriveAsync("Liste d’attente");
    }

    private static DateOnly OpenDay(DateOnly day)
    {
        while (FrenchHolidays.On(day, isAlsaceMoselle: false) is not null)
        {
            day = day.AddDays(1);
        }

        return day;
    }
}
