using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts;
using Serment.Records.Charts.Items;
using Serment.Records.Charts.Results;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Reports;
using Serment.Web.Charts.Items;
using Serment.Web.Laboratory.Specimens;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Charts.Laboratory;

/// <summary>Laboratory results: side by side, as curves, and who has seen them.</summary>
internal static class ResultRoutes
{
    /// <summary>The field of each result that was before the reader's eyes.</summary>
    public const string ResultField = "result";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/patients/{id}/results", ShowAsync).Admits(Audience.ReadsClinical, Budget.OnePatient);
        app.MapGet("/patients/{id}/results/print", PrintAsync).Admits(Audience.ReadsClinical, Budget.OnePatient);
        app.MapPost("/patients/{id}/results/seen", MarkSeenAsync).Admits(Audience.WritesClinical, Budget.OnePatient);
    }

    private static Task<IResult> ShowAsync(
        string id, Visitor me, OpenSection open, CustodianClient custodian, SpecimenDesk desk, Catalogues catalogues,
        CancellationToken stop) =>
        PageAsync(id, isPrint: false, me, open, custodian, desk, catalogues, stop);

    private static Task<IResult> PrintAsync(
        string id, Visitor me, OpenSection open, CustodianClient custodian, SpecimenDesk desk, Catalogues catalogues,
        CancellationToken stop) =>
        PageAsync(id, isPrint: true, me, open, custodian, desk, catalogues, stop);

    private static async Task<IResult> PageAsync(
        string id, bool isPrint, Visitor me, OpenSection open, CustodianClient custodian, SpecimenDesk desk,
        Catalogues catalogues, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await open.RunAsync(
            patient, LabResults.Types, me.Session, me.Token, me.Today, stop, isPrint: isPrint);
        if (opened is not { Head: { } head, Record: { } record })
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, null);
        }

        IReadOnlyList<LabResult> all = ResultNames.In(
            me.Texts.Language, LabResults.Of(record.Entries),
            await catalogues.CurrentAsync(await desk.SiteAsync(me, stop), stop));
        ReportLine[] reports =
        [
            .. ReadEntries.Of<DiagnosticReport>(record.Entries)
                .Where(one => one.Resource.Status is not ("entered-in-error" or "cancelled"))
                .Select(one => new ReportLine(
                    Coded.TextOf(one.Resource.Code) ?? "?",
                    Coded.Moment(one.Resource.EffectiveDateTime ?? one.Resource.Issued)
                        ?? DateTimeOffset.FromUnixTimeMilliseconds(one.RecordedAtMs),
                    one.Resource.Conclusion, one.Resource.Status, ReportResource.Read(one)))
                .OrderByDescending(one => one.At)
                .Take(ResultsModel.MaxListed),
        ];
        return Page.Show<ResultsPage>(new ResultsModel(
            head, [.. all.Take(ResultsModel.MaxResults)], reports,
            record.IsTruncated || all.Count > ResultsModel.MaxResults,
            await StaffNames.AllAsync(me, custodian, stop), isPrint)
        {
            UnderWay = LabResults.UnderWay(record.Entries),
        });
    }

    private static async Task<IResult> MarkSeenAsync(
        string id, HttpContext http, Visitor me, OpenSection open, SaveEntries save, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        KeptForm? kept = KeptForm.Of(http.Request);
        using SectionOpened opened = await open.RunAsync(
            patient, LabResults.Types, me.Session, me.Token, me.Today, stop);
        if (opened is not { Head: { } head, Record: { } record })
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, kept);
        }

        // Only what stands in this chart, in the version that was on the page: nobody signs for what she did not see.
        HashSet<EntryVersion> present = [.. LabResults.Of(record.Entries).Select(one => one.Version)];
        EntryVersion[] seen =
        [
            .. http.Request.Form[ResultField].Take(SeenMarks.MaxTargets)
                .Select(EntryVersion.Parse).OfType<EntryVersion>().Where(present.Contains).Distinct(),
        ];
        if (seen.Length == 0)
        {
            return Problems.Conflict();
        }

        EntriesSaved saved = await save.RunAsync(
            head.Patient, [new(SeenMarks.Write(seen, ItemRoutes.WriterOf(me, head.Patient)))], me.Token, stop);
        return saved.Outcome == SealOutcome.Saved
            ? NoteCookie.Redirect(http, me.Web, "saved", $"/patients/{head.Patient}/results")
            : Closed.Answer(
                saved.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, saved.Reason, patient, kept);
    }
}
