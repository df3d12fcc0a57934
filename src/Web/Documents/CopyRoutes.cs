using Microsoft.AspNetCore.Http.Features;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts;
using Serment.Records.Documents;
using Serment.Records.Documents.Copies;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;
using Serment.Web.Texts;

namespace Serment.Web.Documents;

/// <summary>
/// A complete copy of one record for the patient: a page that says what it holds, a touch for this patient, one
/// download. The custodian decides, counts and logs it; this page only asks.
/// </summary>
internal static class CopyRoutes
{
    private const string SensitiveField = "sensitive";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/patients/{id}/copy", ShowAsync).Admits(Audience.CopiesRecords, Budget.OnePatient);
        app.MapPost("/patients/{id}/copy", SendAsync).Admits(Audience.CopiesRecords, Budget.RecordCopy);
    }

    private static async Task<IResult> ShowAsync(
        string id, string? sensitive, Visitor me, OpenSection open, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await open.RunAsync(
            patient, [DocumentResource.ResourceType], me.Session, me.Token, me.Today, stop);
        return opened is { Head: { } head, Record: { } record }
            ? Page.Show<CopyPage>(
                new CopyModel(
                    head, DocumentResource.Of(record.Entries).Count(one => !one.IsWithdrawn), sensitive is not null))
            : Closed.Answer(opened.Outcome, opened.Reason, patient, null);
    }

    private static async Task<IResult> SendAsync(
        string id, HttpContext http, Visitor me, CopyRecord copy, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        bool withSensitive = http.Request.Form[SensitiveField].Count > 0;
        string back = $"/patients/{patient}/copy{(withSensitive ? "?sensitive=on" : "")}";
        CopyOpened opened = await copy.OpenAsync(patient, withSensitive, me.Token, stop);
        if (opened.Record is not { } record)
        {
            return opened.Outcome == Outcome.StepUp
                ? Page.Show<StepUpPage>(new StepUpModel(
                    StepUpKind.RecordCopy, patient, back, KeptForm.Of(http.Request)))
                : Closed.Answer(opened.Outcome, opened.Reason, patient, KeptForm.Of(http.Request));
        }

        if (opened.SensitiveClosed > 0)
        {
            opened.Dispose();
            return Page.Show<StepUpPage>(
                new StepUpModel(StepUpKind.Sensitive, patient, back, KeptForm.Of(http.Request)));
        }

        http.Response.ContentType = "application/zip";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"dossier-{patient}.zip\"";
        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        return new StreamedCopy(record, copy, me);
    }

    private static CopyWords WordsOf(Visitor me, PageTexts texts) => new()
    {
        Language = texts.Culture.Name,
        Title = texts["copy.paperTitle"],
        Page = texts["documents.page"],
        Made = texts.Fill("copy.made", me.Session.SiteCode, texts.Minute(me.Local(me.Now)), me.Session.Name),
        Contents = [texts["copy.holds.summary"], texts["copy.holds.bundle"], texts["copy.holds.documents"],
            texts["copy.holds.not"]],
        WithoutSensitive = texts["copy.withoutSensitive"],
        Unopened = texts["copy.unopened"],
        Truncated = texts["copy.truncated"],
        TypeName = texts.ResourceType,
    };

    private sealed class StreamedCopy(OpenedRecord record, CopyRecord copy, Visitor me) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            using (record)
            {
                // The archive writes some of its heads synchronously; they are a few bytes each.
                if (httpContext.Features.Get<IHttpBodyControlFeature>() is { } body)
                {
                    body.AllowSynchronousIO = true;
                }

                try
                {
                    await copy.WriteAsync(
                        record, WordsOf(me, me.Texts), me.Token, me.Now, httpContext.Response.Body,
                        httpContext.RequestAborted);
                }
                catch (BrokenDocumentException) when (httpContext.Response.HasStarted)
                {
                    // Half a record must not look like a whole one.
                    httpContext.Abort();
                }
            }
        }
    }
}
