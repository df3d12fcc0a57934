using Microsoft.Extensions.Primitives;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts;
using Serment.Records.Documents;
using Serment.Records.Documents.Checking;
using Serment.Records.Documents.Letters;
using Serment.Records.Documents.Scanning;
using Serment.Records.Patients.Identity;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Documents;

/// <summary>What became of a file that a page takes.</summary>
/// <param name="IsFiled">Whether it is filed.</param>
/// <param name="Answer">The whole answer, where nothing is to be shown again.</param>
/// <param name="Refusal">What is wrong with the file; none where it is what was typed before it.</param>
internal sealed record FileTaken(bool IsFiled, IResult? Answer, FileRefusal Refusal);

/// <summary>
/// Takes one file: from the page's script with progress, or from the plain form. The form streams; nothing of it is
/// read before its proof.
/// </summary>
internal static class UploadRoutes
{
    /// <summary>The file's field; after all the others.</summary>
    public const string FileField = "file";

    /// <summary>A file and its fields. Larger ones are refused at once, by their announced length.</summary>
    public const long MaxRequestBytes = FileKinds.MaxSizeBytes + (256 * 1024);

    /// <summary>What is left of a refused file is read, up to this, so that the sender hears why.</summary>
    public const int MaxDrainedBytes = 64 * 1024 * 1024;
    private const int MaxAuthorCharacters = 120;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/patients/{id}/documents", UploadAsync)
            .TakesStream(MaxDrainedBytes)
            .Admits(Audience.OpensRecords, Budget.OnePatient);

    private static async Task<IResult> UploadAsync(
        string id, HttpContext http, Visitor me, StoreDocument store, OpenSection open, UploadSlots slots,
        ClamdScanner scanner, LetterTemplates templates, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || StreamedForm.Of(http) is not { } streamed)
        {
            return Problems.NotFound();
        }

        using IDisposable? slot = slots.Take(me.Session.StaffId);
        if (slot is null)
        {
            return Problems.Busy(http);
        }

        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        waiting.CancelAfter(UploadSlots.Longest);
        bool isTooLarge = http.Request.ContentLength > MaxRequestBytes;
        Stream? file = await streamed.ReadToFileAsync(FileField, waiting.Token);
        FormState form = Typed(streamed.Fields);
        DocumentDraft? draft = Read(form, streamed.FileName, me);
        if (draft is null || file is null || streamed.FileName.Length == 0 || isTooLarge)
        {
            Refuse(form, FileField, me.Texts.Of("fileRefusal", isTooLarge ? FileRefusal.TooLarge : FileRefusal.Empty),
                draft is not null);
            await DrainAsync(file, waiting.Token);
            return await AgainAsync(form, patient, http, me, open, scanner, templates, stop);
        }

        DocumentStored stored =
            await store.RunAsync(patient, draft, file, me.Session, me.Token, me.Now, waiting.Token);
        if (stored.IsStored)
        {
            return Done(stored, patient, http, me);
        }

        await DrainAsync(file, waiting.Token);
        if (stored.Refusal == FileRefusal.None)
        {
            return stored.Reason is DecisionReason.RoleForbids
                ? Problems.Forbidden()
                : Closed.Answer(
                    stored.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, stored.Reason, patient,
                    null, $"/patients/{patient}/documents");
        }

