using Serment.CustodyProtocol;
using Serment.Records.Documents;
using Serment.Records.Documents.Checking;
using Serment.Records.Laboratory.Orders;
using Serment.Web.Documents;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Orders;

/// <summary>
/// The prescription on paper, filed with its order: a sealed document that names the order. Reception files it where it
/// reads nothing; of an order with sensitive analyses it is sealed with those.
/// </summary>
internal static class ScanRoutes
{
    private const string Address = "/patients/{id}/orders/{entry}/scan";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost(Address, FileAsync)
            .TakesStream(UploadRoutes.MaxDrainedBytes)
            .Admits(Audience.OrdersAnalyses, Budget.OnePatient);

    /// <summary>Whether the request is a file on its way: nothing of it can be kept for a second try.</summary>
    public static bool IsFile(HttpContext http) => StreamedForm.Of(http) is not null;

    /// <summary>Whether the visitor may file the prescription of this order.</summary>
    public static bool MayFile(Visitor me, RequestRow order) =>
        me.Is(Role.Receptionist)
        || me.Writes(order.Sensitive is null ? Compartment.Clinical : Compartment.Sensitive);

    private static async Task<IResult> FileAsync(
        string id, string entry, HttpContext http, [AsParameters] OrderParts parts, StoreDocument store,
        UploadSlots slots, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || !EntryId.TryParse(entry, out EntryId request)
            || await parts.OrderAsync(patient, request, stop) is not { } order)
        {
            return Problems.NotFound();
        }

        Visitor me = parts.Me;
        if (!MayFile(me, order))
        {
            return Problems.Forbidden();
        }

        DocumentDraft draft = new(
            DocumentType.Prescription,
            me.Texts.Fill("orders.scanTitle", AccessionNumber.Format(order.Number)), me.Today, null, null,
            order.Sensitive is not null, Order: request);
        FileTaken taken = await UploadRoutes.TakeAsync(
            _ => Task.FromResult<(PatientId, DocumentDraft)?>((patient, draft)), http, me, store, slots, stop);
        if (taken.Answer is { } answer)
        {
            return answer;
        }

        if (taken.IsFiled)
        {
            return NoteCookie.Redirect(http, me.Web, "scanFiled", $"/patients/{patient}/orders/{request}");
        }

        FormState form = new();
        form.Refuse(UploadRoutes.FileField, me.Texts.Of("fileRefusal", taken.Refusal));
        return await OrderRoutes.AgainAsync(patient, request, form, http, parts, stop);
    }
}
