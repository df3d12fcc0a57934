using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Charts;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Access;

/// <summary>
/// Who cares for a patient and why; referring to a colleague, handing over, declaring the family doctor, ending what is
/// one's own to end.
/// </summary>
internal static class CareRoutes
{
    private const int FamilyDoctorDays = 365;
    private const int MaxGivenDays = 30;
    private const string DayForm = "yyyy-MM-dd";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/patients/{id}/care", ShowAsync).Admits(Audience.OpensRecords, Budget.OnePatient);
        app.MapPost("/patients/{id}/care/give", GiveAsync).Admits(Audience.Treats, Budget.OnePatient);
        app.MapPost("/patients/{id}/care/doctor", DeclareDoctorAsync).Admits(Audience.OpensRecords, Budget.OnePatient);
        app.MapPost("/patients/{id}/care/end", EndAsync).Admits(Audience.OpensRecords, Budget.None);
    }

    private static Task<IResult> ShowAsync(
        string id, HttpContext http, Visitor me, OpenSection open, CustodianClient custodian, CancellationToken stop) =>
        PageAsync(id, http, new FormState(), new FormState(), me, open, custodian, StatusCodes.Status200OK, stop);

    private static async Task<IResult> PageAsync(
        string id, HttpContext http, FormState give, FormState doctor, Visitor me, OpenSection open,
        CustodianClient custodian, int status, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await open.RunAsync(patient, [], me.Session, me.Token, me.Today, stop);
        if (opened.Head is not { } head)
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, KeptForm.Of(http.Request));
        }

        Task<CareList> care = custodian.ListCareAsync(me.Token, head.Patient, stop);
        Task<StaffList> staff = custodian.ListStaffAsync(me.Token, stop);
        Task<UnitList> units = custodian.ListUnitsAsync(me.Token, stop);
        await Task.WhenAll(care, staff, units);
        give["until"] = give.Optional("until")
            ?? me.Today.AddDays(7).ToString(DayForm, CultureInfo.InvariantCulture);
        return Page.Show<CarePage>(
            new CareModel(
                head, (await care).Lines, Active((await staff).Staff), (await units).Units, give, doctor),
            status);
    }

    private static async Task<IResult> GiveAsync(
        string id, HttpContext http, Visitor me, OpenSection open, CustodianClient custodian, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        DateOnly? until = LocalDays.Read(form["until"]);
        (ActorId? staff, int? unit) = ReadTo(form["to"]);
        if (staff is null && unit is null)
        {
            form.Refuse("to", me.Texts["care.toWrong"]);
        }

        if (until is null || until < me.Today || until > me.Today.AddDays(MaxGivenDays))
        {
            form.Refuse("until", me.Texts["care.untilWrong"]);
        }

        if (form.IsRedraw || form.Errors.Count > 0 || !PatientId.TryParse(id, out PatientId patient))
        {
            return await PageAsync(
                id, http, form, new FormState(), me, open, custodian, StatusCodes.Status422UnprocessableEntity, stop);
        }

        (DateTimeOffset from, DateTimeOffset end) =
            LocalDays.Period(me, me.Today, until!.Value, TimeSpan.FromDays(MaxGivenDays));
        RelationshipKind kind =
            form["kind"] is nameof(RelationshipKind.HandOver) ? RelationshipKind.HandOver : RelationshipKind.Referral;
        return await DeclareAsync(
            new(patient, kind, staff, unit, from, end), id, http, form, new FormState(), form, me, open, custodian, stop);
    }

    private static async Task<IResult> DeclareDoctorAsync(
        string id, HttpContext http, Visitor me, OpenSection open, CustodianClient custodian, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (!ActorId.TryParse(form["doctor"], out ActorId doctor))
        {
            form.Refuse("doctor", me.Texts["care.doctorWrong"]);
        }

        if (form.IsRedraw || form.Errors.Count > 0 || !PatientId.TryParse(id, out PatientId patient))
        {
            return await PageAsync(
                id, http, new FormState(), form, me, open, custodian, StatusCodes.Status422UnprocessableEntity, stop);
        }

        return await DeclareAsync(
            new(
                patient, RelationshipKind.FamilyDoctor, doctor, null, me.Now, me.Now.AddDays(FamilyDoctorDays)),
            id, http, new FormState(), form, form, me, open, custodian, stop);
    }

    private static async Task<IResult> DeclareAsync(
        RelationshipDeclaration declaration, string id, HttpContext http, FormState give, FormState doctor,
        FormState sent, Visitor me, OpenSection open, CustodianClient custodian, CancellationToken stop)
    {
        try
        {
            await custodian.DeclareRelationshipAsync(me.Token, declaration, stop);
            return NoteCookie.Redirect(http, me.Web, "given", $"/patients/{declaration.Patient}/care");
        }
        catch (CustodyException e) when (
            e.Problem.Code is "period" or "not-yours-to-hand-over" or "giving-limit" or "not-a-physician"
                or "not-at-this-site")
        {
            sent.RefuseAll(me.Texts["care.refused." + e.Problem.Code]);
            return await PageAsync(
                id, http, give, doctor, me, open, custodian, StatusCodes.Status422UnprocessableEntity, stop);
        }
    }

    private static async Task<IResult> EndAsync(
        string id, HttpContext http, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient)
            || !long.TryParse(
                http.Request.Form["relationship"], NumberStyles.None, CultureInfo.InvariantCulture, out long relationship))
        {
            return Problems.Refused("problem.badRequest");
        }

        await custodian.EndRelationshipAsync(me.Token, new(relationship), stop);

        // What ended may have been what opened the chart: then the page says so.
        return NoteCookie.Redirect(http, me.Web, "ended", $"/patients/{patient}/care");
    }

    private static (ActorId? Staff, int? Unit) ReadTo(string to) =>
        to.StartsWith("staff:", StringComparison.Ordinal) && ActorId.TryParse(to["staff:".Length..], out ActorId staff)
            ? (staff, null)
        : to.StartsWith("unit:", StringComparison.Ordinal)
            && int.TryParse(to["unit:".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int unit)
            ? (null, unit)
        : (null, null);

    private static IReadOnlyList<StaffDescription> Active(IReadOnlyList<StaffDescription> staff) =>
        [.. staff.Where(one => one.State == StaffState.Active)];
}
