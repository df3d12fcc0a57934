using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Schedules;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Appointments;

/// <summary>Closings and extra hours: the administrator's for every agenda, everybody's for her own.</summary>
internal static class ExceptionRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/agenda/exceptions", ShowAsync).Admits(Audience.SignedIn, Budget.None);
        app.MapPost("/agenda/exceptions", AddAsync).Admits(Audience.SignedIn, Budget.None);
        app.MapPost("/agenda/exceptions/drop", DropAsync).Admits(Audience.SignedIn, Budget.None);
    }

    /// <summary>The agendas whose exceptions somebody keeps. Pure.</summary>
    internal static IReadOnlyList<Schedule> KeptBy(AgendaSetup setup, ActorId staff, Role role) =>
        role == Role.Administrator ? setup.Schedules : [.. setup.Schedules.Where(one => one.Staff == staff)];

    private static async Task<IResult> ShowAsync(Visitor me, ReadAgendas agendas, CancellationToken stop)
    {
        AgendaSetup setup = await agendas.RunAsync(me.Session.SiteCode, me.Today, stop);
        IReadOnlyList<Schedule> kept = KeptBy(setup, me.Session.StaffId, me.Session.Role);
        return kept.Count == 0 && !me.Is(Role.Administrator)
            ? Problems.NotFound()
            : Page.Show<ExceptionsPage>(new ExceptionsModel(kept, new()));
    }

    private static async Task<IResult> AddAsync(
        HttpContext http, Visitor me, ReadAgendas agendas, SaveAgendas save, HitForm hits, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        AgendaSetup setup = await agendas.RunAsync(me.Session.SiteCode, me.Today, stop);
        IReadOnlyList<Schedule> kept = KeptBy(setup, me.Session.StaffId, me.Session.Role);
        ScheduleException? read = form.IsRedraw ? null : Read(form, kept, me);
        if (read is null)
        {
            return Page.Show<ExceptionsPage>(
                new ExceptionsModel(kept, form), form.IsRedraw ? 200 : StatusCodes.Status422UnprocessableEntity);
        }

        Schedule before = kept.First(one => one.ScheduleId == read.ScheduleId);
        bool hadHit = form["hit"].Length > 0;
        if (await hits.UnseenAsync(
            setup, before with { Exceptions = [.. before.Exceptions, read] }, (read.First, read.Last), form, stop)
            is { } unseen)
        {
            return Page.Show<ExceptionsPage>(new ExceptionsModel(kept, form) { Hit = unseen, Setup = setup });
        }

        await save.AddExceptionAsync(setup.Site, read, stop);
        return NoteCookie.Redirect(
            http, me.Web, "saved",
            hadHit && me.Meets(Audience.WritesIdentity)
                ? ToMoveRoutes.PathOf([read.ScheduleId])
                : "/agenda/exceptions");
    }

    private static ScheduleException? Read(FormState form, IReadOnlyList<Schedule> kept, Visitor me)
    {
        // Whose agenda it is decides, not what the form says: another's number is no choice of hers.
        Schedule? schedule = kept.FirstOrDefault(one => one.ScheduleId == BookForm.Number(form, "schedule"));
        if (schedule is null)
        {
            form.Refuse("schedule", me.Texts["agenda.scheduleWrong"]);
        }

        DateOnly? first = Days.Parse(form["first"]);
        DateOnly? last = form["last"].Length == 0 ? first : Days.Parse(form["last"]);
        if (first is null || first < me.Today)
        {
            form.Refuse("first", me.Texts["agenda.dayWrong"]);
        }

        if (last is null || last < first || last > me.Today.AddDays(2 * AgendaSetup.MaxDaysAhead))
        {
            form.Refuse("last", me.Texts["agenda.lastWrong"]);
        }

        bool isExtra = form["type"] is "extra";
        IReadOnlyList<Interval>? times = HoursText.Parse(form["openHours"]);
        bool isWholeDay = form["openHours"].Length == 0 && !isExtra;
        if (times is null || (times.Count != 1 && !isWholeDay))
        {
            form.Refuse("openHours", me.Texts["setup.hoursOne"]);
        }

        return form.Errors.Count > 0
            ? null
            : new(
                schedule!.ScheduleId, 0, first!.Value, last!.Value, isExtra,
                isWholeDay ? new(0, Interval.DayMinutes) : times![0]);
    }

    private static async Task<IResult> DropAsync(
        HttpContext http, Visitor me, ReadAgendas agendas, SaveAgendas save, HitForm hits, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        AgendaSetup setup = await agendas.RunAsync(me.Session.SiteCode, me.Today, stop);
        Schedule? schedule = KeptBy(setup, me.Session.StaffId, me.Session.Role)
            .FirstOrDefault(one => one.ScheduleId == BookForm.Number(form, "schedule"));
        ScheduleException? gone = OpaqueId.TryParse(form["exception"], out long exception)
            ? schedule?.Exceptions.FirstOrDefault(one => one.ExceptionId == exception)
            : null;
        if (schedule is null || gone is null)
        {
            return Problems.Conflict();
        }

        // Extra hours may have been booked meanwhile.
        Schedule after = schedule with { Exceptions = [.. schedule.Exceptions.Where(one => one != gone)] };
        if (await hits.UnseenAsync(setup, after, (gone.First, gone.Last), form, stop) is { } unseen)
        {
            return Page.Show<ExceptionsPage>(
                new ExceptionsModel(KeptBy(setup, me.Session.StaffId, me.Session.Role), new())
                {
                    Hit = unseen,
                    Setup = setup,
                    Dropped = gone,
                });
        }

        return await save.DropExceptionAsync(setup.Site, schedule.ScheduleId, exception, stop)
            ? NoteCookie.Redirect(http, me.Web, "saved", "/agenda/exceptions")
            : Problems.Conflict();
    }
}
