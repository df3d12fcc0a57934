using System.Globalization;
using Serment.CustodyProtocol;
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
    public static void Map(IEndpointRouteBuilder app)
    {
        const string Of = "/patients/{id}/reports/{report}";
        app.MapGet(Of, ShowAsync).Admits(Audience.ReadsClinical, Budget.OnePatient);
        app.MapGet(Of + "/{edition:int}/pdf", PdfAsync).Admits(Audience.ReadsClinical, Budget.OnePatient);
        app.MapGet(Of + "/{edition:int}/p7s", SignatureAsync).Admits(Audience.ReadsClinical, Budget.OnePatient);
        app.MapPost(Of + "/deliver", DeliverAsync).Admits(Audience.SignsReports, Budget.OnePatient);
    }

    private static async Task<IResult> ShowAsync(
        string id, string report, Visitor me, OpenSection open, OpenReport read, CancellationToken stop)
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
        return found.Editions.Count > 0
            ? Page.Show<ReportPage>(new ReportPageModel(head, found.Editions, found.Deliveries, me.Is(Role.Biologist)))
            : Missing(found.Outcome, found.Reason, patient);
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

        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"compte-rendu-{file.Report.IssuedAt:yyyy-MM-dd}-{entry}-{edition}.{(isSignature ? "pdf.p7s" : "pdf")}");
        ReportFiles.SetHeaders(http.Response, name, isInline: false);
        return Results.Bytes(content, isSignature ? ReportResource.SignatureType : ReportResource.PdfType);
    }

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
