using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.Records.Entries;
using Serment.Records.Notes;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Notes;

/// <summary>Reading notes: those of a chart, one with its versions, and one's own unsigned ones.</summary>
internal static class NoteRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/patients/{id}/notes", ShowAllAsync).Admits(Audience.ReadsNotes, Budget.OnePatient);
        app.MapGet("/patients/{id}/notes/{entry}", ShowAsync).Admits(Audience.ReadsNotes, Budget.OnePatient);
        app.MapGet("/patients/{id}/notes/{entry}/take-back", ShowTakeBackAsync)
            .Admits(Audience.WritesClinical, Budget.OnePatient);
        app.MapPost("/patients/{id}/notes/{entry}/take-back", TakeBackAsync)
            .Admits(Audience.WritesClinical, Budget.OnePatient);
        app.MapGet("/notes/drafts", ShowDraftsAsync).Admits(Audience.WritesClinical, Budget.OnePatientPerRow);
    }

    /// <summary>Whether the visitor writes notes of that kind, and so amends them too.</summary>
    public static bool MayWrite(Visitor me, string template) =>
        me.Meets(Audience.WritesClinical)
        && (NoteTemplate.Shipped.FirstOrDefault(
            one => string.Equals(one.Key, template, StringComparison.Ordinal))?.IsWrittenBy(me.Session.Role)
            ?? me.Is(Role.Physician));

    private static async Task<IResult> ShowAllAsync(
        string id, Visitor me, OpenNotes open, NoteTemplates templates, CustodianClient custodian,
        CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        NotesOpened opened = await open.RunAsync(patient, me.Session, me.Token, me.Today, stop);
        return opened.Head is not { } head
            ? Closed.Answer(opened.Outcome, opened.Reason, patient, null)
            : Page.Show<NotesPage>(new NotesModel(
                head, opened,
                [
                    .. (await templates.OfSiteAsync(me.Session.SiteCode, stop)).Select(one => one.Template)
                        .Where(one => MayWrite(me, one.Key)),
                ],
                await StaffNames.AllAsync(me, custodian, stop)));
    }

    private static async Task<IResult> ShowAsync(
        string id, string entry, int? from, int? to, Visitor me, OpenNotes open, ListNoteVersions list,
        CustodianClient custodian, CancellationToken stop)
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

        if (opened.Find(note) is not { } found)
        {
            return Problems.NotFound();
        }

        NoteVersions listed =
            await list.RunAsync(found.Version.Patient, note, me.Session.StaffId, me.Token, stop);
        Note[] chosen = [.. listed.Versions.Where(one => one.Version.Version == from || one.Version.Version == to)];
        Note[] signed = [.. listed.Versions.Where(one => one.WasSigned)];
        Note[] shown = chosen.Length == 2 ? chosen : signed.Length > 1 ? signed[..2] : [];
        return Page.Show<NotePage>(new NoteModel(
            head, found, listed.Versions, shown.LastOrDefault(), shown.FirstOrDefault(),
            shown.Length == 2 ? WordDiff.Between(shown[1].Content.ToText(), shown[0].Content.ToText()) : [],
            found.Status is NoteStatus.Signed or NoteStatus.Amended && MayWrite(me, found.Content.Template),
            me.Meets(Audience.WritesClinical) && TakeBackNote.MayTakeBack(found, me.Session.StaffId, hasReason: true),
            await StaffNames.AllAsync(me, custodian, stop)));
    }

    private static Task<IResult> ShowTakeBackAsync(
        string id, string entry, Visitor me, OpenNotes open, CancellationToken stop) =>
        TakeBackFormAsync(id, entry, new(), me, open, StatusCodes.Status200OK, null, stop);

    private static async Task<IResult> TakeBackFormAsync(
        string id, string entry, FormState form, Visitor me, OpenNotes open, int status, KeptForm? kept,
        CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || !EntryId.TryParse(entry, out EntryId note))
        {
            return Problems.NotFound();
        }

        NotesOpened opened = await open.RunAsync(patient, me.Session, me.Token, me.Today, stop);
        return opened.Head is not { } head
            ? Closed.Answer(opened.Outcome, opened.Reason, patient, kept)
            : opened.Find(note) is { } found && TakeBackNote.MayTakeBack(found, me.Session.StaffId, hasReason: true)
                ? Page.Show<NoteTakeBackPage>(new NoteTakeBackModel(head, form, found), status)
                : Problems.NotFound();
    }

    private static async Task<IResult> TakeBackAsync(
        string id, string entry, HttpContext http, Visitor me, OpenNotes open, TakeBackNote takeBack,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        KeptForm? kept = KeptForm.Of(http.Request);
        if (!PatientId.TryParse(id, out PatientId patient) || EntryVersion.Parse(form["seen"]) is not { } seen)
        {
            return Problems.NotFound();
        }

        string? reason = form["reason"] is { Length: > 0 } typed ? typed : null;
        if (form.IsRedraw)
        {
            return await TakeBackFormAsync(id, entry, form, me, open, StatusCodes.Status200OK, kept, stop);
        }

        if (form["isDraft"].Length == 0 && reason is null or { Length: > NoteContent.MaxReasonCharacters })
        {
            form.Refuse("reason", me.Texts["noteEdit.reasonNeeded"]);
            return await TakeBackFormAsync(
                id, entry, form, me, open, StatusCodes.Status422UnprocessableEntity, kept, stop);
        }

        NoteSaved taken = await takeBack.RunAsync(seen, reason, me.Session.StaffId, me.Token, stop);
        return taken.Outcome switch
        {
            NoteOutcome.Saved => NoteCookie.Redirect(http, me.Web, "noteTakenBack", $"/patients/{patient}/notes"),
            NoteOutcome.Conflict => Problems.Conflict(),
            NoteOutcome.Refused => Closed.Answer(taken.Closed, taken.Reason, patient, kept),
            _ => Problems.NotFound(),
        };
    }

    private static async Task<IResult> ShowDraftsAsync(Visitor me, ListMyDrafts list, CancellationToken stop) =>
        Page.Show<DraftsPage>(
            new DraftsModel(await list.RunAsync(me.Session.StaffId, me.Token, me.Today, stop)));
}
