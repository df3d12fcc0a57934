using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.CarePlans;
using Serment.Records.Entries;
using Serment.Web.Appointments;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Care;

/// <summary>The care plan of a chart, and what a unit has to do next.</summary>
internal static class CarePlanRoutes
{
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(4);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/patients/{id}/care-plan", ShowAsync).Admits(Audience.ReadsNotes, Budget.OnePatient);
        app.MapPost("/patients/{id}/care-plan", PlanAsync).Admits(Audience.WritesClinical, Budget.OnePatient);
        app.MapGet("/patients/{id}/care-plan/{action}/{step}", AskReasonAsync)
            .Admits(Audience.WritesClinical, Budget.OnePatient);
        app.MapPost("/patients/{id}/care-plan/{action}/{step}", RecordAsync)
            .Admits(Audience.WritesClinical, Budget.OnePatient);
        app.MapGet("/due-care", ShowDueAsync).Admits(Audience.WritesClinical, Budget.OnePatientPerRow);
        app.MapGet("/due-care/stamp", StampAsync).Admits(Audience.WritesClinical, Budget.None).InBackground();
    }

    private static Task<IResult> ShowAsync(
        string id, Visitor me, OpenCare open, CustodianClient custodian, CancellationToken stop) =>
        PageAsync(id, CareForm.New(me), null, StatusCodes.Status200OK, null, me, open, custodian, stop);

    private static async Task<IResult> PageAsync(
        string id, FormState form, string? told, int status, KeptForm? kept, Visitor me, OpenCare open,
        CustodianClient custodian, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        CareOpened care = await open.RunAsync(patient, me.Session, me.Token, me.Today, stop);
        return care.Head is null
            ? Closed.Answer(care.Outcome, care.Reason, patient, kept)
            : Page.Show<CarePage>(
                new CareModel(
                    care, await ExpectedRoutes.UnitsAsync(me, custodian, stop), form,
                    await StaffNames.AllAsync(me, custodian, stop), told),
                status);
    }

    private static async Task<IResult> PlanAsync(
        string id, HttpContext http, Visitor me, OpenCare open, HandleCare handle, CustodianClient custodian,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        KeptForm? kept = KeptForm.Of(http.Request);
        if (form.IsRedraw || !PatientId.TryParse(id, out PatientId patient))
        {
            return await PageAsync(id, form, null, StatusCodes.Status200OK, kept, me, open, custodian, stop);
        }

        IReadOnlyList<UnitDescription> units = await ExpectedRoutes.UnitsAsync(me, custodian, stop);
        UnitDescription? unit = units.FirstOrDefault(
            one => form["unit"].Equals(
                one.UnitId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        if (unit is null)
        {
            form.Refuse("unit", me.Texts["expect.unitWrong"]);
        }

        CareSchedule? schedule = CareForm.Read(form, me);
        if (schedule is null || unit is null)
        {
            return await PageAsync(
                id, form, null, StatusCodes.Status422UnprocessableEntity, kept, me, open, custodian, stop);
        }

        CareSaved saved = await handle.PlanAsync(
            patient, unit.UnitId, form["careTitle"], schedule, me.Session, me.Token, Now(me), stop);
        return saved.Outcome == CareOutcome.Saved
            ? NoteCookie.Redirect(http, me.Web, "carePlanned", $"/patients/{patient}/care-plan")
            : Closed.Answer(saved.Closed, saved.Reason, patient, kept);
    }

    private static Task<IResult> AskReasonAsync(
        string id, string action, string step, long due, string? to, Visitor me, OpenCare open,
        CancellationToken stop) =>
        ReasonAsync(id, action, step, due, to, new(), StatusCodes.Status200OK, null, me, open, stop);

    private static async Task<IResult> ReasonAsync(
        string id, string action, string step, long due, string? to, FormState form, int status, KeptForm? kept,
        Visitor me, OpenCare open, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || !EntryId.TryParse(action, out EntryId entry)
            || step is not ("not-done" or "stop"))
        {
            return Problems.NotFound();
        }

        CareOpened care = await open.RunAsync(patient, me.Session, me.Token, me.Today, stop);
        return care.Head is not { } head
            ? Closed.Answer(care.Outcome, care.Reason, patient, kept)
            : care.Planned.FirstOrDefault(one => one.Action.Version.Entry == entry) is { } planned
                ? Page.Show<CareReasonPage>(
                    new CareReasonModel(
                        head, planned, DateTimeOffset.FromUnixTimeMilliseconds(due), step, LocalPath.OrHome(to), form),
                    status)
                : Problems.NotFound();
    }

    private static async Task<IResult> RecordAsync(
        string id, string action, string step, HttpContext http, Visitor me, OpenCare open, HandleCare handle,
        CustodianClient custodian, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        KeptForm? kept = KeptForm.Of(http.Request);
        if (!PatientId.TryParse(id, out PatientId patient)
            || EntryVersion.Parse(form["plan"]) is not { } plan
            || !EntryId.TryParse(action, out EntryId entry) || plan.Entry != entry
            || !long.TryParse(form["due"], NumberStyles.None, CultureInfo.InvariantCulture, out long dueMs)
            || dueMs > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return Problems.NotFound();
        }

        string reason = form["reason"];
        bool needsReason = step is "not-done" or "stop";
        if (form.IsRedraw || (needsReason && reason.Length is 0 or > CareAction.MaxReasonCharacters))
        {
            if (!form.IsRedraw)
            {
                form.Refuse("reason", me.Texts.Fill("carePlan.reasonNeeded", CareAction.MaxReasonCharacters));
            }

            return await ReasonAsync(
                id, action, step, dueMs, form["to"], form,
                form.IsRedraw ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity, kept,
                me, open, stop);
        }

        DateTimeOffset due = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(dueMs), me.Web.TimeZone);
        CareSaved saved = step switch
        {
            "done" => await handle.RecordAsync(
                plan, due, CareResult.Done, null, me.Session, me.Token, Now(me), me.Web.TimeZone, stop),
            "not-done" => await handle.RecordAsync(
                plan, due, CareResult.NotDone, reason, me.Session, me.Token, Now(me), me.Web.TimeZone, stop),
            "stop" => await handle.StopAsync(plan, due, reason, me.Session, me.Token, Now(me), stop),
            _ => new(CareOutcome.Unknown),
        };
        string to = form["to"].Length > 0 ? LocalPath.OrHome(form["to"]) : $"/patients/{patient}/care-plan";
        return saved.Outcome switch
        {
            CareOutcome.Saved => NoteCookie.Redirect(http, me.Web, "careRecorded", to),
            CareOutcome.Handled => await PageAsync(
                id, CareForm.New(me),
                me.Texts.Fill(
                    "carePlan.handled",
                    await StaffNames.OfAsync(saved.HandledBy, me, custodian, stop) ?? me.Texts["conflict.colleague"],
                    saved.HandledAt is { } at ? me.Texts.Second(me.Local(at)) : ""),
                StatusCodes.Status409Conflict, kept, me, open, custodian, stop),
            CareOutcome.Refused => Closed.Answer(saved.Closed, saved.Reason, patient, kept),
            _ => Problems.NotFound(),
        };
    }

    private static async Task<IResult> ShowDueAsync(
        int? unit, Visitor me, ListDueCare list, CustodianClient custodian, CancellationToken stop)
    {
        // Her own units only: whoever works in none chooses among all, and pays for strangers.
        IReadOnlyList<UnitDescription> units = await ExpectedRoutes.UnitsAsync(me, custodian, stop);
        int? chosen = units.Any(one => one.UnitId == unit) ? unit : await FirstWithCareAsync(me, list, stop);
        DueCareList due = chosen is { } id
            ? await list.RunAsync(me.Session.SiteCode, id, me.Now + Ahead, me.Token, me.Today, stop)
            : new([], false);
        long stamp = chosen is { } shown
            ? await list.StampAsync(me.Session.SiteCode, shown, me.Now + Ahead, stop)
            : 0;
        return Page.Show<DueCarePage>(new DueCareModel(units, chosen, due, stamp));
    }

    // Who works in several units begins with the first in which something is due; no card is opened to find it.
    private static async Task<int?> FirstWithCareAsync(Visitor me, ListDueCare list, CancellationToken stop)
    {
        foreach (UnitDescription own in me.Session.Units)
        {
            if (await list.HasDueAsync(me.Session.SiteCode, own.UnitId, me.Now + Ahead, stop))
            {
                return own.UnitId;
            }
        }

        return me.Session.Units.Count > 0 ? me.Session.Units[0].UnitId : null;
    }

    private static async Task<IResult> StampAsync(
        int unit, Visitor me, ListDueCare list, CustodianClient custodian, CancellationToken stop) =>
        (await ExpectedRoutes.UnitsAsync(me, custodian, stop)).Any(one => one.UnitId == unit)
            ? Results.Text((await list.StampAsync(me.Session.SiteCode, unit, me.Now + Ahead, stop))
                .ToString(CultureInfo.InvariantCulture))
            : Problems.NotFound();

    private static DateTimeOffset Now(Visitor me) => TimeZoneInfo.ConvertTime(me.Now, me.Web.TimeZone);
}
