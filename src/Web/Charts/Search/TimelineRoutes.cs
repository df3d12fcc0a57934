using Serment.CustodyProtocol;
using Serment.Records.Charts;
using Serment.Records.Charts.Search;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Charts.Search;

/// <summary>Everything of one chart in the order of time, and a search within it.</summary>
internal static class TimelineRoutes
{
    /// <summary>Events of a page.</summary>
    public const int PageSize = 100;

    /// <summary>The field of what is looked for.</summary>
    public const string QueryField = "words";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/patients/{id}/timeline", ShowAsync).Admits(Audience.ReadsNotes, Budget.OnePatient);
        app.MapPost("/patients/{id}/search", SearchAsync).Admits(Audience.ReadsNotes, Budget.OnePatient);
    }

    private static async Task<IResult> ShowAsync(
        string id, string? kind, long? before, Visitor me, OpenSection open, CustodianClient custodian,
        CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await open.RunAsync(
            patient, ChartEvent.Types, me.Session, me.Token, me.Today, stop);
        if (opened is not { Head: { } head, Record: { } record })
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, null);
        }

        IReadOnlyList<ChartEvent> all = ChartTimeline.Of(record.Entries, me.Session.StaffId);
        EventKind? chosen = Enum.TryParse(kind, out EventKind one) && Enum.IsDefined(one) ? one : null;
        ChartEvent[] shown =
        [
            .. all.Where(each => (chosen is null || each.Kind == chosen)
                    && (before is null || each.At.ToUnixTimeMilliseconds() < before))
                .Take(PageSize + 1),
        ];
        bool isMore = shown.Length > PageSize;
        return Page.Show<TimelinePage>(new TimelineModel(
            head, isMore ? shown[..PageSize] : shown,
            [.. all.CountBy(each => each.Kind).OrderBy(each => each.Key).Select(each => (each.Key, each.Value))],
            chosen, isMore ? shown[PageSize - 1].At.ToUnixTimeMilliseconds() : null,
            await StaffNames.AllAsync(me, custodian, stop)));
    }

    private static async Task<IResult> SearchAsync(
        string id, HttpContext http, Visitor me, OpenSection open, CustodianClient custodian, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        FormState form = FormState.Of(http.Request.Form);
        using SectionOpened opened = await open.RunAsync(
            patient, ChartEvent.Types, me.Session, me.Token, me.Today, stop);
        if (opened is not { Head: { } head, Record: { } record })
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, KeptForm.Of(http.Request));
        }

        me.Address = $"/patients/{head.Patient}/timeline";
        return Page.Show<SearchPage>(new SearchModel(
            head, form, ChartSearch.Run(record.Entries, form[QueryField], me.Session.StaffId),
            await StaffNames.AllAsync(me, custodian, stop)));
    }
}