        Refuse(form, FileField, me.Texts.Of("fileRefusal", stored.Refusal), true);
        return await AgainAsync(form, patient, http, me, open, scanner, templates, stop);
    }

    /// <summary>
    /// Takes a file for a page that knows what it is: the answer where there is nothing to show again, or what is wrong
    /// with the file.
    /// </summary>
    /// <param name="draftOf">Whose it is and what is said of it, from the fields before the file; null for a refusal.</param>
    /// <param name="http">The request, of which nothing but its proof is read.</param>
    /// <param name="me">Who files it.</param>
    /// <param name="store">Files it.</param>
    /// <param name="slots">How many at once.</param>
    /// <param name="stop">Until the last seal.</param>
    public static async Task<FileTaken> TakeAsync(
        Func<IReadOnlyDictionary<string, string>, Task<(PatientId Patient, DocumentDraft Draft)?>> draftOf,
        HttpContext http, Visitor me, StoreDocument store, UploadSlots slots, CancellationToken stop)
    {
        if (StreamedForm.Of(http) is not { } streamed)
        {
            return new(false, Problems.NotFound(), FileRefusal.None);
        }

        using IDisposable? slot = slots.Take(me.Session.StaffId);
        if (slot is null)
        {
            return new(false, Problems.Busy(http), FileRefusal.None);
        }

        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        waiting.CancelAfter(UploadSlots.Longest);
        Stream? file = await streamed.ReadToFileAsync(FileField, waiting.Token);
        bool isTooLarge = http.Request.ContentLength > MaxRequestBytes;
        bool isEmpty = file is null || streamed.FileName.Length == 0;
        if (await draftOf(streamed.Fields) is not ({ } patient, { } draft) || isEmpty || isTooLarge)
        {
            await DrainAsync(file, waiting.Token);
            return new(
                false, null, isTooLarge ? FileRefusal.TooLarge : isEmpty ? FileRefusal.Empty : FileRefusal.None);
        }

        string name = DocumentResource.Clean(streamed.FileName, DocumentResource.MaxFileNameCharacters);
        DocumentStored stored = await store.RunAsync(
            patient, draft with { FileName = name.Length > 0 ? name : null }, file!, me.Session, me.Token, me.Now,
            waiting.Token);
        if (stored.IsStored)
        {
            return new(true, null, FileRefusal.None);
        }

        await DrainAsync(file, waiting.Token);
        return stored.Refusal != FileRefusal.None ? new(false, null, stored.Refusal)
            : stored.Reason is DecisionReason.RoleForbids ? new(false, Problems.Forbidden(), FileRefusal.None)
            : new(
                false, Closed.Answer(
                    stored.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, stored.Reason, patient, null),
                FileRefusal.None);
    }

    private static FormState Typed(IReadOnlyDictionary<string, string> fields)
    {
        FormState form = new();
        foreach ((string name, string value) in fields)
        {
            if (name is not Gate.ProofField)
            {
                form[name] = value.Trim();
            }
        }

        return form;
    }

    private static void Refuse(FormState form, string field, string why, bool applies)
    {
        if (applies)
        {
            form.Refuse(field, why);
        }
    }

    // Null when something typed is wrong; the form says what.
    private static DocumentDraft? Read(FormState form, string fileName, Visitor me)
    {
        string name = DocumentResource.Clean(fileName, DocumentResource.MaxFileNameCharacters);
        string title = DocumentResource.Clean(form["title"], DocumentResource.MaxTitleCharacters);
        bool isSensitive = form["sensitive"].Length > 0;
        if (!Enum.TryParse(form["type"], out DocumentType type) || !Enum.IsDefined(type))
        {
            form.Refuse("type", me.Texts["documents.chooseType"]);
        }

        DateOnly? date = DayOf(form["date"]);
        if (form["date"].Length > 0 && (date is null || date > me.Today))
        {
            form.Refuse("date", me.Texts["documents.wrongDate"]);
        }

        if (isSensitive && !me.Writes(Compartment.Sensitive))
        {
            form.Refuse("sensitive", me.Texts.Of("reason", DecisionReason.RoleForbids));
        }

        return form.Errors.Count > 0
            ? null
            : new(
                type, title.Length > 0 ? title : TitleOf(name, type, me), date,
                DocumentResource.Clean(form["author"], MaxAuthorCharacters) is { Length: > 0 } author ? author : null,
                name.Length > 0 ? name : null, isSensitive);
    }

    // A date field sends years first; a typed one, as people here write it.
    private static DateOnly? DayOf(string text) =>
        DateOnly.TryParseExact(
            text, ["yyyy-MM-dd", "dd/MM/yyyy", "ddMMyyyy"], System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.None, out DateOnly day)
            ? day
            : null;

    private static string TitleOf(string fileName, DocumentType type, Visitor me)
    {
        int dot = fileName.LastIndexOf('.');
        string stem = DocumentResource.Clean(
            dot > 0 ? fileName[..dot] : fileName, DocumentResource.MaxTitleCharacters);
        return stem.Length > 0 ? stem : me.Texts.Of("documentType", type);
    }

    private static IResult Done(DocumentStored stored, PatientId patient, HttpContext http, Visitor me) =>
        http.Request.Headers.ContainsKey(Problems.ScriptHeader)
            ? Results.Text(me.Texts.Of("scan", stored.Scan), statusCode: StatusCodes.Status201Created)
            : NoteCookie.Redirect(http, me.Web, "filed", $"/patients/{patient}/documents");

    private static async Task<IResult> AgainAsync(
        FormState form, PatientId patient, HttpContext http, Visitor me, OpenSection open, ClamdScanner scanner,
        LetterTemplates templates, CancellationToken stop)
    {
        if (http.Request.Headers.ContainsKey(Problems.ScriptHeader))
        {
            return Results.Text(
                string.Join(' ', form.Errors.Select(one => one.Value)),
                statusCode: StatusCodes.Status422UnprocessableEntity);
        }

        me.Address = $"/patients/{patient}/documents";
        return await DocumentRoutes.ShowAsync(
            patient, form, me, open, scanner, templates, StatusCodes.Status422UnprocessableEntity, stop);
    }

    private static async Task DrainAsync(Stream? file, CancellationToken stop)
    {
        byte[] buffer = new byte[16 * 1024];
        int drained = 0;
        try
        {
            while (file is not null
                && drained < MaxDrainedBytes
                && await file.ReadAsync(buffer, stop) is > 0 and int read)
            {
                drained += read;
            }
        }
        catch (IOException)
        {
            // Gone, or more than is read at all: the answer is for whoever still listens.
            Array.Clear(buffer);
        }
    }
}
