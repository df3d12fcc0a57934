using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Orders;

/// <summary>
/// An order found at the bench by its number: its tubes and analyses from rows, without a name. Changing it opens the
/// laboratory part of one person, which the custodian decides and counts. Numbers that hit nothing are counted.
/// </summary>
internal static class RequestRoutes
{
    private const string Address = "/laboratory/requests";
    private const string NumberField = "requestNumber";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Address, ShowAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(Address, FindAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(Address + "/change", ChangeAsync).Admits(Audience.WorksInLaboratory, Budget.OnePatient);
    }

    private static Task<IResult> ShowAsync([AsParameters] OrderParts parts, CancellationToken stop) =>
        PageAsync(null, new(), StatusCodes.Status200OK, parts, stop);

    private static async Task<IResult> FindAsync(
        HttpContext http, [AsParameters] OrderParts parts, UnknownScans unknown, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        OrderLine? order = await OfNumberAsync(form, parts, unknown, stop);
        return await PageAsync(
            order, form, order is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK, parts,
            stop);
    }

    private static async Task<OrderLine?> OfNumberAsync(
        FormState form, OrderParts parts, UnknownScans unknown, CancellationToken stop)
    {
        Visitor me = parts.Me;
        if (!unknown.MayGoOn(me.Session.StaffId, me.Now))
        {
            form.Refuse(NumberField, me.Texts["requests.tooMany"]);
            return null;
        }

        if (AccessionNumber.TryParseRequest(form[NumberField], out string number) is var why
            and not AccessionRefusal.None)
        {
            form.Refuse(NumberField, me.Texts.Of("requests.wrong", why));
            return null;
        }

        short site = await parts.SiteAsync(stop);
        await using DbConnection connection = await parts.Main.OpenAsync(stop);
        if (await RequestRows.OfNumberAsync(connection, site, number, stop) is { } found
            && await RequestRows.FindAsync(connection, null, found.Patient, found.Request, stop) is { } row
            && me.Session.Units.Any(unit => unit.UnitId == row.LaboratoryId))
        {
            return new(
                row, await SpecimenRows.OfRequestAsync(connection, null, row.Patient, row.Request, stop),
                await TaskRows.OfRequestAsync(connection, null, row.Patient, row.Request, stop), null);
        }

        // Another laboratory's order is answered like none.
        unknown.Miss(me.Session.StaffId, me.Now);
        form.Refuse(NumberField, me.Texts["requests.unknown"]);
        return null;
    }

    private static async Task<IResult> PageAsync(
        OrderLine? order, FormState form, int status, OrderParts parts, CancellationToken stop) =>
        Page.Show<RequestPage>(
            new RequestModel(
                order, await parts.Catalogues.CurrentAsync(await parts.SiteAsync(stop), stop), form),
            status);

    private static async Task<IResult> ChangeAsync(
        HttpContext http, [AsParameters] OrderParts parts, UnknownScans unknown, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (await OfNumberAsync(form, parts, unknown, stop) is not { } order)
        {
            return await PageAsync(null, form, StatusCodes.Status422UnprocessableEntity, parts, stop);
        }

        Visitor me = parts.Me;
        RequestRow row = order.Row;
        bool isAdding = form["do"] is "add";
        OrderChanged? changed = null;
        if (isAdding)
        {
            string code = form.Optional(OrderForm.PickCodeField)
                ?? FindAnalyses.OnlyOne(FindAnalyses.Run(
                    await parts.Catalogues.CurrentAsync(await parts.SiteAsync(stop), stop), form[OrderForm.PickField],
                    me.Texts.Language))
                ?? "";
            changed = await parts.Change.AddAsync(row.Patient, row.Request, code, me.Session, me.Token, stop);
        }
        else if (form["cancelReason"].Length is 0 or > CancelledAnalysis.MaxReasonChars)
        {
            form.Refuse("cancelReason", me.Texts.Fill("orders.wrong.reason", CancelledAnalysis.MaxReasonChars));
        }
        else
        {
            changed = await parts.Change.CancelAsync(
                row.Patient, row.Request, EntryId.TryParse(form["task"], out EntryId task) ? task : null,
                form["cancelReason"], me.Session, me.Token, stop);
        }

        if (changed is { IsDone: false, Refusal: ChangeRefusal.None })
        {
            return Closed.Answer(
                changed.Outcome == RecordAccess.Sealing.SealOutcome.StepUp
                    ? Outcome.StepUp
                    : Outcome.Refused,
                changed.Reason, row.Patient, KeptForm.Of(http.Request));
        }

        if (changed is { IsDone: false })
        {
            form.Refuse(isAdding ? OrderForm.PickField : "cancelReason", me.Texts.Of("orders.change", changed.Refusal));
        }
        else if (changed is not null)
        {
            me.Note = isAdding ? "orderAdded" : "orderCancelled";
            form[OrderForm.PickField] = "";
            form["cancelReason"] = "";
        }

        FormState again = new() { [NumberField] = row.Number };
        return await PageAsync(
            await OfNumberAsync(again, parts, unknown, stop), form,
            form.Errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK, parts, stop);
    }
}
