using System.Globalization;
using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.Records.Entries;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.CriticalValues;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Validation;
using Serment.Records.Patients;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Validation;

/// <summary>Biological validation: the queue, and one order at a time without a name.</summary>
internal static class ValidationRoutes
{
    /// <summary>The queue.</summary>
    public const string Home = "/laboratory/validation";

    private const string OrderPath = Home + "/{patient}/{request}";

    /// <summary>A line's hidden field: version of its row, and of what was shown.</summary>
    public static string SeenField(EntryId task) => "seen-" + task;

    /// <summary>A line's box.</summary>
    public static string PickField(EntryId task) => "pick-" + task;

    /// <summary>A line's comment.</summary>
    public static string CommentField(EntryId task) => "comment-" + task;

    /// <summary>The address of an order.</summary>
    public static string AddressOf(PatientId patient, EntryId request, bool isSensitive) =>
        $"{Home}/{patient}/{request}{(isSensitive ? "/sensitive" : "")}";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Home, QueueAsync).Admits(Audience.Validates, Budget.None);
        app.MapGet(Home + "/stamp/{lab:int}", StampAsync).Admits(Audience.Validates, Budget.None).InBackground();
        app.MapGet(Home + "/next/{lab:int}", NextAsync).Admits(Audience.Validates, Budget.None);
        app.MapGet(OrderPath, (string patient, string request, ValidationDesk desk, CancellationToken stop) =>
            desk.ShowAsync(patient, request, false, stop)).Admits(Audience.Validates, Budget.OnePatient);
        app.MapGet(OrderPath + "/sensitive", (
            string patient, string request, ValidationDesk desk, CancellationToken stop) =>
            desk.ShowAsync(patient, request, true, stop)).Admits(Audience.Validates, Budget.OnePatient);
        app.MapPost(OrderPath, (
            string patient, string request, HttpContext http, ValidationDesk desk, CancellationToken stop) =>
            desk.ActAsync(patient, request, false, http, stop)).Admits(Audience.Validates, Budget.OnePatient);
        app.MapPost(OrderPath + "/sensitive", (
            string patient, string request, HttpContext http, ValidationDesk desk, CancellationToken stop) =>
            desk.ActAsync(patient, request, true, http, stop)).Admits(Audience.Validates, Budget.OnePatient);
    }

    private static async Task<IResult> QueueAsync(
        int? lab, int? section, bool? held, Visitor me, RecordDoor door, Laboratories laboratories,
        ValidationQueue queue, CriticalList critical, CancellationToken stop)
    {
        QueueFilter filter = new(
            section is { } part && Enum.IsDefined((Section)part) ? (Section)part : null, held == true);
        if (await ValidationServices.LaboratoryAsync(lab, me, door, laboratories, stop) is not { } here)
        {
            return lab is null
                ? Page.Show<QueuePage>(new QueueModel(null, me.Session.Units, filter, [], "", []))
                : Problems.NotFound();
        }

        IReadOnlyList<QueueRow> rows = await queue.RunAsync(here.Site, here.Unit.UnitId, filter, stop);
        IReadOnlyList<CriticalRow> open =
            [.. (await critical.RunAsync(here.Site, here.Unit.UnitId, me.Now, stop)).Where(one => one.ToldAt is null)];
        return Page.Show<QueuePage>(new QueueModel(
            here.Unit, me.Session.Units, filter, rows, StampOf(rows, open), open));
    }

    private static async Task<IResult> StampAsync(
        int lab, int? section, bool? held, Visitor me, RecordDoor door, Laboratories laboratories,
        ValidationQueue queue, CriticalList critical, CancellationToken stop)
    {
        QueueFilter filter = new(
            section is { } part && Enum.IsDefined((Section)part) ? (Section)part : null, held == true);
        return await ValidationServices.LaboratoryAsync(lab, me, door, laboratories, stop) is { } here
            ? Results.Text(StampOf(
                await queue.RunAsync(here.Site, lab, filter, stop),
                [.. (await critical.RunAsync(here.Site, lab, me.Now, stop)).Where(one => one.ToldAt is null)]))
            : Problems.NotFound();
    }

    // Nobody's record is opened ahead: the next one is looked up in the rows, and opened when its page is.
    private static async Task<IResult> NextAsync(
        int lab, string? after, Visitor me, RecordDoor door, Laboratories laboratories, ValidationQueue queue,
        CancellationToken stop)
    {
        if (await ValidationServices.LaboratoryAsync(lab, me, door, laboratories, stop) is not { } here)
        {
            return Problems.NotFound();
        }

        QueueRow? next = await queue.NextAsync(
            here.Site, lab, EntryId.TryParse(after, out EntryId request) ? request : null, stop);
        return Results.LocalRedirect(
            next is null ? $"{Home}?lab={lab.ToString(CultureInfo.InvariantCulture)}"
                : AddressOf(next.Patient, next.Request, false));
    }

    private static string StampOf(IReadOnlyList<QueueRow> rows, IReadOnlyList<CriticalRow> critical)
    {
        HashCode hash = default;
        foreach (QueueRow row in rows)
        {
            hash.Add((row.Request, row.Waiting, row.Held, row.Open, row.Attention));
        }

        foreach (CriticalRow row in critical)
        {
            hash.Add((row.Task, row.Level, row.Attempts));
        }

        return hash.ToHashCode().ToString("x8", CultureInfo.InvariantCulture);
    }
}

