using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Schedules;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Appointments;

/// <summary>What the agendas are made of: places, agendas, kinds of consultation. No patient.</summary>
internal static class SetupRoutes
{
    private const int MaxNameCharacters = 80;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/agenda/setup", ShowAsync).Admits(Audience.SetsUpAgendas, Budget.None);
        app.MapPost("/agenda/setup/place", SavePlaceAsync).Admits(Audience.SetsUpAgendas, Budget.None);
        app.MapGet("/agenda/setup/schedules/{id}", ShowScheduleAsync).Admits(Audience.SetsUpAgendas, Budget.None);
        app.MapPost("/agenda/setup/schedules/{id}", SaveScheduleAsync).Admits(Audience.SetsUpAgendas, Budget.None);
        app.MapGet("/agenda/setup/kinds/{id}", ShowKindAsync).Admits(Audience.SetsUpAgendas, Budget.None);
        app.MapPost("/agenda/setup/kinds/{id}", SaveKindAsync).Admits(Audience.SetsUpAgendas, Budget.None);
    }

    private static async Task<IResult> ShowAsync(Visitor me, ReadAgendas agendas, CancellationToken stop) =>
        Page.Show<SetupPage>(new SetupModel(await SetupAsync(me, agendas, stop), new()));

    private static Task<AgendaSetup> SetupAsync(Visitor me, ReadAgendas agendas, CancellationToken stop) =>
        agendas.RunAsync(me.Session.SiteCode, me.Today, stop);

    private static async Task<IResult> SavePlaceAsync(
        HttpContext http, Visitor me, ReadAgendas agendas, SaveAgendas save, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        AgendaSetup setup = await SetupAsync(me, agendas, stop);
        int id = BookForm.Number(form, "place") ?? 0;
        CheckName(form, me);
        if (form.Errors.Count > 0 || form.IsRedraw)
        {
            return Page.Show<SetupPage>(
                new SetupModel(setup, form, id), form.IsRedraw ? 200 : StatusCodes.Status422UnprocessableEntity);
        }

        return await save.PlaceAsync(
            setup.Site,
            new(id, form["name"], form["alsaceMoselle"].Length > 0, BookForm.Number(form, "version") ?? 0), stop)
                ? NoteCookie.Redirect(http, me.Web, "saved", "/agenda/setup")
                : Problems.Conflict();
    }

    private static async Task<IResult> ShowScheduleAsync(
        string id, Visitor me, ReadAgendas agendas, CustodianClient custodian, CancellationToken stop)
    {
        AgendaSetup setup = await SetupAsync(me, agendas, stop);
        Schedule? schedule = setup.ScheduleOf(IdOf(id));
        return IdOf(id) != 0 && schedule is null
            ? Problems.NotFound()
            : await ScheduleFormAsync(setup, schedule, FieldsOf(schedule), me, custodian, 200, stop);
    }

    private static async Task<IResult> ScheduleFormAsync(
        AgendaSetup setup, Schedule? schedule, FormState form, Visitor me, CustodianClient custodian, int status,
        CancellationToken stop, IReadOnlyList<AppointmentRow>? hit = null)
    {
        IReadOnlyList<StaffDescription> staff = (await custodian.ListStaffAsync(me.Token, stop)).Staff;
        IReadOnlyList<UnitDescription> units = (await custodian.ListUnitsAsync(me.Token, stop)).Units;
        return Page.Show<SchedulePage>(
            new ScheduleModel(
                setup, schedule,
                [.. staff.Where(one => one.Role is not (Role.Administrator or Role.SecurityOfficer or Role.BillingClerk))],
                units, form)
            {
                Hit = hit,
            },
            status);
    }

    private static FormState FieldsOf(Schedule? schedule)
    {
        FormState form = new() { ["step"] = "15", ["active"] = "on", ["type"] = nameof(ScheduleKind.Practitioner) };
        if (schedule is null)
        {
            return form;
        }

        form["name"] = schedule.Name;
        form["type"] = schedule.Kind.ToString();
        form["staff"] = schedule.Staff?.ToString() ?? "";
        form["unit"] = Text(schedule.UnitId);
        form["place"] = Text(schedule.PlaceId);
        form["slotMinutes"] = Text(schedule.StepMinutes);
        form["active"] = schedule.IsActive ? "on" : "";
        form["version"] = Text(schedule.Version);
        for (int weekday = 1; weekday <= 7; weekday++)
        {
            form["hours" + Text(weekday)] =
                HoursText.Write(schedule.Hours.Where(one => one.Weekday == weekday).Select(one => one.Time));
        }

        return form;
    }

    private static async Task<IResult> SaveScheduleAsync(
        string id, HttpContext http, Visitor me, ReadAgendas agendas, SaveAgendas save, CustodianClient custodian,
        HitForm hits, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        AgendaSetup setup = await SetupAsync(me, agendas, stop);
        Schedule? before = setup.ScheduleOf(IdOf(id));
        Schedule? read = form.IsRedraw ? null : ReadSchedule(form, IdOf(id), setup, me);
        if (read is not null && before is not null && !IsSameHolder(read, before))
        {
            form.Refuse("staff", me.Texts["setup.holderFixed"]);
            read = null;
        }

        if (read is null)
        {
            return await ScheduleFormAsync(
                setup, before, form, me, custodian, form.IsRedraw ? 200 : StatusCodes.Status422UnprocessableEntity, stop);
        }

        if (before is not null
            && await hits.UnseenAsync(
                setup, read with { Exceptions = before.Exceptions },
                (me.Today, me.Today.AddDays(AgendaSetup.MaxDaysAhead)), form, stop) is { } unseen)
        {
            return await ScheduleFormAsync(
                setup, before, form, me, custodian, StatusCodes.Status200OK, stop, unseen);
        }

        return await save.ScheduleAsync(setup.Site, read, stop) is null
            ? Problems.Conflict()
            : NoteCookie.Redirect(http, me.Web, "saved", "/agenda/setup");
    }

    // Who is booked there already, and tomorrow in good faith, would be opened to somebody else.
    private static bool IsSameHolder(Schedule one, Schedule other) =>
        one.Kind == other.Kind && one.Staff == other.Staff && one.UnitId == other.UnitId;

    private static Schedule? ReadSchedule(FormState form, int id, AgendaSetup setup, Visitor me)
    {
        CheckName(form, me);
        bool isRoom = form["type"] is nameof(ScheduleKind.Room);
        ActorId? staff = ActorId.TryParse(form["staff"], out ActorId who) ? who : null;
        if (!isRoom && staff is null)
        {
            form.Refuse("staff", me.Texts["setup.staffMissing"]);
        }

        int place = BookForm.Number(form, "place") ?? 0;
        if (setup.Places.All(one => one.PlaceId != place))
        {
            form.Refuse("place", me.Texts["setup.placeMissing"]);
        }

        int step = BookForm.Number(form, "slotMinutes") ?? 0;
        if (step is < AgendaSetup.CellMinutes or > 240 || step % AgendaSetup.CellMinutes != 0)
        {
            form.Refuse("slotMinutes", me.Texts["agenda.minutesWrong"]);
        }

        List<OpeningHours> hours = [];
        for (int weekday = 1; weekday <= 7; weekday++)
        {
            string field = "hours" + Text(weekday);
            if (HoursText.Parse(form[field]) is not { } parts)
            {
                form.Refuse(field, me.Texts["setup.hoursWrong"]);
                continue;
            }

            hours.AddRange(parts.Select(part => new OpeningHours(weekday, part)));
        }

        return form.Errors.Count > 0
            ? null
            : new(
                id, isRoom ? ScheduleKind.Room : ScheduleKind.Practitioner, form["name"], isRoom ? null : staff,
                BookForm.Number(form, "unit") ?? 0, place, step, form["active"].Length > 0,
                BookForm.Number(form, "version") ?? 0) { Hours = hours };
    }

    private static async Task<IResult> ShowKindAsync(
        string id, Visitor me, ReadAgendas agendas, CancellationToken stop)
    {
        AgendaSetup setup = await SetupAsync(me, agendas, stop);
        ConsultationKind? kind = setup.KindOf(IdOf(id));
        if (IdOf(id) != 0 && kind is null)
        {
            return Problems.NotFound();
        }

        FormState form = new() { ["active"] = "on", ["minutes"] = "15", ["colour"] = "1" };
        if (kind is not null)
        {
            form["name"] = kind.Name;
            form["minutes"] = Text(kind.Minutes);
            form["colour"] = Text(kind.Colour);
            form["overbookable"] = kind.IsOverbookable ? "on" : "";
            form["discreet"] = kind.IsDiscreet ? "on" : "";
            form["active"] = kind.IsActive ? "on" : "";
            form["version"] = Text(kind.Version);
            foreach (int schedule in kind.Schedules)
            {
                form["offer" + Text(schedule)] = "on";
            }
        }

        return Page.Show<KindPage>(new KindModel(setup, kind, form));
    }

    private static async Task<IResult> SaveKindAsync(
        string id, HttpContext http, Visitor me, ReadAgendas agendas, SaveAgendas save, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        AgendaSetup setup = await SetupAsync(me, agendas, stop);
        CheckName(form, me);
        int minutes = BookForm.Number(form, "minutes") ?? 0;
        if (minutes is < AgendaSetup.CellMinutes or > AgendaSetup.MaxMinutes || minutes % AgendaSetup.CellMinutes != 0)
        {
            form.Refuse("minutes", me.Texts["agenda.minutesWrong"]);
        }

        if (form.IsRedraw || form.Errors.Count > 0)
        {
            return Page.Show<KindPage>(
                new KindModel(setup, setup.KindOf(IdOf(id)), form),
                form.IsRedraw ? 200 : StatusCodes.Status422UnprocessableEntity);
        }

        ConsultationKind kind = new(
            IdOf(id), form["name"], minutes, Math.Clamp(BookForm.Number(form, "colour") ?? 1, 1, ConsultationKind.Colours),
            form["overbookable"].Length > 0, form["discreet"].Length > 0, form["active"].Length > 0,
            BookForm.Number(form, "version") ?? 0,
            [
                .. setup.Schedules.Select(one => one.ScheduleId)
                    .Where(one => form["offer" + Text(one)].Length > 0),
            ]);
        return await save.KindAsync(setup.Site, kind, stop) is null
            ? Problems.Conflict()
            : NoteCookie.Redirect(http, me.Web, "saved", "/agenda/setup");
    }

    private static void CheckName(FormState form, Visitor me)
    {
        if (form["name"].Length is 0 or > MaxNameCharacters)
        {
            form.Refuse("name", me.Texts.Fill("setup.nameWrong", MaxNameCharacters));
        }
    }

    private static int IdOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : text is "new" ? 0 : -1;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
