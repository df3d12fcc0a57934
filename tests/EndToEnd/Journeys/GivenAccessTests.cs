using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.Harness;

namespace Serment.EndToEnd.Journeys;

/// <summary>What colleagues give each other: let in, replaced, a night's team; and the office that sees and ends it.</summary>
[Collection(nameof(ClinicNextDoor))]
public sealed class GivenAccessTests(ClinicNextDoor clinic)
{
    [Fact]
    public async Task A_physician_asks_a_colleague_and_her_page_goes_on_by_itself()
    {
        await using Desk nurse = await clinic.SignInAsync("Nurse");
        string chart = (await CareTests.LinksAsync(nurse))[0];
        await using Desk physician = await clinic.SignInAsync(Of("Physician", 1));
        await physician.VisitAsync(chart + "/care");
        await physician.ArriveAsync("Ce patient n’est pas dans vos soins en cours", "access-closed");

        await physician.ClickAsync("Demander");
        await physician.Page.GetByText("Écrivez de 5 à 300 caractères.").First.WaitForAsync();
        await physician.FillAsync("Pourquoi ?", "Avis demandé par le bloc pour ce soir.");
        await physician.ClickAsync("Demander");
        await physician.Page.GetByText("Demande envoyée.").WaitForAsync();
        await physician.CheckAsync("access-waiting");

        // The nurse's page of the day shows it by itself.
        ILocator request = nurse.Page.GetByRole(AriaRole.Region, new() { Name = "Demandes d’accès à vos patients" });
        await request.WaitForAsync();
        await Assertions.Expect(request).ToContainTextAsync("Avis demandé par le bloc pour ce soir.");
        await nurse.CheckAsync("access-requests");
        await request.GetByRole(AriaRole.Button, new() { Name = "Oui, 4 h" }).ClickAsync();
        await nurse.Page.GetByText("Accès ouvert.").WaitForAsync();

        await physician.ArriveAsync("Qui prend en charge", "care-page");
        Assert.EndsWith("/care", new Uri(physician.Page.Url).AbsolutePath, StringComparison.Ordinal);
        await Assertions.Expect(physician.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Adressage" }).First)
            .ToContainTextAsync(Of("Physician", 1).Name);

        await using Desk officer = await clinic.SignInAsync("SecurityOfficer");
        await officer.VisitAsync("/security/given");
        await officer.ArriveAsync("Accès confiés entre collègues", "office-given");
        await Assertions.Expect(officer.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "accordée" }).First)
            .ToContainTextAsync(Of("Physician", 1).Name);
    }

    [Fact]
    public async Task A_touch_or_an_emergency_opens_the_record_at_once_where_one_stands()
    {
        await using Desk nurse = await clinic.SignInAsync("Nurse");
        string[] charts = await CareTests.LinksAsync(nurse);
        await using Desk physician = await clinic.SignInAsync(Of("Physician", 1));
        await physician.VisitAsync(charts[1]);
        await physician.ArriveAsync("Ce patient n’est pas dans vos soins en cours");
        await physician.TouchIntoAsync("OffPattern");
        await physician.ArriveAsync("Dossier");

        await physician.VisitAsync(charts[2]);
        await physician.ArriveAsync("Ce patient n’est pas dans vos soins en cours");
        await physician.Page.Locator("summary.danger").ClickAsync();
        await physician.Page.Locator("#reason").FillAsync("Détresse respiratoire, médecin référent injoignable.");
        await physician.TouchIntoAsync("BreakGlass");
        await physician.ArriveAsync("Dossier", "opened-in-emergency");
        await Assertions.Expect(physician.Page.Locator("[data-emergency]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_copy_of_the_record_downloads_after_the_touch()
    {
        await using Desk physician = await clinic.SignInAsync("Physician");
        string chart = (await CareTests.LinksAsync(physician))[^1];
        await physician.VisitAsync(chart + "/copy");
        await physician.Page.Locator("main form button.primary").ClickAsync();
        await physician.ArriveAsync("Copie du dossier", "copy-touch");
        IDownload copy = await physician.Page.RunAndWaitForDownloadAsync(() => physician.TouchIntoAsync("RecordCopy"));
        Assert.EndsWith(".zip", copy.SuggestedFilename, StringComparison.Ordinal);
        Assert.Null(await copy.FailureAsync());
        await physician.Page.GetByText("se télécharge").WaitForAsync();
    }

    [Fact]
    public async Task A_carer_hands_a_patient_over_and_ends_it()
    {
        await using Desk nurse = await clinic.SignInAsync("Nurse");
        string chart = (await CareTests.LinksAsync(nurse))[^1];
        Persona taker = Of("Nurse", 3);
        await using Desk other = await clinic.SignInAsync(taker);
        await nurse.VisitAsync(chart);
        await nurse.FollowAsync("Prise en charge");
        await nurse.ArriveAsync("Qui prend en charge");
        await nurse.ClickAsync("Enregistrer");
        await nurse.Page.GetByText("Choisissez un collègue ou un service.").First.WaitForAsync();
        await nurse.CheckAsync("care-wrong");
        await nurse.Page.GetByLabel("Confier le patient").CheckAsync();
        await nurse.Page.Locator("#to").SelectOptionAsync([$"staff:{taker.StaffId}"]);
        await nurse.ClickAsync("Enregistrer");
        await nurse.Page.GetByText("Enregistré.").WaitForAsync();
        ILocator line = nurse.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Patient confié" });
        await Assertions.Expect(line.First).ToContainTextAsync(taker.Name);
        await nurse.CheckAsync("care-handed-over");

        await other.VisitAsync(chart);
        await other.ArriveAsync("Dossier");

        await line.First.GetByRole(AriaRole.Button).ClickAsync();
        await nurse.Page.GetByText("Clos.").WaitForAsync();
        await other.VisitAsync(chart);
        await other.ArriveAsync("Ce patient n’est pas dans vos soins en cours");
    }

    [Fact]
    public async Task A_replacement_for_a_week_and_a_night_team_are_seen_and_ended_by_the_office()
    {
        Persona leaving = Of("Physician", 0);
        Persona replacing = Of("Physician", 2);
        await clinic.PasskeyOfAsync(replacing);
        await using Desk physician = await clinic.SignInAsync(leaving);
        await physician.VisitAsync("/standing-in");
        await physician.ArriveAsync("Remplacements et garde", "standing-in");
        await physician.ClickAsync("Confier mes patients");
        await physician.Page.GetByText("Choisissez un collègue.").First.WaitForAsync();
        await physician.CheckAsync("standing-in-wrong");
        await physician.Page.Locator("#taker").SelectOptionAsync([replacing.StaffId]);
        await physician.ClickAsync("Confier mes patients");
        await physician.ArriveAsync("Remplacement ou garde", "standing-in-touch");
        await physician.CheckAsync();
        await physician.TouchAsync();
        await physician.Page.GetByText("votre collègue le voit dès maintenant").WaitForAsync();
        await Assertions.Expect(physician.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = replacing.Name }))
            .ToContainTextAsync($"Remplace {leaving.Name}");
        await physician.CheckAsync("standing-in-given");

        await using Desk taker = await clinic.SignInAsync(replacing);
        await taker.Page.GetByText($"Vous remplacez {leaving.Name}").WaitForAsync();
        string chart = (await CareTests.LinksAsync(physician))[0];
        await taker.VisitAsync(chart);
        await taker.ArriveAsync("Dossier");

        Persona helping = Of("Nurse", 3);
        await clinic.PasskeyOfAsync(helping);
        await using Desk nurse = await clinic.SignInAsync("Nurse");
        await nurse.VisitAsync("/standing-in");
        await nurse.Page.Locator("#helper").SelectOptionAsync([helping.StaffId]);
        await nurse.ClickAsync("Ajouter à la garde");
        await nurse.TouchAsync();
        await nurse.Page.GetByText("votre collègue le voit dès maintenant").WaitForAsync();
        await using Desk helper = await clinic.SignInAsync(helping);
        await helper.Page.GetByText("Vous êtes de garde").WaitForAsync();
        await helper.CheckAsync("on-call-day");
        string ward = (await CareTests.LinksAsync(nurse))[0];
        await helper.VisitAsync(ward);
        await helper.ArriveAsync("Dossier");

        await using Desk officer = await clinic.SignInAsync("SecurityOfficer");
        await officer.VisitAsync("/security/given");
        await officer.ArriveAsync("Accès confiés entre collègues", "office-covers");
        await officer.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = helping.Name })
            .GetByRole(AriaRole.Button).First.ClickAsync();
        await officer.Page.GetByText("Clos.").WaitForAsync();
        await officer.CheckAsync();
        await helper.VisitAsync(ward);
        await helper.ArriveAsync("Ce patient n’est pas dans vos soins en cours");

        await taker.VisitAsync("/standing-in");
        await taker.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = leaving.Name })
            .GetByRole(AriaRole.Button).ClickAsync();
        await taker.Page.GetByText("Clos.").WaitForAsync();
    }

    [Fact]
    public async Task Closed_and_standing_in_read_on_a_telephone()
    {
        await using Desk phone = await clinic.OpenDeskAsync(width: 400, height: 800);
        await phone.HoldAsync(await clinic.PasskeyOfAsync(Of("Physician", 1)));
        await phone.SignInAsync();
        await phone.VisitAsync("/standing-in");
        await phone.ArriveAsync("Remplacements et garde", "standing-in-400");
        await phone.VisitAsync("/patients/3hfeg8ajr3t11");
        await phone.ArriveAsync("Ce patient n’est pas dans vos soins en cours", "access-closed-400");
        int overflow = await phone.Page.EvaluateAsync<int>(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.Equal(0, overflow);
    }

    private Persona Of(string role, int number) =>
        clinic.Serment.Personas.Where(one => (one.Role, one.Site) == (role, "CLINIQUE")).ElementAt(number);
}
