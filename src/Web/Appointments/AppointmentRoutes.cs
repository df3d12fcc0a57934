using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Appointments.Schedules;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Appointments;

/// <summary>One appointment: its steps, its end, and who could have the time that becomes free.</summary>
internal static class AppointmentRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/appointments/{appointment}", ShowUnnamedAsync).Admits(Audience.OpensCards, Budget.OnePatient);
        app.MapGet("/appointments/{patient}/{appointment}", ShowAsync).Admits(Audience.OpensCards, Budget.OnePatient);
        app.MapPost("/appointments/end", EndAsync).Admits(Audience.WritesIdentity, Budget.OnePatient);
        app.MapPost("/expected/status", ChangeAsync).Admits(Audience.OpensCards, Budget.OnePatient);
        app.MapGet("/waiting", ShowWaitingAsync).Admits(Audience.WritesIdentity, Budget.OnePatientPerRow);
        app.MapPost("/waiting/withdraw", WithdrawAsync).Admits(Audience.WritesIdentity, Budget.OnePatient);
    }

    private static async Task<IResult> ShowAsync(
        string patient, string appointment, Visitor me, AppointmentPages pages, CancellationToken stop) =>
        PatientId.TryParse(patient, out PatientId who) && OpaqueId.TryParse(appointment, out long which)
            ? await pages.ShowAsync(who, which, null, me, StatusCodes.Status200OK, stop)
            : Problems.NotFound();

    /// <summary>The page of an appointment that was shown without its name: whose it is, is found and charged here.</summary>
    private static async Task<IResult> ShowUnnamedAsync(
        string appointment, Visitor me, AppointmentPages pages, CancellationToken stop) =>
        OpaqueId.TryParse(appointment, out long which)
            ? await pages.ShowAsync(null, which, null, me, StatusCodes.Status200OK, stop)
            : Problems.NotFound();

    private static async Task<IResult> ChangeAsync(
        HttpContext http, Visitor me, ChangeAppointment change, CancellationToken stop)
    {
        IFormCollection form = http.Request.Form;
        if (!PatientId.TryParse(form["patient"], out PatientId patient)
            || !OpaqueId.TryParse(form["appointment"].ToString(), out long appointment)
            || !int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            || !Enum.TryParse(form["status"], out AppointmentStatus status)
            || !Enum.IsDefined(status)
            || AppointmentFlow.ReasonsOf(status).Count > 0)
        {
            return Problems.Refused("problem.badRequest");
        }

        BookingResult result = await change.RunAsync(
            new(patient, appointment, version, status), me.Session, me.Token, me.Web.TimeZone, stop);
        return result.Outcome switch
        {
            BookingOutcome.Booked => Results.LocalRedirect(LocalPath.OrHome(form["to"])),
            BookingOutcome.Refused => AppointmentPages.Refused(result, patient, http),
            _ => Problems.Conflict(),
        };
    }

    private static async Task<IResult> EndAsync(
        HttpContext http, Visitor me, ChangeAppointment change, ReadAgenda read, FreedSlots freed,
        AppointmentPages pages, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (!PatientId.TryParse(form["patient"], out PatientId patient)
            || !OpaqueId.TryParse(form["appointment"], out long appointment)
            || BookForm.Number(form, "version") is not { } version)
        {
            return Problems.Refused("problem.badRequest");
        }

        if (form.IsRedraw)
        {
            return await pages.ShowAsync(patient, appointment, form, me, StatusCodes.Status200OK, stop);
        }

        AppointmentStatus status = form["status"] is nameof(AppointmentStatus.NoShow)
            ? AppointmentStatus.NoShow
            : AppointmentStatus.Cancelled;
        if (!Enum.TryParse(form["reason"], out EndReason reason)
            || !AppointmentFlow.ReasonsOf(status).Contains(reason))
        {
            form.Refuse(status == AppointmentStatus.NoShow ? "noShowReason" : "reason", me.Texts["agenda.reasonWrong"]);
            return await pages.ShowAsync(
                patient, appointment, form, me, StatusCodes.Status422UnprocessableEntity, stop);
        }

        OpenedAppointment? before = await read.OneAsync(patient, appointment, me.Session, me.Token, me.Today, stop);
        BookingResult result = await change.RunAsync(
            new(patient, appointment, version, status, reason), me.Session, me.Token, me.Web.TimeZone, stop);
        return result.Outcome switch
        {
            BookingOutcome.Booked => NoteCookie.Redirect(
                http, me.Web, "appointmentEnded", await AfterAsync(before!.Row, form, freed, me, stop)),
            BookingOutcome.Refused => AppointmentPages.Refused(result, patient, http),
            _ => Problems.Conflict(),
        };
    }

    /// <summary>Where to go on: to those who wait for such a time, or where the form came from, or to the day.</summary>
    private static async Task<string> AfterAsync(
        AppointmentRow row, FormState form, FreedSlots freed, Visitor me, CancellationToken stop) =>
        await freed.WaitingPathAsync([row], me, stop)
        ?? (form["to"].Length > 0 ? LocalPath.OrHome(form["to"]) : DayOf(row));

    /// <summary>The list or agenda that an appointment stands in.</summary>
    internal static string DayOf(AppointmentRow row) => row.ScheduleId == 0
        ? string.Create(CultureInfo.InvariantCulture, $"/expected?unit={row.UnitId}&day={row.Day:yyyy-MM-dd}")
        : new AgendaAddress(false, row.Day, [row.ScheduleId], null).ToPath();

    private static async Task<IResult> ShowWaitingAsync(
        string? slot, int? minutes, string? names, Visitor me, WaitingList list, ReadAgendas agendas,
        CancellationToken stop)
    {
        AgendaSetup setup = await agendas.RunAsync(me.Session.SiteCode, me.Today, stop);
        IReadOnlyList<WaitingRow> rows = await list.ListAsync(me.Session.SiteCode, me.Today, stop);
        FreedSlot[] freed =
        [
            .. FreedSlots.Parse(slot, minutes ?? 0).Select(one => new FreedSlot(
                one, [.. rows.Where(row => row.Accepts(one)).Take(WaitingList.MaxProposed)])),
        ];
        if (freed.Length > 0)
        {
            rows = [.. freed.SelectMany(one => one.Rows).DistinctBy(row => row.WaitingId)];
        }

        return Page.Show<WaitingPage>(new WaitingModel(
            rows,
            names is "all"
                ? (await list.NameAsync(rows, me.Token, me.Today, stop)).ToDictionary(one => one.Row.WaitingId)
                : null,
            setup, freed));
    }

    private static async Task<IResult> WithdrawAsync(
        HttpContext http, Visitor me, WaitingList list, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (!PatientId.TryParse(form["patient"], out PatientId patient)
            || !OpaqueId.TryParse(form["waiting"], out long waiting)
            || BookForm.Number(form, "version") is not { } version)
        {
            return Problems.Conflict();
        }

        BookingResult result = await list.WithdrawAsync(patient, waiting, version, me.Session, me.Token, stop);
        return result.Outcome switch
        {
            BookingOutcome.Booked => NoteCookie.Redirect(http, me.Web, "offWaiting", LocalPath.OrHome(form["to"])),
            BookingOutcome.Refused => AppointmentPages.Refused(result, patient, http),
            _ => Problems.Conflict(),
        };
    }
}
