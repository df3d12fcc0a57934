using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Instruments;
using Serment.Records.Laboratory.Orders;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Instruments;

/// <summary>
/// What instruments sent and fits nobody: named for a tube or discarded by whoever works in the laboratory. It names nobody;
/// what is labelled sensitive is for biologists.
/// </summary>
internal static class AsideRoutes
{
    private const string Home = InstrumentRoutes.Home + "/aside";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Home, ShowAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(Home, ResolveAsync).Admits(Audience.WorksInLaboratory, Budget.None);
    }

    private static async Task<IResult> ShowAsync(
        Visitor me, RecordDoor door, AsideRows asides, InstrumentRows rows, Catalogues catalogues, CancellationToken stop) =>
        Page.Show<AsidePage>(await ModelAsync(new(), 0, me, door, asides, rows, catalogues, stop));

    private static async Task<AsideModel> ModelAsync(
        FormState form, long chosen, Visitor me, RecordDoor door, AsideRows asides, InstrumentRows rows,
        Catalogues catalogues, CancellationToken stop)
    {
        short site = await InstrumentRoutes.SiteAsync(me, door, stop);
        LaboratoryCatalogue catalogue = await catalogues.CurrentAsync(site, stop);
        Dictionary<int, Instrument> instruments = (await rows.ListAsync(site, stop)).ToDictionary(one => one.Id);
        List<AsideLine> lines = [];
        foreach (int laboratory in me.Session.Units.Select(unit => unit.UnitId))
        {
            foreach (OpenedAside one in await asides.ListAsync(site, laboratory, stop))
            {
                Instrument? instrument = instruments.GetValueOrDefault(one.Row.InstrumentId);
                bool isShown = me.Is(Role.Biologist) || !IsSensitive(one, instrument, catalogue);
                lines.Add(new(one.Row, instrument?.Name ?? "–", isShown ? one.Result : null));
            }
        }

        return new(lines, form, chosen);
    }

    private static async Task<IResult> ResolveAsync(
        HttpContext http, Visitor me, RecordDoor door, AsideRows asides, InstrumentRows rows, Catalogues catalogues,
        ReceiveResults receive, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        short site = await InstrumentRoutes.SiteAsync(me, door, stop);
        if (!OpaqueId.TryParse(form["aside"], out long id))
        {
            return Problems.Refused("problem.badRequest");
        }

        OpenedAside? found = await asides.FindAsync(site, id, stop);
        if (found is null || me.Session.Units.All(unit => unit.UnitId != found.Row.LaboratoryId)
            || await rows.FindAsync(site, found.Row.InstrumentId, stop) is not { } instrument)
        {
            return Problems.Conflict();
        }

        if (!me.Is(Role.Biologist) && IsSensitive(found, instrument, await catalogues.CurrentAsync(site, stop)))
        {
            return Problems.NotFound();
        }

        if (form["do"] is "discard")
        {
            if (form["why"].Length is 0 or > AsideRows.MaxResolutionChars)
            {
                form.Refuse("why", me.Texts["instruments.wrong.why"]);
            }
            else if (await asides.DiscardAsync(site, id, form["why"], me.Session.StaffId, me.Now, stop))
            {
                return NoteCookie.Redirect(http, me.Web, "saved", Home);
            }
        }
        else if (AccessionNumber.TryParse(form["tube"], out string number) != AccessionRefusal.None)
        {
            form.Refuse("tube", me.Texts["instruments.wrong.tube"]);
        }
        else
        {
            Received received = await receive.TakeInAsync(instrument, found, number, me.Session.StaffId, stop);
            if (received is { Aside: 0 } && received.Stored + received.Controls > 0)
            {
                return NoteCookie.Redirect(http, me.Web, "saved", Home);
            }

            form.Refuse("tube", string.Join(' ', received.Reasons.Select(why => me.Texts.Of("asideReason", why))));
        }

        return Page.Show<AsidePage>(
            await ModelAsync(form, id, me, door, asides, rows, catalogues, stop), StatusCodes.Status422UnprocessableEntity);
    }

    private static bool IsSensitive(OpenedAside one, Instrument? instrument, LaboratoryCatalogue catalogue) =>
        one.Result is { } result
        && instrument?.Codes.TryGetValue(result.Code, out InstrumentCode? mapping) is true
        && catalogue.Find(mapping.Analysis) is { IsSensitive: true };
}
