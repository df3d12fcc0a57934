using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Locations;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Encounters;

/// <summary>Rooms, beds and boxes of the units: configuration, no patient.</summary>
internal static class LocationRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/locations", ShowAsync).Admits(Audience.Administers, Budget.None);
        app.MapPost("/locations", AddAsync).Admits(Audience.Administers, Budget.None);
        app.MapPost("/locations/bed", ChangeAsync).Admits(Audience.Administers, Budget.None);
    }

    private static Task<IResult> ShowAsync(
        int? unit, Visitor me, ListBeds list, CustodianClient custodian, CancellationToken stop) =>
        PageAsync(
            unit, new() { ["stay-beds"] = "1", ["stay-kind"] = nameof(BedKind.Bed) }, StatusCodes.Status200OK, me, list,
            custodian, stop);

    private static async Task<IResult> PageAsync(
        int? unit, FormState form, int status, Visitor me, ListBeds list, CustodianClient custodian,
        CancellationToken stop)
    {
        IReadOnlyList<UnitDescription> units =
        [
            .. (await custodian.ListUnitsAsync(me.Token, stop)).Units
                .OrderBy(one => one.Name, StringComparer.CurrentCulture),
        ];
        int? chosen = units.Any(one => one.UnitId == unit) ? unit : null;
        return Page.Show<LocationsPage>(
            new LocationsModel(
                units, chosen, chosen is null ? [] : await list.RunAsync(me.Session.SiteCode, chosen, stop), form),
            status);
    }

    private static async Task<IResult> AddAsync(
        HttpContext http, Visitor me, ChangeBeds change, ListBeds list, CustodianClient custodian,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        IReadOnlyList<UnitDescription> units = (await custodian.ListUnitsAsync(me.Token, stop)).Units;
        if (!int.TryParse(form["unit"], NumberStyles.None, CultureInfo.InvariantCulture, out int unit)
            || units.All(one => one.UnitId != unit))
        {
            return Problems.Refused("problem.badRequest");
        }

        string room = form["stay-room"];
        if (room.Length is 0 or > ChangeBeds.MaxNameCharacters)
        {
            form.Refuse("stay-room", me.Texts.Fill("locations.wrong.room", ChangeBeds.MaxNameCharacters));
        }

        if (!int.TryParse(form["stay-beds"], NumberStyles.None, CultureInfo.InvariantCulture, out int beds)
            || beds is 0 or > ChangeBeds.MaxBedsOfRoom)
        {
            form.Refuse("stay-beds", me.Texts.Fill("locations.wrong.beds", ChangeBeds.MaxBedsOfRoom));
        }

        if (form.Errors.Count == 0)
        {
            BedKind kind = form["stay-kind"] is nameof(BedKind.Box) ? BedKind.Box : BedKind.Bed;
            BedsChanged added = await change.AddAsync(
                me.Session.SiteCode, new(unit, room, beds, kind, form["stay-alone"] is "on"), stop);
            if (added == BedsChanged.Done)
            {
                return NoteCookie.Redirect(http, me.Web, "saved", $"/locations?unit={unit}");
            }

            form.Refuse("stay-room", me.Texts[
                added == BedsChanged.TooMany ? "locations.wrong.tooMany" : "locations.wrong.taken"]);
        }

        return await PageAsync(
            unit, form, StatusCodes.Status422UnprocessableEntity, me, list, custodian, stop);
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext http, Visitor me, ChangeBeds change, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        string room = form["room"];
        string name = form["name"];
        if (!OpaqueId.TryParse(form["bed"], out long bed)
            || !int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            || !int.TryParse(form["unit"], NumberStyles.None, CultureInfo.InvariantCulture, out int unit)
            || room.Length is 0 or > ChangeBeds.MaxNameCharacters
            || name.Length > ChangeBeds.MaxNameCharacters)
        {
            return Problems.Refused("problem.badRequest");
        }

        BedsChanged changed = form["do"] is "remove"
            ? await change.RemoveAsync(me.Session.SiteCode, bed, version, stop)
            : await change.UpdateAsync(me.Session.SiteCode, bed, version, room, name, form["alone"] is "on", stop);
        return changed == BedsChanged.Done
            ? NoteCookie.Redirect(http, me.Web, "saved", $"/locations?unit={unit}")
            : Problems.Conflict();
    }
}
