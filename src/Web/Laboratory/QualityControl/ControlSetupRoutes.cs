using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.QualityControl;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.QualityControl;

/// <summary>Materials, lots, reagents; and, for biologists, targets and rules.</summary>
internal static class ControlSetupRoutes
{
    private const string Home = ControlRoutes.Home + "/setup";
    private const int OwnDays = 90;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Home, ShowAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(Home, ChangeAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapGet(Home + "/analysis", AnalysisAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(Home + "/plan", SetPlanAsync).Admits(Audience.SetsControlLimits, Budget.None);
        app.MapPost(Home + "/target", SetTargetAsync).Admits(Audience.SetsControlLimits, Budget.None);
    }

    private static string AnalysisAddress(int instrument, string analysis) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Home}/analysis?instrument={instrument}&analysis={Uri.EscapeDataString(analysis)}");

    private static Task<IResult> ShowAsync(
        int? instrument, Visitor me, ReadControls read, ControlPages pages, CancellationToken stop) =>
        PageAsync(instrument ?? 0, new(), StatusCodes.Status200OK, me, read, pages, stop);

    private static async Task<IResult> PageAsync(
        int instrument, FormState form, int status, Visitor me, ReadControls read, ControlPages pages,
        CancellationToken stop) =>
        Page.Show<ControlSetupPage>(
            new ControlSetupModel(
                await read.SetupAsync(me.Session.SiteCode, instrument, stop), instrument,
                await pages.NamesAsync(me, stop), form),
            status);

    private static async Task<IResult> ChangeAsync(
        HttpContext http, Visitor me, ChangeControls change, ReadControls read, ControlPages pages,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        _ = int.TryParse(form["instrument"], NumberStyles.None, CultureInfo.InvariantCulture, out int instrument);
        if (form["do"] is "state" && !await MaySetStateAsync(form, me, read, stop))
        {
            return Problems.Forbidden();
        }

        bool done = form["do"] switch
        {
            "material" => await AddMaterialAsync(form, me, change, stop),
            "lot" => await AddLotAsync(form, me, change, stop),
            "state" => await SetStateAsync(form, me, change, stop),
            "reagent" => await UseReagentAsync(form, instrument, me, change, read, stop),
            _ => false,
        };
        return done ? NoteCookie.Redirect(http, me.Web, "saved", $"{Home}?instrument={instrument}")
            : form.Errors.Count == 0 && !form.IsRedraw ? Problems.Conflict()
            : await PageAsync(
                instrument, form, StatusCodes.Status422UnprocessableEntity, me, read, pages, stop);
    }

    private static async Task<bool> AddMaterialAsync(
        FormState form, Visitor me, ChangeControls change, CancellationToken stop)
    {
        ControlForms read = new(form, me.Texts);
        MaterialDraft draft = new(
            me.Session.Units.Count > 0 ? me.Session.Units[0].UnitId : 0, read.Name("qc-name"),
            read.Words("qc-supplier", ChangeControls.MaxNameCharacters), read.Of<Section>("qc-section"));
        if (form.Errors.Count > 0 || form.IsRedraw)
        {
            return false;
        }

        await change.AddMaterialAsync(me.Session.SiteCode, draft, me.Session.StaffId, stop);
        return true;
    }

    private static async Task<bool> AddLotAsync(
        FormState form, Visitor me, ChangeControls change, CancellationToken stop)
    {
        ControlForms read = new(form, me.Texts);
        string[] codes =
        [
            .. read.Name("qc-codes")
                .Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        ];
        if (codes.Length is 0 or > ControlPlan.MaxLevels
            || codes.Distinct(StringComparer.OrdinalIgnoreCase).Count() != codes.Length)
        {
            form.Refuse("qc-codes", me.Texts.Fill("qc.wrong.codes", ControlPlan.MaxLevels));
        }

        if (!OpaqueId.TryParse(form["qc-material"], out long material))
        {
            form.Refuse("qc-material", me.Texts["qc.wrong.choose"]);
        }

        LotDraft draft = new(
            material, read.Name("qc-lot"), read.Day("qc-expires"), read.Of<ControlLotState>("qc-state"), codes);
        if (form.Errors.Count > 0 || form.IsRedraw)
        {
            return false;
        }

        if (await change.AddLotAsync(me.Session.SiteCode, draft, me.Session.StaffId, stop) is not null)
        {
            return true;
        }

        form.Refuse("qc-codes", me.Texts["qc.wrong.codeTaken"]);
        return false;
    }

    // A lot in use is judged, and may block: only who answers for the limits takes it out of that. The version that is
    // changed is the one looked at here.
    private static async Task<bool> MaySetStateAsync(
        FormState form, Visitor me, ReadControls read, CancellationToken stop) =>
        me.Meets(Audience.SetsControlLimits)
        || (await read.SetupAsync(me.Session.SiteCode, 0, stop)).Lots.Any(lot =>
            lot.State != ControlLotState.InUse
            && string.Equals(OpaqueId.Format(lot.Id), form["lot"], StringComparison.Ordinal)
            && string.Equals(lot.Version.ToString(CultureInfo.InvariantCulture), form["version"], StringComparison.Ordinal));

