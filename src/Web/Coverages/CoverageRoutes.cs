using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts;
using Serment.Records.Coverages;
using Serment.Records.Coverages.HealthCards;
using Serment.Records.Entries;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Coverages;

/// <summary>The coverages of a record: who pays, for when, in which order.</summary>
internal static class CoverageRoutes
{
    private const string SeenField = "seen";

    private static readonly string[] Types = [nameof(Coverage)];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/patients/{id}/coverage", ShowListAsync).Admits(Audience.WritesCoverage, Budget.OnePatient);
        app.MapGet("/patients/{id}/coverage/new", ShowNewAsync).Admits(Audience.WritesCoverage, Budget.OnePatient);
        app.MapGet("/patients/{id}/coverage/{entry}", ShowOneAsync)
            .Admits(Audience.WritesCoverage, Budget.OnePatient);
        app.MapPost("/patients/{id}/coverage", SaveAsync).Admits(Audience.WritesCoverage, Budget.OnePatient);
    }

    /// <summary>Opens the coverages of a record.</summary>
    public static Task<SectionOpened> OpenAsync(
        PatientId patient, Visitor me, OpenSection open, CancellationToken stop) =>
        open.RunAsync(patient, Types, me.Session, me.Token, me.Today, stop);

    /// <summary>The list, with the card's form as it was sent.</summary>
    public static async Task<IResult> ShowAsync(
        PatientId patient, FormState cardForm, Visitor me, OpenSection open, bool hasReader, int status,
        CancellationToken stop)
    {
        using SectionOpened opened = await OpenAsync(patient, me, open, stop);
        return opened is { Head: { } head, Record: { } record }
            ? Page.Show<CoveragesPage>(
                new CoveragesModel(head, CoverageLineResource.Of(record.Entries, me.Today), cardForm, hasReader),
                status)
            : Closed.Answer(opened.Outcome, opened.Reason, patient, null);
    }

    private static Task<IResult> ShowListAsync(
        string id, Visitor me, OpenSection open, IServiceProvider parts, CancellationToken stop) =>
        PatientId.TryParse(id, out PatientId patient)
            ? ShowAsync(
                patient, new(), me, open, parts.GetService<IHealthCardReader>() is not null, StatusCodes.Status200OK,
                stop)
            : Task.FromResult(Problems.NotFound());

    private static async Task<IResult> ShowNewAsync(string id, Visitor me, OpenSection open, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await OpenAsync(patient, me, open, stop);
        return opened.Head is { } head
            ? Page.Show<CoveragePage>(new CoverageModel(head, new(), null))
            : Closed.Answer(opened.Outcome, opened.Reason, patient, null);
    }

    private static async Task<IResult> ShowOneAsync(
        string id, string entry, Visitor me, OpenSection open, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await OpenAsync(patient, me, open, stop);
        if (opened is not { Head: { } head, Record: { } record })
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, null);
        }

        StoredCoverage? found = CoverageLineResource.Of(record.Entries, me.Today).FirstOrDefault(one =>
            string.Equals(one.Version.Entry.ToString(), entry, StringComparison.Ordinal));
        if (found is null)
        {
            return Problems.NotFound();
        }

        FormState form = CoverageFormReader.Fill(found.Line);
        form["insuredNirBefore"] = form["insuredNir"];
        return Page.Show<CoveragePage>(new CoverageModel(head, form, found.Version));
    }

    private static async Task<IResult> SaveAsync(
        string id, HttpContext http, Visitor me, OpenSection open, SaveCoverage save, CustodianClient custodian,
        CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        FormState form = FormState.Of(http.Request.Form);
        KeptForm? kept = KeptForm.Of(http.Request);
        EntryVersion? seen = EntryVersion.Parse(form[SeenField]);
        CoverageLine? line = form.IsRedraw ? null : CoverageFormReader.Read(form, me);
        me.Address = $"/patients/{patient}/coverage";
        using SectionOpened opened = await OpenAsync(patient, me, open, stop);
        if (opened is not { Head: { } head, Record: { } record })
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, kept);
        }

        CoverageModel model = new(head, form, seen);
        if (line is null)
        {
            return Page.Show<CoveragePage>(
                model, form.IsRedraw ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
        }

        IReadOnlyList<StoredCoverage> all = CoverageLineResource.Of(record.Entries, me.Today);
        if (seen is null && all.Count >= CoverageLine.MaxLines)
        {
            form.RefuseAll(me.Texts["cover.tooMany"]);
            return Page.Show<CoveragePage>(model, StatusCodes.Status422UnprocessableEntity);
        }

        EntriesSaved saved = await save.RunAsync(patient, line, seen, me.Session, me.Token, stop);
        return saved.Outcome switch
        {
            SealOutcome.Saved => NoteCookie.Redirect(http, me.Web, "saved", $"/patients/{patient}/coverage"),
            SealOutcome.VersionConflict => await ConflictAsync(model, saved.Conflict!, all, me, custodian, stop),
            _ => Closed.Answer(
                saved.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, saved.Reason, patient, kept),
        };
    }

    private static async Task<IResult> ConflictAsync(
        CoverageModel model, VersionConflict conflict, IReadOnlyList<StoredCoverage> all, Visitor me,
        CustodianClient custodian, CancellationToken stop)
    {
        StoredCoverage? theirs = all.FirstOrDefault(one => one.Version.Entry == conflict.Entry);
        if (theirs is not null)
        {
            FormState other = CoverageFormReader.Fill(theirs.Line);
            foreach (string field in other.Names)
            {
                model.Form.NoteOther(field, other[field]);
            }
        }

        return Page.Show<CoveragePage>(
            model with
            {
                Seen = theirs?.Version ?? model.Seen,
                IsConflict = true,
                SavedBy = await StaffNames.OfAsync(conflict.Author, me, custodian, stop),
                SavedAt = DateTimeOffset.FromUnixTimeMilliseconds(conflict.RecordedAtMs),
            },
            StatusCodes.Status409Conflict);
    }
}
