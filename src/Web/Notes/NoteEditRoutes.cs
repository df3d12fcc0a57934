using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Charts;
using Serment.Records.Entries;
using Serment.Records.Notes;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Notes;

/// <summary>
/// Writing a note: a page of its own that saves itself, a look at it as it will be signed, the signing.
/// </summary>
internal static class NoteEditRoutes
{
    private const string ReviewStep = "review";
    private const string SignStep = "sign";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/patients/{id}/notes/new", ShowNewAsync).Admits(Audience.WritesClinical, Budget.OnePatient);
        app.MapGet("/patients/{id}/notes/{entry}/amend", ShowAmendAsync)
            .Admits(Audience.WritesClinical, Budget.OnePatient);
        app.MapGet("/patients/{id}/notes/{entry}/edit", ShowEditAsync).Admits(Audience.WritesClinical, Budget.OnePatient);
        app.MapPost("/patients/{id}/notes/{entry}/edit", TakeAsync).Admits(Audience.WritesClinical, Budget.OnePatient);
        app.MapPost("/patients/{id}/notes/{entry}/draft", KeepAsync).Admits(Audience.WritesClinical, Budget.None);
        app.MapGet("/patients/{id}/notes/{entry}/stamp", StampAsync)
            .Admits(Audience.WritesClinical, Budget.None).InBackground();
    }

    private static async Task<IResult> ShowNewAsync(
        string id, string? template, Visitor me, OpenSection open, NoteTemplates templates, CancellationToken stop)
    {
        SiteTemplate? chosen = (await templates.OfSiteAsync(me.Session.SiteCode, stop))
            .FirstOrDefault(one => string.Equals(one.Template.Key, template, StringComparison.Ordinal)
                && NoteRoutes.MayWrite(me, one.Template.Key));
        if (!PatientId.TryParse(id, out PatientId patient) || chosen is null)
        {
            return Problems.NotFound();
        }

        (IResult? closed, ChartHead? head) = await HeadAsync(patient, me, open, null, stop);
        return closed ?? Editor(
            head!, NoteForm.Of(head!.Patient, EntryId.New(), 0, NoteForm.Empty(chosen.Template), null));
    }

    private static async Task<IResult> ShowEditAsync(
        string id, string entry, Visitor me, OpenNotes open, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || !EntryId.TryParse(entry, out EntryId draft))
        {
            return Problems.NotFound();
        }

        NotesOpened opened = await open.RunAsync(patient, me.Session, me.Token, me.Today, stop);
        return opened.Head is not { } head
            ? Closed.Answer(opened.Outcome, opened.Reason, patient, null)
            : opened.Mine.FirstOrDefault(one => one.Version.Entry == draft) is not { } mine
                ? Problems.NotFound()
                : Editor(head, NoteForm.Of(
                    mine.Version.Patient, draft, mine.Version.Version, mine.Content,
                    mine.Amends is { } amended ? HeldBy(opened, amended) : null, mine.Reason ?? ""));
    }

    // A draft names the note that it amends by its number; the record that holds it may be a joined one.
    private static EntryVersion HeldBy(NotesOpened opened, EntryVersion amended) =>
        opened.Signed.FirstOrDefault(one => one.Version.Entry == amended.Entry) is { } signed
            ? amended with { Patient = signed.Version.Patient }
            : amended;

    private static async Task<IResult> ShowAmendAsync(
        string id, string entry, Visitor me, OpenNotes open, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || !EntryId.TryParse(entry, out EntryId note))
        {
            return Problems.NotFound();
        }

        NotesOpened opened = await open.RunAsync(patient, me.Session, me.Token, me.Today, stop);
        if (opened.Head is not { } head)
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, null);
        }

        Note? signed = opened.Signed.FirstOrDefault(
            one => one.Version.Entry == note && one.Status is NoteStatus.Signed or NoteStatus.Amended);
        if (signed is null || signed.Version.Entry != note || !NoteRoutes.MayWrite(me, signed.Content.Template))
        {
            return Problems.NotFound();
        }

        // Begun before and not signed yet: one goes on with it.
        return opened.Mine.FirstOrDefault(one => one.Amends?.Entry == note) is { } begun
            ? Results.Redirect($"/patients/{head.Patient}/notes/{begun.Version.Entry}/edit")
            : Editor(head, NoteForm.Of(signed.Version.Patient, EntryId.New(), 0, signed.Content, signed.Version));
    }

    private static async Task<IResult> TakeAsync(
        string id, string entry, HttpContext http, Visitor me, OpenSection open, OpenNotes notes, SaveDraft save,
        SignNote sign, CustodianClient custodian, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (!PatientId.TryParse(id, out PatientId patient)
            || NoteForm.Read(entry, http.Request.Form) is not { } typed
            || !NoteRoutes.MayWrite(me, typed.Content.Template))
        {
            return Problems.NotFound();
        }

        (IResult? closed, ChartHead? head) = await HeadAsync(patient, me, open, KeptForm.Of(http.Request), stop);
        if (closed is not null || form.IsRedraw)
        {
            return closed ?? Editor(head!, typed);
        }

        string step = form[FormState.StepField];
        if (!IsWhole(form, typed, step, me))
        {
            return Page.Show<NoteEditPage>(
                new NoteEditModel(head!, form, typed), StatusCodes.Status422UnprocessableEntity);
        }

        NoteSaved saved = step is SignStep
            ? await sign.RunAsync(
                typed.Draft, typed.Reason, me.Session.StaffId, me.Token, Now(me), stop)
            : await save.RunAsync(typed.Draft, me.Session.StaffId, me.Token, Now(me), atOnce: true, stop);
        switch (saved.Outcome)
        {
            case NoteOutcome.Saved when step is SignStep:
                return NoteCookie.Redirect(
                    http, me.Web, "noteSigned", $"/patients/{head!.Patient}/notes/{saved.Version!.Entry}");
            case NoteOutcome.Saved when step is ReviewStep:
                return await ReviewAsync(head!, form, typed with { Version = saved.Version!.Version }, me, notes, stop);
            case NoteOutcome.Saved:
                return NoteCookie.Redirect(
                    http, me.Web, "saved", $"/patients/{head!.Patient}/notes/{typed.Entry}/edit");
            case NoteOutcome.Conflict:
                return await ConflictAsync(head!, form, typed, saved, me, notes, custodian, stop);
            case NoteOutcome.Refused:
                return Closed.Answer(saved.Closed, saved.Reason, patient, KeptForm.Of(http.Request));
            default:
                form.Refuse("", me.Texts["noteEdit.gone"]);
                return Page.Show<NoteEditPage>(
                    new NoteEditModel(head!, form, AsNew(typed)), StatusCodes.Status409Conflict);
        }
    }

    private static bool IsWhole(FormState form, NoteForm typed, string step, Visitor me)
    {
        if (typed.Content.IsTooLong)
        {
            form.Refuse("text0", me.Texts.Fill("noteEdit.tooLong", NoteContent.MaxCharacters));
        }

        if (step is not (ReviewStep or SignStep))
        {
            return form.Errors.Count == 0;
        }

        if (typed.Content.IsEmpty)
        {
            form.Refuse("text0", me.Texts["noteEdit.empty"]);
        }

        if (typed.Amends is not null && typed.Reason.Length is 0 or > NoteContent.MaxReasonCharacters)
        {
            form.Refuse("reason", me.Texts["noteEdit.reasonNeeded"]);
        }

        return form.Errors.Count == 0;
    }

    private static async Task<IResult> ReviewAsync(
        ChartHead head, FormState form, NoteForm typed, Visitor me, OpenNotes notes, CancellationToken stop)
    {
        IReadOnlyList<DiffRun> difference = [];
        if (typed.Amends is { } amended)
        {
            NotesOpened opened = await notes.RunAsync(head.Patient, me.Session, me.Token, me.Today, stop);
            difference = opened.Find(amended.Entry) is { } signed
                ? WordDiff.Between(signed.Content.ToText(), typed.Content.ToText())
                : [];
        }

        return Page.Show<NoteReviewPage>(new NoteReviewModel(head, form, typed, difference));
    }

    // Both texts are shown, and nothing is lost: what is typed stays in the fields, and as a draft where it is one.
    private static async Task<IResult> ConflictAsync(
        ChartHead head, FormState form, NoteForm typed, NoteSaved saved, Visitor me, OpenNotes notes,
        CustodianClient custodian, CancellationToken stop)
    {
        NotesOpened opened = await notes.RunAsync(head.Patient, me.Session, me.Token, me.Today, stop);
        Note? theirs = opened.Find(saved.Conflict!.Entry);
        bool isAmendment = typed.Amends is { } amended && amended.Entry == saved.Conflict.Entry;
        NoteForm next = isAmendment && theirs is not null ? typed with { Amends = theirs.Version, }
            : theirs?.Status == NoteStatus.Draft ? typed with { Version = saved.Conflict.NewestVersion }
            : AsNew(typed);
        return Page.Show<NoteEditPage>(
            new NoteEditModel(
                head, form, next,
                new(
                    await StaffNames.OfAsync(saved.Conflict.Author, me, custodian, stop)
                        ?? me.Texts["conflict.colleague"],
                    DateTimeOffset.FromUnixTimeMilliseconds(saved.Conflict.RecordedAtMs), theirs?.Content,
                    theirs is null ? [] : WordDiff.Between(theirs.Content.ToText(), typed.Content.ToText()))),
            StatusCodes.Status409Conflict);
    }

    // The draft was signed or given up in another window: what is typed here goes on as another one.
    private static NoteForm AsNew(NoteForm typed) => typed with { Entry = EntryId.New(), Version = 0 };

    private static async Task<IResult> KeepAsync(
        string id, string entry, HttpContext http, Visitor me, SaveDraft save, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient)
            || NoteForm.Read(entry, http.Request.Form) is not { } typed
            || !NoteRoutes.MayWrite(me, typed.Content.Template))
        {
            return Problems.NotFound();
        }

        if (typed.Content.IsTooLong)
        {
            return Answer("tooLong", StatusCodes.Status413PayloadTooLarge);
        }

        // What a closing page has sent is saved, though nobody waits for the answer any more.
        bool atOnce = http.Request.Form["atOnce"].Count > 0;
        NoteSaved saved = await save.RunAsync(
            typed.Draft, me.Session.StaffId, me.Token, Now(me), atOnce, atOnce ? CancellationToken.None : stop);
        return saved.Outcome switch
        {
            NoteOutcome.Saved => Results.Json(
                new KeptDraft(
                    saved.Version!.Version, me.Local(me.Now).ToString("HH:mm:ss", CultureInfo.InvariantCulture), null),
                NoteJson.Default.KeptDraft),
            NoteOutcome.Conflict => Results.Json(
                new KeptDraft(
                    saved.Conflict!.NewestVersion,
                    me.Local(DateTimeOffset.FromUnixTimeMilliseconds(saved.Conflict.RecordedAtMs))
                        .ToString("HH:mm:ss", CultureInfo.InvariantCulture),
                    EntryId.New().ToString()),
                NoteJson.Default.KeptDraft, statusCode: StatusCodes.Status409Conflict),
            NoteOutcome.TooSoon => Answer("tooSoon", StatusCodes.Status429TooManyRequests),
            NoteOutcome.NotYours => Answer("gone", StatusCodes.Status410Gone),
            _ => Answer("refused", StatusCodes.Status403Forbidden),
        };
    }

    // For a page that was drawn while the one before it still saved: whether there is something newer.
    private static async Task<IResult> StampAsync(
        string id, string entry, string? holder, Visitor me, SaveDraft save, CancellationToken stop) =>
        PatientId.TryParse(id, out _) && PatientId.TryParse(holder, out PatientId patient)
        && EntryId.TryParse(entry, out EntryId draft)
            ? Results.Text(((await save.NewestAsync(patient, draft, me.Session.StaffId, stop)) ?? 0)
                .ToString(CultureInfo.InvariantCulture))
            : Problems.NotFound();

    // With the offset of the clocks here, as the resource shows it.
    private static DateTimeOffset Now(Visitor me) => TimeZoneInfo.ConvertTime(me.Now, me.Web.TimeZone);

    private static IResult Answer(string code, int status) =>
        Results.Text(code, "text/plain", System.Text.Encoding.UTF8, status);

    private static IResult Editor(ChartHead head, NoteForm note) =>
        Page.Show<NoteEditPage>(new NoteEditModel(head, new FormState(), note));

    private static async Task<(IResult? Closed, ChartHead? Head)> HeadAsync(
        PatientId patient, Visitor me, OpenSection open, KeptForm? kept, CancellationToken stop)
    {
        using SectionOpened section = await open.RunAsync(patient, [], me.Session, me.Token, me.Today, stop);
        return section.Head is { } head
            ? (null, head)
            : (Closed.Answer(section.Outcome, section.Reason, patient, kept), null);
    }
}
