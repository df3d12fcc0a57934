using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Appointments.Schedules;
using Serment.Records.Patients;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Appointments;

/// <summary>Agendas side by side, by day and week. Slots cost nothing to look at; every name is a disclosure.</summary>
internal static class AgendaRoutes
{
    private const int MostByDefault = 6;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/agenda", ShowAsync).Admits(Audience.OpensCards, Budget.OnePatientPerRow);
        app.MapGet("/agenda/stamp", StampAsync).Admits(Audience.OpensCards, Budget.None).InBackground();
        app.MapPost("/agenda/move", MoveAsync).Admits(Audience.WritesIdentity, Budget.OnePatient);
    }

    /// <summary>The agendas that somebody sees unasked: her own, or those of her units, or the first of the house.</summary>
    internal static IReadOnlyList<Schedule> Usual(AgendaSetup setup, Visitor me)
    {
        Schedule[] active = [.. setup.Schedules.Where(one => one.IsActive)];
        Schedule[] own = [.. active.Where(one => one.Staff == me.Session.StaffId)];
        Schedule[] ofUnits = [.. active.Where(one => me.Session.Units.Any(unit => unit.UnitId == one.UnitId))];
        return [.. (own.Length > 0 ? own : ofUnits.Length > 0 ? ofUnits : active).Take(MostByDefault)];
    }

    private static async Task<IResult> ShowAsync(
        string? view, string? day, string? s, string? names, Visitor me, ReadAgendas agendas, ReadAgenda read,
        ExpectedList list, ListDisplaced displaced, CancellationToken stop)
    {
        AgendaAddress address = AgendaAddress.Read(view, day, s, names, me.Today);
        AgendaSetup setup = await agendas.RunAsync(me.Session.SiteCode, address.First, stop);
        IReadOnlyList<Schedule> shown = address.Schedules.Count == 0
            ? Usual(setup, me)
            : [.. setup.Schedules.Where(one => address.Schedules.Contains(one.ScheduleId))];
        address = address with { Schedules = [.. shown.Select(one => one.ScheduleId)] };
        long stamp = await list.StampAsync(me.Session.SiteCode, address.First, address.Last, stop);
        IReadOnlyList<AppointmentRow> rows = await read.RowsAsync(
            setup, address.Schedules, address.First, address.Last, stop);
        AgendaBoard board = BoardOf(address, setup, shown, rows, me);
        AppointmentRow[] named = NamedOf(board, address, me.Today);
        bool tooMany = named.Select(row => row.Patient).Distinct().Count() > ExpectedList.MaxRows;
        return Page.Show<AgendaPage>(new AgendaModel
        {
            Address = address,
            Setup = setup,
            Shown = shown,
            Board = board,
            Cards = tooMany || named.Length == 0
                ? new Dictionary<PatientId, PatientCard>()
                : await read.CardsAsync(named, me.Token, me.Today, stop),
            Stamp = stamp,
            ToMove = me.Meets(Audience.WritesIdentity)
                ? (await displaced.RunAsync(
                    await agendas.RunAsync(me.Session.SiteCode, me.Today, stop), address.Schedules, me.Today, stop)).Count
                : 0,
            AsksTooMany = tooMany,
        });
    }

    /// <summary>The rows as columns.</summary>
    internal static AgendaBoard BoardOf(
        AgendaAddress address, AgendaSetup setup, IReadOnlyList<Schedule> shown, IReadOnlyList<AppointmentRow> rows,
        Visitor me)
    {
        DateTime local = me.Local(me.Now);
        return AgendaBoard.Of(
            setup, shown, DaysOf(address, rows, setup, shown), rows, (me.Today, (local.Hour * 60) + local.Minute));
    }

    /// <summary>
    /// The rows whose names open. Those of a day to come are strangers' to most of the house until that day: they open
    /// on demand only.
    /// </summary>
    internal static AppointmentRow[] NamedOf(AgendaBoard board, AgendaAddress address, DateOnly today)
    {
        AgendaAddress asked = address is { Names: null, IsWeek: false } && address.Day == today
            ? address with { Names = "all" }
            : address;
        return
        [
            .. board.Columns.Where(column => asked.AsksName(column.Schedule.ScheduleId, column.Day))
                .SelectMany(column => column.Rows),
        ];
    }

    /// <summary>A week without the days at its end on which nothing is open and nobody booked.</summary>
    private static List<DateOnly> DaysOf(
        AgendaAddress address, IReadOnlyList<AppointmentRow> rows, AgendaSetup setup, IReadOnlyList<Schedule> shown)
    {
        List<DateOnly> days = [];
        for (DateOnly day = address.First; day <= address.Last; day = day.AddDays(1))
        {
            days.Add(day);
        }

        while (days.Count > 5 && Days.Weekday(days[^1]) > 5 && rows.All(row => row.Day != days[^1])
            && shown.All(one => setup.OpenOn(one, days[^1]).Count == 0))
        {
            days.RemoveAt(days.Count - 1);
        }

        return days;
    }

    private static async Task<IResult> StampAsync(
        string? from, string? until, Visitor me, ExpectedList list, CancellationToken stop)
    {
        const int Most = 7;
        DateOnly first = Days.Parse(from) ?? me.Today;
        DateOnly last = Days.Parse(until) ?? first;
        return last < first || last > first.AddDays(Most)
            ? Problems.Refused("problem.badRequest")
            : Results.Text((await list.StampAsync(me.Session.SiteCode, first, last, stop))
                .ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<IResult> MoveAsync(
        HttpContext http, Visitor me, MoveAppointment move, ReadAgenda read, AppointmentPages pages,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (!PatientId.TryParse(form["patient"], out PatientId patient)
            || !OpaqueId.TryParse(form["appointment"], out long appointment))
        {
            return Problems.Refused("problem.badRequest");
        }

        if (form.IsRedraw)
        {
            return await pages.ShowAsync(patient, appointment, form, me, StatusCodes.Status200OK, stop);
        }

        if (BookForm.SlotOf(form[BookForm.StepText]) is { } picked)
        {
            (form["schedule"], form["day"], form["time"]) = picked.ToFields();
        }

        int? minute = HoursText.ParseClock(form["time"]);
        DateOnly? day = Days.Parse(form["day"]);
        bool isWhole = int.TryParse(form["schedule"], NumberStyles.None, CultureInfo.InvariantCulture, out int schedule)
            & int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int version);
        if (day is null)
        {
            form.Refuse("day", me.Texts["agenda.dayWrong"]);
        }

        if (minute is null)
        {
            form.Refuse("time", me.Texts["agenda.timeWrong"]);
        }

        if (!isWhole || day is null || minute is null)
        {
            return await pages.ShowAsync(
                patient, appointment, form, me, StatusCodes.Status422UnprocessableEntity, stop);
        }

        if (await read.OneAsync(patient, appointment, me.Session, me.Token, me.Today, stop) is not { } opened)
        {
            return Problems.Conflict();
        }

        if (opened.Card.Identity is null)
        {
            return Closed.Answer(opened.Card.Outcome, opened.Card.Reason, patient, null);
        }

        BookingResult result = await move.RunAsync(
            new(patient, appointment, version, schedule, null, day.Value, minute.Value, form["over"].Length > 0),
            me.Session, me.Token, me.Web.TimeZone, stop);
        return result.Outcome switch
        {
            BookingOutcome.Booked => NoteCookie.Redirect(http, me.Web, "moved", LocalPath.OrHome(form["to"])),
            BookingOutcome.NotFree => await pages.NotFreeAsync(patient, appointment, form, result, me, stop),
            BookingOutcome.Refused => AppointmentPages.Refused(result, patient, http),
            _ => Problems.Conflict(),
        };
    }
}
