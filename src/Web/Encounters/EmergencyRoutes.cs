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

/// <summary>An emergency department's board.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Routing">Its boxes and stays.</param>
/// <param name="Stays">Who is there: not sorted yet first, then by level and arrival.</param>
/// <param name="Names">Physicians' names.</param>
/// <param name="ShowsNames">Whether cards were asked for.</param>
/// <param name="Form">What was refused, as it was typed.</param>
/// <param name="Units">Where somebody may be admitted to.</param>
public sealed record EmergencyModel(
    UnitDescription Unit, BoardRouting Routing, IReadOnlyList<BoardStay> Stays,
    IReadOnlyDictionary<ActorId, string> Names, bool ShowsNames, FormState Form,
    IReadOnlyList<UnitDescription> Units);

/// <summary>Arrivals, triage by the FRENCH scale, boxes, waiting times, who sees whom.</summary>
internal static class EmergencyRoutes
{
    /// <summary>The field of a decision.</summary>
    public const string OrientationField = "orientation";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/emergency/{unit:int}", ShowAsync).Admits(Audience.WritesIdentity, Budget.OnePatientPerRow);
        app.MapGet("/emergency/{unit:int}/stamp", StampAsync).Admits(Audience.WritesIdentity, Budget.None).InBackground();
        app.MapPost("/emergency/{unit:int}", MoveAsync).Admits(Audience.WritesIdentity, Budget.OnePatientPerRow);
        app.MapPost("/emergency/{unit:int}/triage", TriageAsync)
            .Admits(Audience.WritesClinical, Budget.OnePatientPerRow);
        app.MapPost("/emergency/{unit:int}/orient", OrientAsync).Admits(Audience.Prescribes, Budget.OnePatientPerRow);
        app.MapPost("/emergency/{unit:int}/take", TakeAsync).Admits(Audience.WritesClinical, Budget.OnePatientPerRow);
    }

    private static Task<IResult> ShowAsync(
        int unit, bool? names, Visitor me, BoardRows rows, OpenBoard open, CustodianClient custodian,
        CancellationToken stop) =>
        BoardAsync(unit, names == true, new(), StatusCodes.Status200OK, me, rows, open, custodian, stop);

    private static async Task<IResult> BoardAsync(
        int unit, bool names, FormState form, int status, Visitor me, BoardRows rows, OpenBoard open,
        CustodianClient custodian, CancellationToken stop)
    {
        if (await BoardRoutes.UnitAsync(unit, me, custodian, stop) is not { } shown)
        {
            return Problems.NotFound();
        }

        BoardRouting routing = await rows.RunAsync(me.Session.SiteCode, unit, Places.Tomorrow(me), stop);
        BoardRow[] present =
        [
            .. routing.Rows
                .Where(row => row.Status == StayStatus.Present && row.Class != StayClass.Inpatient)
                .OrderBy(row => row.SeenAt is not null)
                .ThenBy(row => row.Triage is { } level ? (int)level : 0)
                .ThenBy(row => row.StartedAt),
        ];
        bool isOwn = me.Session.Units.Any(own => own.UnitId == unit);
        IReadOnlyList<BoardStay> stays = isOwn
            ? await open.RunWithReasonsAsync(present, me.Session, me.Token, me.Today, stop)
            : names
                ? await open.RunAsync(present, me.Session, me.Token, me.Today, stop)
                : [.. present.Select(row => new BoardStay(row, null))];
        return Page.Show<EmergencyPage>(
            new EmergencyModel(
                shown, routing, stays, await StaffNames.AllAsync(me, custodian, stop), isOwn || names, form,
                await WardsAsync(me, rows, custodian, stop)),
            status);
    }

    private static async Task<IResult> StampAsync(int unit, Visitor me, BoardRows rows, CancellationToken stop) =>
        Results.Text((await rows.RunAsync(me.Session.SiteCode, unit, Places.Tomorrow(me), stop)).Stamp);

    private static async Task<IResult> MoveAsync(
        int unit, HttpContext http, Visitor me, ChangeStay change, BoardRows rows, OpenBoard open,
        CustodianClient custodian, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        (StayChanged? changed, IResult? answer) =
            await BoardRoutes.TryMoveAsync(form, http, me, change, rows, custodian, $"/emergency/{unit}", stop);
        return answer
            ?? await BoardAsync(
                unit, form["names"].Length > 0, form,
                changed is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status409Conflict,
                me, rows, open, custodian, stop);
    }

    private static async Task<IResult> TriageAsync(
        int unit, HttpContext http, Visitor me, TriagePatient triage, BoardRows rows, OpenBoard open,
        CustodianClient custodian, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (EntryVersion.Parse(form["seen"]) is not { } seen)
        {
            return Problems.Refused("problem.badRequest");
        }

        bool hasLevel = Enum.TryParse(form["level"], out TriageLevel level) && Enum.IsDefined(level);
        string why = form["stay-reason"];
        if (!hasLevel)
        {
            form.RefuseAll(me.Texts["triage.noLevel"]);
        }
        else if (why.Length > TriagePatient.MaxReasonCharacters)
        {
            form.RefuseAll(me.Texts.Fill("triage.tooLong", TriagePatient.MaxReasonCharacters));
        }

        if (form.Errors.Count == 0)
        {
            TriageLevel? before =
                Enum.TryParse(form["before"], out TriageLevel known) && Enum.IsDefined(known) ? known : null;
            SealOutcome outcome = await triage.RunAsync(
                new(seen, level, why.Length > 0 ? why : null, before), me.Session, me.Token, stop);
            if (outcome == SealOutcome.Saved)
            {
                return NoteCookie.Redirect(http, me.Web, "saved", $"/emergency/{unit}");
            }

            if (outcome != SealOutcome.VersionConflict)
            {
                return Closed.Answer(
                    outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, DecisionReason.RoleForbids,
                    seen.Patient, KeptForm.Of(http.Request));
            }

            form.RefuseAll(me.Texts["triage.meanwhile"]);
        }

        return await BoardAsync(
            unit, true, form,
            hasLevel ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity,
            me, rows, open, custodian, stop);
    }

    private static async Task<IResult> OrientAsync(
        int unit, HttpContext http, Visitor me, ChangeStay change, BoardRows rows, OpenBoard open,
        CustodianClient custodian, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (EntryVersion.Parse(form["seen"]) is not { } seen)
        {
            return Problems.Refused("problem.badRequest");
        }

        bool withdraws = form["withdraw"].Length > 0;
        IReadOnlyList<UnitDescription> units = await WardsAsync(me, rows, custodian, stop);
        OrientationDraft? decided = withdraws ? null : ReadOrientation(form[OrientationField], unit, units);
        if (!withdraws && decided is null)
        {
            form.RefuseAll(me.Texts["decision.needed"]);
            return await BoardAsync(
                unit, true, form, StatusCodes.Status422UnprocessableEntity, me, rows, open, custodian, stop);
        }

        StayChanged changed = await change.RunAsync(
            new(seen.Patient, seen, Orients: true, Orientation: decided), me.Session, me.Token, stop);
        return await AnswerAsync(unit, changed, seen, form, http, me, rows, open, custodian, stop);
    }

    // Where somebody may be admitted to: each of them opens the record to its staff.
    private static async Task<IReadOnlyList<UnitDescription>> WardsAsync(
        Visitor me, BoardRows rows, CustodianClient custodian, CancellationToken stop) =>
        CareUnits.ForStays(
            (await custodian.ListUnitsAsync(me.Token, stop)).Units,
            (await rows.RunAsync(me.Session.SiteCode, null, Places.Tomorrow(me), stop)).Beds);

    // "Admission:3", or one of the others by its name.
    private static OrientationDraft? ReadOrientation(string typed, int here, IReadOnlyList<UnitDescription> units)
    {
        string[] parts = typed.Split(':');
        UnitDescription? to = parts.Length == 2
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id != here
                ? units.FirstOrDefault(one => one.UnitId == id)
                : null;
        return Enum.TryParse(parts[0], out OrientationKind kind) && Enum.IsDefined(kind)
            && kind == OrientationKind.Admission == to is not null
                ? new(kind, to)
                : null;
    }

    private static async Task<IResult> TakeAsync(
        int unit, HttpContext http, Visitor me, ChangeStay change, BoardRows rows, OpenBoard open,
        CustodianClient custodian, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (EntryVersion.Parse(form["seen"]) is not { } seen || !me.Is(Role.Physician))
        {
            return Problems.Refused("problem.badRequest");
        }

        StayChanged changed = await change.RunAsync(
            new(seen.Patient, seen, new(MovementKind.Physician, Physician: me.Session.StaffId)), me.Session, me.Token,
            stop);
        return await AnswerAsync(unit, changed, seen, form, http, me, rows, open, custodian, stop);
    }

    private static async Task<IResult> AnswerAsync(
        int unit, StayChanged changed, EntryVersion seen, FormState form, HttpContext http, Visitor me, BoardRows rows,
        OpenBoard open, CustodianClient custodian, CancellationToken stop)
    {
        if (changed.Outcome == SealOutcome.Saved)
        {
            return NoteCookie.Redirect(http, me.Web, "saved", $"/emergency/{unit}");
        }

        if (changed.Outcome != SealOutcome.VersionConflict && !StayForm.IsRefusedHere(changed))
        {
            return Closed.Answer(
                changed.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, changed.Reason, seen.Patient,
                KeptForm.Of(http.Request));
        }

        FormState why = new();
        if (changed.Outcome == SealOutcome.VersionConflict)
        {
            why.RefuseAll(me.Texts.Fill(
                "stay.changedBy", await StaffNames.OfAsync(changed.SavedBy, me, custodian, stop)));
        }
        else
        {
            StayForm.Explain(changed, why, me);
        }

        form.RefuseAll(why.Errors[0].Value);
        return await BoardAsync(
            unit, true, form, StatusCodes.Status409Conflict, me, rows, open, custodian, stop);
    }
}
