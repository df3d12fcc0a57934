using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Serment.Benchmarks.Pages;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.QualityControl;
using Serment.Records.Laboratory.Validation;
using Serment.Web.Laboratory.Validation;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Benchmarks.Laboratory;

/// <summary>
/// The baseline's validation: the product's own queue, queries of rows and arrangement, over the same Observations in clear,
/// and its own component; names of staff stand in clear.
/// </summary>
internal sealed class PlainLaboratory(RecordDoor door, PlainRows rows)
{
    private const string Staff = "SELECT staff_id, name FROM plain_staff";

    private static readonly EntrySelection Laboratory = EntrySelection.Of(
        CompartmentSet.Of(Compartment.Laboratory), "Observation", "ServiceRequest");

    private readonly ValidationQueue queue = new(rows.Location);
    private readonly CommentLibrary comments = new(rows.Location);
    private readonly Laboratories laboratories = new(door, rows.Location);
    private readonly Catalogues catalogues = new(rows.Location, TimeProvider.System);

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/laboratory/validation/next/{lab:int}", NextAsync);
        app.MapGet("/laboratory/validation/{patient}/{request}", ShowAsync);
    }

    private async Task<IResult> NextAsync(int lab, string? after, Visitor me, CancellationToken stop)
    {
        if (await ValidationServices.LaboratoryAsync(lab, me, door, laboratories, stop) is not { } here)
        {
            return Problems.NotFound();
        }

        QueueRow? next = await queue.NextAsync(
            here.Site, lab, EntryId.TryParse(after, out EntryId request) ? request : null, stop);
        return next is null
            ? Problems.NotFound()
            : Results.LocalRedirect(ValidationRoutes.AddressOf(next.Patient, next.Request, false));
    }

    private async Task<IResult> ShowAsync(string patient, string request, Visitor me, CancellationToken stop)
    {
        if (!PatientId.TryParse(patient, out PatientId whose) || !EntryId.TryParse(request, out EntryId order)
            || await RowsAsync(whose, order, me.Now, stop) is not { } found)
        {
            return Problems.NotFound();
        }

        LaboratoryCatalogue catalogue = await catalogues.CurrentAsync(found.Request.Site, stop);
        (OpenedRecord record, _) = await rows.RecordAsync(whose, Laboratory, stop);
        using (record)
        {
            ValidationOrder shown = OpenForValidation.Arrange(
                found, record.Entries, isSensitive: false, catalogue, me.Session.StaffId, me.Now);
            return Page.Show<ValidationPage>(new ValidationModel(
                shown,
                [
                    .. (await comments.ListAsync(found.Request.Site, found.Request.LaboratoryId, stop))
                        .Where(one => one.IsActive),
                ],
                await StaffAsync(stop), null, new(),
                await queue.CountAsync(found.Request.Site, found.Request.LaboratoryId, stop)));
        }
    }

    private async Task<ValidationRows?> RowsAsync(
        PatientId patient, EntryId request, DateTimeOffset now, CancellationToken stop)
    {
        await using DbConnection connection = await rows.Location.OpenAsync(stop);
        return await RequestRows.FindAsync(connection, null, patient, request, stop) is { } row
            ? new(
                row,
                await TaskRows.OfRequestAsync(connection, null, patient, request, stop),
                await RunRows.OfRequestAsync(connection, null, patient, request, stop),
                await ReleaseBlocks.OfAsync(connection, row.Site, now, stop))
            : null;
    }

    private async Task<Dictionary<ActorId, string>> StaffAsync(CancellationToken stop)
    {
        await using DbConnection connection = await rows.Location.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Staff;
        Dictionary<ActorId, string> names = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            names[new(reader.GetInt64(0))] = reader.GetString(1);
        }

        return names;
    }
}
