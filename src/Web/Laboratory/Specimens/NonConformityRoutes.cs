using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Specimens;

/// <summary>
/// Non-conformities: noted by scan, listed for the quality manager. Nobody is named; who was informed and the remark are
/// opened one by one, and counted.
/// </summary>
internal static class NonConformityRoutes
{
    private const string Address = "/laboratory/non-conformities";
    private const int DefaultDays = 30;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Address, ShowAsync).Admits(Audience.EntersLaboratory, Budget.None);
        app.MapPost(Address, NoteAsync).Admits(Audience.EntersLaboratory, Budget.None);
        app.MapPost(Address + "/said", ShowSaidAsync).Admits(Audience.WorksInLaboratory, Budget.OnePatient);
    }

    private static Task<IResult> ShowAsync(
        string? from, string? until, Visitor me, SpecimenDesk desk, NonConformities list, CustodianClient custodian,
        CancellationToken stop) =>
        PageAsync(
            new(), DayOf(from) ?? me.Today.AddDays(-DefaultDays), DayOf(until) ?? me.Today, StatusCodes.Status200OK, me,
            desk, list, custodian, stop);

    private static async Task<IResult> PageAsync(
        FormState form, DateOnly from, DateOnly until, int status, Visitor me, SpecimenDesk desk, NonConformities list,
        CustodianClient custodian, CancellationToken stop, NonConformitySaid? said = null)
    {
        if (await desk.LaboratoryAsync(me, stop) is not { } own)
        {
            return Problems.NotFound();
        }

        return Page.Show<NonConformityPage>(
            new NonConformityModel(
                form, await list.ListAsync(own.Site, own.LaboratoryId, Start(from, me), Start(until.AddDays(1), me), stop),
                (await custodian.ListUnitsAsync(me.Token, stop)).Units.ToDictionary(one => one.UnitId, one => one.Name),
                await StaffNames.AllAsync(me, custodian, stop), await desk.NamesAsync(me, own.Site, stop), from, until)
            {
                Said = said,
            },
            status);
    }

    private static async Task<IResult> ShowSaidAsync(
        HttpContext http, Visitor me, SpecimenDesk desk, ReadNonConformity read, NonConformities list,
        CustodianClient custodian, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        NonConformitySaid said = await read.RunAsync(
            await desk.SiteAsync(me, stop), SpecimenDesk.UnitsOf(me), form["number"], me.Token, stop);
        return said.Specimen is not { } tube ? Problems.NotFound()
            : said.Outcome != Outcome.Allowed
                ? Closed.Answer(said.Outcome, said.Reason, tube.Patient, KeptForm.Of(http.Request))
            : await PageAsync(
                new(), DayOf(form["from"]) ?? me.Today.AddDays(-DefaultDays), DayOf(form["until"]) ?? me.Today,
                StatusCodes.Status200OK, me, desk, list, custodian, stop, said);
    }

    private static async Task<IResult> NoteAsync(
        HttpContext http, Visitor me, SpecimenDesk desk, NoteNonConformity note, NonConformities list,
        CustodianClient custodian, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (form.IsRedraw || Read(form, me) is not { } draft)
        {
            return await AgainAsync(
                form.IsRedraw ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
        }

        NonConformityNoted noted = await note.RunAsync(
            await desk.SiteAsync(me, stop), SpecimenDesk.UnitsOf(me), draft, me.Session.StaffId, me.Now, me.Today.Year,
            stop);
        if (noted.Outcome == NonConformityOutcome.Noted)
        {
            return NoteCookie.Redirect(
                http, me.Web, noted.Instead is null ? "nonConformityNoted" : "recollectPlanned", Address);
        }

        form.Refuse("scan", me.Texts.Of("nonConformityOutcome", noted.Outcome));
        return await AgainAsync(StatusCodes.Status409Conflict);

        Task<IResult> AgainAsync(int status) => PageAsync(
            form, me.Today.AddDays(-DefaultDays), me.Today, status, me, desk, list, custodian, stop);
    }

    private static NonConformityDraft? Read(FormState form, Visitor me)
    {
        bool hasCause = Enum.TryParse(form["cause"], out SpecimenCause cause)
            && SpecimenCauses.Chosen.Contains(cause);
        bool hasRemedy = Enum.TryParse(form["remedy"], out SpecimenRemedy remedy) && Enum.IsDefined(remedy)
            && remedy != SpecimenRemedy.Stopped;
        DateTimeOffset? informedAt = form["informed"].Length == 0 ? null
            : form["informedAt"].Length == 0 ? me.Now
            : LastTime(form["informedAt"], me);
        if (form["scan"].Length == 0 || AccessionNumber.TryParse(form["scan"], out _) != AccessionRefusal.None)
        {
            form.Refuse("scan", me.Texts["nonConformity.wrong.scan"]);
        }

        if (!hasCause)
        {
            form.Refuse("cause", me.Texts["nonConformity.wrong.cause"]);
        }

        if (!hasRemedy)
        {
            form.Refuse("remedy", me.Texts["nonConformity.wrong.remedy"]);
        }

        if (form["note"].Length > SpecimenStep.MaxNoteCharacters || (cause == SpecimenCause.Other && form["note"].Length == 0))
        {
            form.Refuse("note", me.Texts.Fill("nonConformity.wrong.note", SpecimenStep.MaxNoteCharacters));
        }

        if (form["informed"].Length > SpecimenStep.MaxInformedCharacters
            || (form["informed"].Length > 0 && (informedAt is null || informedAt > me.Now.AddMinutes(1))))
        {
            form.Refuse("informed", me.Texts.Fill("nonConformity.wrong.informed", SpecimenStep.MaxInformedCharacters));
        }

        return form.Errors.Count == 0
            ? new(form["scan"], cause, remedy, form["note"], form["informed"], informedAt)
            : null;
    }

    // Shortly after midnight, 23:30 was yesterday.
    private static DateTimeOffset? LastTime(string clock, Visitor me)
    {
        DateTimeOffset? today = On(me.Today);
        return today > me.Now.AddMinutes(1) ? On(me.Today.AddDays(-1)) : today;

        DateTimeOffset? On(DateOnly day) =>
            SpecimenDesk.TimeOf(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), clock, me);
    }

    private static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", out DateOnly day) ? day : null;

    private static DateTimeOffset Start(DateOnly day, Visitor me)
    {
        DateTime local = day.ToDateTime(TimeOnly.MinValue);
        return new(local, me.Web.TimeZone.GetUtcOffset(local));
    }
}
