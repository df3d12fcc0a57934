using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Patients;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Resources;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Patients;

/// <summary>
/// The standing of an identity: its check with a document, the check taken back, its marks, and who did what when.
/// </summary>
internal static class IdentityCheckRoutes
{
    /// <summary>The field that holds the version before the user's eyes.</summary>
    public const string SeenField = "seenIdentity";

    /// <summary>The marks that people set, with the names of their boxes.</summary>
    public static readonly (IdentityAttributes Mark, string Field)[] Marks =
    [
        (IdentityAttributes.Homonym, "homonym"), (IdentityAttributes.Doubtful, "doubtful"),
        (IdentityAttributes.Fictitious, "fictitious"),
    ];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/patients/{id}/identity/check", ShowAsync).Admits(Audience.WritesIdentity, Budget.OnePatient);
        app.MapPost("/patients/{id}/identity/check", CheckAsync).Admits(Audience.WritesIdentity, Budget.OnePatient);
        app.MapPost("/patients/{id}/identity/withdraw-check", WithdrawAsync)
            .Admits(Audience.WritesIdentity, Budget.OnePatient);
        app.MapPost("/patients/{id}/identity/marks", MarkAsync).Admits(Audience.WritesIdentity, Budget.OnePatient);
        app.MapGet("/patients/{id}/identity/history", ShowHistoryAsync)
            .Admits(Audience.OpensRecords, Budget.OnePatient);
    }

    /// <summary>The name of the box of one trait.</summary>
    public static string BoxOf(StrictTraits trait) => "trait-" + trait.Code();

    private static Task<IResult> ShowAsync(string id, Visitor me, OpenIdentity open, CancellationToken stop) =>
        FormAsync(id, new(), me, open, StatusCodes.Status200OK, null, stop);

    private static async Task<IResult> FormAsync(
        string id, FormState form, Visitor me, OpenIdentity open, int status, KeptForm? kept, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        IdentityOpened opened = await open.RunAsync(
            patient, CompartmentSet.Of(Compartment.Identity), me.Token, me.Today, stop);
        return opened.Record is null
            ? Closed.Answer(opened.Outcome, opened.Reason, patient, kept)
            : Page.Show<IdentityCheckPage>(new IdentityCheckModel(opened.Record, form), status);
    }

    private static async Task<IResult> CheckAsync(
        string id, HttpContext http, Visitor me, OpenIdentity open, ChangeIdentityStanding change,
        CustodianClient custodian, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        KeptForm? kept = KeptForm.Of(http.Request);
        IdentityCheck check = Read(form);
        if (!form.IsRedraw)
        {
            RefuseWhatIsMissing(form, check, me);
        }

        return form.IsRedraw || form.Errors.Count > 0
            ? await FormAsync(
                id, form, me, open,
                form.IsRedraw ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity, kept, stop)
            : await ChangeAsync(id, new DocumentChecked(check), form, kept, http, me, change, custodian, stop);
    }

    private static Task<IResult> WithdrawAsync(
        string id, HttpContext http, Visitor me, ChangeIdentityStanding change, CustodianClient custodian,
        CancellationToken stop) =>
        ChangeAsync(
            id, new CheckWithdrawn(), FormState.Of(http.Request.Form), KeptForm.Of(http.Request), http, me, change,
            custodian, stop);

    private static Task<IResult> MarkAsync(
        string id, HttpContext http, Visitor me, ChangeIdentityStanding change, CustodianClient custodian,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        IdentityAttributes marks = Marks.Where(one => form[one.Field].Length > 0)
            .Aggregate(IdentityAttributes.None, (all, one) => all | one.Mark);
        return ChangeAsync(
            id, new IdentityMarked(marks), form, KeptForm.Of(http.Request), http, me, change, custodian, stop);
    }

    private static async Task<IResult> ChangeAsync(
        string id, StandingChange wanted, FormState form, KeptForm? kept, HttpContext http, Visitor me,
        ChangeIdentityStanding change, CustodianClient custodian, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        me.Address = $"/patients/{patient}/identity/check";
        IdentityStandingChanged changed = await change.RunAsync(
            patient, wanted, EntryVersion.Parse(form[SeenField]), me.Token, me.Today, stop);
        if (changed.Outcome == SealOutcome.Saved)
        {
            string note = wanted switch
            {
                DocumentChecked => "checked",
                CheckWithdrawn => "unchecked",
                _ => "marked",
            };
            return NoteCookie.Redirect(http, me.Web, note, $"/patients/{patient}/identity");
        }

        if (changed.Current is not { } current)
        {
            return Closed.Answer(
                changed.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, changed.Reason, patient,
                kept);
        }

        if (changed.Outcome == SealOutcome.VersionConflict)
        {
            // What was compared may be another trait now: compared anew, while document and person stay.
            foreach (StrictTraits trait in StrictTraitCodes.All)
            {
                form[BoxOf(trait)] = "";
            }

            return Page.Show<IdentityCheckPage>(
                new IdentityCheckModel(
                    current, form, await StaffNames.OfAsync(changed.SavedBy, me, custodian, stop), changed.SavedAt,
                    IsConflict: true),
                StatusCodes.Status409Conflict);
        }

        form.Refuse(
            changed.Refusal == TransitionRefusal.DocumentNotOfHighConfidence ? "document" : "",
            changed.Refusal == TransitionRefusal.None
                ? me.Texts.Of("reason", changed.Reason)
                : IdentityMessages.Of(changed.Refusal).In(me.Texts.Language));
        return Page.Show<IdentityCheckPage>(
            new IdentityCheckModel(current, form), StatusCodes.Status422UnprocessableEntity);
    }

    private static IdentityCheck Read(FormState form) => new(
        IdentityDocuments.TryParse(form["document"], out IdentityDocument document) ? document : IdentityDocument.None,
        new(IsMinor: false, form["guardian"].Length > 0, form["elderly"].Length > 0),
        form["person"].Length > 0,
        StrictTraitCodes.All.Where(trait => form[BoxOf(trait)].Length > 0)
            .Aggregate(StrictTraits.None, (all, one) => all | one));

    // Everything at once, so that nobody learns of it piece by piece; the rules themselves decide again.
    private static void RefuseWhatIsMissing(FormState form, IdentityCheck check, Visitor me)
    {
        if (check.Document == IdentityDocument.None)
        {
            Refuse("document", TransitionRefusal.NoDocumentChosen);
        }

        if ((check.Compared & StrictTraits.Needed) != StrictTraits.Needed)
        {
            Refuse("traits", TransitionRefusal.TraitsNotCompared);
        }

        if (!check.CheckedAgainstPerson)
        {
            Refuse("person", TransitionRefusal.NotCheckedAgainstPerson);
        }

        void Refuse(string field, TransitionRefusal refusal) =>
            form.Refuse(field, IdentityMessages.Of(refusal).In(me.Texts.Language));
    }

    private static async Task<IResult> ShowHistoryAsync(
        string id, Visitor me, ListIdentityHistory list, CustodianClient custodian, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        IdentityHistoryListed listed = await list.RunAsync(patient, me.Token, me.Today, stop);
        return listed.Record is null
            ? Closed.Answer(listed.Outcome, listed.Reason, patient, null)
            : Page.Show<IdentityHistoryPage>(
                new IdentityHistoryModel(listed, await StaffNames.AllAsync(me, custodian, stop)));
    }
}
