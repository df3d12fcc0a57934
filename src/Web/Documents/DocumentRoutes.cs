using System.Globalization;
using System.Text;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts;
using Serment.Records.Documents;
using Serment.Records.Documents.Letters;
using Serment.Records.Documents.Scanning;
using Serment.Records.Entries;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Documents;

/// <summary>
/// The documents of a record: the list, one with its preview, its file, its withdrawal. A file leaves here only as a
/// download, or as an image of a checked type under a policy that lets it do nothing.
/// </summary>
internal static class DocumentRoutes
{
    /// <summary>The version that a withdrawal is made from.</summary>
    public const string SeenField = "seen";

    /// <summary>How much of a text the page shows.</summary>
    public const int MaxTextBytes = 200 * 1024;

    // Opened by itself, such an answer is a document without scripts, forms, plugins or an origin.
    private const string Sandboxed = "sandbox; default-src 'none'; img-src 'self'; frame-ancestors 'none'";

    private static readonly string[] Types = [DocumentResource.ResourceType];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/patients/{id}/documents", ShowListAsync).Admits(Audience.OpensRecords, Budget.OnePatient);
        UploadRoutes.Map(app);
        LetterRoutes.Map(app);
        CopyRoutes.Map(app);
        app.MapGet("/patients/{id}/documents/sensitive", ShowSensitive).Admits(Audience.ReadsClinical, Budget.None);
        app.MapGet("/patients/{id}/documents/{document}", ShowOneAsync)
            .Admits(Audience.OpensRecords, Budget.OnePatient);
        app.MapGet("/patients/{id}/documents/{document}/file", DownloadAsync)
            .Admits(Audience.OpensRecords, Budget.OnePatient);
        app.MapGet("/patients/{id}/documents/{document}/preview", PreviewAsync)
            .Admits(Audience.OpensRecords, Budget.OnePatient);
        app.MapPost("/patients/{id}/documents/{document}/withdraw", WithdrawAsync)
            .Admits(Audience.OpensRecords, Budget.OnePatient);
    }

    /// <summary>The list, with the upload form as it was typed.</summary>
    public static async Task<IResult> ShowAsync(
        PatientId patient, FormState form, Visitor me, OpenSection open, ClamdScanner scanner,
        LetterTemplates templates, int status, CancellationToken stop)
    {
        using SectionOpened opened = await open.RunAsync(
            patient, Types, me.Session, me.Token, me.Today, stop, withSensitive: true);
        if (opened is not { Head: { } head, Record: { } record })
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, null);
        }

        return Page.Show<DocumentsPage>(
            new DocumentsModel(
                head, DocumentResource.Of(record.Entries), ClosedIn(record), form, scanner.IsConfigured,
                record.IsTruncated, LetterResource.Of(record.Entries), templates.For(me.Session.Writes)),
            status);
    }

    private static Task<IResult> ShowListAsync(
        string id, Visitor me, OpenSection open, ClamdScanner scanner, LetterTemplates templates,
        CancellationToken stop) =>
        PatientId.TryParse(id, out PatientId patient)
            ? ShowAsync(patient, new(), me, open, scanner, templates, StatusCodes.Status200OK, stop)
            : Task.FromResult(Problems.NotFound());

    private static int ClosedIn(OpenedRecord record) => record.Unopened.Count(one =>
        one.Compartment == Compartment.Sensitive
        && one.ResourceType.Name is DocumentResource.ResourceType
        && one.Reason == UnopenedReason.NoKey);

    private static IResult ShowSensitive(string id) =>
        PatientId.TryParse(id, out PatientId patient)
            ? Page.Show<StepUpPage>(
                new StepUpModel(StepUpKind.Sensitive, patient, $"/patients/{patient}/documents", null))
            : Problems.NotFound();

    private static async Task<IResult> ShowOneAsync(
        string id, string document, Visitor me, OpenSection open, OpenDocument read, CustodianClient custodian,
        CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || !EntryId.TryParse(document, out EntryId entry))
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await open.RunAsync(
            patient, Types, me.Session, me.Token, me.Today, stop, withSensitive: true);
        if (opened is not { Head: { } head, Record: { } record })
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, null);
        }

        if (DocumentResource.Of(record.Entries).FirstOrDefault(one => one.Version.Entry == entry) is not { } found)
        {
            // One that is sensitive and waits for a touch is there, and says so; any other is not.
            return record.Unopened.Any(one => one.Entry == entry && one.Compartment == Compartment.Sensitive)
                ? Page.Show<StepUpPage>(new StepUpModel(StepUpKind.Sensitive, patient, null, null))
                : Problems.NotFound();
        }

        (string? text, bool isCut) = found.Kind == FileKind.Text
            ? await TextOfAsync(found, me, read, stop)
            : (null, false);
        string? filedBy = await StaffNames.OfAsync(found.FiledBy, me, custodian, stop);
        bool mayWithdraw = !found.IsWithdrawn && me.Writes(found.Compartment);
        return Page.Show<DocumentPage>(new DocumentModel(head, found, text, isCut, filedBy, mayWithdraw));
    }

    private static async Task<(string Text, bool IsCut)> TextOfAsync(
        DocumentDetails document, Visitor me, OpenDocument read, CancellationToken stop)
    {
        await foreach (ReadOnlyMemory<byte> part in read.ReadAsync(
            document, OpenSection.PurposeOf(me.Session, me.Token), stop))
        {
            // Cut in the middle of a character, its last one comes as a question mark and is dropped.
            int shown = Math.Min(part.Length, MaxTextBytes);
            string text = Encoding.UTF8.GetString(part.Span[..shown]);
            return (text.TrimStart('\uFEFF').TrimEnd('\uFFFD'), shown < document.SizeBytes);
        }

        return ("", false);
    }

    private static Task<IResult> DownloadAsync(
        string id, string document, Visitor me, OpenDocument open, HttpContext http, CancellationToken stop) =>
        SendAsync(id, document, isPreview: false, me, open, http, stop);

    // A PDF goes to the page's own script, which draws it; an image into the page. Neither is a page.
    private static Task<IResult> PreviewAsync(
        string id, string document, Visitor me, OpenDocument open, HttpContext http, CancellationToken stop) =>
        SendAsync(id, document, isPreview: true, me, open, http, stop);

    private static async Task<IResult> SendAsync(
        string id, string document, bool isPreview, Visitor me, OpenDocument open, HttpContext http,
        CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || !EntryId.TryParse(document, out EntryId entry))
        {
            return Problems.NotFound();
        }

        DocumentOpened opened = await open.RunAsync(
            patient, entry, me.Session, me.Token, stop, isPrint: !isPreview);
        if (opened.Document is not { } found || (isPreview && found.Kind == FileKind.Text))
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, null);
        }

        bool isImage = found.Kind is FileKind.Jpeg or FileKind.Png;
        HttpResponse response = http.Response;
        response.Headers.ContentSecurityPolicy = Sandboxed;
        response.Headers.ContentDisposition =
            isPreview && isImage ? "inline" : $"attachment; filename=\"{NameOf(found)}\"";
        response.ContentType = found.Kind == FileKind.Text ? "text/plain; charset=utf-8" : found.Kind.MediaType();

        // Its length was known before its first byte: one that breaks off is seen to.
        response.ContentLength = found.SizeBytes;
        return new StreamedDocument(found, open, me, isFile: !isPreview);
    }

    /// <summary>A name that tells nothing: the day and the entry, never a person or a title.</summary>
    internal static string NameOf(DocumentDetails document)
    {
        string day = document.Date is { } date ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "-" : "";
        return $"document-{day}{document.Version.Entry}.{document.Kind.Ending()}";
    }

    private static async Task<IResult> WithdrawAsync(
        string id, string document, HttpContext http, Visitor me, WithdrawDocument withdraw, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient)
            || EntryVersion.Parse(http.Request.Form[SeenField]) is not { } seen
            || !string.Equals(seen.Entry.ToString(), document, StringComparison.Ordinal))
        {
            return Problems.NotFound();
        }

        EntriesSaved saved = await withdraw.RunAsync(seen, me.Session, me.Token, stop);
        return saved.Outcome switch
        {
            SealOutcome.Saved => NoteCookie.Redirect(http, me.Web, "withdrawn", $"/patients/{patient}/documents"),
            SealOutcome.VersionConflict => Problems.Conflict(),
            _ => Closed.Answer(
                saved.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, saved.Reason, patient,
                KeptForm.Of(http.Request)),
        };
    }

    private sealed class StreamedDocument(
        DocumentDetails document, OpenDocument open, Visitor me, bool isFile) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            try
            {
                await foreach (ReadOnlyMemory<byte> part in open.ReadAsync(
                    document, OpenSection.PurposeOf(me.Session, me.Token, isFile), httpContext.RequestAborted))
                {
                    await httpContext.Response.Body.WriteAsync(part, httpContext.RequestAborted);
                    await httpContext.Response.Body.FlushAsync(httpContext.RequestAborted);
                }
            }
            catch (BrokenDocumentException) when (httpContext.Response.HasStarted)
            {
                // Half a document must not look like a whole one.
                httpContext.Abort();
            }
        }
    }
}
