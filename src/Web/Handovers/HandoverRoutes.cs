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

    private const string TextPrefix = "handover-";

    /// <summary>The field of one patient's line.</summary>
    public static string TextField(PatientId patient) => TextPrefix + patient;

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
            unit ?? (me.Session.Units.Count > 0 ? me.Session.Units[0].UnitId : null), new(),
            StatusCodes.Status200OK, me, open, custodian, stop);

    private static Task<IResult> ShowAsync(
        int unit, Visitor me, OpenHandover open, CustodianClient custodian, CancellationToken stop) =>
        PageAsync(unit, new(), StatusCodes.Status200OK, me, open, custodian, stop);

    private static Task<IResult> PrintAsync(
        int unit, Visitor me, OpenHandover open, CustodianClient custodian, CancellationToken stop) =>
        PageAsync(unit, new(), StatusCodes.Status200OK, me, open, custodian, stop, isPrint: true);

    // Her own units and no other: this list opens clinical content of everybody on it.
    private static async Task<IResult> PageAsync(
        int? unit, FormState form, int status, Visitor me, OpenHandover open, CustodianClient custodian,
        CancellationToken stop, bool isPrint = false)
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
                me.Session.Units, own, handover, await StaffNames.AllAsync(me, custodian, stop), form, isPrint),
            status);
    }

    // One patient's line is sent; what is typed for the others comes with it and stays on the page.
    private static async Task<IResult> SaveAsync(
        int unit, HttpContext http, Visitor me, OpenHandover open, SaveHandover save, CustodianClient custodian,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (!me.Session.Units.Any(one => one.UnitId == unit))
        {
            return Problems.NotFound();
        }

        if (form.IsRedraw)
        {
            return await PageAsync(unit, form, StatusCodes.Status200OK, me, open, custodian, stop);
        }

        if (!PatientId.TryParse(form["patient"], out PatientId patient))
        {
            return Problems.NotFound();
        }

        string field = TextField(patient);
        string text = form[field].ReplaceLineEndings("\n");
        if (text.Length is 0 or > HandoverLine.MaxCharacters)
        {
            form.Refuse(field, me.Texts.Fill("handover.textWrong", HandoverLine.MaxCharacters));
            return await PageAsync(
                unit, form, StatusCodes.Status422UnprocessableEntity, me, open, custodian, stop);
        }

        EntriesSaved saved = await save.RunAsync(
            patient, text, me.Session.StaffId, me.Token, TimeZoneInfo.ConvertTime(me.Now, me.Web.TimeZone), stop);
        if (saved.Outcome != SealOutcome.Saved)
        {
            return Closed.Answer(
                saved.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, saved.Reason, patient,
                KeptForm.Of(http.Request));
        }

        form[field] = "";
        if (!form.Names.Any(one => one.StartsWith(TextPrefix, StringComparison.Ordinal) && form[one].Length > 0))
        {
            return NoteCookie.Redirect(http, me.Web, "saved", $"/handover/{unit}#p-{patient}");
        }

        me.Note = "saved";
        return await PageAsync(unit, form, StatusCodes.Status200OK, me, open, custodian, stop);
    }
}
