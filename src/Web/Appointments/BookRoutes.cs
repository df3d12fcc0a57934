using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Appointments;

/// <summary>Booking for somebody: a slot looked for or chosen, a series, the waiting list.</summary>
internal static class BookRoutes
{
    private const string Route = "/patients/{id}/book";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Route, ShowAsync).Admits(Audience.WritesIdentity, Budget.OnePatient);
        app.MapPost(Route, BookAsync).Admits(Audience.WritesIdentity, Budget.OnePatient);
    }

    private static async Task<IResult> ShowAsync(
        string id, string? slot, string? waiting, Visitor me, BookDesk desk, CancellationToken stop)
    {
        FormState form = new() { ["waiting"] = waiting ?? "", ["day"] = Days.ToText(me.Today) };
        SlotText.Parse(slot)?.Fill(form);
        return await desk.ShowAsync(id, form, me, StatusCodes.Status200OK, stop, isFirst: true);
    }

    private static async Task<IResult> BookAsync(
        string id, HttpContext http, Visitor me, BookDesk desk, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        if (BookForm.SlotOf(form[BookForm.StepText]) is { } picked)
        {
            picked.Fill(form);
            return await desk.ShowAsync(id, form, me, StatusCodes.Status200OK, stop);
        }

        return form[BookForm.StepText] switch
        {
            "redraw" => await desk.ShowAsync(id, form, me, StatusCodes.Status200OK, stop),
            "search" => await desk.SearchAsync(id, form, me, stop),
            "wait" => await desk.WaitAsync(patient, form, me, http, stop),
            _ => await desk.BookAsync(patient, form, me, http, stop),
        };
    }
}
