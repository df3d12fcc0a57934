using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Reports;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Reports;

/// <summary>A signed report in the chart: its editions, its files, to whom it was given.</summary>
internal static class ReportRoutes
{
    /// <summary>The laboratory's certificates, for whoever checks a signature.</summary>
    public const string Certificate = "/laboratory/certificate";

    public static void Map(IEndpointRouteBuilder app)
    {
        const string Of = "/patients/{id}/reports/{report}";
        app.MapGet(Of, ShowAsync).Admits(Audience.ReadsClinical, Budget.OnePatient);
        app.MapGet(Of + "/{edition:int}/pdf", PdfAsync).Admits(Audience.ReadsClinical, Budget.OnePatient);
        app.MapGet(Of + "/{edition:int}/p7s", SignatureAsync).Admits(Audience.ReadsClinical, Budget.OnePatient);
        app.MapGet(Of + "/{edition:int}/copy", CopyAsync).Admits(Audience.ReadsClinical, Budget.OnePatient);
        app.MapGet(Certificate, CertificateAsync).Admits(Audience.SignedIn, Budget.None);
        app.MapPost(Of + "/deliver", DeliverAsync).Admits(Audience.SignsReports, Budget.OnePatient);
    }

    private static async Task<IResult> ShowAsync(
        string id, string report, Visitor me, OpenSection open, OpenReport read, DatabaseLocation main,
        CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || !EntryId.TryParse(report, out EntryId entry))
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await open.RunAsync(patient, [], me.Session, me.Token, me.Today, stop);
        if (opened.Head is not { } head)
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, null);
        }

        ReportOpened found = await read.RunAsync(patient, entry, me.Session, me.Token, stop);
        if (found.Editions.Count == 0)
        {
            return Missing(found.Outcome, found.Reason, patient);
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        return Page.Show<ReportPage>(new ReportPageModel(
            head, found.Editions, found.Deliveries, me.Is(Role.Biologist),
            await ReportRows.IsOvertakenAsync(
                connection, found.Editions[0].Version.Patient, found.Editions[0].Version.Entry, stop)));
    }

    private static Task<IResult> PdfAsync(
        string id, string report, int edition, HttpContext http, Visitor me, OpenReport read, CancellationToken stop) =>
        SendAsync(id, report, edition, isSignature: false, http, me, read, stop);

    private static Task<IResult> SignatureAsync(
        string id, string report, int edition, HttpContext http, Visitor me, OpenReport read, CancellationToken stop) =>
        SendAsync(id, report, edition, isSignature: true, http, me, read, stop);

    private static async Task<IResult> SendAsync(
        string id, string report, int edition, bool isSignature, HttpContext http, Visitor me, OpenReport read,
        CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || !EntryId.TryParse(report, out EntryId entry))
        {
            return Problems.NotFound();
        }

        ReportFile file = await read.ReadAsync(
            patient, entry, edition, isSignature, me.Session, me.Token, isPrint: true, stop);
        if (file.Report is null)
        {
            return Missing(file.Outcome, file.Reason, patient);
        }

        if (file.Content is not { } content)
        {
            // It is there and is not what was signed: nobody is handed it.
            return Problems.Conflict();
        }

        ReportFiles.SetHeaders(
            http.Response, ReportFiles.NameOf(file.Report, isSignature ? "pdf.p7s" : "pdf"), isInline: false);
        return Results.Bytes(content, isSignature ? ReportResource.SignatureType : ReportResource.PdfType);
    }

    /// <summary>What is given away: the report, its signature, the certificate to check it with, in one file.</summary>
    private static async Task<IResult> CopyAsync(
        string id, string report, int edition, HttpContext http, Visitor me, OpenReport read, CustodianClient custodian,
        CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || !EntryId.TryParse(report, out EntryId entry))
        {
            return Problems.NotFound();
        }

        ReportFile pdf = await read.ReadAsync(
            patient, entry, edition, isSignature: false, me.Session, me.Token, isPrint: true, stop);
        if (pdf.Report is not { } signed)
        {
            return Missing(pdf.Outcome, pdf.Reason, patient);
        }

        ReportFile signature = await read.ReadAsync(
            patient, entry, edition, isSignature: true, me.Session, me.Token, isPrint: true, stop);
        if (pdf.Content is not { } content || signature.Content is not { } cms)
        {
            return Problems.Conflict();
        }

        byte[] copy = ReportFiles.Copy(signed, content, cms, await CertificatesAsync(me, custodian, stop));
        ReportFiles.SetHeaders(http.Response, ReportFiles.NameOf(signed, "zip"), isInline: false);
        return Results.Bytes(copy, "application/zip");
    }

    private static async Task<IResult> CertificateAsync(
        HttpContext http, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        string pem = await CertificatesAsync(me, custodian, stop);
        if (pem.Length == 0)
        {
            // The key is made with the first report.
            return Problems.NotFound();
        }

        ReportFiles.SetHeaders(http.Response, ReportFiles.CertificateName, isInline: false);
        return Results.Text(pem, "application/x-pem-file");
    }

    private static async Task<string> CertificatesAsync(Visitor me, CustodianClient custodian, CancellationToken stop) =>
        ReportFiles.Pem(await custodian.AskAsync(
            MessageKind.ListReportKeys, me.Token, Nothing.Instance, CustodyJson.Default.Nothing,
            CustodyJson.Default.ReportKeyList, stop));

    private static async Task<IResult> DeliverAsync(
        string id, string report, HttpContext http, Visitor me, OpenReport read, RecordDelivery record,
        CancellationToken stop)
    {
        IFormCollection form = http.Request.Form;
        string name = form["name"].ToString().Trim();
        if (!PatientId.TryParse(id, out PatientId patient) || !EntryId.TryParse(report, out EntryId entry))
        {
            return Problems.NotFound();
        }

        ReportOpened found = await read.RunAsync(patient, entry, me.Session, me.Token, stop);
        if (found.Editions.Count == 0)
        {
            return Missing(found.Outcome, found.Reason, patient);
        }

        if (!Enum.TryParse(form["way"], out DeliveryWay way) || !Enum.IsDefined(way)
            || !Enum.TryParse(form["to"], out DeliveryTo to) || !Enum.IsDefined(to)
            || !int.TryParse(form["edition"], out int edition)
            || found.Editions.FirstOrDefault(one => one.Version.Version == edition) is not { } given
            || name.Length > Delivery.MaxNameChars)
        {
            return Problems.Refused("problem.badRequest");
        }

        EntriesSaved saved = await record.RunAsync(
            given,
            new(edition, way, to, name.Length > 0 ? name : null, me.Now, me.Session.StaffId, me.Session.Name), me.Token,
            stop);
        return saved.Outcome == SealOutcome.Saved
            ? NoteCookie.Redirect(http, me.Web, "saved", $"/patients/{patient}/reports/{entry}")
            : Closed.Answer(
                saved.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, saved.Reason, patient,
                KeptForm.Of(http.Request));
    }

    private static IResult Missing(Outcome outcome, DecisionReason reason, PatientId patient) =>
        outcome == Outcome.Allowed ? Problems.NotFound()
        : outcome == Outcome.StepUp && reason == DecisionReason.TouchNeeded
        ? Page.Show<StepUpPage>(new StepUpModel(StepUpKind.Sensitive, patient, null, null))
        : Closed.Answer(outcome, reason, patient, null);
}
