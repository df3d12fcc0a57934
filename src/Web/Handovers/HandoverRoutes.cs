using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Handovers;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Handovers;

/// <summary>The hand-over of a unit, for those who work in it.</summary>
internal static class HandoverRoutes
{
    private static readonly TimeSpan Shift = TimeSpan.FromHours(12);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/handover", ShowFirstAsync).Admits(Audience.WritesClinical, Budget.OnePatientPerRow);
        app.MapGet("/handover/{unit:int}", ShowAsync).Admits(Audience.WritesClinical, Budget.OnePatientPerRow);
        app.MapGet("/handover/{unit:int}/print", PrintAsync).Admits(Audience.WritesClinical, Budget.OnePatientPerRow);
        app.MapPost("/handover/{unit:int}", SaveAsync).Admits(Audience.WritesClinical, Budget.OnePatientPerRow);
    }

    private static Task<IResult> ShowFirstAsync(
        int? unit, Visitor me, OpenHandover open, CustodianClient custodian, CancellationToken stop) =>
        PageAsync(
            unit ?? (me.Session.Units.Count > 0 ? me.Session.Units[0].UnitId : null), new(), null,
            StatusCodes.Status200OK, me, open, custodian, stop);

    private static Task<IResult> ShowAsync(
        int unit, Visitor me, OpenHandover open, CustodianClient custodian, CancellationToken stop) =>
        PageAsync(unit, new(), null, StatusCodes.Status200OK, me, open, custodian, stop);

    private static Task<IResult> PrintAsync(
        int unit, Visitor me, OpenHandover open, CustodianClient custodian, CancellationToken stop) =>
        PageAsync(unit, new(), null, StatusCodes.Status200OK, me, open, custodian, stop, isPrint: true);

    // Her own units and no other: this list opens clinical content of everybody on it.
    private static async Task<IResult> PageAsync(
        int? unit, FormState form, PatientId? typed, int status, Visitor me, OpenHandover open,
        CustodianClient custodian, CancellationToken stop, bool isPrint = false)
    {
        UnitDescription? own = me.Session.Units.FirstOrDefault(one => one.UnitId == unit);
        if (own is null && unit is not null)
        {
            return Problems.NotFound();
        }

        Handover handover = own is null
            ? new([], false)
            : await open.RunAsync(
                me.Session.SiteCode, own.UnitId, me.Now + Shift, me.Token, me.Today, stop, isPrint);
        return Page.Show<HandoverPage>(
            new HandoverModel(
                me.Session.Units, own, handover, await StaffNames.AllAsync(me, custodian, stop), form, typed, isPrint),
            status);
    }

    private static async Task<IResult> SaveAsync(
        int unit, HttpContext http, Visitor me, OpenHandover open, SaveHandover save, CustodianClient custodian,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (!me.Session.Units.Any(one => one.UnitId == unit) || !PatientId.TryParse(form["patient"], out PatientId patient))
        {
            return Problems.NotFound();
        }

        string text = form["handover"].ReplaceLineEndings("\n");
        if (form.IsRedraw || text.Length is 0 or > HandoverLine.MaxCharacters)
        {
            if (!form.IsRedraw)
            {
                form.Refuse("handover", me.Texts.Fill("handover.textWrong", HandoverLine.MaxCharacters));
            }

            return await PageAsync(
                unit, form, patient,
                form.IsRedraw ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity, me, open, custodian,
                stop);
        }

        EntriesSaved saved = await save.RunAsync(
            patient, text, me.Session.StaffId, me.Token, TimeZoneInfo.ConvertTime(me.Now, me.Web.TimeZone), stop);
        return saved.Outcome == SealOutcome.Saved
            ? NoteCookie.Redirect(http, me.Web, "saved", $"/handover/{unit}#p-{patient}")
            : Closed.Answer(
                saved.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, saved.Reason, patient,
                KeptForm.Of(http.Request));
    }
}
