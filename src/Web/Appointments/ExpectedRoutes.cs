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

/// <summary>The people expected on a day: who adds them gives their unit its care relationship.</summary>
internal static class ExpectedRoutes
{
    private const string DayForm = "yyyy-MM-dd";
    private const int ExpectedMinutes = 15;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/expected", ShowAsync).Admits(Audience.OpensCards, Budget.OnePatientPerRow);
        app.MapGet("/patients/{id}/expect", ShowFormAsync).Admits(Audience.WritesIdentity, Budget.OnePatient);
        app.MapPost("/patients/{id}/expect", AddAsync).Admits(Audience.WritesIdentity, Budget.OnePatient);
    }

    /// <summary>The units whose lists a person may choose: her own, or for reception every one of the site.</summary>
    internal static async Task<IReadOnlyList<UnitDescription>> UnitsAsync(
        Visitor me, CustodianClient custodian, CancellationToken stop) =>
        me.Is(Role.Receptionist) || me.Session.Units.Count == 0
            ? (await custodian.ListUnitsAsync(me.Token, stop)).Units
            : me.Session.Units;

    /// <summary>
    /// The units whose lists are shown unasked: her own. Patients of another unit cost reception the small allowance
    /// for strangers, so their list is opened only by choosing it.
    /// </summary>
    internal static IReadOnlyList<UnitDescription> ShownUnasked(Visitor me, IReadOnlyList<UnitDescription> offered) =>
        me.Session.Units.Count == 0 ? offered : me.Session.Units;

    /// <summary>
    /// Where reception's own units expect nobody, how many the others do: numbers without names, each the way to its
    /// list.
    /// </summary>
    internal static async Task<IReadOnlyList<UnitExpectation>> ElsewhereAsync(
        DateOnly day, IReadOnlyList<UnitDescription> offered, int shownCount, Visitor me, CountExpected count,
        CancellationToken stop) =>
        shownCount > 0 || !me.Is(Role.Receptionist)
            ? []
            :
            [
                .. (await count.RunAsync(me.Session.SiteCode, day, stop))
                    .Select(one => new UnitExpectation(
                        offered.FirstOrDefault(unit => unit.UnitId == one.UnitId), one.Count))
                    .Where(one => one.Unit is not null)
                    .OrderBy(one => one.Unit!.Name, StringComparer.CurrentCulture),
            ];

    private static async Task<IResult> ShowAsync(
        int? unit, string? day, Visitor me, ExpectedList list, CountExpected count, CustodianClient custodian,
        CancellationToken stop)
    {
        IReadOnlyList<UnitDescription> units = await UnitsAsync(me, custodian, stop);
        int? chosen = units.Any(one => one.UnitId == unit) ? unit : null;
        DateOnly shown = ReadDay(day) ?? me.Today;
        long stamp = await list.StampAsync(me.Session.SiteCode, shown, shown, stop);
        int[] ids = chosen is { } id ? [id] : [.. ShownUnasked(me, units).Select(one => one.UnitId)];
        IReadOnlyList<ExpectedPatient> patients =
            await list.RunAsync(me.Token, me.Session.SiteCode, shown, new(ids), stop);
        return Page.Show<ExpectedPage>(new ExpectedModel(
            shown, units, chosen, patients, await ElsewhereAsync(shown, units, patients.Count, me, count, stop), stamp));
    }

    private static async Task<IResult> ShowFormAsync(
        string id, Visitor me, RecordDoor door, CustodianClient custodian, CancellationToken stop)
    {
        FormState form = new()
        {
            ["day"] = me.Today.ToString(DayForm, CultureInfo.InvariantCulture),
            ["unit"] = me.Session.Units.Count == 1
                ? me.Session.Units[0].UnitId.ToString(CultureInfo.InvariantCulture)
                : "",
            ["time"] = me.Local(me.Now).ToString("HH:mm", CultureInfo.InvariantCulture),
        };
        return await FormAsync(id, form, me, door, custodian, StatusCodes.Status200OK, stop);
    }

    private static async Task<IResult> FormAsync(
        string id, FormState form, Visitor me, RecordDoor door, CustodianClient custodian, int status,
        CancellationToken stop)
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

        // Everybody may add to every unit of the house: what one declares for oneself opens nothing.
        IReadOnlyList<UnitDescription> units = (await custodian.ListUnitsAsync(me.Token, stop)).Units;
        return Page.Show<ExpectPage>(new ExpectModel(card, units, form), status);
    }

    private static async Task<IResult> AddAsync(
        string id, HttpContext http, Visitor me, BookAppointment book, RecordDoor door, CustodianClient custodian,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (form.IsRedraw)
        {
            return await FormAsync(id, form, me, door, custodian, StatusCodes.Status200OK, stop);
        }

        DateOnly? day = ReadDay(form["day"]);
        bool hasTime = TimeOnly.TryParseExact(
            form["time"], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time);
        if (day is null || day < me.Today)
        {
            form.Refuse("day", me.Texts["expect.dayWrong"]);
        }

        if (!hasTime)
        {
            form.Refuse("time", me.Texts["expect.timeWrong"]);
        }

        if (!int.TryParse(form["unit"], NumberStyles.None, CultureInfo.InvariantCulture, out int unit))
        {
            form.Refuse("unit", me.Texts["expect.unitWrong"]);
        }

        if (form.Errors.Count > 0 || !PatientId.TryParse(id, out PatientId patient))
        {
            return await FormAsync(id, form, me, door, custodian, StatusCodes.Status422UnprocessableEntity, stop);
        }

        int minute = (time.Hour * 60) + time.Minute;
        BookingResult result = await book.RunAsync(
            new()
            {
                Patient = patient,
                Times = [new(day!.Value, new(minute, Math.Min(minute + ExpectedMinutes, Interval.DayMinutes)))],
                UnitId = unit,
            },
            me.Session, me.Token, me.Web.TimeZone, stop);
        string shown = day.Value.ToString(DayForm, CultureInfo.InvariantCulture);
        return result.Outcome switch
        {
            BookingOutcome.Booked => NoteCookie.Redirect(http, me.Web, "expected", $"/expected?unit={unit}&day={shown}"),
            BookingOutcome.Refused => AppointmentPages.Refused(result, patient, http),
            _ => Problems.Conflict(),
        };
    }

    private static DateOnly? ReadDay(string? text) =>
        DateOnly.TryParseExact(text, DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? day
            : null;
}
