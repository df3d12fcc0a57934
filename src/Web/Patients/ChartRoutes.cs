using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts;
using Serment.Records.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Patients;

/// <summary>One person's record: chart, identity, who opened it, two side by side, and the emergency.</summary>
internal static class ChartRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/patients/{id}", ShowChartAsync).Admits(Audience.OpensRecords, Budget.OnePatient);
        app.MapGet("/patients/{id}/sensitive", ShowSensitiveAsync).Admits(Audience.ReadsClinical, Budget.OnePatient);
        app.MapGet("/patients/{id}/identity", ShowIdentityAsync).Admits(Audience.OpensRecords, Budget.OnePatient);
        app.MapGet("/patients/{id}/disclosures", ShowDisclosuresAsync).Admits(Audience.OpensCards, Budget.OnePatient);
        app.MapGet("/patients/{id}/break-glass", ShowBreakGlass).Admits(Audience.ReadsClinical, Budget.None);
        app.MapGet("/patients/compare", CompareAsync).Admits(Audience.WritesIdentity, Budget.TwoPatients);
        app.MapPost("/patients/merge", MergeAsync).Admits(Audience.WritesIdentity, Budget.None);
        app.MapPost("/patients/separate", SeparateAsync).Admits(Audience.WritesIdentity, Budget.None);
    }

    private static Task<IResult> ShowChartAsync(string id, Visitor me, OpenChart open, CancellationToken stop) =>
        ShowAsync(id, sensitive: false, me, open, stop);

    private static Task<IResult> ShowSensitiveAsync(string id, Visitor me, OpenChart open, CancellationToken stop) =>
        ShowAsync(id, sensitive: true, me, open, stop);

    private static async Task<IResult> ShowAsync(
        string id, bool sensitive, Visitor me, OpenChart open, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        ChartOpened opened = await open.RunAsync(patient, me.Session, me.Token, me.Today, stop, sensitive);
        if (opened.Chart is not { } chart)
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, null);
        }

        // The sensitive entries come without keys until the touch: then the chart opened, and they did not.
        return sensitive && chart.SensitiveCount > 0 && chart.Sensitive.Count == 0
            ? Page.Show<StepUpPage>(new StepUpModel(StepUpKind.Sensitive, patient, null, null))
            : Page.Show<ChartPage>(new ChartModel(chart, sensitive));
    }

    private static async Task<IResult> ShowIdentityAsync(
        string id, Visitor me, OpenIdentity open, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        IdentityOpened opened =
            await open.RunAsync(patient, CompartmentSet.From(me.Session.Reads), me.Token, me.Today, stop);
        return opened.Record is null
            ? Closed.Answer(opened.Outcome, opened.Reason, patient, null)
            : Page.Show<IdentityPage>(new IdentityModel(opened.Record));
    }

    private static async Task<IResult> ShowDisclosuresAsync(
        string id, long? before, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        try
        {
            DisclosureList list = await custodian.ListDisclosuresAsync(me.Token, new(patient, before), stop);
            return Page.Show<DisclosuresPage>(new DisclosuresModel(patient, list));
        }
        catch (CustodyException e) when (e.Status == ResponseStatus.Forbidden)
        {
            return Problems.NotFound();
        }
    }

    private static IResult ShowBreakGlass(string id) =>
        PatientId.TryParse(id, out PatientId patient)
            ? Page.Show<StepUpPage>(new StepUpModel(StepUpKind.BreakGlass, patient, $"/patients/{patient}", null))
            : Problems.NotFound();

    private static async Task<IResult> CompareAsync(
        string[] id, Visitor me, OpenIdentity open, CancellationToken stop)
    {
        if (id.Length != 2
            || !PatientId.TryParse(id[0], out PatientId left)
            || !PatientId.TryParse(id[1], out PatientId right)
            || left == right)
        {
            return Problems.Refused("problem.chooseTwo");
        }

        CompartmentSet identity = CompartmentSet.Of(Compartment.Identity);
        IdentityOpened first = await open.RunAsync(left, identity, me.Token, me.Today, stop);
        if (first.Record is null)
        {
            return Closed.Answer(first.Outcome, first.Reason, left, null);
        }

        IdentityOpened second = await open.RunAsync(right, identity, me.Token, me.Today, stop);
        return second.Record is null
            ? Closed.Answer(second.Outcome, second.Reason, right, null)
            : Page.Show<ComparePage>(new CompareModel(first.Record, second.Record));
    }

    private static Task<IResult> MergeAsync(HttpContext http, Visitor me, LinkRecords link, CancellationToken stop) =>
        LinkAsync(http, me, "merged", (survivor, replaced) => link.MergeAsync(survivor, replaced, me.Token, stop));

    private static Task<IResult> SeparateAsync(
        HttpContext http, Visitor me, LinkRecords link, CancellationToken stop) =>
        LinkAsync(http, me, "separated", (survivor, replaced) => link.SeparateAsync(survivor, replaced, me.Token, stop));

    private static async Task<IResult> LinkAsync(
        HttpContext http, Visitor me, string note, Func<PatientId, PatientId, Task<long>> act)
    {
        if (!PatientId.TryParse(http.Request.Form["survivor"], out PatientId survivor)
            || !PatientId.TryParse(http.Request.Form["replaced"], out PatientId replaced))
        {
            return Problems.Refused("problem.badRequest");
        }

        await act(survivor, replaced);
        return NoteCookie.Redirect(http, me.Web, note, $"/patients/{survivor}/identity");
    }
}
