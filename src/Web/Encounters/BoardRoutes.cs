using System.Globalization;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;
using Serment.Records.Encounters;
using Serment.Records.Entries;
using Serment.Records.Locations;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Encounters;

/// <summary>
/// Beds: the house in numbers, and one unit's board with the names of its own patients. Another unit's names are opened
/// by asking for them, and count.
/// </summary>
internal static class BoardRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/beds", ShowAllAsync).Admits(Audience.WritesIdentity, Budget.None);
        app.MapGet("/beds/{unit:int}", ShowAsync).Admits(Audience.WritesIdentity, Budget.OnePatientPerRow);
        app.MapGet("/beds/{unit:int}/stamp", StampAsync).Admits(Audience.WritesIdentity, Budget.None);
        app.MapPost("/beds/{unit:int}", MoveAsync).Admits(Audience.WritesIdentity, Budget.OnePatientPerRow);
        app.MapPost("/beds/{unit:int}/state", SetStateAsync).Admits(Audience.WritesIdentity, Budget.None);
    }

    /// <summary>The unit, where it is one of the site's.</summary>
    internal static async Task<UnitDescription?> UnitAsync(
        int unit, Visitor me, CustodianClient custodian, CancellationToken stop) =>
        (await custodian.ListUnitsAsync(me.Token, stop)).Units.FirstOrDefault(one => one.UnitId == unit);

    private static async Task<IResult> ShowAllAsync(
        Visitor me, BoardRows rows, CustodianClient custodian, CancellationToken stop)
    {
        IReadOnlyList<UnitDescription> units = (await custodian.ListUnitsAsync(me.Token, stop)).Units;
        BoardRouting routing = await rows.RunAsync(me.Session.SiteCode, null, Places.Tomorrow(me), stop);
        return Page.Show<BedsPage>(new BedsModel(
            [
                .. units
                    .Select(unit => Count(unit, routing, me.Today))
                    .Where(one => one.Beds > 0 || one.WithoutBed > 0 || one.ExpectedIn > 0)
                    .OrderByDescending(one => me.Session.Units.Any(own => own.UnitId == one.Unit.UnitId))
                    .ThenBy(one => one.Unit.Name, StringComparer.CurrentCulture),
            ],
            EmergencyOf(routing, me)));
    }

    private static async Task<IResult> ShowAsync(
        int unit, bool? names, Visitor me, BoardRows rows, OpenBoard open, CustodianClient custodian,
        CancellationToken stop) =>
        await BoardAsync(
            unit, names == true, new(), StatusCodes.Status200OK, me, rows, open, custodian, stop);

    private static async Task<IResult> BoardAsync(
        int unit, bool names, FormState form, int status, Visitor me, BoardRows rows, OpenBoard open,
        CustodianClient custodian, CancellationToken stop)
    {
        if (await UnitAsync(unit, me, custodian, stop) is not { } shown)
        {
            return Problems.NotFound();
        }

        BoardRouting routing = await rows.RunAsync(me.Session.SiteCode, unit, Places.Tomorrow(me), stop);
        bool shows = names || me.Session.Units.Any(own => own.UnitId == unit);
        IReadOnlyList<BoardStay> stays = shows
            ? await open.RunAsync(routing.Rows, me.Session, me.Token, me.Today, stop)
            : [.. routing.Rows.Select(row => new BoardStay(row, null))];
        return Page.Show<BoardPage>(
            new BoardModel(
                shown, routing, stays, await StaffNames.AllAsync(me, custodian, stop), shows, form,
                routing.Beds.Any(bed => bed.Kind == BedKind.Box)),
            status);
    }

    private static async Task<IResult> StampAsync(
        int unit, Visitor me, BoardRows rows, CancellationToken stop) =>
        Results.Text((await rows.RunAsync(me.Session.SiteCode, unit, Places.Tomorrow(me), stop)).Stamp);

    private static async Task<IResult> MoveAsync(
        int unit, HttpContext http, Visitor me, ChangeStay change, BoardRows rows, OpenBoard open,
        CustodianClient custodian, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        (StayChanged? changed, IResult? answer) =
            await TryMoveAsync(form, http, me, change, rows, custodian, $"/beds/{unit}", stop);
        return answer
            ?? await BoardAsync(
                unit, form["names"].Length > 0, form,
                changed is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status409Conflict,
                me, rows, open, custodian, stop);
    }

    /// <summary>
    /// Moves somebody to the place in the form: a planned patient is admitted there. Where it comes to nothing, the
    /// form says why and there is no answer yet.
    /// </summary>
    internal static async Task<(StayChanged? Changed, IResult? Answer)> TryMoveAsync(
        FormState form, HttpContext http, Visitor me, ChangeStay change, BoardRows rows, CustodianClient custodian,
        string board, CancellationToken stop)
    {
        if (EntryVersion.Parse(form["seen"]) is not { } seen)
        {
            return (null, Problems.Refused("problem.badRequest"));
        }

        IReadOnlyList<UnitDescription> units = CareUnits.ForStays(
            (await custodian.ListUnitsAsync(me.Token, stop)).Units,
            (await rows.RunAsync(me.Session.SiteCode, null, Places.Tomorrow(me), stop)).Beds);
        if (!Places.TryParse(form[StayForm.Place], units, out UnitDescription? to, out long? bed))
        {
            form.RefuseAll(me.Texts["stay.wrong.place"]);
            return (null, null);
        }

        // What the form says of the patient decides nothing: a planned stay that has begun refuses an admission.
        MovementKind kind = form["planned"].Length > 0 ? MovementKind.Admission : MovementKind.Transfer;
        StayChanged changed = await change.RunAsync(
            new(seen.Patient, seen, new(kind, null, to, bed)), me.Session, me.Token, stop);
        if (changed.Outcome == SealOutcome.Saved)
        {
            return (changed, NoteCookie.Redirect(http, me.Web, "saved", board));
        }

        if (changed.Outcome == SealOutcome.VersionConflict)
        {
            form.RefuseAll(me.Texts.Fill(
                "stay.changedBy", await StaffNames.OfAsync(changed.SavedBy, me, custodian, stop)));
            return (changed, null);
        }

        if (!StayForm.IsRefusedHere(changed))
        {
            return (
                changed,
                Closed.Answer(
                    changed.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, changed.Reason,
                    seen.Patient, KeptForm.Of(http.Request)));
        }

        FormState why = new();
        StayForm.Explain(changed, why, me);
        form.RefuseAll(why.Errors[0].Value);
        return (changed, null);
    }

    private static async Task<IResult> SetStateAsync(
        int unit, HttpContext http, Visitor me, ChangeBeds change, CancellationToken stop)
    {
        IFormCollection form = http.Request.Form;
        if (!OpaqueId.TryParse(form["bed"].ToString(), out long bed)
            || !int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            || !Enum.TryParse(form["state"], out BedState state)
            || !Enum.IsDefined(state))
        {
            return Problems.Refused("problem.badRequest");
        }

        return await change.SetStateAsync(me.Session.SiteCode, bed, version, state, stop) == BedsChanged.Done
            ? Results.LocalRedirect(LocalPath.OrHome(form["to"].ToString() is { Length: > 0 } to ? to : $"/beds/{unit}"))
            : Problems.Conflict();
    }

    private static int? EmergencyOf(BoardRouting routing, Visitor me) => routing.Beds
        .Where(bed => bed.Kind == BedKind.Box)
        .OrderByDescending(bed => me.Session.Units.Any(own => own.UnitId == bed.UnitId))
        .Select(bed => (int?)bed.UnitId)
        .FirstOrDefault();

    private static UnitBeds Count(UnitDescription unit, BoardRouting routing, DateOnly today)
    {
        Bed[] beds = [.. routing.Beds.Where(bed => bed.UnitId == unit.UnitId)];
        BoardRow[] rows = [.. routing.Rows.Where(row => row.UnitId == unit.UnitId)];
        HashSet<long> taken =
            [.. rows.Where(row => row.Status != StayStatus.Planned).Select(row => row.BedId).OfType<long>()];
        Bed[] empty = [.. beds.Where(bed => !taken.Contains(bed.BedId))];
        int day = BoardDay.Number(today);
        return new(
            unit, beds.Length, beds.Length - empty.Length, empty.Count(bed => bed.State == BedState.Free),
            empty.Count(bed => bed.State == BedState.ToClean), empty.Count(bed => bed.State == BedState.Closed),
            empty.Count(bed => bed.State == BedState.Reserved),
            rows.Count(row => row.Status != StayStatus.Planned && row.BedId is null),
            rows.Count(row => row.Status == StayStatus.Planned),
            rows.Count(row => row.Status != StayStatus.Planned && row.ExpectedOut is { } leaves && leaves <= day));
    }
}

/// <summary>Days as the worklists hold them.</summary>
internal static class BoardDay
{
    /// <summary>yyyymmdd.</summary>
    public static int Number(DateOnly day) => (day.Year * 10_000) + (day.Month * 100) + day.Day;
}
