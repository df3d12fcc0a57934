using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Orders;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory;

/// <summary>A laboratory's first page.</summary>
/// <param name="Here">The visitor's laboratory; null where the site has none.</param>
/// <param name="State">What waits in it; null with it.</param>
/// <param name="Places">Where the visitor may go.</param>
public sealed record LaboratoryModel(
    LaboratoryDetails? Here, LaboratoryState? State, IReadOnlyList<(string Href, string Icon, string TextKey)> Places);

/// <summary>What waits in the laboratory, as numbers, and the ways to its parts.</summary>
internal static class LaboratoryRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/laboratory", ShowAsync).Admits(Audience.EntersLaboratory, Budget.None);
        app.MapGet("/laboratory/stamp", StampAsync).Admits(Audience.EntersLaboratory, Budget.None).InBackground();
    }

    /// <summary>
    /// The visitor's laboratory: the one whose staff she is; for whoever is of none, the site's first.
    /// </summary>
    internal static async Task<LaboratoryDetails?> OfAsync(
        Visitor me, Laboratories laboratories, CancellationToken stop) =>
        await laboratories.OfAsync(me.Session, stop)
        ?? (await laboratories.ListAsync(me.Session.SiteCode, stop)).FirstOrDefault(one => one.IsActive);

    private static async Task<IResult> ShowAsync(
        Visitor me, Laboratories laboratories, CountWaiting waiting, CancellationToken stop)
    {
        LaboratoryDetails? here = await OfAsync(me, laboratories, stop);
        return Page.Show<LaboratoryPage>(new LaboratoryModel(
            here,
            here is null ? null : await waiting.RunAsync(here.Site, here.LaboratoryId, me.Now, stop),
            [
                .. LaboratoryPlaces.All.Where(one => me.Meets(one.Audience))
                    .Select(one => (one.Href, one.Icon, one.TextKey)),
            ]));
    }

    private static async Task<IResult> StampAsync(
        Visitor me, Laboratories laboratories, CountWaiting waiting, CancellationToken stop) =>
        await OfAsync(me, laboratories, stop) is { } here
            ? Results.Text((await waiting.RunAsync(here.Site, here.LaboratoryId, me.Now, stop)).Stamp)
            : Problems.NotFound();
}
