using System.Globalization;
using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Patients;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Access;

/// <summary>
/// Asking a colleague in charge to be let in, and answering. The page that asks keeps what was typed on the page before
/// it, and goes on by itself when a colleague says yes.
/// </summary>
internal static class AskRoutes
{
    /// <summary>The field that carries where a kept form goes.</summary>
    public const string KeptAction = "kept-action";

    /// <summary>Requests shown at once.</summary>
    public const int MaxShown = 50;

    /// <summary>Before the name of each kept field.</summary>
    public const string KeptPrefix = "kept:";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/patients/{id}/ask", AskAsync).Admits(Audience.ReadsClinical, Budget.None);
        app.MapGet("/care-requests/{request}/state", StateAsync)
            .Admits(Audience.ReadsClinical, Budget.None).InBackground();
        app.MapGet("/care-requests/stamp", StampAsync).Admits(Audience.Treats, Budget.None).InBackground();
        app.MapPost("/care-requests/answer", AnswerAsync).Admits(Audience.Treats, Budget.None);
    }

    /// <summary>What waits for the visitor's answer, with cards counted as hers.</summary>
    internal static async Task<CareRequestsModel?> ReadAsync(
        Visitor me, CustodianClient custodian, RecordDoor door, CancellationToken stop)
    {
        if (!me.Meets(Audience.Treats))
        {
            return null;
        }

        IReadOnlyList<CareRequestSeen> waiting = await custodian.ListCareRequestsAsync(me.Token, stop);
        if (waiting.Count == 0)
        {
            return CareRequestsModel.None;
        }

        CareRequestSeen[] shown = [.. waiting.Take(MaxShown)];
        Dictionary<PatientId, PatientCard> cards =
            (await door.CardsAsync(shown.Select(one => one.Patient), me.Token, me.Today, stop))
            .GroupBy(card => card.Patient)
            .ToDictionary(group => group.Key, group => group.First());
        return new(
            [
                .. shown.Where(one => cards.ContainsKey(one.Patient))
                    .Select(one => new WaitingRequestView(one, cards[one.Patient])),
            ],
            StampOf(waiting));
    }

    private static async Task<IResult> AskAsync(
        string id, HttpContext http, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        FormState form = FormState.Of(http.Request.Form);
        ClosedModel model = new(
            patient, DecisionReason.NoRelationship, form["touch"] is "on", LocalPath.OrHome(form["then"]),
            KeptOf(http.Request.Form), form, null);
        string reason = form["why"];
        if (reason.Length is < CareAsking.MinReasonCharacters or > CareAsking.MaxReasonCharacters)
        {
            form.Refuse("why", me.Texts["access.ask.reasonWrong"]);
        }

        if (form.IsRedraw || form.Errors.Count > 0)
        {
            return Page.Show<ClosedPage>(model, StatusCodes.Status422UnprocessableEntity);
        }

        try
        {
            CareRequestStanding asked = await custodian.AskColleagueAsync(me.Token, new(patient, reason), stop);
            return Page.Show<ClosedPage>(model with { Request = asked });
        }
        catch (CustodyException e) when (e.Problem.Code is "request-limit")
        {
            form.RefuseAll(me.Texts["access.ask.limit"]);
            return Page.Show<ClosedPage>(model, StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static async Task<IResult> StateAsync(
        string request, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        if (!long.TryParse(request, NumberStyles.None, CultureInfo.InvariantCulture, out long id))
        {
            return Problems.NotFound();
        }

        try
        {
            return Results.Text((await custodian.FindCareRequestAsync(me.Token, id, stop)).State.ToString());
        }
        catch (CustodyException e) when (e.Status == ResponseStatus.Conflict)
        {
            return Problems.NotFound();
        }
    }

    private static async Task<IResult> StampAsync(Visitor me, CustodianClient custodian, CancellationToken stop) =>
        Results.Text(StampOf(await custodian.ListCareRequestsAsync(me.Token, stop)));

    private static async Task<IResult> AnswerAsync(
        HttpContext http, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        IFormCollection form = http.Request.Form;
        string answer = form["answer"].ToString();
        int hours = 0;
        if (!long.TryParse(form["request"], NumberStyles.None, CultureInfo.InvariantCulture, out long request)
            || (answer is not "no"
                && !int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out hours)))
        {
            return Problems.Refused("problem.badRequest");
        }

        await custodian.AnswerCareRequestAsync(me.Token, new(request, answer is "no" ? null : hours), stop);
        return NoteCookie.Redirect(http, me.Web, answer is "no" ? "declined" : "letIn", "/");
    }

    private static KeptForm? KeptOf(IFormCollection form) =>
        form[KeptAction].ToString() is { Length: > 0 } action
            ? new(
                LocalPath.OrHome(action),
                [
                    .. form.Where(field => field.Key.StartsWith(KeptPrefix, StringComparison.Ordinal))
                        .SelectMany(field => field.Value.Select(value =>
                            new KeyValuePair<string, string>(field.Key[KeptPrefix.Length..], value ?? ""))),
                ])
            : null;

    private static string StampOf(IReadOnlyList<CareRequestSeen> requests) =>
        requests.Aggregate(0L, (stamp, one) => stamp ^ one.RequestId).ToString("x", CultureInfo.InvariantCulture);
}
