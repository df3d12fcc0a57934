using System.Globalization;
using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.Records.Laboratory.Orders;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Orders;

/// <summary>The laboratories of the site and what their reports say of them: configuration, no patient.</summary>
internal static class LaboratorySetupRoutes
{
    private const string Address = "/laboratories";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Address, ShowAsync).Admits(Audience.Administers, Budget.None);
        app.MapPost(Address, SaveAsync).Admits(Audience.Administers, Budget.None);
    }

    private static async Task<IResult> ShowAsync(
        int? unit, Visitor me, Laboratories laboratories, CustodianClient custodian, CancellationToken stop)
    {
        FormState form = new();
        if ((await laboratories.ListAsync(me.Session.SiteCode, stop)).FirstOrDefault(one => one.LaboratoryId == unit)
            is { } known)
        {
            Fill(form, known);
        }
        else
        {
            form["active"] = "on";
        }

        return await PageAsync(unit, form, StatusCodes.Status200OK, me, laboratories, custodian, stop);
    }

    private static void Fill(FormState form, LaboratoryDetails known)
    {
        form["version"] = known.Version.ToString(CultureInfo.InvariantCulture);
        form["labName"] = known.Name;
        form["labAddress"] = known.Address;
        form["labPhone"] = known.Phone;
        form["labFiness"] = known.Finess;
        form["labHead"] = known.Head;
        form["labAccreditation"] = known.Accreditation;
        form["active"] = known.IsActive ? "on" : "";
    }

    private static async Task<IResult> PageAsync(
        int? unit, FormState form, int status, Visitor me, Laboratories laboratories, CustodianClient custodian,
        CancellationToken stop)
    {
        IReadOnlyList<UnitDescription> units =
        [
            .. (await custodian.ListUnitsAsync(me.Token, stop)).Units
                .OrderBy(one => one.Name, StringComparer.CurrentCulture),
        ];
        return Page.Show<LaboratoriesPage>(
            new LaboratoriesModel(
                units, await laboratories.ListAsync(me.Session.SiteCode, stop),
                units.Any(one => one.UnitId == unit) ? unit : null, form),
            status);
    }

    private static async Task<IResult> SaveAsync(
        HttpContext http, Visitor me, Laboratories laboratories, RecordDoor door, CustodianClient custodian,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        IReadOnlyList<UnitDescription> units = (await custodian.ListUnitsAsync(me.Token, stop)).Units;
        if (!int.TryParse(form["unit"], NumberStyles.None, CultureInfo.InvariantCulture, out int unit)
            || units.All(one => one.UnitId != unit)
            || await door.SiteOfCodeAsync(me.Session.SiteCode, stop) is not { } site)
        {
            return Problems.Refused("problem.badRequest");
        }

        if (form.IsRedraw)
        {
            return await PageAsync(unit, form, StatusCodes.Status200OK, me, laboratories, custodian, stop);
        }

        Check(form, "labName", LaboratoryDetails.MaxShortChars, me, isRequired: true);
        Check(form, "labAddress", LaboratoryDetails.MaxTextChars, me);
        foreach (string field in (string[])["labPhone", "labFiness", "labHead", "labAccreditation"])
        {
            Check(form, field, LaboratoryDetails.MaxShortChars, me);
        }

        if (form.Errors.Count == 0)
        {
            _ = int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int version);
            LaboratoryDetails typed = new()
            {
                Site = site,
                LaboratoryId = unit,
                Name = form["labName"],
                Address = form["labAddress"],
                Phone = form["labPhone"],
                Finess = form["labFiness"],
                Head = form["labHead"],
                Accreditation = form["labAccreditation"],
                IsActive = form["active"] is "on",
                Version = version,
            };
            if (await laboratories.SaveAsync(typed, stop))
            {
                return NoteCookie.Redirect(http, me.Web, "saved", $"{Address}?unit={unit}");
            }

            form.RefuseAll(me.Texts["laboratories.changed"]);
            return await PageAsync(unit, form, StatusCodes.Status409Conflict, me, laboratories, custodian, stop);
        }

        return await PageAsync(
            unit, form, StatusCodes.Status422UnprocessableEntity, me, laboratories, custodian, stop);
    }

    private static void Check(FormState form, string field, int most, Visitor me, bool isRequired = false)
    {
        if (form[field].Length > most || (isRequired && form[field].Length == 0))
        {
            form.Refuse(field, me.Texts.Fill(isRequired ? "laboratories.wrong.name" : "orders.wrong.long", most));
        }
    }
}
