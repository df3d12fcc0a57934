using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Oversight;

/// <summary>
/// The security office: who opened what, what was refused, what must be reviewed. Never a patient's name.
/// </summary>
internal static class OversightRoutes
{
    private const int GlanceRows = 8;
    private const int PageRows = 50;
    private const int MaxRemarkCharacters = 500;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/security", OverviewAsync).Admits(Audience.WatchesLog, Budget.None);
        app.MapGet("/security/log", LogAsync).Admits(Audience.WatchesLog, Budget.None);
        app.MapGet("/security/sessions", SessionsAsync).Admits(Audience.WatchesLog, Budget.None);
        app.MapPost("/security/sessions/revoke", RevokeAsync).Admits(Audience.WatchesLog, Budget.None);
        app.MapGet("/security/break-glass", BreakGlassAsync).Admits(Audience.WatchesLog, Budget.None);
        app.MapPost("/security/break-glass/review", ReviewAsync).Admits(Audience.WatchesLog, Budget.None);
        app.MapGet("/security/given", GivenAsync).Admits(Audience.WatchesLog, Budget.None);
        app.MapPost("/security/given/end", EndGivenAsync).Admits(Audience.WatchesLog, Budget.None);
        app.MapPost("/security/given/end-cover", EndCoverAsync).Admits(Audience.WatchesLog, Budget.None);
        app.MapGet("/security/meters", MetersAsync).Admits(Audience.WatchesLog, Budget.None);
    }

    private static async Task<IResult> OverviewAsync(Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        // One connection carries them side by side.
        Task<BreakerReading> breaker = custodian.DescribeBreakerAsync(me.Token, stop);
        Task<LogPage> alerts = custodian.ReadLogAsync(me.Token, new(AlertsOnly: true, Limit: GlanceRows), stop);
        Task<LogPage> refusals = custodian.ReadLogAsync(me.Token, new(RefusalsOnly: true, Limit: GlanceRows), stop);
        Task<BreakGlassList> openings = custodian.ListBreakGlassAsync(me.Token, stop);
        Task<SessionList> sessions = custodian.ListSessionsAsync(me.Token, stop);
        await Task.WhenAll(breaker, alerts, refusals, openings, sessions);
        return Page.Show<OverviewPage>(new OverviewModel(
            await breaker,
            (await alerts).Events,
            (await refusals).Events,
            [.. (await openings).Openings.Where(one => one.Verdict is null)],
            (await sessions).Sessions.Count));
    }

    private static async Task<IResult> LogAsync(
        string? kind, string? actor, string? refusals, string? alerts, string? before, Visitor me,
        CustodianClient custodian, CancellationToken stop)
    {
        LogQuery query = new(
            Enum.TryParse(kind, out LogEventKind chosen) && Enum.IsDefined(chosen) ? chosen : null,
            ActorId.TryParse(actor, out ActorId who) ? who : null,
            refusals is "true",
            alerts is "true",
            long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out long index) ? index : null,
            PageRows);
        LogPage page = await custodian.ReadLogAsync(me.Token, query, stop);
        StaffList staff = await custodian.ListStaffAsync(me.Token, stop);
        return Page.Show<LogListPage>(new LogModel(page, query, staff.Staff));
    }

    private static async Task<IResult> SessionsAsync(Visitor me, CustodianClient custodian, CancellationToken stop) =>
        Page.Show<SessionsPage>(new SessionsModel(await custodian.ListSessionsAsync(me.Token, stop)));

    private static async Task<IResult> RevokeAsync(
        HttpContext http, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        if (!SessionId.TryParse(http.Request.Form["session"], out SessionId session))
        {
            return Problems.Refused("problem.badRequest");
        }

        await custodian.RevokeSessionAsync(me.Token, session, stop);
        return Results.Redirect("/security/sessions");
    }

    private static async Task<IResult> BreakGlassAsync(Visitor me, CustodianClient custodian, CancellationToken stop) =>
        Page.Show<BreakGlassPage>(new BreakGlassModel(await custodian.ListBreakGlassAsync(me.Token, stop)));

    private static async Task<IResult> ReviewAsync(
        HttpContext http, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        IFormCollection form = http.Request.Form;
        string remark = form["remark"].ToString().Trim();
        if (!long.TryParse(form["id"], NumberStyles.None, CultureInfo.InvariantCulture, out long id)
            || !Enum.TryParse(form["verdict"], out BreakGlassVerdict verdict)
            || !Enum.IsDefined(verdict)
            || remark.Length > MaxRemarkCharacters)
        {
            return Problems.Refused("problem.badRequest");
        }

        if (verdict == BreakGlassVerdict.Unjustified && remark.Length == 0)
        {
            // Somebody will have to answer for it: without a reason nobody knows for what.
            return Page.Show<BreakGlassPage>(
                new BreakGlassModel(await custodian.ListBreakGlassAsync(me.Token, stop), id),
                StatusCodes.Status422UnprocessableEntity);
        }

        await custodian.ReviewBreakGlassAsync(me.Token, new(id, verdict, remark.Length == 0 ? null : remark), stop);
        return Results.Redirect("/security/break-glass");
    }

    private static async Task<IResult> GivenAsync(Visitor me, CustodianClient custodian, CancellationToken stop) =>
        Page.Show<GivenPage>(new GivenModel(await custodian.ListGivenAsync(me.Token, stop)));

    private static async Task<IResult> EndGivenAsync(
        HttpContext http, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        if (!long.TryParse(
            http.Request.Form["relationship"], NumberStyles.None, CultureInfo.InvariantCulture, out long relationship))
        {
            return Problems.Refused("problem.badRequest");
        }

        await custodian.EndRelationshipAsync(me.Token, new(relationship), stop);
        return NoteCookie.Redirect(http, me.Web, "ended", "/security/given");
    }

    private static async Task<IResult> EndCoverAsync(
        HttpContext http, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        if (!long.TryParse(
            http.Request.Form["cover"], NumberStyles.None, CultureInfo.InvariantCulture, out long cover))
        {
            return Problems.Refused("problem.badRequest");
        }

        await custodian.EndCoverAsync(me.Token, cover, stop);
        return NoteCookie.Redirect(http, me.Web, "ended", "/security/given");
    }

    private static async Task<IResult> MetersAsync(Visitor me, CustodianClient custodian, CancellationToken stop) =>
        Page.Show<MetersPage>(new MetersModel(
            await custodian.DescribeMetersAsync(me.Token, stop), await custodian.DescribeBreakerAsync(me.Token, stop)));
}
