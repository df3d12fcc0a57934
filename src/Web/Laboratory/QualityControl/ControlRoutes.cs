using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Laboratory.QualityControl;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.QualityControl;

/// <summary>How controls stand, their charts, what people do about them, and whose results to look at again.</summary>
internal static class ControlRoutes
{
    /// <summary>The overview.</summary>
    public const string Home = "/laboratory/quality-control";

    /// <summary>Days of a chart.</summary>
    public const int UsualDays = 30;

    private const int MaxDays = 400;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Home, OverviewAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapGet(Home + "/stamp", StampAsync).Admits(Audience.WorksInLaboratory, Budget.None).InBackground();
        app.MapGet(Home + "/chart", ChartAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapGet(Home + "/act", ActFormAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(Home + "/act", ActAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapGet(Home + "/review", ReviewAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(Home + "/review", MarkAsync).Admits(Audience.WorksInLaboratory, Budget.None);
    }

    /// <summary>The address of a chart.</summary>
    public static string ChartOf(int instrument, string analysis, int days = UsualDays) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Home}/chart?instrument={instrument}&analysis={Uri.EscapeDataString(analysis)}&days={days}");

    /// <summary>The address of the form of an action.</summary>
    public static string ActOn(int instrument, string analysis, long result) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Home}/act?instrument={instrument}&analysis={Uri.EscapeDataString(analysis)}")
        + $"&result={OpaqueId.Format(result)}";

    /// <summary>The address of the results to look at again.</summary>
    public static string ReviewOf(long block) => $"{Home}/review?block={OpaqueId.Format(block)}";

    private static async Task<IResult> OverviewAsync(
        Visitor me, ReadControls read, ControlPages pages, CancellationToken stop) =>
        Page.Show<ControlOverviewPage>(new ControlOverviewModel(
            await read.OverviewAsync(me.Session.SiteCode, me.Now, stop), await pages.NamesAsync(me, stop)));

    private static async Task<IResult> StampAsync(Visitor me, ReadControls read, CancellationToken stop) =>
        Results.Text(StampOf(await read.OverviewAsync(me.Session.SiteCode, me.Now, stop)));

    /// <summary>A number that changes when what the overview shows does.</summary>
    public static string StampOf(ControlOverview controls)
    {
        HashCode stamp = default;
        foreach (ControlStatus one in controls.Statuses
            .OrderBy(one => one.InstrumentId).ThenBy(one => one.Analysis, StringComparer.Ordinal))
        {
            stamp.Add((one.InstrumentId, one.Standing, one.LastAt, one.Block?.WaitsForAction, one.Block?.WaitsForGood));
        }

        return ((uint)stamp.ToHashCode()).ToString(CultureInfo.InvariantCulture);
    }

    private static async Task<IResult> ChartAsync(
        int? instrument, string? analysis, int? days, bool? print, Visitor me, ReadControls read, ControlPages pages,
        CancellationToken stop)
    {
        int shown = days is > 0 and <= MaxDays ? days.Value : UsualDays;
        ControlSeries? series = await read.SeriesAsync(
            me.Session.SiteCode, instrument ?? 0, analysis ?? "", me.Now.AddDays(-shown), me.Now.AddDays(1), me.Now,
            stop);
        return series is null
            ? Problems.NotFound()
            : Page.Show<ControlChartPage>(
                new ControlChartModel(series, shown, await pages.NamesAsync(me, stop), print == true));
    }

    private static async Task<IResult> ActFormAsync(
        int? instrument, string? analysis, string? result, Visitor me, ReadControls read, ControlPages pages,
        CancellationToken stop) =>
        await ActPageAsync(
            instrument ?? 0, analysis ?? "", result, new(), StatusCodes.Status200OK, me, read, pages, stop);

    private static async Task<IResult> ActPageAsync(
        int instrument, string analysis, string? result, FormState form, int status, Visitor me, ReadControls read,
        ControlPages pages, CancellationToken stop)
    {
        ControlSeries? series = await read.SeriesAsync(
            me.Session.SiteCode, instrument, analysis, me.Now - AddControlResult.MaxAge, me.Now.AddDays(1), me.Now,
            stop);
        ControlReading? reading = OpaqueId.TryParse(result, out long id)
            ? series?.Readings.FirstOrDefault(one => one.ResultId == id)
            : null;
        return series is null || reading is null
            ? Problems.NotFound()
            : Page.Show<ControlActPage>(
                new ControlActModel(series, reading, await pages.NamesAsync(me, stop), form), status);
    }

    private static async Task<IResult> ActAsync(
        HttpContext http, Visitor me, RecordControlAction act, ReadControls read, ControlPages pages,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (!OpaqueId.TryParse(form["result"], out long result)
            || !int.TryParse(form["instrument"], NumberStyles.None, CultureInfo.InvariantCulture, out int instrument))
        {
            return Problems.Refused("problem.badRequest");
        }

        bool hasCause = Enum.TryParse(form["qc-cause"], out ControlCause cause) && Enum.IsDefined(cause);
        bool hasMeasure = Enum.TryParse(form["qc-measure"], out ControlMeasure measure) && Enum.IsDefined(measure);
        ControlActionDraft draft = new(result, cause, measure, form["qc-exclude"] is "on", form["qc-comment"]);
        if (!hasCause)
        {
            form.Refuse("qc-cause", me.Texts["qc.wrong.cause"]);
        }

        if (!hasMeasure)
        {
            form.Refuse("qc-measure", me.Texts["qc.wrong.measure"]);
        }

        if (hasCause && hasMeasure
            && (!draft.IsComplete || draft.Comment.Length > ControlActionDraft.MaxCommentCharacters))
        {
            form.Refuse(
                "qc-comment", me.Texts.Fill("qc.wrong.comment", ControlActionDraft.MaxCommentCharacters));
        }

        if (form.Errors.Count > 0 || form.IsRedraw)
        {
            return await ActPageAsync(
                instrument, form["analysis"], form["result"], form, StatusCodes.Status422UnprocessableEntity, me, read,
                pages, stop);
        }

        return await act.RunAsync(me.Session.SiteCode, draft, me.Session.StaffId, stop)
            ? NoteCookie.Redirect(http, me.Web, "controlActed", ChartOf(instrument, form["analysis"]))
            : Problems.NotFound();
    }

    private static async Task<IResult> ReviewAsync(
        string? block, Visitor me, Reexamination reexamination, ReadControls read, ControlPages pages,
        CancellationToken stop)
    {
        ControlNames names = await pages.NamesAsync(me, stop);
        ReexaminationList? list = OpaqueId.TryParse(block, out long id)
            ? await reexamination.RunAsync(me.Session.SiteCode, id, names.IsSensitive, stop)
            : null;
        if (list is null)
        {
            return Problems.NotFound();
        }

        ControlSetup setup = await read.SetupAsync(me.Session.SiteCode, list.Block.InstrumentId, stop);
        return Page.Show<ReexaminationPage>(new ReexaminationModel(
            list, setup.Instruments.FirstOrDefault(one => one.Id == list.Block.InstrumentId), names));
    }

    private static async Task<IResult> MarkAsync(
        HttpContext http, Visitor me, Reexamination reexamination, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (!OpaqueId.TryParse(form["block"], out long block)
            || !PatientId.TryParse(form["patient"], out PatientId patient)
            || !EntryId.TryParse(form["entry"], out EntryId entry)
            || !Enum.TryParse(form["do"], out ReviewOutcome outcome) || !Enum.IsDefined(outcome))
        {
            return Problems.Refused("problem.badRequest");
        }

        return await reexamination.MarkAsync(
            me.Session.SiteCode, block, patient, entry, outcome, me.Session.StaffId, stop)
            ? NoteCookie.Redirect(http, me.Web, "saved", ReviewOf(block))
            : Problems.Conflict();
    }
}