/// <summary>One order on a biologist's page.</summary>
internal sealed class ValidationDesk(
    Visitor me, OpenForValidation open, ValidateBiologically validate, ReturnToBench bench, CorrectResult correct,
    CommentLibrary library, ValidationQueue queue, RecordDoor door, CustodianClient custodian)
{
    public Task<IResult> ShowAsync(string patient, string request, bool isSensitive, CancellationToken stop) =>
        PatientId.TryParse(patient, out PatientId whose) && EntryId.TryParse(request, out EntryId order)
            ? PageAsync(whose, order, isSensitive, new(), StatusCodes.Status200OK, null, null, stop)
            : Task.FromResult(Problems.NotFound());

    public async Task<IResult> ActAsync(
        string patient, string request, bool isSensitive, HttpContext http, CancellationToken stop)
    {
        if (!PatientId.TryParse(patient, out PatientId whose) || !EntryId.TryParse(request, out EntryId order))
        {
            return Problems.NotFound();
        }

        FormState form = FormState.Of(http.Request.Form);
        string step = form[FormState.StepField];
        if (form.IsRedraw)
        {
            return await PageAsync(whose, order, isSensitive, form, StatusCodes.Status200OK, null, null, stop);
        }

        if (step is "identity")
        {
            PatientCard card = await door.CardAsync(whose, me.Token, me.Today, stop);
            return await PageAsync(
                whose, order, isSensitive, form, StatusCodes.Status200OK, card, KeptForm.Of(http.Request), stop);
        }

        (ValidationDone? done, string note) = await RunAsync(whose, order, form, step, isSensitive, stop);
        if (done is null)
        {
            return await PageAsync(
                whose, order, isSensitive, form, StatusCodes.Status422UnprocessableEntity, null,
                KeptForm.Of(http.Request), stop);
        }

        switch (done.Outcome)
        {
            case ValidationOutcome.Done:
                string lab = form["lab"];
                return note is "validated" && int.TryParse(lab, CultureInfo.InvariantCulture, out int number)
                    ? NoteCookie.Redirect(
                        http, me.Web, note,
                        string.Create(
                            CultureInfo.InvariantCulture, $"{ValidationRoutes.Home}/next/{number}?after={order}"))
                    : NoteCookie.Redirect(
                        http, me.Web, note, ValidationRoutes.AddressOf(whose, order, isSensitive));
            case ValidationOutcome.Closed:
                return Answer(done.Decision, done.Reason, whose, KeptForm.Of(http.Request));
            case ValidationOutcome.Unknown:
                return Problems.NotFound();
            default:
                form.RefuseAll(done.Outcome == ValidationOutcome.Forbidden
                    ? me.Texts.Of("validation.obstacle", done.Obstacle)
                    : me.Texts["validation.moved"]);
                return await PageAsync(
                    whose, order, isSensitive, form, StatusCodes.Status409Conflict, null,
                    KeptForm.Of(http.Request), stop);
        }
    }

    private async Task<(ValidationDone? Done, string Note)> RunAsync(
        PatientId patient, EntryId request, FormState form, string step, bool isSensitive, CancellationToken stop)
    {
        short site = await door.SiteOfCodeAsync(me.Session.SiteCode, stop) ?? 0;
        _ = int.TryParse(form["lab"], CultureInfo.InvariantCulture, out int lab);
        IReadOnlyList<LibraryComment> comments = await library.ListAsync(site, lab, stop);
        DateTimeOffset now = TimeZoneInfo.ConvertTime(me.Now, me.Web.TimeZone);
        if (step.StartsWith("line:", StringComparison.Ordinal))
        {
            return (
                await validate.RunAsync(
                    patient, request, Choices(form, comments, step["line:".Length..]), me.Session, me.Token, now, stop),
                "validatedLine");
        }

        if (step.StartsWith("correct:", StringComparison.Ordinal))
        {
            return (
                await CorrectAsync(patient, request, form, step["correct:".Length..], isSensitive, now, stop),
                "corrected");
        }

        if (step is "validate")
        {
            return (
                await validate.RunAsync(
                    patient, request, Choices(form, comments, null), me.Session, me.Token, now, stop),
                "validated");
        }

        BenchStep? back = step switch
        {
            "hold" => BenchStep.Hold,
            "rerun" => BenchStep.Rerun,
            "lift" => BenchStep.Lift,
            _ => null,
        };
        IReadOnlyList<LineChoice> picked =
        [
            .. Choices(form, comments, null, "held-")
                .Where(one => form[ValidationRoutes.PickField(one.Task)].Length > 0),
        ];
        if (back is not { } chosen || picked.Count == 0)
        {
            form.RefuseAll(me.Texts["validation.pickFirst"]);
            return (null, "");
        }

        string reason = form["reason"];
        if (chosen != BenchStep.Lift && reason.Length is 0 or > ReturnToBench.MaxReasonChars)
        {
            form.Refuse("reason", me.Texts["validation.reasonMissing"]);
            return (null, "");
        }

        return (
            await bench.RunAsync(
                patient, request, picked, chosen, reason, me.Session, me.Token, now, stop),
            chosen == BenchStep.Rerun ? "rerunAsked" : "saved");
    }

    private async Task<ValidationDone?> CorrectAsync(
        PatientId patient, EntryId request, FormState form, string task, bool isSensitive, DateTimeOffset now,
        CancellationToken stop)
    {
        string reason = form["correct-reason-" + task];
        ValidationOpened opened = await open.RunAsync(
            patient, request, isSensitive, me.Session, me.Token, me.Now, stop);
        if (opened.Order is not { } order)
        {
            return opened.Outcome == Outcome.Allowed
                ? new(ValidationOutcome.Unknown)
                : new(ValidationOutcome.Closed, Decision: opened.Outcome, Reason: opened.Reason);
        }

        ValidationLine? line = order.Lines.FirstOrDefault(
            one => string.Equals(one.Task.Task.ToString(), task, StringComparison.Ordinal));
        if (line is not { Analysis: { } analysis }
            || ChoiceOf(form, "final-" + task, line.Task.Task, null, null) is not { } choice)
        {
            return new(ValidationOutcome.Unknown);
        }

        TypedValue? typed = analysis.Kind == AnswerKind.BloodGroup
            ? new()
            : TypedValue.Parse(analysis, form["correct-" + task]);
        if (typed is null)
        {
            form.Refuse("correct-" + task, me.Texts["validation.valueWrong"]);
            return null;
        }

        if (line.Kept is { } kept && analysis.Kind != AnswerKind.BloodGroup
            && CorrectResult.Corrected(kept.Made, analysis, typed, line.Task.Person) is var judged
            && (judged.IsImplausible || judged.Flag.IsCritical())
            && !string.Equals(form["right-" + task], form["correct-" + task], StringComparison.Ordinal))
        {
            form["odd-" + task] = form["correct-" + task];
            form.Refuse("correct-" + task, me.Texts["validation.confirmOdd"]);
            return null;
        }

        if (reason.Length is 0 or > CorrectResult.MaxReasonChars)
        {
            form.Refuse("correct-reason-" + task, me.Texts["validation.reasonMissing"]);
            return null;
        }

        return await correct.RunAsync(patient, request, choice, typed, reason, me.Session, me.Token, now, stop);
    }

    private List<LineChoice> Choices(
        FormState form, IReadOnlyList<LibraryComment> comments, string? only, string? also = null)
    {
        const string Seen = "seen-";
        List<LineChoice> choices = [];
        foreach (string name in form.Names.ToArray())
        {
            string? task = name.StartsWith(Seen, StringComparison.Ordinal) ? name[Seen.Length..]
                : also is not null && name.StartsWith(also, StringComparison.Ordinal) ? name[also.Length..]
                : null;
            if (task is null
                || (only is not null && !string.Equals(task, only, StringComparison.Ordinal))
                || !EntryId.TryParse(task, out EntryId id))
            {
                continue;
            }

            string typed = form[ValidationRoutes.CommentField(id)];
            (string text, string? code) = CommentLibrary.Expand(
                typed.Length > LineChoice.MaxCommentChars ? typed[..LineChoice.MaxCommentChars] : typed, comments);
            if (ChoiceOf(form, name, id, text, code) is { } choice)
            {
                choices.Add(choice);
            }
        }

        return choices;
    }

    // "row version/patient.entry.version"
    private static LineChoice? ChoiceOf(
        FormState form, string field, EntryId task, string? comment, string? code)
    {
        string[] parts = form[field].Split('/');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            && EntryVersion.Parse(parts[1]) is { } seen
                ? new(task, version, seen, string.IsNullOrEmpty(comment) ? null : comment, code)
                : null;
    }

    private async Task<IResult> PageAsync(
        PatientId patient, EntryId request, bool isSensitive, FormState form, int status, PatientCard? card,
        KeptForm? kept, CancellationToken stop)
    {
        ValidationOpened opened = await open.RunAsync(
            patient, request, isSensitive, me.Session, me.Token, me.Now, stop);
        if (opened.Order is not { } order)
        {
            return opened.Outcome == Outcome.Allowed
                ? Problems.NotFound()
                : Answer(opened.Outcome, opened.Reason, patient, kept);
        }

        return Page.Show<ValidationPage>(
            new ValidationModel(
                order,
                [
                    .. (await library.ListAsync(order.Request.Site, order.Request.LaboratoryId, stop))
                        .Where(one => one.IsActive),
                ],
                await StaffNames.AllAsync(me, custodian, stop), card, form,
                await queue.CountAsync(order.Request.Site, order.Request.LaboratoryId, stop)),
            status);
    }

    private static IResult Answer(Outcome outcome, DecisionReason reason, PatientId patient, KeptForm? kept) =>
        outcome == Outcome.StepUp && reason == DecisionReason.TouchNeeded
            ? Page.Show<StepUpPage>(new StepUpModel(StepUpKind.Sensitive, patient, null, kept))
            : Closed.Answer(outcome, reason, patient, kept);
}
