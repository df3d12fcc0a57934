using System.Globalization;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts;
using Serment.Records.Charts.Items;
using Serment.Records.Entries;
using Serment.Records.Medications;
using Serment.Web.Encounters;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Medications;

/// <summary>A chart's medications: what is in force, what is being written, signing and stopping.</summary>
internal static class MedicationRoutes
{
    private const int MaxCommentChars = 300;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/patients/{id}/medications", ShowAsync).Admits(Audience.ReadsClinical, Budget.OnePatient);
        app.MapPost("/patients/{id}/medications/sign", SignAsync).Admits(Audience.Prescribes, Budget.OnePatient);
        app.MapPost("/patients/{id}/medications/discard", DiscardAsync).Admits(Audience.Prescribes, Budget.OnePatient);
        app.MapPost("/patients/{id}/medications/stop", StopAsync).Admits(Audience.Prescribes, Budget.OnePatient);
        app.MapPost("/patients/{id}/medications/renew", RenewAsync).Admits(Audience.Prescribes, Budget.OnePatient);
    }

    /// <summary>The address of a patient's page of medications.</summary>
    internal static string AddressOf(PatientId patient) => $"/patients/{patient}/medications";

    /// <summary>The page, with a form as it was typed.</summary>
    internal static async Task<IResult> PageAsync(
        SectionOpened opened, FormState form, MedicationParts parts, int status, CancellationToken stop,
        EntryId? stopping = null)
    {
        Visitor me = parts.Me;
        IReadOnlyList<ChartLine> lines = MedicationLines.Of(opened.Record!.Entries);
        IReadOnlyList<ChartLine> drafts = MedicationLines.DraftsOf(lines, me.Session.StaffId);
        IReadOnlyList<Allergy> allergies = Allergies.Of(opened.Record.Entries);
        IReadOnlyList<AllergyDetails> heeded = [.. Allergies.ActiveOf(allergies).Select(one => one.Details)];
        MedicationsModel model = new()
        {
            Head = opened.Head!,
            Lines = lines,
            Drafts = drafts,
            Warnings = drafts.ToDictionary(
                draft => draft.Id, draft => SignPrescription.WarningsOf(draft, lines, heeded, me.Today)),
            Unchecked =
            [
                .. PrescriptionChecks.Unchecked(heeded, SubstanceDirectory.Shared).Select(one => one.Substance),
            ],
            Allergies = Allergies.StandingOf(allergies),
            Form = form,
            Names = await StaffNames.AllAsync(me, parts.Custodian, stop),
            Units = me.Is(Role.Physician) ? await UnitsAsync(opened.Head!, parts, stop) : [],
            Protocols = me.Is(Role.Physician)
                ? await parts.Protocols.ListAsync(me.Session.SiteCode, me.Session.StaffId, stop)
                : [],
            Stopping = stopping,
        };
        return Page.Show<MedicationsPage>(model, status);
    }

    /// <summary>Opens the part of the chart that these pages need; otherwise what to answer.</summary>
    internal static async Task<(SectionOpened? Opened, IResult? Answer)> OpenAsync(
        string id, IReadOnlyList<string> types, HttpContext http, MedicationParts parts, CancellationToken stop,
        bool isPrint = false)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return (null, Problems.NotFound());
        }

        Visitor me = parts.Me;
        SectionOpened opened = await parts.Open.RunAsync(
            patient, types, me.Session, me.Token, me.Today, stop, isPrint: isPrint);
        return opened.Record is null
            ? (null, Closed.Answer(opened.Outcome, opened.Reason, patient, KeptForm.Of(http.Request)))
            : (opened, null);
    }

    /// <summary>What a refused save becomes: told, with everything that was typed.</summary>
    internal static string RefusalOf(EntriesSaved saved, Visitor me) =>
        me.Texts[saved.Outcome == SealOutcome.VersionConflict ? "medications.changed" : "medications.refused"];

    private static async Task<IResult> ShowAsync(
        string id, HttpContext http, [AsParameters] MedicationParts parts, CancellationToken stop)
    {
        (SectionOpened? opened, IResult? answer) = await OpenAsync(id, MedicationLines.Types, http, parts, stop);
        using (opened)
        {
            return opened is null ? answer! : await PageAsync(opened, new(), parts, StatusCodes.Status200OK, stop);
        }
    }

    private static async Task<IResult> SignAsync(
        string id, HttpContext http, [AsParameters] MedicationParts parts, SignPrescription sign, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        (SectionOpened? opened, IResult? answer) = await OpenAsync(id, MedicationLines.Types, http, parts, stop);
        using SectionOpened? held = opened;
        if (opened is null || form.IsRedraw)
        {
            return answer ?? await PageAsync(opened!, form, parts, StatusCodes.Status200OK, stop);
        }

        Visitor me = parts.Me;
        IReadOnlyList<ChartLine> lines = MedicationLines.Of(opened.Record!.Entries);
        IReadOnlyList<AllergyDetails> heeded =
            [.. Allergies.ActiveOf(opened.Record.Entries).Select(one => one.Details)];
        (LineSetting setting, int unit) = await ReadPlaceAsync(opened.Head!, form, parts, stop);
        Dictionary<EntryId, IReadOnlyList<AnsweredWarning>> answers = [];
        foreach (ChartLine draft in MedicationLines.DraftsOf(lines, me.Session.StaffId))
        {
            answers.Add(draft.Id, ReadAnswers(draft, lines, heeded, form, me));
        }

        if (form.Errors.Count > 0)
        {
            return await PageAsync(opened, form, parts, StatusCodes.Status422UnprocessableEntity, stop);
        }

        EntryVersion[] seen =
        [
            .. form["seen"].Split(' ').Select(EntryVersion.Parse).Where(one => one is not null).Select(one => one!),
        ];
        SigningResult result = await sign.RunAsync(
            new(opened.Head!.Patient, lines, seen, answers, setting, unit), heeded, me.Session, me.Token,
            new(me.Local(me.Now), me.Web.TimeZone.GetUtcOffset(me.Now)), me.Web.TimeZone, stop);
        if (result.Outcome == SigningOutcome.Signed)
        {
            return NoteCookie.Redirect(http, me.Web, "prescribed", AddressOf(opened.Head.Patient));
        }

        form.RefuseAll(me.Texts[result.Outcome switch
        {
            SigningOutcome.Nothing => "medications.nothing",
            SigningOutcome.Refused => "medications.refused",
            SigningOutcome.Unanswered => "medications.answerNeeded",
            _ => "medications.changed",
        }]);
        (SectionOpened? again, answer) = await OpenAsync(id, MedicationLines.Types, http, parts, stop);
        using (again)
        {
            return again is null
                ? answer!
                : await PageAsync(again, form, parts, StatusCodes.Status422UnprocessableEntity, stop);
        }
    }

    private static async Task<IReadOnlyList<UnitDescription>> UnitsAsync(
        ChartHead head, MedicationParts parts, CancellationToken stop) =>
        CareUnits.ForDrugs(
            (await parts.Custodian.ListUnitsAsync(parts.Me.Token, stop)).Units,
            await parts.Beds.RunAsync(parts.Me.Session.SiteCode, null, stop),
            head.Clinical?.Stay?.Place.UnitId, parts.Me.Session.Units);

    private static async Task<(LineSetting Setting, int Unit)> ReadPlaceAsync(
        ChartHead head, FormState form, MedicationParts parts, CancellationToken stop)
    {
        if (form["place"] is "home")
        {
            return (LineSetting.Home, 0);
        }

        IReadOnlyList<UnitDescription> units = await UnitsAsync(head, parts, stop);
        if (int.TryParse(form["place"], NumberStyles.None, CultureInfo.InvariantCulture, out int unit)
            && units.Any(one => one.UnitId == unit))
        {
            return (LineSetting.Ward, unit);
        }

        form.Refuse("place", parts.Me.Texts["medications.placeNeeded"]);
        return (LineSetting.Home, 0);
    }

    private static List<AnsweredWarning> ReadAnswers(
        ChartLine draft, IReadOnlyList<ChartLine> lines, IReadOnlyList<AllergyDetails> heeded, FormState form,
        Visitor me)
    {
        List<AnsweredWarning> answers = [];
        IReadOnlyList<PrescriptionWarning> warnings = SignPrescription.WarningsOf(draft, lines, heeded, me.Today);
        for (int i = 0; i < warnings.Count; i++)
        {
            string field = AnswerField(draft, i);
            string comment = form[field + "-comment"];
            if (!string.Equals(form[field + "-key"], warnings[i].Key, StringComparison.Ordinal)
                || !Enum.TryParse(form[field], out OverruleReason reason) || !Enum.IsDefined(reason))
            {
                form.Refuse(field, me.Texts["medications.answerNeeded"]);
            }
            else if (comment.Length > MaxCommentChars)
            {
                form.Refuse(field, me.Texts.Fill("practice.tooLong", MaxCommentChars));
            }
            else
            {
                answers.Add(new(warnings[i].Key, reason, comment.Length > 0 ? comment : null));
            }
        }

        return answers;
    }

    /// <summary>The field of the answer to a draft's warning.</summary>
    internal static string AnswerField(ChartLine draft, int warning) =>
        string.Create(CultureInfo.InvariantCulture, $"answer-{draft.Id}-{warning}");

    private static async Task<IResult> DiscardAsync(
        string id, HttpContext http, [AsParameters] MedicationParts parts, ChangeLines change, CancellationToken stop)
    {
        (SectionOpened? opened, IResult? answer) = await OpenAsync(id, MedicationLines.Types, http, parts, stop);
        using SectionOpened? held = opened;
        if (opened is null)
        {
            return answer!;
        }

        Visitor me = parts.Me;
        ChartLine? draft = Chosen(http, MedicationLines.DraftsOf(
            MedicationLines.Of(opened.Record!.Entries), me.Session.StaffId));
        return draft is not null
            && (await change.DiscardAsync(draft, me.Token, stop)).Outcome == SealOutcome.Saved
            ? Results.LocalRedirect(AddressOf(opened.Head!.Patient))
            : Problems.Conflict();
    }

    private static async Task<IResult> StopAsync(
        string id, HttpContext http, [AsParameters] MedicationParts parts, ChangeLines change, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        (SectionOpened? opened, IResult? answer) = await OpenAsync(id, MedicationLines.Types, http, parts, stop);
        using SectionOpened? held = opened;
        if (opened is null)
        {
            return answer!;
        }

        Visitor me = parts.Me;
        ChartLine? line = Chosen(http, [
            .. MedicationLines.Of(opened.Record!.Entries).Where(one => one.State == LineState.Active),
        ]);
        if (line is null)
        {
            return Problems.Conflict();
        }

        if (!Enum.TryParse(form["stopReason"], out StopReason reason) || !Enum.IsDefined(reason)
            || reason is StopReason.Changed or StopReason.Renewed || form["comment"].Length > MaxCommentChars)
        {
            form.Refuse("stopReason", me.Texts["medications.reasonNeeded"]);
            return await PageAsync(
                opened, form, parts, StatusCodes.Status422UnprocessableEntity, stop, line.Id);
        }

        EntriesSaved saved = await change.StopAsync(line, reason, form.Optional("comment"), me.Now, me.Token, stop);
        return saved.Outcome == SealOutcome.Saved
            ? NoteCookie.Redirect(http, me.Web, "lineStopped", AddressOf(opened.Head!.Patient))
            : Problems.Conflict();
    }

    private static async Task<IResult> RenewAsync(
        string id, HttpContext http, [AsParameters] MedicationParts parts, ChangeLines change, CancellationToken stop)
    {
        (SectionOpened? opened, IResult? answer) = await OpenAsync(id, MedicationLines.Types, http, parts, stop);
        using SectionOpened? held = opened;
        if (opened is null)
        {
            return answer!;
        }

        Visitor me = parts.Me;
        IReadOnlyList<ChartLine> lines = MedicationLines.Of(opened.Record!.Entries);
        string group = http.Request.Form["group"].ToString();
        ChartLine[] renewed =
        [
            .. lines.Where(one => one.State is LineState.Active or LineState.Completed
                && string.Equals(one.Group, group, StringComparison.Ordinal)),
        ];
        int free = ChangeLines.MaxDrafts - MedicationLines.DraftsOf(lines, me.Session.StaffId).Count;
        if (renewed.Length == 0 || renewed.Length > free)
        {
            return Problems.Conflict();
        }

        DateTime now = me.Local(me.Now);
        DateTime start = new(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, DateTimeKind.Unspecified);
        EntriesSaved saved = await change.DraftAsync(
            opened.Head!.Patient,
            [
                .. renewed.Select(one => new LineDraft(
                    one.Line with { Start = start },
                    [.. one.Line.Steps.Select(me.Texts.StepWords)],
                    null,
                    one.State == LineState.Active ? (one.Id, StopReason.Renewed) : null)),
            ],
            me.Session.StaffId, me.Token, me.Web.TimeZone, stop);
        return saved.Outcome == SealOutcome.Saved
            ? Results.LocalRedirect(AddressOf(opened.Head.Patient) + "#draft")
            : Problems.Conflict();
    }

    // Only what was just opened is acted on: a form names one of these versions, or nothing.
    private static ChartLine? Chosen(HttpContext http, IReadOnlyList<ChartLine> offered) =>
        EntryVersion.Parse(http.Request.Form["entry"]) is { } version
            ? offered.FirstOrDefault(one => one.Entry.Version == version)
            : null;
}
