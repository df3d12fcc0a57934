using System.Globalization;
using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts;
using Serment.Records.Entries;
using Serment.Records.Medications;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Medications;

/// <summary>What was noted of one dose, with all its versions; correcting it or taking it back.</summary>
internal static class CorrectionRoutes
{
    /// <summary>Which of the two forms it is; "step" is what a redraw sends.</summary>
    public const string DoField = "do";

    private const string SeenField = "seen";
    private const string AmendReason = "amendWhy";
    private const string WithdrawReason = "withdrawWhy";
    private const string WithdrawStep = "withdraw";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/patients/{id}/medications/plan/{entry}", ShowAsync)
            .Admits(Audience.ReadsClinical, Budget.OnePatient);
        app.MapPost("/patients/{id}/medications/plan/{entry}", CorrectAsync)
            .Admits(Audience.GivesDrugs, Budget.OnePatient);
    }

    private static async Task<IResult> ShowAsync(
        string id, string entry, HttpContext http, [AsParameters] MedicationParts parts, RecordDoor door,
        CancellationToken stop)
    {
        (SectionOpened? opened, IResult? answer) =
            await MedicationRoutes.OpenAsync(id, MedicationLines.TypesWithGiven, http, parts, stop);
        using SectionOpened? held = opened;
        if (opened is null)
        {
            return answer!;
        }

        return Find(opened.Record!, entry) is { } dose
            ? await PageAsync(
                opened, dose, Filled(dose, parts.Me), false, parts, door, StatusCodes.Status200OK, stop)
            : Problems.NotFound();
    }

    private static async Task<IResult> PageAsync(
        SectionOpened opened, GivenDose dose, FormState form, bool isConflict, MedicationParts parts, RecordDoor door,
        int status, CancellationToken stop)
    {
        Visitor me = parts.Me;
        EntryVersion version = dose.Version!;
        using OpenResult history = await door.OpenHistoryAsync(
            version.Patient, version.Entry, CompartmentSet.Of(Compartment.Clinical),
            OpenSection.PurposeOf(me.Session, me.Token), stop);
        if (history.Record is not { } record)
        {
            return Closed.Answer(history.Outcome, history.Reason, opened.Head!.Patient, null);
        }

        return Page.Show<DoseRecordPage>(
            new DoseRecordModel(
                opened.Head!,
                [.. GivenDoses.All(record.Entries).OrderByDescending(one => one.Version!.Version)],
                form, await StaffNames.AllAsync(me, parts.Custodian, stop), isConflict),
            status);
    }

    private static async Task<IResult> CorrectAsync(
        string id, string entry, HttpContext http, [AsParameters] MedicationParts parts, CorrectAdministration correct,
        RecordDoor door, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        (SectionOpened? opened, IResult? answer) =
            await MedicationRoutes.OpenAsync(id, MedicationLines.TypesWithGiven, http, parts, stop);
        using SectionOpened? held = opened;
        if (opened is null)
        {
            return answer!;
        }

        if (Find(opened.Record!, entry) is not { } dose)
        {
            return Problems.NotFound();
        }

        Visitor me = parts.Me;
        if (form.IsRedraw || EntryVersion.Parse(form[SeenField]) is not { } seen || seen.Entry != dose.Version!.Entry)
        {
            return form.IsRedraw
                ? await PageAsync(opened, dose, form, false, parts, door, StatusCodes.Status200OK, stop)
                : Problems.Refused("problem.badRequest");
        }

        DoseCorrection? correction = form[DoField] is WithdrawStep
            ? ReadWithdrawal(form, dose, me)
            : ReadAmendment(form, dose, me);
        if (correction is null)
        {
            return await PageAsync(
                opened, dose, form, false, parts, door, StatusCodes.Status422UnprocessableEntity, stop);
        }

        CorrectingOutcome outcome = await correct.RunAsync(
            opened.Record!.Entries, seen, correction, me.Token, me.Web.TimeZone, stop);
        if (outcome == CorrectingOutcome.Corrected)
        {
            string day = DateOnly.FromDateTime(me.Local(dose.Planned ?? dose.At))
                .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            return NoteCookie.Redirect(
                http, me.Web, DoseCorrection.IsWithdrawal(correction.Reason) ? "inError" : "doseCorrected",
                $"/patients/{opened.Head!.Patient}/medications/plan?day={day}");
        }

        return await TellAsync(id, entry, outcome, form, http, parts, door, stop);
    }

    // What was typed stays; above it stands what holds now, and sending it again builds upon that.
    private static async Task<IResult> TellAsync(
        string id, string entry, CorrectingOutcome outcome, FormState form, HttpContext http, MedicationParts parts,
        RecordDoor door, CancellationToken stop)
    {
        (SectionOpened? again, IResult? answer) =
            await MedicationRoutes.OpenAsync(id, MedicationLines.TypesWithGiven, http, parts, stop);
        using (again)
        {
            if (again is null || Find(again.Record!, entry) is not { } now)
            {
                return answer ?? Problems.NotFound();
            }

            bool isConflict = outcome is CorrectingOutcome.Changed or CorrectingOutcome.Unknown;
            form[SeenField] = now.Version!.ToText();
            if (!isConflict)
            {
                form.RefuseAll(parts.Me.Texts.Of("correcting", outcome));
            }

            return await PageAsync(
                again, now, form, isConflict, parts, door,
                outcome == CorrectingOutcome.Refused
                    ? StatusCodes.Status422UnprocessableEntity
                    : StatusCodes.Status409Conflict,
                stop);
        }
    }

    private static FormState Filled(GivenDose dose, Visitor me)
    {
        DateTime local = me.Local(dose.At);
        return new()
        {
            [SeenField] = dose.Version!.ToText(),
            ["atDay"] = local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["at"] = local.ToString("HH:mm", CultureInfo.InvariantCulture),
            ["quantity"] = Words(dose.Quantity),
        };
    }

    private static string Words(decimal? quantity) =>
        quantity?.ToString("0.####", CultureInfo.InvariantCulture).Replace('.', ',') ?? "";

    private static DoseCorrection? ReadWithdrawal(FormState form, GivenDose dose, Visitor me)
    {
        CorrectionReason? reason = ReasonOf(form, WithdrawReason, isWithdrawal: true, me);
        string? comment = CommentOf(form, "withdrawComment", me);
        return form.Errors.Count > 0 ? null : new(reason!.Value, dose.At, null, comment);
    }

    private static DoseCorrection? ReadAmendment(FormState form, GivenDose dose, Visitor me)
    {
        CorrectionReason? reason = ReasonOf(form, AmendReason, isWithdrawal: false, me);
        string? comment = CommentOf(form, "comment", me);
        DateTimeOffset? at = PlanRoutes.TimeOf(form, "at", "atDay", me);
        if (at is { } when && (when > me.Now.AddMinutes(5)
            || when < (dose.Noted?.At ?? me.Now).AddHours(-PlanRoutes.MaxBackHours)))
        {
            form.Refuse("at", me.Texts.Fill("dose.atWrong", PlanRoutes.MaxBackHours));
        }

        decimal? quantity = dose.Quantity;
        if (dose is { Outcome: DoseOutcome.Given, Quantity: not null })
        {
            bool isNumber = decimal.TryParse(
                form["quantity"].Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out decimal typed);
            quantity = typed;
            if (!isNumber || typed is <= 0 or > DoseStep.MaxQuantity)
            {
                form.Refuse("quantity", me.Texts["prescribe.quantityWrong"]);
            }
        }

        // The form holds minutes: the same minute is no change.
        if (form.Errors.Count == 0 && quantity == dose.Quantity
            && string.Equals(form["at"], Filled(dose, me)["at"], StringComparison.Ordinal)
            && string.Equals(form["atDay"], Filled(dose, me)["atDay"], StringComparison.Ordinal))
        {
            form.RefuseAll(me.Texts["dose.unchanged"]);
        }

        return form.Errors.Count > 0 ? null : new(reason!.Value, at!.Value, quantity, comment);
    }

    private static CorrectionReason? ReasonOf(FormState form, string field, bool isWithdrawal, Visitor me)
    {
        if (Enum.TryParse(form[field], out CorrectionReason reason) && Enum.IsDefined(reason)
            && DoseCorrection.IsWithdrawal(reason) == isWithdrawal)
        {
            return reason;
        }

        form.Refuse(field, me.Texts["dose.whyNeeded"]);
        return null;
    }

    private static string? CommentOf(FormState form, string field, Visitor me)
    {
        if (form[field].Length > GivenDose.MaxCommentChars)
        {
            form.Refuse(field, me.Texts.Fill("practice.tooLong", GivenDose.MaxCommentChars));
        }

        return form.Optional(field);
    }

    private static GivenDose? Find(OpenedRecord record, string entry) =>
        EntryId.TryParse(entry, out EntryId wanted)
            ? GivenDoses.All(record.Entries).FirstOrDefault(one => one.Version!.Entry == wanted)
            : null;
}
