using AngleSharp.Dom;
using Serment.CustodyProtocol;
using Serment.Custodian.People;
using Serment.Database;
using Serment.IntegrationTests.Records.Appointments;
using Serment.Records.Appointments.Schedules;

namespace Serment.IntegrationTests.Web;

/// <summary>Series, closings over bookings and the search for a slot, through the pages.</summary>
public sealed class DeskPagesTests
{
    [Fact]
    public async Task A_series_is_cancelled_from_one_date_on_after_its_dates_were_shown()
    {
        (WebBed bed, _) = await StartAsync();
        await using WebBed held = bed;
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        string patient = await RegisterAsync(reception, "MOREL", "LÉA");
        string waiting = await RegisterAsync(reception, "CARON", "INÈS");
        await BookSeriesAsync(reception, patient, 4);
        Dictionary<string, string> wait = With(Fields(""), ("step", "wait"), ("last", "2026-03-31"), ("time", ""));
        Assert.Equal("/waiting", (await reception.PostAsync($"/patients/{waiting}/book", wait)).Location);

        Answer day = await reception.GetAsync("/agenda?day=2026-03-10&s=1");
        string one = day.Page.QuerySelector("a.appointment")!.GetAttribute("href")!;
        Answer appointment = await reception.GetAsync(one);
        string named = $"/appointments/{patient}/{one.Split('/')[^1]}";
        Assert.Equal(4, appointment.Page.QuerySelectorAll(".series li").Length);
        string[] ways =
            [.. appointment.Page.QuerySelectorAll("a[href*='/series?part=']").Select(a => a.GetAttribute("href")!)];
        Assert.Equal([$"{named}/series?part=FromHere", $"{named}/series?part=All"], ways);

        Answer confirm = await reception.GetAsync(ways[0]);
        Assert.Equal(3, confirm.Page.QuerySelectorAll("ol[aria-labelledby='ends'] li").Length);
        Assert.Contains(
            "mardi 3 mars 2026", confirm.Page.QuerySelector("ol[aria-labelledby='stays']")!.TextContent,
            StringComparison.Ordinal);
        Assert.DoesNotContain("CARON", confirm.Text, StringComparison.Ordinal);
        Dictionary<string, string> form = PageForms.FieldsOf(confirm);
        Assert.Equal(422, (await reception.PostAsync($"{named}/series", form)).Status);

        // Somebody else moves one of them meanwhile: nothing is cancelled, the reason stays chosen.
        form["reason"] = "PatientAsked";
        Answer told = await reception.PostAsync($"{named}/series", With(form, ("shown", form["shown"] + "9")));
        Assert.Equal(409, told.Status);
        Assert.Equal("PatientAsked", Chosen(told, "reason"));
        Answer ended = await reception.PostAsync($"{named}/series", With(PageForms.FieldsOf(told), ("reason", "PatientAsked")));
        Assert.Equal(
            "/waiting?slot=1.2026-03-10.600.20_1.2026-03-17.600.20_1.2026-03-24.600.20", ended.Location);
        Answer offered = await reception.GetAsync(ended.Location!);
        Assert.Equal(3, offered.Page.QuerySelectorAll("main section.card").Length);
        Assert.DoesNotContain("CARON", offered.Text, StringComparison.Ordinal);
        Answer shown = await reception.GetAsync(ended.Location + "&names=all");
        Assert.Contains(
            "slot=1.2026-03-17.600",
            shown.Page.QuerySelectorAll(".row .ends a.primary")[1].GetAttribute("href")!, StringComparison.Ordinal);
        Assert.Single((await reception.GetAsync("/agenda?day=2026-03-03&s=1")).Page.QuerySelectorAll(".appointment"));
        Assert.Empty((await reception.GetAsync("/agenda?day=2026-03-24&s=1")).Page.QuerySelectorAll(".appointment"));
        Assert.Equal(409, (await reception.PostAsync($"{named}/series", form)).Status);
        using Browser stranger = await bed.OpenAsync(Role.BillingClerk);
        Assert.Equal(403, (await stranger.GetAsync($"{named}/series")).Status);
    }

