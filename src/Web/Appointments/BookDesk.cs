using System.Globalization;
using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Appointments.Schedules;
using Serment.Records.Patients;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Appointments;

/// <summary>What a person at the desk does with the form.</summary>
internal sealed class BookDesk(
    ReadAgendas agendas, ReadAgenda read, FindSlots find, BookAppointment book, WaitingList waitingList,
    AppointmentPages pages, RecordDoor door)
{
    /// <summary>The form, as it stands.</summary>
    public async Task<IResult> ShowAsync(
        string id, FormState form, Visitor me, int status, CancellationToken stop, bool isFirst = false,
        Func<BookModel, BookModel>? with = null)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        PatientCard card = await door.CardAsync(patient, me.Token, me.Today, stop);
        if (card.Identity is null)
        {
            return Closed.Answer(card.Outcome, card.Reason, patient, null);
        }

        AgendaSetup setup = await agendas.RunAsync(me.Session.SiteCode, me.Today, stop);
        WaitingRow? waiting = await WaitingOfAsync(patient, form, me, stop);
        if (isFirst)
        {
            await FillAsync(form, setup, waiting, me, stop);
        }

        BookModel model = new(card, setup, form) { Waiting = waiting };
        return Page.Show<BookPage>(with?.Invoke(model) ?? model, status);
    }

    /// <summary>The form with the next free slots.</summary>
    public async Task<IResult> SearchAsync(string id, FormState form, Visitor me, CancellationToken stop)
    {
        AgendaSetup setup = await agendas.RunAsync(me.Session.SiteCode, me.Today, stop);
        DateOnly from = Days.Parse(form["day"]) is { } day && day > me.Today ? day : me.Today;
        DateTime local = me.Local(me.Now);
        IReadOnlyList<FreeSlot> slots = await find.RunAsync(
            new(
                [.. BookForm.Candidates(form, setup).Select(one => one.ScheduleId)],
                Math.Clamp(BookForm.Minutes(form, setup), AgendaSetup.CellMinutes, AgendaSetup.MaxMinutes),
                BookForm.Parts(form), from, from == me.Today ? (local.Hour * 60) + local.Minute : 0,
                BookForm.Number(form, "room") ?? 0),
            me.Session.SiteCode, AppointmentPages.MaxOffered, stop);
        return await ShowAsync(
            id, form, me, StatusCodes.Status200OK, stop, with: model => model with { Slots = slots });
    }

    /// <summary>Books, or says what stands in the way and offers what is free.</summary>
    public async Task<IResult> BookAsync(
        PatientId patient, FormState form, Visitor me, HttpContext http, CancellationToken stop)
    {
        AgendaSetup setup = await agendas.RunAsync(me.Session.SiteCode, me.Today, stop);
        WaitingRow? waiting = await WaitingOfAsync(patient, form, me, stop);
        BookingRequest? request = BookForm.Read(form, setup, patient, waiting, me);
        string id = patient.ToString();
        if (request is null)
        {
            return await ShowAsync(id, form, me, StatusCodes.Status422UnprocessableEntity, stop);
        }

        if (request.Times.Count > 1)
        {
            IReadOnlyList<CheckedTime> series =
                await book.CheckAsync(request, me.Session.SiteCode, me.Web.TimeZone, stop);
            string shown = Signature(request, series);
            if (!string.Equals(form["series"], shown, StringComparison.Ordinal))
            {
                form["series"] = shown;
                return await ShowAsync(
                    id, form, me, StatusCodes.Status200OK, stop, with: model => model with { Series = series });
            }

            request = request with { Times = [.. series.Where(one => one.Fit == TimeFit.Fits).Select(one => one.Time)] };
        }

        BookingResult result = request.Times.Count == 0
            ? new(BookingOutcome.NotFree, [])
            : await book.RunAsync(request, me.Session, me.Token, me.Web.TimeZone, stop);
        return result.Outcome switch
        {
            BookingOutcome.Booked => NoteCookie.Redirect(
                http, me.Web, "booked",
                new AgendaAddress(false, request.Times[0].Day, [request.ScheduleId], null).ToPath()),
            BookingOutcome.NotFree => await NotFreeAsync(patient, form, request, result, me, stop),
            BookingOutcome.Refused => AppointmentPages.Refused(result, patient, http),
            _ => Problems.Conflict(),
        };
    }

    /// <summary>Puts the patient on the waiting list.</summary>
    public async Task<IResult> WaitAsync(
        PatientId patient, FormState form, Visitor me, HttpContext http, CancellationToken stop)
    {
        AgendaSetup setup = await agendas.RunAsync(me.Session.SiteCode, me.Today, stop);
        DateOnly first = Days.Parse(form["day"]) is { } day && day > me.Today ? day : me.Today;
        DateOnly? last = Days.Parse(form["last"]);
        ConsultationKind? kind = setup.KindOf(BookForm.Number(form, "kind") ?? 0);
        if (kind is not { IsActive: true })
        {
            form.Refuse("kind", me.Texts["agenda.kindWrong"]);
        }

        if (last is null || last < first || last > me.Today.AddDays(AgendaSetup.MaxDaysAhead))
        {
            form.Refuse("last", me.Texts["agenda.lastWrong"]);
        }

        BookForm.CheckNote(form, me);
        if (form.Errors.Count > 0)
        {
            return await ShowAsync(
                patient.ToString(), form, me, StatusCodes.Status422UnprocessableEntity, stop);
        }

        BookingResult result = await waitingList.AddAsync(
            new(
                patient, BookForm.Number(form, "schedule") ?? 0, kind!.KindId, BookForm.Minutes(form, setup), first,
                last!.Value, BookForm.Parts(form), form.Optional("note")),
            me.Session, me.Token, stop);
        return result.Outcome switch
        {
            BookingOutcome.Booked => NoteCookie.Redirect(http, me.Web, "waiting", "/waiting"),
            BookingOutcome.Refused => AppointmentPages.Refused(result, patient, http),
            _ => Problems.Conflict(),
        };
    }

    private async Task<IResult> NotFreeAsync(
        PatientId patient, FormState form, BookingRequest request, BookingResult result, Visitor me,
        CancellationToken stop)
    {
        form["series"] = "";
        CheckedTime? wrong = result.Times.FirstOrDefault(one => one.Fit != TimeFit.Fits);
        form.RefuseAll(wrong is null ? me.Texts["agenda.noneFits"] : AppointmentPages.Why(wrong, me));
        IReadOnlyList<FreeSlot> slots = wrong is null
            ? []
            : await pages.OfferAsync([request.ScheduleId], wrong.Time, request.RoomId, me, stop);
        return await ShowAsync(
            patient.ToString(), form, me, StatusCodes.Status409Conflict, stop,
            with: model => model with { Slots = slots });
    }

    private async Task FillAsync(
        FormState form, AgendaSetup setup, WaitingRow? waiting, Visitor me, CancellationToken stop)
    {
        if (waiting is not null)
        {
            form["minutes"] = waiting.Minutes.ToString(CultureInfo.InvariantCulture);
            form["kind"] = waiting.KindId == 0 ? "" : waiting.KindId.ToString(CultureInfo.InvariantCulture);
            AppointmentDetails? said = await read.DetailsAsync(waiting.Entry, me.Session, me.Token, stop);
            form["note"] = said?.Note ?? "";
        }

        Schedule? own = setup.Schedules.FirstOrDefault(one => one.IsActive && one.Staff == me.Session.StaffId);
        if (form["schedule"].Length == 0 && own is not null)
        {
            form["schedule"] = own.ScheduleId.ToString(CultureInfo.InvariantCulture);
        }

        ConsultationKind[] offered = [.. BookForm.Candidates(form, setup)
            .SelectMany(one => setup.Kinds.Where(kind => kind.IsActive && kind.IsOfferedBy(one)))
            .Distinct()];
        if (form["kind"].Length == 0 && offered.Length == 1)
        {
            form["kind"] = offered[0].KindId.ToString(CultureInfo.InvariantCulture);
        }
    }

    private async Task<WaitingRow?> WaitingOfAsync(
        PatientId patient, FormState form, Visitor me, CancellationToken stop) =>
        OpaqueId.TryParse(form["waiting"], out long waiting)
            ? (await waitingList.ListAsync(me.Session.SiteCode, me.Today, stop))
                .FirstOrDefault(row => row.Patient == patient && row.WaitingId == waiting)
            : null;

    /// <summary>What of a series was shown: if it has changed since, it is shown again before anything is booked.</summary>
    private static string Signature(BookingRequest request, IReadOnlyList<CheckedTime> series) => string.Join(
        ' ',
        series.Select(one => string.Create(
            CultureInfo.InvariantCulture,
            $"{Days.ToNumber(one.Time.Day)}.{one.Time.Time.From}.{one.Time.Time.Minutes}.{(int)one.Fit}"))
            .Prepend(string.Create(CultureInfo.InvariantCulture, $"{request.ScheduleId}.{request.RoomId}")));
}
