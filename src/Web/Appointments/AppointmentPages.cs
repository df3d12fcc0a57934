using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Appointments.Schedules;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Appointments;

/// <summary>Shows one appointment, as its own page and as the answer to a form that could not be carried out.</summary>
internal sealed class AppointmentPages(
    ReadAgendas agendas, ReadAgenda read, FindSlots find, CancelSeries series, CustodianClient custodian)
{
    /// <summary>Slots offered in place of one.</summary>
    public const int MaxOffered = 12;

    /// <summary>The page.</summary>
    public async Task<IResult> ShowAsync(
        PatientId? patient, long appointment, FormState? form, Visitor me, int status, CancellationToken stop,
        IReadOnlyList<FreeSlot>? slots = null)
    {
        OpenedAppointment? opened = await read.OneAsync(
            patient, appointment, me.Session, me.Token, me.Today, stop);
        if (opened is null)
        {
            return Problems.NotFound();
        }

        if (opened.Card.Identity is null)
        {
            return Closed.Answer(opened.Card.Outcome, opened.Card.Reason, opened.Row.Patient, null);
        }

        AgendaSetup setup = await agendas.RunAsync(me.Session.SiteCode, me.Today, stop);
        FormState filled = form ?? new()
        {
            ["schedule"] = opened.Row.ScheduleId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["day"] = Days.ToText(opened.Row.Day),
            ["time"] = SlotText.Clock(opened.Row.MinuteOfDay),
        };
        string? unit = opened.Row.UnitId == 0
            ? null
            : (await custodian.ListUnitsAsync(me.Token, stop)).Units
                .FirstOrDefault(one => one.UnitId == opened.Row.UnitId)?.Name;
        return Page.Show<AppointmentPage>(
            new AppointmentModel(opened, setup, filled)
            {
                Slots = slots,
                Unit = unit,
                Series = await series.RowsAsync(opened.Row, me.Session.SiteCode, stop),
            },
            status);
    }

    /// <summary>The page with what stands in the way of a move, and the next free slots.</summary>
    public async Task<IResult> NotFreeAsync(
        PatientId patient, long appointment, FormState form, BookingResult result, Visitor me, CancellationToken stop)
    {
        CheckedTime wanted = result.Times[0];
        form.RefuseAll(Why(wanted, me));
        int schedule = BookForm.Number(form, "schedule") ?? 0;
        IReadOnlyList<FreeSlot> slots = await OfferAsync([schedule], wanted.Time, 0, me, stop);
        return await ShowAsync(patient, appointment, form, me, StatusCodes.Status409Conflict, stop, slots);
    }

    /// <summary>The next free slots from a wanted time on.</summary>
    public Task<IReadOnlyList<FreeSlot>> OfferAsync(
        IReadOnlyList<int> schedules, BookedTime wanted, int room, Visitor me, CancellationToken stop)
    {
        DateTime local = me.Local(me.Now);
        DateOnly from = wanted.Day < me.Today ? me.Today : wanted.Day;
        int notBefore = from == me.Today ? (local.Hour * 60) + local.Minute : 0;
        return find.RunAsync(
            new(schedules, wanted.Time.Minutes, DayParts.Both, from, notBefore, room), me.Session.SiteCode, MaxOffered,
            stop);
    }

    /// <summary>What stands in the way of a time, in words.</summary>
    public static string Why(CheckedTime time, Visitor me) => me.Texts.Fill(
        "agenda.fit." + time.Fit, me.Texts.LongDay(time.Time.Day), me.Texts.Clock(time.Time.Time.From));

    /// <summary>What the custodian refused: a touch where one helps, with the form kept.</summary>
    public static IResult Refused(BookingResult result, PatientId patient, HttpContext http) => Closed.Answer(
        result.Seal == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, result.Reason, patient,
        KeptForm.Of(http.Request));
}
