using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Specimens;

/// <summary>
/// Rounds of visiting nurses: made and withdrawn by the laboratory's desk without reading anybody, opened by their nurse
/// alone, with a disclosure for each person.
/// </summary>
internal static class VisitRoundRoutes
{
    private const string List = "/laboratory/rounds";
    private const int ShownHours = 24;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(List, ShowAsync).Admits(Audience.CollectsSpecimens, Budget.None);
        app.MapPost(List, MakeAsync).Admits(Audience.CollectsSpecimens, Budget.None);
        app.MapGet(List + "/{id}", OpenAsync).Admits(Audience.CollectsSpecimens, Budget.OnePatientPerRow);
        app.MapPost(List + "/{id}/withdraw", WithdrawAsync).Admits(Audience.CollectsSpecimens, Budget.None);
    }

    private static async Task<IResult> ShowAsync(
        Visitor me, SpecimenDesk desk, CollectionRounds rounds, CustodianClient custodian, CancellationToken stop)
    {
        if (await desk.LaboratoryAsync(me, stop) is not { } own)
        {
            return Problems.NotFound();
        }

        return Page.Show<VisitRoundsPage>(new VisitRoundsModel(
            await rounds.ListAsync(own.Site, own.LaboratoryId, me.Now.AddHours(-ShownHours), stop),
            await StaffNames.AllAsync(me, custodian, stop)));
    }

    private static async Task<IResult> MakeAsync(
        HttpContext http, Visitor me, SpecimenDesk desk, CollectionRounds rounds, ListCollections list,
        CustodianClient custodian, CancellationToken stop)
    {
        IFormCollection form = http.Request.Form;
        if (await desk.LaboratoryAsync(me, stop) is not { } own
            || !ActorId.TryParse(form["nurse"], out ActorId nurse)
            || !(await custodian.ListStaffAsync(me.Token, stop)).Staff.Any(one =>
                one.StaffId == nurse && one.Role is Role.Nurse or Role.Phlebotomist)
            || SpecimenDesk.TimeOf(
                me.Today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), form["until"].ToString(),
                me) is not { } until)
        {
            return Problems.Refused("problem.badRequest");
        }

        List<SpecimenRow> tubes = [];
        foreach (string? text in form["patient"].Take(CollectionRounds.MaxPatients + 1))
        {
            if (PatientId.TryParse(text ?? "", out PatientId patient))
            {
                tubes.AddRange(await list.OfPatientAsync(own.Site, patient, until, stop));
            }
        }

        // A time that has passed today is meant for tomorrow: rounds are prepared in the evening.
        DateTimeOffset expires = until > me.Now ? until : until.AddDays(1);
        return await rounds.MakeAsync(
            own.Site, own.LaboratoryId, nurse, [.. tubes.Where(tube => tube.WardId == 0)], expires, me.Session.StaffId,
            me.Now, stop) is null
                ? Problems.Refused("visitRounds.notMade")
                : NoteCookie.Redirect(http, me.Web, "roundMade", List);
    }

    private static async Task<IResult> OpenAsync(
        string id, Visitor me, SpecimenDesk desk, CollectionRounds rounds, CancellationToken stop)
    {
        short site = await desk.SiteAsync(me, stop);
        return EntryId.TryParse(id, out EntryId number)
            && await rounds.OpenAsync(site, number.Value, me.Session, me.Token, me.Today, me.Now, stop) is { } stops
            && await rounds.FindAsync(site, number.Value, stop) is { } round
                ? Page.Show<VisitRoundPage>(new VisitRoundModel(round, stops, await desk.NamesAsync(me, site, stop)))
                : Problems.NotFound();
    }

    private static async Task<IResult> WithdrawAsync(
        string id, HttpContext http, Visitor me, SpecimenDesk desk, CollectionRounds rounds, CancellationToken stop) =>
        EntryId.TryParse(id, out EntryId number) && await desk.LaboratoryAsync(me, stop) is { } own
        && await rounds.FindAsync(own.Site, number.Value, stop) is { } round && round.LaboratoryId == own.LaboratoryId
        && await rounds.WithdrawAsync(own.Site, number.Value, me.Now, stop)
            ? NoteCookie.Redirect(http, me.Web, "roundWithdrawn", List)
            : Problems.NotFound();
}
