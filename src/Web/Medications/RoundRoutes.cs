using Serment.CustodyProtocol;
using Serment.Records.Medications;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Medications;

/// <summary>The drug round of a unit: who is due for something, by time. No drug is named here.</summary>
internal static class RoundRoutes
{
    private const int BackHours = 12;
    private const int AheadHours = 6;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/medications/round", ShowAsync).Admits(Audience.GivesDrugs, Budget.OnePatientPerRow);
        app.MapGet("/medications/round/stamp", StampAsync).Admits(Audience.GivesDrugs, Budget.None).InBackground();
    }

    private static async Task<IResult> ShowAsync(int? unit, Visitor me, RoundList round, CancellationToken stop)
    {
        // Her own units only: the patients of another would cost the small allowance for strangers.
        UnitDescription? shown = Shown(unit, me);
        if (shown is null)
        {
            return Page.Show<RoundPage>(new RoundModel([], null, [], "0"));
        }

        (DateTimeOffset from, DateTimeOffset until) = SpanOf(me);
        string stamp = await round.StampAsync(me.Session.SiteCode, shown.UnitId, from, until, stop);
        IReadOnlyList<RoundLine> lines = await round.RunAsync(
            me.Token, me.Session.SiteCode, shown.UnitId, from, until, me.Today, stop);
        return Page.Show<RoundPage>(new RoundModel(me.Session.Units, shown, lines, stamp));
    }

    private static async Task<IResult> StampAsync(int? unit, Visitor me, RoundList round, CancellationToken stop)
    {
        (DateTimeOffset from, DateTimeOffset until) = SpanOf(me);
        return Shown(unit, me) is { } shown
            ? Results.Text(await round.StampAsync(me.Session.SiteCode, shown.UnitId, from, until, stop))
            : Results.Text("0");
    }

    private static UnitDescription? Shown(int? unit, Visitor me) =>
        me.Session.Units.FirstOrDefault(one => one.UnitId == unit)
        ?? (unit is null && me.Session.Units.Count > 0 ? me.Session.Units[0] : null);

    // Whole hours, so that the stamp of a page stays that of its hour.
    private static (DateTimeOffset From, DateTimeOffset Until) SpanOf(Visitor me)
    {
        DateTimeOffset hour = new(me.Now.UtcDateTime.Date.AddHours(me.Now.UtcDateTime.Hour), TimeSpan.Zero);
        return (hour.AddHours(-BackHours), hour.AddHours(AheadHours + 1));
    }
}
