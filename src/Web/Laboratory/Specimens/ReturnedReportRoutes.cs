using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Documents;
using Serment.Records.Documents.Checking;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;
using Serment.Web.Documents;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Specimens;

/// <summary>
/// The report that another laboratory sends back, filed by the number of the tube that went there: a sealed document
/// that names the order. Whose tube it is, is not shown here.
/// </summary>
internal static class ReturnedReportRoutes
{
    private const string TubeField = "reported";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/laboratory/sending/report", FileAsync)
            .TakesStream(UploadRoutes.MaxDrainedBytes)
            .Admits(Audience.WorksInLaboratory, Budget.OnePatient);

    private static async Task<IResult> FileAsync(
        HttpContext http, Visitor me, SpecimenDesk desk, SendSpecimens send, OutsideLaboratories book,
        RecordDoor door, DatabaseLocation main, StoreDocument store, UploadSlots slots, CancellationToken stop)
    {
        FormState form = new();
        FileTaken taken = await UploadRoutes.TakeAsync(
            fields => DraftAsync(
                fields.GetValueOrDefault(TubeField, ""), form, me, desk, send, book, door, main, stop),
            http, me, store, slots, stop);
        if (taken.IsFiled)
        {
            return NoteCookie.Redirect(http, me.Web, "outsideReportFiled", "/laboratory/sending");
        }

        if (taken.Answer is { } answer)
        {
            return answer;
        }

        if (taken.Refusal != FileRefusal.None)
        {
            form.Refuse(UploadRoutes.FileField, me.Texts.Of("fileRefusal", taken.Refusal));
        }

        return await SendingRoutes.PageAsync(
            form, null, StatusCodes.Status422UnprocessableEntity, me, desk, send, book, stop);
    }

    private static async Task<(PatientId Patient, DocumentDraft Draft)?> DraftAsync(
        string scanned, FormState form, Visitor me, SpecimenDesk desk, SendSpecimens send, OutsideLaboratories book,
        RecordDoor door, DatabaseLocation main, CancellationToken stop)
    {
        form[TubeField] = scanned.Trim();
        short site = await desk.SiteAsync(me, stop);
        if (await send.FindAsync(site, SpecimenDesk.UnitsOf(me), scanned, stop) is not { } tube)
        {
            form.Refuse(TubeField, me.Texts["sending.notOut"]);
            return null;
        }

        // Whoever adds to a record has opened it: here the order that the tube belongs to.
        using OpenResult opened = await door.OpenEntriesAsync(
            tube.Patient, [tube.Request], CompartmentSet.Of(Compartment.Laboratory), new(me.Token, AccessPurpose.Care),
            stop);
        if (opened.Record is null)
        {
            form.Refuse(TubeField, me.Texts["sending.closed"]);
            return null;
        }

        bool isSensitive;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            isSensitive = (await TaskRows.OfSpecimenAsync(connection, null, tube.Patient, tube.Specimen, stop))
                .Exists(one => one.IsSensitive);
        }

        if (isSensitive && !me.Writes(Compartment.Sensitive))
        {
            form.Refuse(TubeField, me.Texts["sending.sensitive"]);
            return null;
        }

        string? from = (await book.AllAsync(site, stop)).FirstOrDefault(one => one.OutsideId == tube.SentTo)?.Name;
        DocumentDraft draft = new(
            DocumentType.LaboratoryReport,
            me.Texts.Fill("sending.reportTitle", from ?? "", AccessionNumber.Format(tube.Number)), me.Today, from, null,
            isSensitive, Order: tube.Request, IsOfLaboratory: true);
        return (tube.Patient, draft);
    }
}
