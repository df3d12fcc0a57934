using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess.Sealing;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Reports;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Reports;

/// <summary>
/// Reports that wait for a biologist: the list from rows alone, a draft to look at, and the signature of some by one touch.
/// Nothing is kept between the question and the answer: the report is drawn again, and only what was confirmed is signed.
/// </summary>
internal static class SignRoutes
{
    /// <summary>The page.</summary>
    public const string Home = "/laboratory/reports";

    private const string Sensitive = "sensitive";
    private const string Results = "results";
    private const int MaxBodyBytes = 64 * 1024;
    private static readonly ReportJson Json = ReportJson.Default;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Home, ShowAsync).Admits(Audience.SignsReports, Budget.None);
        app.MapGet(Home + "/{id}/{request}/{part}", PreviewAsync).Admits(Audience.SignsReports, Budget.OnePatient);
        app.MapPost(Home + "/sign/begin", BeginAsync).Admits(Audience.SignsReports, Budget.OnePatientPerRow);
        app.MapPost(Home + "/sign/complete", CompleteAsync).Admits(Audience.SignsReports, Budget.OnePatientPerRow);
    }

    /// <summary>What a list names a report by.</summary>
    public static string KeyOf(ReportDue due) =>
        $"{due.Request.Patient}.{due.Request.Request}.{(due.IsSensitive ? Sensitive : Results)}";

    /// <summary>Where its draft is to be seen.</summary>
    public static string AddressOf(ReportDue due) =>
        $"{Home}/{due.Request.Patient}/{due.Request.Request}/{(due.IsSensitive ? Sensitive : Results)}";

    private static async Task<IResult> ShowAsync(
        Visitor me, Laboratories laboratories, DatabaseLocation main, CancellationToken stop)
    {
        if (await laboratories.OfAsync(me.Session, stop) is not { } laboratory)
        {
            return Page.Show<DuePage>(new DueModel(null, []));
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        return Page.Show<DuePage>(new DueModel(
            laboratory.Name,
            await ReportRows.DueAsync(connection, laboratory.Site, laboratory.LaboratoryId, me.Now, stop)));
    }

    private static async Task<IResult> PreviewAsync(
        string id, string request, string part, HttpContext http, Visitor me, DraftReport draft,
        CustodianClient custodian, CancellationToken stop)
    {
        if (AskedOf($"{id}.{request}.{part}") is not { } asked)
        {
            return Problems.NotFound();
        }

        ReportDrafted drafted = await draft.RunAsync(
            asked, ReportEdition.New(me.Now), me.Session, me.Token, await StaffNames.AllAsync(me, custodian, stop),
            me.Web.TimeZone, stop, isPreview: true);
        if (drafted.Draft is not { } made)
        {
            return drafted.Outcome == Outcome.Allowed
                ? Problems.NotFound()
                : drafted is { Outcome: Outcome.StepUp, Reason: DecisionReason.TouchNeeded } && asked.IsSensitive
                ? Page.Show<StepUpPage>(new StepUpModel(StepUpKind.Sensitive, asked.Patient, null, null))
                : Closed.Answer(drafted.Outcome, drafted.Reason, asked.Patient, null);
        }

        ReportFiles.SetHeaders(http.Response, "brouillon.pdf", isInline: true);
        return Microsoft.AspNetCore.Http.Results.Bytes(made.Pdf, ReportResource.PdfType);
    }

    private static async Task<IResult> BeginAsync(
        HttpContext http, Visitor me, DraftReport draft, CustodianClient custodian, CancellationToken stop)
    {
        if (await ReadAsync(http, Json.SignAsked) is not { Reports: { } keys }
            || keys.Count is 0 or > ReportSigning.MaxReports
            || keys.Select(AskedOf).ToArray() is not { } asked
            || asked.Any(one => one is null))
        {
            return Problems.Refused("problem.badRequest");
        }

        ReportEdition edition = ReportEdition.New(me.Now);
        SignCarry carry = new(keys, edition.At.ToUnixTimeSeconds(), Convert.ToHexStringLower(edition.Mark.Span));
        if (await DraftAsync(asked, edition, me, draft, custodian, stop) is not { } drafts)
        {
            return Refused("closed");
        }

        try
        {
            CeremonyBegun begun = await custodian.AskAsync(
                MessageKind.BeginSignReports, me.Token, new([.. drafts.Select(one => one.Digest)]),
                CustodyJson.Default.ReportSigning, CustodyJson.Default.CeremonyBegun, stop);
            using JsonDocument options = JsonDocument.Parse(begun.OptionsJson);
            return Microsoft.AspNetCore.Http.Results.Json(
                new SignBegun(begun.CeremonyId, options.RootElement.Clone(), carry), Json.SignBegun);
        }
        catch (CustodyException e) when (e.Status is ResponseStatus.BadRequest or ResponseStatus.Forbidden)
        {
            return Refused("refused");
        }
    }

    private static async Task<IResult> CompleteAsync(
        HttpContext http, Visitor me, DraftReport draft, IssueReport issue, CustodianClient custodian,
        CancellationToken stop)
    {
        if (await ReadAsync(http, Json.SignResult) is not
            { Id: { } ceremony, Credential: { ValueKind: JsonValueKind.Object } credential,
                Carry: { Reports: { } keys } carry }
            || keys.Count is 0 or > ReportSigning.MaxReports
            || keys.Select(AskedOf).ToArray() is not { } asked
            || asked.Any(one => one is null)
            || EditionOf(carry) is not { } edition)
        {
            return Problems.Refused("problem.badRequest");
        }

        if (await DraftAsync(asked, edition, me, draft, custodian, stop) is not { } drafts)
        {
            return Refused("closed");
        }

        ReportsSigned signed;
        try
        {
            signed = await custodian.AskAsync(
                MessageKind.CompleteSignReports, me.Token,
                new(new(ceremony, credential.GetRawText()), [.. drafts.Select(one => one.Digest)]),
                CustodyJson.Default.ReportSigningAnswer, CustodyJson.Default.ReportsSigned, stop);
        }
        catch (CustodyException e) when (e.Status is ResponseStatus.BadRequest or ResponseStatus.Forbidden)
        {
            // A result that changed between the question and the touch makes another digest: not confirmed, not signed.
            return Refused(e.Problem.Code is "not-confirmed" ? "changed" : "refused");
        }

        int done = 0;
        for (int i = 0; i < drafts.Count; i++)
        {
            ReportIssued issued = await issue.RunAsync(
                drafts[i], signed.Signatures[i], signed.At, me.Session, me.Token, stop);
            done += issued.Outcome == SealOutcome.Saved ? 1 : 0;
        }

        return Microsoft.AspNetCore.Http.Results.Json(new SignDone(done, drafts.Count - done), Json.SignDone);
    }

    private static async Task<List<ReportDraft>?> DraftAsync(
        ReportAsked?[] asked, ReportEdition edition, Visitor me, DraftReport draft, CustodianClient custodian,
        CancellationToken stop)
    {
        IReadOnlyDictionary<ActorId, string> names = await StaffNames.AllAsync(me, custodian, stop);
        List<ReportDraft> drafts = [];
        foreach (ReportAsked? one in asked.Distinct())
        {
            ReportDrafted made = await draft.RunAsync(
                one!.Value, edition, me.Session, me.Token, names, me.Web.TimeZone, stop);
            if (made.Draft is null)
            {
                return null;
            }

            drafts.Add(made.Draft);
        }

        return drafts;
    }

    private static ReportAsked? AskedOf(string? key) =>
        (key ?? "").Split('.') is [var patient, var request, var part]
        && PatientId.TryParse(patient, out PatientId who)
        && EntryId.TryParse(request, out EntryId order)
        && part is Sensitive or Results
            ? new(who, order, part is Sensitive)
            : null;

    private static ReportEdition? EditionOf(SignCarry carry) =>
        carry is { Mark: { Length: 2 * ReportEdition.MarkBytes } mark, At: > 0 and < int.MaxValue }
        && mark.All(char.IsAsciiHexDigit)
            ? new(DateTimeOffset.FromUnixTimeSeconds(carry.At), Convert.FromHexString(mark))
            : null;

    private static IResult Refused(string why) =>
        Microsoft.AspNetCore.Http.Results.Text(why, statusCode: StatusCodes.Status422UnprocessableEntity);

    private static async Task<T?> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> form)
        where T : class
    {
        if (http.Request.ContentLength is null or > MaxBodyBytes)
        {
            return null;
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, form, http.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
