using System.Globalization;
using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Patients;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Specimens;

/// <summary>
/// Tubes to be taken: units without names, one unit with the names of its people, and the bedside check of wristband and
/// tubes.
/// </summary>
internal static class CollectionRoutes
{
    private const string List = "/laboratory/collections";
    private const int AheadHours = 12;
    private const int MaxPastHours = 72;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(List, ShowAsync).Admits(Audience.CollectsSpecimens, Budget.OnePatientPerRow);
        app.MapGet(List + "/stamp", StampAsync).Admits(Audience.CollectsSpecimens, Budget.None).InBackground();
        app.MapGet(List + "/{id}", ShowOneAsync).Admits(Audience.CollectsSpecimens, Budget.OnePatient);
        app.MapPost(List + "/{id}", CollectAsync).Admits(Audience.CollectsSpecimens, Budget.OnePatient);
        app.MapPost(List + "/{id}/check", CheckAsync).Admits(Audience.CollectsSpecimens, Budget.OnePatient);
    }

    private static Task<IResult> ShowAsync(
        int? ward, Visitor me, SpecimenDesk desk, ListCollections list, CollectionRounds rounds,
        CustodianClient custodian, CancellationToken stop) =>
        PageAsync(
            ward, new() { ["until"] = me.Local(me.Now.AddHours(4)).ToString("HH:mm", CultureInfo.InvariantCulture) },
            new HashSet<string>(StringComparer.Ordinal), StatusCodes.Status200OK, me, desk, list, rounds, custodian, stop);

    /// <summary>The list, with a round as it was typed.</summary>
    internal static async Task<IResult> PageAsync(
        int? ward, FormState form, IReadOnlySet<string> ticked, int status, Visitor me, SpecimenDesk desk,
        ListCollections list, CollectionRounds rounds, CustodianClient custodian, CancellationToken stop)
    {
        short site = await desk.SiteAsync(me, stop);
        int[] laboratories = await desk.CollectsForAsync(me, site, stop);
        LaboratoryDetails? own = await desk.LaboratoryAsync(me, stop);
        Dictionary<int, string> units = (await custodian.ListUnitsAsync(me.Token, stop)).Units
            .ToDictionary(one => one.UnitId, one => one.Name);
        IReadOnlyList<WardCollection> wards = await list.CountAsync(site, laboratories, Until(me), stop);

        // A ward's nurse sees her own units and no other; the laboratory's people choose whose names they open.
        WardCollection[] offered = [.. wards.Where(one => own is not null || IsOwn(one.WardId, me))];
        int? chosen = ward is { } asked && (own is not null || IsOwn(asked, me)) ? asked
            : own is null && me.Session.Units.Count > 0
                ? (offered.Length > 0 ? offered[0].WardId : me.Session.Units[0].UnitId)
                : null;
        IReadOnlyList<CollectionLine> lines = chosen is { } id
            ? await list.RunAsync(site, laboratories, id, Until(me), me.Token, me.Today, stop)
            : [];
        string stamp = chosen is { } shown
            ? await list.StampAsync(site, laboratories, shown, Until(me), stop)
            : "0";
        return Page.Show<CollectionsPage>(
            new CollectionsModel(
                offered, units, chosen, lines, await desk.NamesAsync(me, site, stop), stamp,
                own is not null && chosen == 0, own is null ? [] : await NursesAsync(me, custodian, stop), form)
            {
                HasRounds = own is not null || (await rounds.OfNurseAsync(
                    site, me.Session.StaffId, me.Now.AddHours(-VisitRoundRoutes.ShownHours), stop)).Count > 0,
                Ticked = ticked,
            },
            status);
    }

    private static async Task<IResult> StampAsync(
        int ward, Visitor me, SpecimenDesk desk, ListCollections list, CancellationToken stop)
    {
        short site = await desk.SiteAsync(me, stop);
        return Results.Text(await list.StampAsync(
            site, await desk.CollectsForAsync(me, site, stop), ward, Until(me), stop));
    }

    private static Task<IResult> ShowOneAsync(
        string id, HttpContext http, Visitor me, SpecimenDesk desk, ListCollections list, RecordDoor door,
        CancellationToken stop)
    {
        DateTime local = me.Local(me.Now);
        FormState form = new()
        {
            ["day"] = local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["time"] = local.ToString("HH:mm", CultureInfo.InvariantCulture),
        };
        return OneAsync(id, form, null, StatusCodes.Status200OK, http, me, desk, list, door, stop);
    }

    private static async Task<IResult> OneAsync(
        string id, FormState form, string? alarm, int status, HttpContext http, Visitor me, SpecimenDesk desk,
        ListCollections list, RecordDoor door, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        PatientCard card = await door.CardAsync(patient, me.Token, me.Today, stop);
        if (card.Identity is null)
        {
            return Closed.Answer(card.Outcome, card.Reason, patient, KeptForm.Of(http.Request));
        }

        short site = await desk.SiteAsync(me, stop);
        ContainerNames names = await desk.NamesAsync(me, site, stop);
        return Page.Show<CollectPage>(
            new CollectModel(
                card,
                [
                    .. (await list.OfPatientAsync(site, patient, Until(me), stop))
                        .OrderBy(tube => names.Order(tube.Container)),
                ],
                names, form, alarm),
            status);
    }

    private static async Task<IResult> CheckAsync(
        string id, HttpContext http, Visitor me, SpecimenDesk desk, CollectSpecimens collect, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        Collected check = await collect.CheckAsync(
            await desk.SiteAsync(me, stop), patient, form["wristband"], TubesOf(form), me.Session.StaffId, me.Token, me.Today,
            me.Now, stop);

        // A conflict: the page takes the number out of its list, so that it is not sent with the others.
        return check.Outcome switch
        {
            CollectOutcome.Noted => Results.Text(""),
            CollectOutcome.WrongTube or CollectOutcome.UnknownTube or CollectOutcome.TubeDone => Results.Text(
                AlarmOf(check, me), statusCode: StatusCodes.Status409Conflict),
            _ => Results.Text(AlarmOf(check, me)),
        };
    }

    private static async Task<IResult> CollectAsync(
        string id, HttpContext http, Visitor me, SpecimenDesk desk, ListCollections list, CollectSpecimens collect,
        RecordDoor door, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (form.IsRedraw || !PatientId.TryParse(id, out PatientId patient))
        {
            return await OneAsync(id, form, null, StatusCodes.Status200OK, http, me, desk, list, door, stop);
        }

        if (Read(form, me) is not { } draft)
        {
            return await OneAsync(
                id, form, null, StatusCodes.Status422UnprocessableEntity, http, me, desk, list, door, stop);
        }

        Collected collected = await collect.RunAsync(
            await desk.SiteAsync(me, stop), patient, draft, me.Session.StaffId, me.Token, me.Today, me.Now, stop);
        return collected.Outcome switch
        {
            CollectOutcome.Noted => NoteCookie.Redirect(http, me.Web, "collected", List),
            CollectOutcome.Closed => Closed.Answer(
                collected.Answer, collected.Reason, patient, KeptForm.Of(http.Request)),
            _ => await OneAsync(
                id, form, AlarmOf(collected, me), StatusCodes.Status409Conflict, http, me, desk, list, door, stop),
        };
    }

    private static CollectionDraft? Read(FormState form, Visitor me)
    {
        string[] tubes = TubesOf(form);
        DateTimeOffset? at = SpecimenDesk.TimeOf(form["day"], form["time"], me);
        if (form["wristband"].Length == 0)
        {
            form.Refuse("wristband", me.Texts["collect.wrong.wristband"]);
        }

        if (tubes.Length is 0 or > CollectionDraft.MaxTubes)
        {
            form.Refuse("tubes", me.Texts.Fill("collect.wrong.tubes", CollectionDraft.MaxTubes));
        }

        if (at is null || at > me.Now.AddMinutes(1) || at < me.Now.AddHours(-MaxPastHours))
        {
            form.Refuse("time", me.Texts.Fill("collect.wrong.time", MaxPastHours));
        }

        if (form["incidents"].Length > CollectionDraft.MaxTextCharacters)
        {
            form.Refuse("incidents", me.Texts.Fill("collect.wrong.incidents", CollectionDraft.MaxTextCharacters));
        }

        if (form["site"].Length > CollectionDraft.MaxTextCharacters)
        {
            form.Refuse("site", me.Texts.Fill("collect.wrong.incidents", CollectionDraft.MaxTextCharacters));
        }

        return form.Errors.Count == 0
            ? new(form["wristband"], tubes, at!.Value, form["site"], form["incidents"])
            : null;
    }

    private static string AlarmOf(Collected collected, Visitor me) => me.Texts.Fill(
        collected.Outcome switch
        {
            CollectOutcome.WrongWristband => "collect.alarm.wristband",
            CollectOutcome.WrongTube => "collect.alarm.tube",
            CollectOutcome.UnknownTube => "collect.alarm.unknown",
            CollectOutcome.TubeDone => "collect.alarm.done",
            CollectOutcome.Closed => "collect.alarm.closed",
            _ => "collect.alarm.moved",
        },
        string.Join(", ", collected.Numbers));

    private static string[] TubesOf(FormState form) =>
        form["tubes"].Split(
            ['\n', '\r', ' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool IsOwn(int ward, Visitor me) => me.Session.Units.Any(unit => unit.UnitId == ward);

    private static DateTimeOffset Until(Visitor me) => me.Now.AddHours(AheadHours);

    private static async Task<IReadOnlyList<StaffEntry>> NursesAsync(
        Visitor me, CustodianClient custodian, CancellationToken stop) =>
    [
        .. (await custodian.ListStaffAsync(me.Token, stop)).Staff
            .Where(one => one.Role is Role.Nurse or Role.Phlebotomist)
            .Select(one => new StaffEntry(one.StaffId, one.Name))
            .OrderBy(one => one.Name, StringComparer.CurrentCulture),
    ];
}
