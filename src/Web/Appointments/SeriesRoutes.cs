using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Appointments.Schedules;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Appointments;

/// <summary>Cancelling a series, or one appointment and those after it: the dates are shown, then confirmed.</summary>
internal static class SeriesRoutes
{
    private const string Route = "/appointments/{patient}/{appointment}/series";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Route, ShowAsync).Admits(Audience.WritesIdentity, Budget.OnePatient);
        app.MapPost(Route, CancelAsync).Admits(Audience.WritesIdentity, Budget.OnePatient);
    }

    private static async Task<IResult> ShowAsync(
        string patient, string appointment, string? part, Visitor me, ReadAgenda read, ReadAgendas agendas,
        CancelSeries series, CancellationToken stop)
    {
        FormState form = new() { ["part"] = part ?? "" };
        return await OpenAsync(patient, appointment, me, read, stop) is { } opened
            ? await PageAsync(opened, form, me, agendas, series, StatusCodes.Status200OK, stop)
            : Problems.NotFound();
    }

    private static async Task<IResult> CancelAsync(
        string patient, string appointment, HttpContext http, Visitor me, ReadAgenda read, ReadAgendas agendas,
        CancelSeries series, FreedSlots freed, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (await OpenAsync(patient, appointment, me, read, stop) is not { } opened)
        {
            return Problems.NotFound();
        }

        if (form.IsRedraw || opened.Card.Identity is null)
        {
            return await PageAsync(opened, form, me, agendas, series, StatusCodes.Status200OK, stop);
        }

        if (!Enum.TryParse(form["reason"], out EndReason reason)
            || !AppointmentFlow.ReasonsOf(AppointmentStatus.Cancelled).Contains(reason))
        {
            form.Refuse("reason", me.Texts["agenda.reasonWrong"]);
            return await PageAsync(
                opened, form, me, agendas, series, StatusCodes.Status422UnprocessableEntity, stop);
        }

        IReadOnlyList<AppointmentRow> before = await series.RowsAsync(opened.Row, me.Session.SiteCode, stop);
        HashSet<ShownAppointment> shown = Read(form["shown"]);
        BookingResult result = await series.RunAsync(opened.Row, shown, reason, me.Session, me.Token, stop);
        switch (result.Outcome)
        {
            case BookingOutcome.Booked:
                AppointmentRow[] ended =
                    [.. before.Where(row => shown.Contains(new(row.AppointmentId, row.Version)))];
                return NoteCookie.Redirect(
                    http, me.Web, "seriesEnded",
                    await freed.WaitingPathAsync(ended, me, stop) ?? AppointmentRoutes.DayOf(opened.Row));
            case BookingOutcome.Refused:
                return AppointmentPages.Refused(result, opened.Row.Patient, http);
            default:
                form.RefuseAll(me.Texts["series.changed"]);
                return await PageAsync(opened, form, me, agendas, series, StatusCodes.Status409Conflict, stop);
        }
    }

    /// <summary>What is confirmed, as the form carries it: exactly these, as they were.</summary>
    internal static string Write(IEnumerable<AppointmentRow> rows) => string.Join(
        ' ',
        rows.Select(row => string.Create(
            CultureInfo.InvariantCulture, $"{OpaqueId.Format(row.AppointmentId)}.{row.Version}")));

    private static HashSet<ShownAppointment> Read(string text) =>
    [
        .. text.Split(' ', BookAppointment.MaxTimes + 1).Select(one => one.Split('.'))
            .Select(parts => parts.Length == 2 && OpaqueId.TryParse(parts[0], out long appointment)
                && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int version)
                    ? new ShownAppointment(appointment, version)
                    : default)
            .Where(one => one != default),
    ];

    private static async Task<OpenedAppointment?> OpenAsync(
        string patient, string appointment, Visitor me, ReadAgenda read, CancellationToken stop) =>
        PatientId.TryParse(patient, out PatientId who) && OpaqueId.TryParse(appointment, out long which)
            ? await read.OneAsync(who, which, me.Session, me.Token, me.Today, stop)
            : null;

    private static async Task<IResult> PageAsync(
        OpenedAppointment opened, FormState form, Visitor me, ReadAgendas agendas, CancelSeries series, int status,
        CancellationToken stop)
    {
        if (opened.Card.Identity is null)
        {
            return Closed.Answer(opened.Card.Outcome, opened.Card.Reason, opened.Row.Patient, null);
        }

        SeriesPart part = form["part"] is nameof(SeriesPart.All) ? SeriesPart.All : SeriesPart.FromHere;
        IReadOnlyList<AppointmentRow> rows = await series.RowsAsync(opened.Row, me.Session.SiteCode, stop);
        AgendaSetup setup = await agendas.RunAsync(me.Session.SiteCode, me.Today, stop);
        return rows.Count == 0
            ? Problems.NotFound()
            : Page.Show<SeriesPage>(
                new SeriesModel(opened, SeriesSplit.Of(rows, opened.Row, part, me.Today), part, setup, form), status);
    }
}
