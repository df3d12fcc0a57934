using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Specimens;

/// <summary>
/// Rounds of visiting nurses: made and withdrawn by the laboratory's desk without reading anybody, opened by their nurse
/// alone, with a disclosure for each person.
/// </summary>
internal static class VisitRoundRoutes
{
    /// <summary>For how long an ended round stays in lists.</summary>
    public const int ShownHours = 24;

    /// <summary>Who is on a round, as a field with what is wrong.</summary>
    public const string PeopleField = "people-on-round";

    private const string List = "/laboratory/rounds";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(List, ShowAsync).Admits(Audience.CollectsSpecimens, Budget.None);
        app.MapPost(List, MakeAsync).Admits(Audience.CollectsSpecimens, Budget.OnePatientPerRow);
        app.MapGet(List + "/{id}", OpenAsync).Admits(Audience.CollectsSpecimens, Budget.OnePatientPerRow);
        app.MapPost(List + "/{id}/withdraw", WithdrawAsync).Admits(Audience.CollectsSpecimens, Budget.None);
    }

    private static async Task<IResult> ShowAsync(
        Visitor me, SpecimenDesk desk, CollectionRounds rounds, CustodianClient custodian, CancellationToken stop)
    {
        DateTimeOffset since = me.Now.AddHours(-ShownHours);
        short site = await desk.SiteAsync(me, stop);
        LaboratoryDetails? own = await desk.LaboratoryAsync(me, stop);
        IReadOnlyList<(RoundRow Round, int Patients)> hers =
            await rounds.OfNurseAsync(site, me.Session.StaffId, since, stop);
        return Page.Show<VisitRoundsPage>(new VisitRoundsModel(
            own is null
                ? hers
                :
                [
                    .. hers.Concat(await rounds.ListAsync(site, own.LaboratoryId, since, stop))
                        .DistinctBy(one => one.Round.Round),
                ],
            await StaffNames.AllAsync(me, custodian, stop))
        {
            MakesRounds = own is not null,
        });
    }

    private static async Task<IResult> MakeAsync(
        HttpContext http, Visitor me, SpecimenDesk desk, CollectionRounds rounds, ListCollections list,
        CustodianClient custodian, CancellationToken stop)
    {
        IFormCollection posted = http.Request.Form;
        if (await desk.LaboratoryAsync(me, stop) is not { } own)
        {
            return Problems.Refused("problem.badRequest");
        }

        FormState form = FormState.Of(posted);
        HashSet<string> ticked =
            [.. posted["patient"].OfType<string>().Take(CollectionRounds.MaxPatients + 1)];
        bool hasNurse = ActorId.TryParse(form["nurse"], out ActorId nurse)
            && (await custodian.ListStaffAsync(me.Token, stop)).Staff.Any(one =>
                one.StaffId == nurse && one.Role is Role.Nurse or Role.Phlebotomist);
        if (ticked.Count is 0 or > CollectionRounds.MaxPatients)
        {
            form.Refuse(PeopleField, me.Texts.Fill("visitRounds.wrong.people", CollectionRounds.MaxPatients));
        }

        if (!hasNurse)
        {
            form.Refuse("nurse", me.Texts["visitRounds.wrong.nurse"]);
        }

        if (SpecimenDesk.TimeOf(
            me.Today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), form["until"], me)
            is not { } until)
        {
            form.Refuse("until", me.Texts["visitRounds.wrong.until"]);
        }
        else if (form.Errors.Count == 0)
        {
            // A time that has passed today is meant for tomorrow: rounds are prepared in the evening.
            DateTimeOffset expires = until > me.Now ? until : until.AddDays(1);
            if (await rounds.MakeAsync(
                own.Site, own.LaboratoryId, nurse, await TubesAsync(own.Site, ticked, expires, list, stop), expires,
                me.Session.StaffId, me.Now, stop) is not null)
            {
                return NoteCookie.Redirect(http, me.Web, "roundMade", List);
            }

            form.Refuse(PeopleField, me.Texts["visitRounds.notMade.text"]);
        }

        return await CollectionRoutes.PageAsync(
            0, form, ticked, StatusCodes.Status422UnprocessableEntity, me, desk, list, rounds, custodian, stop);
    }

    private static async Task<IReadOnlyList<SpecimenRow>> TubesAsync(
        short site, IEnumerable<string> ticked, DateTimeOffset until, ListCollections list, CancellationToken stop)
    {
        List<SpecimenRow> tubes = [];
        foreach (string one in ticked)
        {
            if (PatientId.TryParse(one, out PatientId patient))
            {
                tubes.AddRange(await list.OfPatientAsync(site, patient, until, stop));
            }
        }

        return [.. tubes.Where(tube => tube.WardId == 0)];
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
