using AngleSharp.Dom;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.IntegrationTests.Records.Appointments;
using Serment.Records.Appointments.Schedules;

namespace Serment.IntegrationTests.Web;

public sealed class AgendaPagesTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_slower_of_two_desks_is_told_keeps_what_was_typed_and_is_offered_what_is_free(
        DatabaseEngine engine)
    {
        await using WebBed bed = await StartAsync(engine);
        using Browser first = await bed.OpenAsync(Role.Receptionist);
        using Browser second = await bed.OpenAsync(Role.Receptionist);
        string one = await RegisterAsync(first, "MOREL", "LÉA");
        string two = await RegisterAsync(second, "CARON", "INÈS");
        Assert.Equal(302, (await BookAsync(first, one, "10:00")).Status);

        Answer told = await BookAsync(second, two, "10:10", note: "<b>Avec sa fille</b>");
        Assert.Equal(409, told.Status);
        Assert.Equal("<b>Avec sa fille</b>", told.Page.QuerySelector("#note")!.TextContent);
        IElement offered = told.Page.QuerySelector("button[name='step'][value^='pick:1.2026-03-03.']")!;
        Answer picked = await second.PostAsync(
            $"/patients/{two}/book", With(PageForms.FieldsOf(told), "step", offered.GetAttribute("value")!));
        Assert.NotEqual("10:10", picked.ValueOf("time"), StringComparer.Ordinal);
        Assert.Equal(
            302,
            (await second.PostAsync(
                $"/patients/{two}/book", With(PageForms.FieldsOf(picked), "step", "book"))).Status);
    }

    [Fact]
    public async Task A_day_to_come_shows_slots_and_opens_names_only_when_asked()
    {
        await using WebBed bed = await StartAsync();
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        string patient = await RegisterAsync(reception, "MOREL", "LÉA");
        await BookAsync(reception, patient, "10:00");

        Answer slots = await reception.GetAsync("/agenda?day=2026-03-03&s=1");
        Assert.DoesNotContain("MOREL", slots.Text, StringComparison.Ordinal);
        Assert.Contains("Afficher 1 nom", slots.Text, StringComparison.Ordinal);
        Answer named = await reception.GetAsync("/agenda?day=2026-03-03&s=1&names=s1");
        Assert.Contains("MOREL", named.Text, StringComparison.Ordinal);
        Answer week = await reception.GetAsync("/agenda?view=week&day=2026-03-03&s=1.2");
        Assert.DoesNotContain("MOREL", week.Text, StringComparison.Ordinal);
        Assert.Equal("1", (await reception.GetAsync("/agenda?view=week&day=2026-03-03&s=1.2&names=d2026-03-03"))
            .Page.QuerySelectorAll(".appointment .who").Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.DoesNotContain("style=", slots.Text, StringComparison.Ordinal);

        // The stamp costs nothing, names nobody, and changes with a row.
        string before = (await reception.GetAsync("/agenda/stamp?from=2026-03-03")).Text;
        await BookAsync(reception, patient, "11:00");
        Assert.NotEqual(before, (await reception.GetAsync("/agenda/stamp?from=2026-03-03")).Text, StringComparer.Ordinal);
        Assert.Equal(400, (await reception.GetAsync("/agenda/stamp?from=2026-03-03&until=2027-03-03")).Status);
    }

    [Fact]
    public async Task A_series_shows_what_does_not_fit_before_anything_is_booked()
    {
        await using WebBed bed = await StartAsync();
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        string patient = await RegisterAsync(reception, "MOREL", "LÉA");

        // The fifth Tuesday after 9 March is Easter week; a Monday's series meets Easter Monday, 6 April.
        Dictionary<string, string> series = With(Fields("10:00", ""), "count", "5");
        (series["day"], series["weeks"]) = ("2026-03-09", "1");
        Answer shown = await reception.PostAsync($"/patients/{patient}/book", series);
        Assert.Equal(200, shown.Status);
        Assert.Equal(
            ["libre", "libre", "libre", "libre", "férié"],
            shown.Page.QuerySelectorAll(".series .badge").Select(badge => badge.TextContent),
            StringComparer.Ordinal);
        Assert.Empty((await reception.GetAsync("/agenda?day=2026-03-09&s=1")).Page.QuerySelectorAll(".appointment"));

        Dictionary<string, string> again = With(PageForms.FieldsOf(shown), "step", "book");
        Assert.Equal(302, (await reception.PostAsync($"/patients/{patient}/book", again)).Status);
        Assert.Single((await reception.GetAsync("/agenda?day=2026-03-30&s=1")).Page.QuerySelectorAll(".appointment"));
    }

    [Fact]
    public async Task An_ended_appointment_proposes_its_time_to_who_waits()
    {
        await using WebBed bed = await StartAsync();
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        string booked = await RegisterAsync(reception, "MOREL", "LÉA");
        string waiting = await RegisterAsync(reception, "CARON", "INÈS");
        await BookAsync(reception, booked, "10:00");
        Dictionary<string, string> wait = With(Fields("", ""), "step", "wait");
        wait["last"] = "2026-03-20";
        Assert.Equal("/waiting", (await reception.PostAsync($"/patients/{waiting}/book", wait)).Location);

        Answer day = await reception.GetAsync("/agenda?day=2026-03-03&s=1");
        string page = day.Page.QuerySelector("a.appointment")!.GetAttribute("href")!;
        Answer appointment = await reception.GetAsync(page);
        Dictionary<string, string> end = appointment.Page
            .QuerySelectorAll("form[action='/appointments/end'] input[type='hidden']").Take(5)
            .DistinctBy(input => input.GetAttribute("name"), StringComparer.Ordinal)
            .ToDictionary(
                input => input.GetAttribute("name")!, input => input.GetAttribute("value") ?? "", StringComparer.Ordinal);
        end["status"] = "Cancelled";
        Assert.Equal(422, (await reception.PostAsync("/appointments/end", end)).Status);
        end["reason"] = "PatientAsked";
        Answer ended = await reception.PostAsync("/appointments/end", end);
        Assert.Equal("/waiting?slot=1.2026-03-03.600&minutes=20", ended.Location);
        Answer proposed = await reception.GetAsync(ended.Location!);
        Assert.DoesNotContain("CARON", proposed.Text, StringComparison.Ordinal);
        Answer named = await reception.GetAsync(ended.Location + "&names=all");
        string book = named.Page.QuerySelector(".row .ends a.primary")!.GetAttribute("href")!;
        Answer form = await reception.GetAsync(book);
        Assert.Equal("10:00", form.ValueOf("time"));
        Assert.Equal(
            302,
            (await reception.PostAsync(
                $"/patients/{waiting}/book", With(With(PageForms.FieldsOf(form), "kind", "1"), "step", "book"))).Status);
        Assert.Empty((await reception.GetAsync("/waiting")).Page.QuerySelectorAll(".rows > li"));
    }

    [Fact]
    public async Task The_administrator_sets_agendas_up_and_a_practitioner_closes_only_her_own()
    {
        await using WebBed bed = await StartAsync();
        using Browser admin = await bed.OpenAsync(Role.Administrator);
        Assert.Equal(200, (await admin.GetAsync("/agenda/setup")).Status);
        Answer form = await admin.GetAsync("/agenda/setup/schedules/1");
        Dictionary<string, string> fields = PageForms.FieldsOf(form);
        fields["hours6"] = "9-12";
        Assert.Equal(302, (await admin.PostAsync("/agenda/setup/schedules/1", fields)).Status);
        Assert.Equal(409, (await admin.PostAsync("/agenda/setup/schedules/1", fields)).Status);
        fields["hours6"] = "12-9";
        Assert.Equal(422, (await admin.PostAsync("/agenda/setup/schedules/1", fields)).Status);
        Assert.Contains("09:00-12:00", (await admin.GetAsync("/agenda/setup")).Text, StringComparison.Ordinal);

        // Whose agenda it is stays: its bookings would give their patients to whomever the administrator names.
        Dictionary<string, string> taken = PageForms.FieldsOf(await admin.GetAsync("/agenda/setup/schedules/1"));
        taken["staff"] = admin.Person.ToString();
        Assert.Equal(422, (await admin.PostAsync("/agenda/setup/schedules/1", taken)).Status);

        using Browser stranger = await bed.OpenAsync(Role.Physician);
        Assert.Equal(404, (await stranger.GetAsync("/agenda/exceptions")).Status);
        Dictionary<string, string> closing = new(StringComparer.Ordinal)
        {
            ["schedule"] = "1", ["type"] = "closed", ["first"] = "2026-03-03", ["last"] = "", ["openHours"] = "",
        };
        Assert.Equal(422, (await stranger.PostAsync("/agenda/exceptions", closing)).Status);
        Assert.Equal(302, (await admin.PostAsync("/agenda/exceptions", closing)).Status);
        Assert.Equal(403, (await stranger.GetAsync("/agenda/setup")).Status);
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        string patient = await RegisterAsync(reception, "MOREL", "LÉA");
        Assert.Equal(409, (await BookAsync(reception, patient, "10:00")).Status);
    }

    private static async Task<WebBed> StartAsync(DatabaseEngine engine = DatabaseEngine.Sqlite)
    {
        WebBed bed = await WebBed.StartAsync(engine);
        (_, Serment.Custodian.People.StaffMember physician) = await bed.Custody.SignInAsync(Role.Physician);
        await using DatabaseLocation main = DatabaseLocation.Parse(bed.MainDatabase);
        await Consultations.FillAsync(
            new SaveAgendas(main), physician.Id, bed.Custody.Host.Core.People.UnitsOf(1)[0].Id);
        return bed;
    }

    private static async Task<string> RegisterAsync(Browser reception, string name, string givenName)
    {
        Answer made = await reception.PostAsync("/patients/new", PageForms.Person(name, givenName, "create"));
        return made.Location!.Split('/')[2];
    }

    private static Task<Answer> BookAsync(Browser reception, string patient, string time, string note = "") =>
        reception.PostAsync($"/patients/{patient}/book", Fields(time, note));

    private static Dictionary<string, string> Fields(string time, string note) => new(StringComparer.Ordinal)
    {
        ["kind"] = "1", ["schedule"] = "1", ["room"] = "", ["part"] = "", ["day"] = "2026-03-03", ["time"] = time,
        ["note"] = note, ["step"] = "book",
    };

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> fields, string name, string value) =>
        new(fields, StringComparer.Ordinal) { [name] = value };
}
