using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Laboratory.QualityControl;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.QualityControl;

/// <summary>Changes of lots, and external quality assessment.</summary>
internal static class ControlRecordRoutes
{
    private const string Lots = ControlRoutes.Home + "/lots";
    private const string External = ControlRoutes.Home + "/external";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Lots, LotsAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(Lots, ChangeLotAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(Lots + "/decide", DecideAsync).Admits(Audience.SetsControlLimits, Budget.None);
        app.MapGet(External, ExternalAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(External, AddAssessmentAsync).Admits(Audience.WorksInLaboratory, Budget.None);
    }

    private static Task<IResult> LotsAsync(
        Visitor me, ParallelRuns runs, ReadControls read, ControlPages pages, CancellationToken stop) =>
        LotsPageAsync(new(), StatusCodes.Status200OK, me, runs, read, pages, stop);

    private static async Task<IResult> LotsPageAsync(
        FormState form, int status, Visitor me, ParallelRuns runs, ReadControls read, ControlPages pages,
        CancellationToken stop) =>
        Page.Show<ParallelRunsPage>(
            new ParallelRunsModel(
                await runs.ListAsync(me.Session.SiteCode, stop),
                (await read.SetupAsync(me.Session.SiteCode, 0, stop)).Instruments, await pages.NamesAsync(me, stop),
                form, me.Meets(Audience.SetsControlLimits)),
            status);

    private static async Task<IResult> ChangeLotAsync(
        HttpContext http, Visitor me, ParallelRuns runs, ReadControls read, ControlPages pages, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        ControlForms typed = new(form, me.Texts);
        if (form["do"] is "pair")
        {
            if (!OpaqueId.TryParse(form["run"], out long run))
            {
                return Problems.Refused("problem.badRequest");
            }

            string sample = typed.Name("qc-sample");
            decimal before = typed.Number("qc-old-value");
            decimal after = typed.Number("qc-new-value");
            if (form.Errors.Count == 0 && !form.IsRedraw)
            {
                return await runs.AddPairAsync(
                    me.Session.SiteCode, run, sample, before, after, me.Session.StaffId, stop)
                    ? NoteCookie.Redirect(http, me.Web, "saved", Lots)
                    : Problems.Conflict();
            }
        }
        else
        {
            ControlNames names = await pages.NamesAsync(me, stop);
            ParallelDraft draft = new(
                typed.Whole("qc-instrument", 1, int.MaxValue), form["qc-analysis"].ToUpperInvariant(),
                typed.Of<ParallelKind>("qc-kind"), typed.Name("qc-name"), typed.Name("qc-old"), typed.Name("qc-new"),
                typed.Positive("qc-limit"));
            if (!names.Knows(draft.Analysis))
            {
                form.Refuse("qc-analysis", me.Texts["qc.wrong.analysis"]);
            }

            if (form.Errors.Count == 0 && !form.IsRedraw)
            {
                await runs.BeginAsync(me.Session.SiteCode, draft, me.Session.StaffId, stop);
                return NoteCookie.Redirect(http, me.Web, "saved", Lots);
            }
        }

        return await LotsPageAsync(form, StatusCodes.Status422UnprocessableEntity, me, runs, read, pages, stop);
    }

    private static async Task<IResult> DecideAsync(
        HttpContext http, Visitor me, ParallelRuns runs, ReadControls read, ControlPages pages, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (!OpaqueId.TryParse(form["run"], out long id))
        {
            return Problems.Refused("problem.badRequest");
        }

        ParallelRun? run =
            (await runs.ListAsync(me.Session.SiteCode, stop)).FirstOrDefault(one => one.Id == id);
        bool accepts = form["do"] is "accept";
        string comment = new ControlForms(form, me.Texts).Words("qc-comment", ControlActionDraft.MaxCommentCharacters);
        if (run is null)
        {
            return Problems.NotFound();
        }

        // Against what the pairs say, or without enough of them, the decision needs its reason.
        if (accepts && !run.IsWithin && comment.Length == 0)
        {
            form.Refuse("qc-comment", me.Texts["qc.wrong.decision"]);
        }

        if (form.Errors.Count > 0)
        {
            return await LotsPageAsync(
                form, StatusCodes.Status422UnprocessableEntity, me, runs, read, pages, stop);
        }

        return await runs.DecideAsync(me.Session.SiteCode, id, accepts, comment, me.Session.StaffId, stop)
            ? NoteCookie.Redirect(http, me.Web, "saved", Lots)
            : Problems.Conflict();
    }

    private static Task<IResult> ExternalAsync(
        Visitor me, Assessments assessments, ReadControls read, ControlPages pages, CancellationToken stop) =>
        ExternalPageAsync(new(), StatusCodes.Status200OK, me, assessments, read, pages, stop);

    private static async Task<IResult> ExternalPageAsync(
        FormState form, int status, Visitor me, Assessments assessments, ReadControls read, ControlPages pages,
        CancellationToken stop) =>
        Page.Show<AssessmentsPage>(
            new AssessmentsModel(
                await assessments.ListAsync(me.Session.SiteCode, stop),
                (await read.SetupAsync(me.Session.SiteCode, 0, stop)).Instruments, await pages.NamesAsync(me, stop),
                form),
            status);

    private static async Task<IResult> AddAssessmentAsync(
        HttpContext http, Visitor me, Assessments assessments, ReadControls read, ControlPages pages,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        ControlForms typed = new(form, me.Texts);
        ControlNames names = await pages.NamesAsync(me, stop);
        _ = OpaqueId.TryParse(form["qc-replaces"], out long replaces);
        _ = int.TryParse(form["qc-instrument"], NumberStyles.None, CultureInfo.InvariantCulture, out int instrument);
        AssessmentDraft draft = new(
            replaces, typed.Name("qc-programme"), typed.Name("qc-round"), typed.Name("qc-sample"), instrument,
            form["qc-analysis"].ToUpperInvariant(), typed.Number("qc-value"), typed.Number("qc-target"),
            typed.Optional("qc-sd"), typed.Optional("qc-limit"),
            typed.Words("qc-comment", Assessments.MaxCommentCharacters),
            typed.Words("qc-document", ChangeControls.MaxReasonCharacters), typed.Day("qc-received"));
        if (!names.Knows(draft.Analysis))
        {
            form.Refuse("qc-analysis", me.Texts["qc.wrong.analysis"]);
        }

        if (form.Errors.Count == 0 && draft.Verdict != AssessmentVerdict.Acceptable && draft.Comment.Length == 0)
        {
            form.Refuse("qc-comment", me.Texts["qc.wrong.assessment"]);
        }

        if (form.Errors.Count > 0 || form.IsRedraw)
        {
            return await ExternalPageAsync(
                form, StatusCodes.Status422UnprocessableEntity, me, assessments, read, pages, stop);
        }

        await assessments.AddAsync(me.Session.SiteCode, draft, me.Session.StaffId, stop);
        return NoteCookie.Redirect(http, me.Web, "saved", External);
    }
}