    private static async Task<bool> SetStateAsync(
        FormState form, Visitor me, ChangeControls change, CancellationToken stop) =>
        OpaqueId.TryParse(form["lot"], out long lot)
        && int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int version)
        && Enum.TryParse(form["qc-state"], out ControlLotState state) && Enum.IsDefined(state)
        && await change.SetLotStateAsync(me.Session.SiteCode, lot, version, state, me.Session.StaffId, stop);

    private static async Task<bool> UseReagentAsync(
        FormState form, int instrument, Visitor me, ChangeControls change, ReadControls read, CancellationToken stop)
    {
        ControlForms typed = new(form, me.Texts);
        ControlSetup setup = await read.SetupAsync(me.Session.SiteCode, instrument, stop);
        if (setup.Instruments.All(one => one.Id != instrument))
        {
            form.RefuseAll(me.Texts["qc.wrong.choose"]);
        }

        string[] analyses =
        [
            .. typed.Words("qc-analyses", ChangeControls.MaxReasonCharacters).ToUpperInvariant()
                .Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries),
        ];
        ReagentDraft draft = new(
            instrument, form["qc-kind"] is "calibrator", typed.Name("qc-name"), analyses, typed.Name("qc-lot"),
            typed.Day("qc-expires"), me.Now);
        if (form.Errors.Count > 0 || form.IsRedraw)
        {
            return false;
        }

        await change.UseReagentAsync(me.Session.SiteCode, draft, me.Session.StaffId, stop);
        return true;
    }

    private static Task<IResult> AnalysisAsync(
        int? instrument, string? analysis, Visitor me, ReadControls read, ControlPages pages,
        CancellationToken stop) =>
        AnalysisPageAsync(
            instrument ?? 0, (analysis ?? "").Trim().ToUpperInvariant(), new(), StatusCodes.Status200OK, me, read, pages,
            stop);

    private static async Task<IResult> AnalysisPageAsync(
        int instrument, string analysis, FormState form, int status, Visitor me, ReadControls read,
        ControlPages pages, CancellationToken stop)
    {
        ControlNames names = await pages.NamesAsync(me, stop);
        ControlSeries? series = await read.SeriesAsync(
            me.Session.SiteCode, instrument, analysis, me.Now.AddDays(-OwnDays), me.Now.AddDays(1), me.Now, stop);
        return series is null || !names.Knows(analysis)
            ? Problems.NotFound()
            : Page.Show<ControlAnalysisPage>(
                new ControlAnalysisModel(series, names, form, me.Meets(Audience.SetsControlLimits)), status);
    }

    private static async Task<IResult> SetPlanAsync(
        HttpContext http, Visitor me, ChangeControls change, ReadControls read, ControlPages pages,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (!int.TryParse(form["instrument"], NumberStyles.None, CultureInfo.InvariantCulture, out int instrument))
        {
            return Problems.Refused("problem.badRequest");
        }

        ControlForms typed = new(form, me.Texts);
        Dictionary<WestgardRule, RuleSeverity> rules = [];
        foreach (WestgardRule rule in Enum.GetValues<WestgardRule>())
        {
            rules[rule] = Enum.TryParse(form[$"qc-rule-{rule}"], out RuleSeverity severity)
                && Enum.IsDefined(severity)
                    ? severity
                    : RuleSeverity.Off;
        }

        ControlPlan plan = new(
            instrument, form["analysis"], new(rules, form["qc-across"] is "on"),
            typed.Whole("qc-every", 0, ControlPlan.MaxEveryMinutes / 60) * 60,
            typed.Whole("qc-levels", 1, ControlPlan.MaxLevels), form["qc-blocks"] is "on", typed.Optional("qc-error"),
            typed.Words("qc-source", ChangeControls.MaxReasonCharacters), form["qc-active"] is "on", me.Now, null);
        if (plan.IsActive && rules.Values.All(one => one != RuleSeverity.Reject))
        {
            form.RefuseAll(me.Texts["qc.wrong.noReject"]);
        }

        if (form.Errors.Count > 0 || form.IsRedraw)
        {
            return await AnalysisPageAsync(
                instrument, form["analysis"], form, StatusCodes.Status422UnprocessableEntity, me, read, pages, stop);
        }

        await change.SetPlanAsync(me.Session.SiteCode, plan, me.Session.StaffId, stop);
        return NoteCookie.Redirect(http, me.Web, "saved", AnalysisAddress(instrument, form["analysis"]));
    }

    private static async Task<IResult> SetTargetAsync(
        HttpContext http, Visitor me, ChangeControls change, ReadControls read, ControlPages pages,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (!int.TryParse(form["instrument"], NumberStyles.None, CultureInfo.InvariantCulture, out int instrument)
            || !OpaqueId.TryParse(form["level"], out long level))
        {
            return Problems.Refused("problem.badRequest");
        }

        ControlForms typed = new(form, me.Texts);
        string at = form["level"];
        _ = int.TryParse(form["based"], NumberStyles.None, CultureInfo.InvariantCulture, out int based);
        TargetKind kind = typed.Of<TargetKind>($"qc-kind-{at}");
        TargetDraft draft = new(
            level, instrument, form["analysis"], typed.Number($"qc-mean-{at}"), typed.Positive($"qc-sd-{at}"), kind,
            kind == TargetKind.Own ? based : 0, typed.Words($"qc-reason-{at}", ChangeControls.MaxReasonCharacters));
        if (form.Errors.Count > 0 || form.IsRedraw)
        {
            return await AnalysisPageAsync(
                instrument, form["analysis"], form, StatusCodes.Status422UnprocessableEntity, me, read, pages, stop);
        }

        await change.SetTargetAsync(me.Session.SiteCode, draft, me.Session.StaffId, stop);
        return NoteCookie.Redirect(http, me.Web, "saved", AnalysisAddress(instrument, form["analysis"]));
    }
}
