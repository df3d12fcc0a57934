using Serment.CustodyProtocol;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts;
using Serment.Records.Documents;
using Serment.Records.Documents.Letters;
using Serment.Records.Entries;
using Serment.Records.Patients;
using Serment.Records.Practitioners;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;
using Serment.Web.Texts;

namespace Serment.Web.Documents;

/// <summary>Letters: begun from a template, kept as drafts, looked at as paper, signed.</summary>
internal static class LetterRoutes
{
    private const string Draft = "/patients/{id}/documents/letters/{letter}";

    // What of a letter may be changed after another has saved: what was typed is kept in the form.
    private static readonly string[] Fields = ["letterTitle", "recipient", "text"];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/patients/{id}/documents/letters/new", BeginAsync)
            .Admits(Audience.OpensRecords, Budget.OnePatient);
        app.MapPost("/patients/{id}/documents/letters", SaveNewAsync).Admits(Audience.OpensRecords, Budget.OnePatient);
        app.MapGet(Draft, ShowAsync).Admits(Audience.OpensRecords, Budget.OnePatient);
        app.MapPost(Draft, SaveAsync).Admits(Audience.OpensRecords, Budget.OnePatient);
        app.MapGet(Draft + "/paper", ShowPaperAsync).Admits(Audience.OpensRecords, Budget.OnePatient);
    }

    private static async Task<IResult> BeginAsync(
        string id, string? template, Visitor me, OpenSection open, ReadPractice practice, LetterTemplates templates,
        CancellationToken stop)
    {
        LetterTemplate? chosen = templates.For(me.Session.Writes)
            .FirstOrDefault(one => string.Equals(one.Key, template, StringComparison.Ordinal));
        if (!PatientId.TryParse(id, out PatientId patient) || chosen is null)
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await open.RunAsync(
            patient, LetterValues.Types, me.Session, me.Token, me.Today, stop);
        if (opened is not { Head: { } head, Record: { } record })
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, null);
        }

        IReadOnlyDictionary<string, string> values = LetterValues.Of(
            head, record.Entries, await HeadOfAsync(me, practice, stop), WordsOf(me.Texts), me.Today,
            me.Web.TimeZone);
        FormState form = new()
        {
            ["letterTitle"] = chosen.Title, ["text"] = LetterFields.Fill(chosen.Text, values),
            ["type"] = chosen.Type.ToString(),
        };
        return Page.Show<LetterPage>(
            new LetterModel(head, form, chosen.Type, null, WriteLetter.MaySign(me.Session, chosen.Type)));
    }

    private static async Task<IResult> ShowAsync(
        string id, string letter, Visitor me, OpenSection open, CancellationToken stop)
    {
        using SectionOpened opened = await OpenAsync(id, me, open, stop);
        return FindIn(opened, letter) is { } found
            ? Page.Show<LetterPage>(new LetterModel(
                opened.Head!, FormOf(found.Draft), found.Draft.Type, found.Version,
                WriteLetter.MaySign(me.Session, found.Draft.Type)))
            : ClosedOr404(opened, id);
    }

    private static Task<IResult> SaveNewAsync(
        string id, HttpContext http, Visitor me, OpenSection open, WriteLetter write, ReadPractice practice,
        CustodianClient custodian, CancellationToken stop) =>
        TakeAsync(id, null, http, me, open, write, practice, custodian, stop);

    private static Task<IResult> SaveAsync(
        string id, string letter, HttpContext http, Visitor me, OpenSection open, WriteLetter write,
        ReadPractice practice, CustodianClient custodian, CancellationToken stop) =>
        TakeAsync(id, letter, http, me, open, write, practice, custodian, stop);

    private static async Task<IResult> TakeAsync(
        string id, string? letter, HttpContext http, Visitor me, OpenSection open, WriteLetter write,
        ReadPractice practice, CustodianClient custodian, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        EntryVersion? seen = EntryVersion.Parse(form[DocumentRoutes.SeenField]);
        if (!PatientId.TryParse(id, out PatientId patient)
            || !Enum.TryParse(form["type"], out DocumentType type)
            || !Enum.IsDefined(type)
            || (letter is null) != (seen is null)
            || (seen is not null && !string.Equals(seen.Entry.ToString(), letter, StringComparison.Ordinal)))
        {
            return Problems.NotFound();
        }

        LetterDraft draft = Read(form, type, me);
        using SectionOpened opened = await OpenAsync(id, me, open, stop);
        if (opened.Head is not { } head)
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, KeptForm.Of(http.Request));
        }

        LetterModel model = new(head, form, type, seen, WriteLetter.MaySign(me.Session, type));
        me.Address = $"/patients/{patient}/documents";
        if (form.IsRedraw || form.Errors.Count > 0)
        {
            return Page.Show<LetterPage>(
                model, form.IsRedraw ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
        }

        if (letter is not null && FindIn(opened, letter) is null)
        {
            // A document, or a letter signed or taken back meanwhile: none of them becomes a draft again.
            form.RefuseAll(me.Texts["letter.gone"]);
            return Page.Show<LetterPage>(model, StatusCodes.Status409Conflict);
        }

        EntriesSaved saved = await write.SaveAsync(
            patient, draft, seen, me.Session, me.Token, me.Now, stop);
        if (saved.Outcome == SealOutcome.Saved && form[FormState.StepField] is "sign")
        {
            return await SignAsync(draft, saved.Versions[0], model, http, me, write, practice, stop);
        }

        return saved.Outcome switch
        {
            SealOutcome.Saved => NoteCookie.Redirect(
                http, me.Web, "saved", $"/patients/{patient}/documents/letters/{saved.Versions[0].Entry}"),
            SealOutcome.VersionConflict => await ConflictAsync(model, saved.Conflict!, opened, me, custodian, stop),
            _ => Closed.Answer(
                saved.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, saved.Reason, patient,
                KeptForm.Of(http.Request)),
        };
    }

    private static async Task<IResult> SignAsync(
        LetterDraft draft, EntryVersion seen, LetterModel model, HttpContext http, Visitor me, WriteLetter write,
        ReadPractice practice, CancellationToken stop)
    {
        byte[] paper = PaperOf(draft, model.Head, await HeadOfAsync(me, practice, stop), isSigned: true, me);
        DocumentStored stored =
            await write.SignAsync(draft, seen, paper, me.Session, me.Token, me.Now, me.Today, stop);
        if (stored.IsStored)
        {
            return NoteCookie.Redirect(
                http, me.Web, "filed", $"/patients/{seen.Patient}/documents/{seen.Entry}");
        }

        model.Form.RefuseAll(stored.Outcome == SealOutcome.VersionConflict
            ? me.Texts["problem.conflict.text"]
            : me.Texts.Of("reason", stored.Reason));
        return Page.Show<LetterPage>(model with { Seen = seen }, StatusCodes.Status422UnprocessableEntity);
    }

    // What the other saved stands beside each field; saving again takes its place, knowingly.
    private static async Task<IResult> ConflictAsync(
        LetterModel model, VersionConflict conflict, SectionOpened opened, Visitor me, CustodianClient custodian,
        CancellationToken stop)
    {
        Letter? other = FindIn(opened, conflict.Entry.ToString());
        if (other is null)
        {
            // Signed or taken back meanwhile: what was typed stays in the page.
            model.Form.RefuseAll(me.Texts["letter.gone"]);
            return Page.Show<LetterPage>(model, StatusCodes.Status409Conflict);
        }

        FormState theirs = FormOf(other.Draft);
        foreach (string field in Fields)
        {
            model.Form.NoteOther(field, theirs[field]);
        }

        return Page.Show<LetterPage>(
            model with
            {
                Seen = other.Version,
                SavedBy = await StaffNames.OfAsync(conflict.Author, me, custodian, stop),
                SavedAt = DateTimeOffset.FromUnixTimeMilliseconds(conflict.RecordedAtMs),
                IsConflict = true,
            },
            StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ShowPaperAsync(
        string id, string letter, Visitor me, OpenSection open, ReadPractice practice, HttpContext http,
        CancellationToken stop)
    {
        using SectionOpened opened = await OpenAsync(id, me, open, stop, isPrint: true);
        if (FindIn(opened, letter) is not { } found)
        {
            return ClosedOr404(opened, id);
        }

        byte[] paper = PaperOf(found.Draft, opened.Head!, await HeadOfAsync(me, practice, stop), isSigned: false, me);
        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; frame-ancestors 'none'";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"brouillon.pdf\"";
        return Results.Bytes(paper, "application/pdf");
    }

    private static Task<SectionOpened> OpenAsync(
        string id, Visitor me, OpenSection open, CancellationToken stop, bool isPrint = false) =>
        PatientId.TryParse(id, out PatientId patient)
            ? open.RunAsync(
                patient, [DocumentResource.ResourceType], me.Session, me.Token, me.Today, stop, isPrint: isPrint)
            : Task.FromResult(new SectionOpened(Outcome.Refused, DecisionReason.NoRelationship, null, null));

    private static Letter? FindIn(SectionOpened opened, string letter) =>
        opened.Record is { } record
            ? LetterResource.Of(record.Entries).FirstOrDefault(one =>
                string.Equals(one.Version.Entry.ToString(), letter, StringComparison.Ordinal))
            : null;

    private static IResult ClosedOr404(SectionOpened opened, string id) =>
        opened.Outcome == Outcome.Allowed || !PatientId.TryParse(id, out PatientId patient)
            ? Problems.NotFound()
            : Closed.Answer(opened.Outcome, opened.Reason, patient, null);

    private static FormState FormOf(LetterDraft draft) => new()
    {
        ["letterTitle"] = draft.Title,
        ["recipient"] = draft.Recipient,
        ["text"] = draft.Text,
        ["type"] = draft.Type.ToString(),
    };

    private static LetterDraft Read(FormState form, DocumentType type, Visitor me)
    {
        string title = DocumentResource.Clean(form["letterTitle"], DocumentResource.MaxTitleCharacters);
        string text = form["text"].ReplaceLineEndings("\n");
        string recipient = form["recipient"].ReplaceLineEndings("\n");
        if (title.Length == 0)
        {
            form.Refuse("letterTitle", me.Texts["field.required"]);
        }

        if (text.Length is 0 or > LetterTemplate.MaxTextCharacters)
        {
            form.Refuse("text", me.Texts[text.Length == 0 ? "field.required" : "letter.tooLong"]);
        }

        if (recipient.Length > LetterDraft.MaxRecipientCharacters)
        {
            form.Refuse("recipient", me.Texts["letter.tooLong"]);
        }

        if (LetterFields.UnknownIn(text, DocumentTypes.CompartmentOf(type)) is [{ } unknown, ..])
        {
            form.Refuse("text", me.Texts.Fill("letter.unknownField", $"{{{unknown}}}"));
        }

        return new(type, title, recipient, text);
    }

    private static Task<Letterhead> HeadOfAsync(Visitor me, ReadPractice practice, CancellationToken stop) =>
        practice.LetterheadAsync(me.Session.StaffId, me.Session.Name, me.Session.SiteCode, stop);

    private static LetterWords WordsOf(PageTexts texts) => new(
        texts["letter.unknown"], texts["letter.none"], texts["letter.noAllergy"], texts["letter.notAsked"],
        texts["letter.years"]);

    private static byte[] PaperOf(LetterDraft draft, ChartHead head, Letterhead letterhead, bool isSigned, Visitor me)
    {
        PageTexts texts = me.Texts;
        string who = LetterValues.NameOf(head.Identity) ?? texts["letter.unknown"];
        string born = head.Identity?.BirthDate is { } date ? texts.Day(date.DateToUse) : texts["letter.unknown"];
        LetterFrame frame = new(
            texts.Culture.Name, texts["documents.page"],
            texts.Fill("letter.concerning", who, born, head.Number?.Value ?? "–"),
            texts.Fill("letter.on", texts.LongDay(me.Today)),
            texts.Fill(
                isSigned ? "letter.signedBy" : "letter.toSign", letterhead.FullName, texts.Minute(me.Local(me.Now))),
            isSigned ? null : texts["letter.notSigned"]);
        return LetterPaper.Write(draft.Title, draft.Recipient, draft.Text, letterhead, frame, me.Now);
    }
}