    [Fact]
    public async Task A_closing_shows_what_it_hits_without_names_and_leaves_a_list_until_it_is_empty()
    {
        (WebBed bed, StaffMember physician) = await StartAsync();
        await using WebBed held = bed;
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        foreach ((string name, string time) in new[] { ("MOREL", "10:00"), ("CARON", "11:00") })
        {
            string patient = await RegisterAsync(reception, name, "LÉA");
            Assert.Equal(302, (await reception.PostAsync($"/patients/{patient}/book", Fields(time))).Status);
        }

        using Browser admin = await bed.OpenAsync(Role.Administrator);
        Dictionary<string, string> closing = new(StringComparer.Ordinal)
        {
            ["schedule"] = "1", ["type"] = "closed", ["first"] = "2026-03-03", ["last"] = "", ["openHours"] = "",
        };
        Answer shown = await admin.PostAsync("/agenda/exceptions", closing);
        Assert.Equal(200, shown.Status);
        Assert.Equal("2 rendez-vous sont touchés", shown.Page.QuerySelector("#hit")!.TextContent);
        Assert.Equal(
            ["mardi 3 mars 2026 10:00–10:20 Suivi", "mardi 3 mars 2026 11:00–11:20 Suivi"],
            shown.Page.QuerySelectorAll(".hit li").Select(line => line.TextContent.Trim()), StringComparer.Ordinal);
        Assert.DoesNotContain("MOREL", shown.Text, StringComparison.Ordinal);
        Assert.Empty((await reception.GetAsync("/agenda/to-move")).Page.QuerySelectorAll("li.to-move"));

        // Somebody books meanwhile: it is shown once more, then saved.
        string third = await RegisterAsync(reception, "LEROUX", "ANNE");
        await reception.PostAsync($"/patients/{third}/book", Fields("09:00"));
        Answer again = await admin.PostAsync("/agenda/exceptions", PageForms.FieldsOf(shown));
        Assert.Equal("3 rendez-vous sont touchés", again.Page.QuerySelector("#hit")!.TextContent);
        Assert.Equal(302, (await admin.PostAsync("/agenda/exceptions", PageForms.FieldsOf(again))).Status);
        Assert.Equal(403, (await admin.GetAsync("/agenda/to-move")).Status);

        Answer agenda = await reception.GetAsync("/agenda?day=2026-03-20&s=1");
        IElement link = agenda.Page.QuerySelector(".to-move-count a")!;
        Assert.Equal("3 rendez-vous à déplacer", link.TextContent);
        string closed = link.GetAttribute("href")!;
        Answer unnamed = await reception.GetAsync(closed);
        Assert.Equal(3, unnamed.Page.QuerySelectorAll("li.to-move").Length);
        Assert.DoesNotContain("MOREL", unnamed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(third, unnamed.Text, StringComparison.Ordinal);
        string list = closed + "&names=all";
        Answer page = await reception.GetAsync(list);
        Assert.Contains("MOREL", page.Text, StringComparison.Ordinal);

        // Three lines, three times; each move leads back to the list. The next ones are of the day after.
        Assert.Equal(
            3, page.Page.QuerySelectorAll("form[action='/agenda/move'] input[name='time']")
                .Select(input => input.GetAttribute("value")).Distinct(StringComparer.Ordinal).Count());
        Answer moved = await reception.PostAsync("/agenda/move", FormOf(page, "/agenda/move"));
        Assert.Equal(list, moved.Location);
        Answer two = await reception.GetAsync(list);
        Assert.Equal(2, two.Page.QuerySelectorAll("li.to-move").Length);

        // A freed time within a closing is offered to nobody.
        Dictionary<string, string> wait = With(Fields(""), ("step", "wait"), ("last", "2026-03-31"), ("time", ""));
        await reception.PostAsync($"/patients/{third}/book", wait);
        Assert.Equal(list, (await reception.PostAsync("/appointments/end", FormOf(two, "/appointments/end"))).Location);
        Answer last = await reception.GetAsync(list);
        await reception.PostAsync("/agenda/move", FormOf(last, "/agenda/move"));
        Assert.Empty((await reception.GetAsync(list)).Page.QuerySelectorAll("li.to-move"));
        Assert.Null((await reception.GetAsync("/agenda?day=2026-03-20&s=1")).Page.QuerySelector(".to-move-count"));
        Assert.Equal(Role.Physician, physician.Role);
    }

    [Fact]
    public async Task Other_hours_show_what_they_displace_before_they_are_saved()
    {
        (WebBed bed, _) = await StartAsync();
        await using WebBed held = bed;
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        string patient = await RegisterAsync(reception, "MOREL", "LÉA");
        await BookSeriesAsync(reception, patient, 3);
        using Browser admin = await bed.OpenAsync(Role.Administrator);
        Dictionary<string, string> fields =
            PageForms.FieldsOf(await admin.GetAsync("/agenda/setup/schedules/1"));
        fields["hours2"] = "9-10";
        Answer shown = await admin.PostAsync("/agenda/setup/schedules/1", fields);
        Assert.Equal(200, shown.Status);
        Assert.Equal(3, shown.Page.QuerySelectorAll(".hit li").Length);
        Assert.Equal("9-10", shown.ValueOf("hours2"));
        Assert.Equal(302, (await admin.PostAsync("/agenda/setup/schedules/1", PageForms.FieldsOf(shown))).Status);
        Assert.Equal(
            "3 rendez-vous à déplacer",
            (await reception.GetAsync("/agenda?day=2026-03-20&s=1")).Page.QuerySelector(".to-move-count a")!.TextContent);
    }

    [Fact]
    public async Task A_slot_is_found_before_the_patient_and_kept_while_somebody_new_is_registered()
    {
        (WebBed bed, _) = await StartAsync();
        await using WebBed held = bed;
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        Answer empty = await reception.GetAsync("/agenda/slots");
        Assert.Null(empty.Page.QuerySelector("#slots-title"));
        Answer found = await reception.GetAsync(
            "/agenda/slots?kind=1&minutes=&schedule=1&place=1&part=morning&day=2026-03-04");
        string slot = found.Page.QuerySelector(".slots a[data-stop]")!.GetAttribute("href")!;
        Assert.Equal("/patients?slot=1.2026-03-04.540.20.1", slot);
        Assert.NotNull(found.Page.QuerySelector("a[href*='day=2026-03-10']"));
        Assert.Empty((await reception.GetAsync("/agenda/slots?kind=1&part=afternoon&day=2026-03-04"))
            .Page.QuerySelectorAll(".slots a[data-stop]"));
        Assert.Empty((await reception.GetAsync("/agenda/slots?kind=1&place=9&day=2026-03-04"))
            .Page.QuerySelectorAll(".slots a[data-stop]"));
        Assert.Equal(422, (await reception.GetAsync("/agenda/slots?kind=1&minutes=7")).Status);

        // A discreet kind stays behind; the way on names a patient.
        Assert.Equal(
            "/patients?slot=1.2026-03-04.540.20",
            (await reception.GetAsync("/agenda/slots?kind=3&day=2026-03-04")).Page
                .QuerySelector(".slots a[data-stop]")!.GetAttribute("href"));

        Answer search = await reception.GetAsync(slot);
        Assert.Equal("1.2026-03-04.540.20.1", search.ValueOf("slot"));
        Answer made = await reception.PostAsync(
            "/patients/new", With(PageForms.Person("MOREL", "LÉA", "create"), ("slot", "1.2026-03-04.540.20.1")));
        Assert.EndsWith("/book?slot=1.2026-03-04.540.20.1", made.Location, StringComparison.Ordinal);
        Answer book = await reception.GetAsync(made.Location!);
        Assert.Equal(("1", "1", "09:00"), (Chosen(book, "kind"), Chosen(book, "schedule"), book.ValueOf("time")));

        // Taken meanwhile: the note stays, the next free ones are offered.
        using Browser other = await bed.OpenAsync(Role.Receptionist);
        string faster = await RegisterAsync(other, "CARON", "INÈS");
        Assert.Equal(
            302, (await other.PostAsync($"/patients/{faster}/book", With(Fields("09:00"), ("day", "2026-03-04")))).Status);
        Answer told = await reception.PostAsync(
            made.Location!.Split('?')[0],
            With(PageForms.FieldsOf(book), ("step", "book"), ("note", "Vient avec sa fille")));
        Assert.Equal(409, told.Status);
        Assert.Equal("Vient avec sa fille", told.Page.QuerySelector("#note")!.TextContent);
        Assert.NotNull(told.Page.QuerySelector("button[name='step'][value^='pick:1.2026-03-04.']"));
        using Browser clerk = await bed.OpenAsync(Role.BillingClerk);
        Assert.Equal(403, (await clerk.GetAsync("/agenda/slots")).Status);
    }

    private static async Task<(WebBed Bed, StaffMember Physician)> StartAsync()
    {
        WebBed bed = await WebBed.StartAsync(DatabaseEngine.Sqlite);
        (_, StaffMember physician) = await bed.Custody.SignInAsync(Role.Physician);
        await using DatabaseLocation main = DatabaseLocation.Parse(bed.MainDatabase);
        await Consultations.FillAsync(
            new SaveAgendas(main), physician.Id, bed.Custody.Host.Core.People.UnitsOf(1)[0].Id);
        return (bed, physician);
    }

    private static async Task<string> RegisterAsync(Browser reception, string name, string givenName) =>
        (await reception.PostAsync("/patients/new", PageForms.Person(name, givenName, "create"))).Location!.Split('/')[2];

    private static async Task BookSeriesAsync(Browser reception, string patient, int count)
    {
        Answer shown = await reception.PostAsync(
            $"/patients/{patient}/book",
            With(Fields("10:00"), ("count", count.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("weeks", "1")));
        Assert.Equal(
            302,
            (await reception.PostAsync($"/patients/{patient}/book", With(PageForms.FieldsOf(shown), ("step", "book")))).Status);
    }

    private static string? Chosen(Answer page, string select) =>
        page.Page.QuerySelector($"#{select} option[selected]")?.GetAttribute("value");

    private static Dictionary<string, string> FormOf(Answer page, string action) => page.Page
        .QuerySelector($"form[action='{action}']")!.QuerySelectorAll("input[name]")
        .ToDictionary(
            input => input.GetAttribute("name")!, input => input.GetAttribute("value") ?? "", StringComparer.Ordinal);

    private static Dictionary<string, string> Fields(string time) => new(StringComparer.Ordinal)
    {
        ["kind"] = "1", ["schedule"] = "1", ["room"] = "", ["part"] = "", ["day"] = "2026-03-03", ["time"] = time,
        ["note"] = "", ["step"] = "book",
    };

    private static Dictionary<string, string> With(
        IReadOnlyDictionary<string, string> fields, params ReadOnlySpan<(string Name, string Value)> values)
    {
        Dictionary<string, string> filled = new(fields, StringComparer.Ordinal);
        foreach ((string name, string value) in values)
        {
            filled[name] = value;
        }

        return filled;
    }
}
