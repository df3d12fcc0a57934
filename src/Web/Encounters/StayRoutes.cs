using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts;
using Serment.Records.Encounters;
using Serment.Records.Entries;
using Serment.Records.Locations;
using Serment.Records.Patients;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Encounters;

/// <summary>The stays of one person: their history, and a form for each movement.</summary>
internal static class StayRoutes
{
    /// <summary>Says that the last question was answered.</summary>
    public const string SureField = "sure";

    private const string SeenField = "seen";
    private static readonly string[] Types = [CurrentStay.Type];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/patients/{id}/stays", ShowAsync).Admits(Audience.OpensRecords, Budget.OnePatient);
        app.MapGet("/patients/{id}/stays/move", ShowFormAsync).Admits(Audience.WritesIdentity, Budget.OnePatient);
        app.MapPost("/patients/{id}/stays/move", MoveAsync).Admits(Audience.WritesIdentity, Budget.OnePatient);
        app.MapPost("/patients/{id}/stays/cancel", CancelAsync).Admits(Audience.WritesIdentity, Budget.OnePatient);
        app.MapPost("/patients/{id}/stays/plan", PlanAsync).Admits(Audience.WritesIdentity, Budget.OnePatient);
    }

    private static Task<IResult> ShowAsync(
        string id, Visitor me, OpenSection open, CustodianClient custodian, CancellationToken stop) =>
        PageAsync(id, new(), StatusCodes.Status200OK, me, open, custodian, null, stop);

    private static async Task<IResult> PageAsync(
        string id, FormState form, int status, Visitor me, OpenSection open, CustodianClient custodian,
        KeptForm? kept, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await open.RunAsync(patient, Types, me.Session, me.Token, me.Today, stop);
        return opened is { Head: { } head, Record: { } record }
            ? Page.Show<StaysPage>(
                new StaysModel(
                    head, OpenStays.Of(record), await StaffNames.AllAsync(me, custodian, stop), form),
                status)
            : Closed.Answer(opened.Outcome, opened.Reason, patient, kept);
    }

    private static Task<IResult> ShowFormAsync(
        string id, MovementKind kind, string? seen, string? place, string? physician, string? to, Visitor me,
        RecordDoor door, BoardRows rows, CustodianClient custodian, CancellationToken stop)
    {
        FormState form = new()
        {
            [StayForm.Place] = place ?? "", [StayForm.Physician] = physician ?? "", ["to"] = to ?? "",
        };
        return FormAsync(
            id, kind, EntryVersion.Parse(seen), form, null, StatusCodes.Status200OK, me, door, rows, custodian, stop);
    }

    private static async Task<IResult> FormAsync(
        string id, MovementKind kind, EntryVersion? seen, FormState form, StayConflict? conflict, int status, Visitor me,
        RecordDoor door, BoardRows rows, CustodianClient custodian, CancellationToken stop, bool confirms = false)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || !Enum.IsDefined(kind))
        {
            return Problems.NotFound();
        }

        PatientCard card;
        using (OpenedCards opened = await door.OpenCardsAsync([patient], new(me.Token, AccessPurpose.Card), stop))
        {
            card = PatientCard.From(opened.Cards[0], me.Today);
        }

        return card.Identity is null
            ? Closed.Answer(card.Outcome, card.Reason, patient, null)
            : Page.Show<MovementPage>(
                new MovementModel(
                    card, kind, seen, form,
                    await Places.FreeAsync(
                        kind, form[StayForm.Place], seen?.Entry.Value, me, rows, custodian, stop),
                    [
                        .. (await custodian.ListStaffAsync(me.Token, stop)).Staff
                            .Where(one => one is { Role: Role.Physician, State: not StaffState.Suspended })
                            .OrderBy(one => one.Name, StringComparer.CurrentCulture),
                    ],
                    conflict, confirms),
                status);
    }

    private static async Task<IResult> MoveAsync(
        string id, HttpContext http, Visitor me, ChangeStay change, RecordDoor door, BoardRows rows, ListBeds beds,
        CustodianClient custodian, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        EntryVersion? seen = EntryVersion.Parse(form[SeenField]);
        if (!PatientId.TryParse(id, out PatientId patient)
            || !Enum.TryParse(form["kind"], out MovementKind kind)
            || !Enum.IsDefined(kind))
        {
            return Problems.Refused("problem.badRequest");
        }

        IReadOnlyList<UnitDescription> units = CareUnits.ForStays(
            (await custodian.ListUnitsAsync(me.Token, stop)).Units,
            await beds.RunAsync(me.Session.SiteCode, null, stop));
        StayDraft? draft = form.IsRedraw ? null : StayForm.Read(form, kind, patient, seen, units, me);
        if (draft is null)
        {
            int status = form.IsRedraw ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;
            return await FormAsync(id, kind, seen, form, null, status, me, door, rows, custodian, stop);
        }

        // One wrong line in a list of movements must not declare somebody dead.
        if (kind == MovementKind.Death && form[SureField].Length == 0)
        {
            return await FormAsync(
                id, kind, seen, form, null, StatusCodes.Status200OK, me, door, rows, custodian, stop, confirms: true);
        }

        StayChanged changed = await change.RunAsync(draft, me.Session, me.Token, stop);
        if (changed.Outcome == SealOutcome.Saved)
        {
            string to = form["to"].Length > 0 ? LocalPath.OrHome(form["to"])
                : kind == MovementKind.Arrival ? $"/emergency/{draft.Movement!.Unit!.UnitId}"
                : $"/patients/{patient}/stays";
            return NoteCookie.Redirect(http, me.Web, "saved", to);
        }

        if (changed.Outcome == SealOutcome.VersionConflict)
        {
            return await FormAsync(
                id, kind, changed.Version, form,
                new(await StaffNames.OfAsync(changed.SavedBy, me, custodian, stop), changed.Current),
                StatusCodes.Status409Conflict, me, door, rows, custodian, stop);
        }

        if (!StayForm.IsRefusedHere(changed))
        {
            return Closed.Answer(OutcomeOf(changed), changed.Reason, patient, KeptForm.Of(http.Request));
        }

        StayForm.Explain(changed, form, me);
        return await FormAsync(
            id, kind, seen, form, null, StatusCodes.Status409Conflict, me, door, rows, custodian, stop);
    }

    private static Task<IResult> CancelAsync(
        string id, HttpContext http, Visitor me, ChangeStay change, OpenSection open, CustodianClient custodian,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        return OpaqueId.TryParse(form["movement"], out long movement)
            ? ChangeAsync(
                id, form, (patient, seen) => new(patient, seen, Cancels: movement), http, me, change, open, custodian,
                stop)
            : Task.FromResult(Problems.Refused("problem.badRequest"));
    }

    private static Task<IResult> PlanAsync(
        string id, HttpContext http, Visitor me, ChangeStay change, OpenSection open, CustodianClient custodian,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        DateOnly? day = StayForm.ReadDay(form, me);
        return ChangeAsync(
            id, form,
            (patient, seen) => new(
                patient, seen, ExpectedOut: day, Isolation: form[StayForm.Isolation] is "on", Plans: true),
            http, me, change, open, custodian, stop);
    }

    private static async Task<IResult> ChangeAsync(
        string id, FormState form, Func<PatientId, EntryVersion, StayDraft> draftOf, HttpContext http, Visitor me,
        ChangeStay change, OpenSection open, CustodianClient custodian, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient)
            || EntryVersion.Parse(form[SeenField]) is not { } seen)
        {
            return Problems.Refused("problem.badRequest");
        }

        if (form.Errors.Count > 0)
        {
            return await PageAsync(
                id, form, StatusCodes.Status422UnprocessableEntity, me, open, custodian, KeptForm.Of(http.Request), stop);
        }

        StayChanged changed = await change.RunAsync(draftOf(patient, seen), me.Session, me.Token, stop);
        switch (changed.Outcome)
        {
            case SealOutcome.Saved:
                return NoteCookie.Redirect(http, me.Web, "saved", $"/patients/{patient}/stays");
            case SealOutcome.VersionConflict:
                form.RefuseAll(me.Texts.Fill(
                    "stay.changedBy", await StaffNames.OfAsync(changed.SavedBy, me, custodian, stop)));
                break;
            default:
                if (!StayForm.IsRefusedHere(changed))
                {
                    return Closed.Answer(OutcomeOf(changed), changed.Reason, patient, KeptForm.Of(http.Request));
                }

                // These forms have no field of a place or time: what is wrong concerns the whole.
                FormState explained = new();
                StayForm.Explain(changed, explained, me);
                form.RefuseAll(explained.Errors[0].Value);
                break;
        }

        return await PageAsync(
            id, form, StatusCodes.Status409Conflict, me, open, custodian, KeptForm.Of(http.Request), stop);
    }

    private static Outcome OutcomeOf(StayChanged changed) =>
        changed.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused;
}
