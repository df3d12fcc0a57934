using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Specimens;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Bench;

/// <summary>The worklists of the bench: numbers, sex, age, codes. Nobody's record is opened for them.</summary>
internal static class WorklistRoutes
{
    /// <summary>The page.</summary>
    public const string Home = "/laboratory/bench";

    private const int MaxOlderMinutes = 7 * 24 * 60;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Home, ShowAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapGet(Home + "/stamp", StampAsync).Admits(Audience.WorksInLaboratory, Budget.None).InBackground();
        app.MapGet(Home + "/paper", PrintAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(Home + "/find", FindAsync).Admits(Audience.WorksInLaboratory, Budget.None);
    }

    /// <summary>The address of a tube: numbers that are random.</summary>
    public static string TubeAddress(PatientId patient, EntryId specimen) => $"{Home}/tubes/{patient}/{specimen}";

    /// <summary>The page, with what could not be done.</summary>
    public static async Task<IResult> AnswerAsync(
        WorklistQuery query, FormState form, int status, Visitor me, ReadWorklist read, CancellationToken stop,
        string? done = null) =>
        Page.Show<WorklistPage>(
            new WorklistModel(
                query, await read.RunAsync(me.Session.SiteCode, query, me.Now, stop), me.Session.Units,
                AddressOf(query), form)
            {
                Done = done,
                Instruments = await read.InstrumentsAsync(me.Session.SiteCode, query.LaboratoryId, stop),
            },
            status);

    /// <summary>The query of an address or of a form's hidden field.</summary>
    public static WorklistQuery QueryOf(
        Visitor me, int? lab, string? view, int? section, int? instrument, bool? urgent, int? older) => new(
        lab ?? (me.Session.Units.Count > 0 ? me.Session.Units[0].UnitId : 0),
        Enum.TryParse(view, ignoreCase: true, out WorklistView shown) && Enum.IsDefined(shown) ? shown : default,
        section is { } number && Enum.IsDefined((Section)number) ? (Section)number : null,
        instrument is > 0 ? instrument.Value : 0,
        urgent == true,
        older is > 0 and <= MaxOlderMinutes ? older.Value : 0);

    /// <summary>The query as an address has it.</summary>
    public static string AddressOf(WorklistQuery query) => string.Create(
        CultureInfo.InvariantCulture,
        $"lab={query.LaboratoryId}&view={query.View}&section={(query.Section is { } part ? (int)part : 0)}"
        + $"&instrument={query.InstrumentId}&urgent={(query.UrgentOnly ? "true" : "false")}"
        + $"&older={query.OlderThanMinutes}");

    /// <summary>The query that a form's hidden field names.</summary>
    public static WorklistQuery QueryOf(Visitor me, string text)
    {
        Dictionary<string, Microsoft.Extensions.Primitives.StringValues> parts =
            Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(text.Length > 300 ? "" : text);
        return QueryOf(
            me, WholeOf("lab"), parts.GetValueOrDefault("view"), WholeOf("section"), WholeOf("instrument"),
            parts.GetValueOrDefault("urgent") == "true", WholeOf("older"));

        int? WholeOf(string name) =>
            int.TryParse(parts.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
                : null;
    }

    private static Task<IResult> ShowAsync(
        int? lab, string? view, int? section, int? instrument, bool? urgent, int? older, Visitor me, ReadWorklist read,
        CancellationToken stop)
    {
        WorklistQuery query = QueryOf(me, lab, view, section, instrument, urgent, older);
        return lab is null || IsOwn(me, query.LaboratoryId)
            ? AnswerAsync(query, new(), StatusCodes.Status200OK, me, read, stop)
            : Task.FromResult(Problems.NotFound());
    }

    private static async Task<IResult> StampAsync(
        int? lab, string? view, int? section, int? instrument, bool? urgent, int? older, Visitor me, ReadWorklist read,
        CancellationToken stop)
    {
        WorklistQuery query = QueryOf(me, lab, view, section, instrument, urgent, older);
        return IsOwn(me, query.LaboratoryId)
            ? Results.Text(await read.StampAsync(me.Session.SiteCode, query, me.Now, stop))
            : Problems.NotFound();
    }

    private static async Task<IResult> PrintAsync(
        int? lab, string? view, int? section, int? instrument, bool? urgent, int? older, HttpContext http, Visitor me,
        ReadWorklist read, CancellationToken stop)
    {
        WorklistQuery query = QueryOf(me, lab, view, section, instrument, urgent, older);
        if (!IsOwn(me, query.LaboratoryId))
        {
            return Problems.NotFound();
        }

        Worklist list = await read.RunAsync(me.Session.SiteCode, query, me.Now, stop);
        http.Response.Headers.ContentDisposition = "inline; filename=\"paillasse.pdf\"";
        return Results.Bytes(WorklistPaper.Write(list, query, me), "application/pdf");
    }

    // A scanner types the number and Enter.
    private static async Task<IResult> FindAsync(
        HttpContext http, Visitor me, DatabaseLocation main, RecordDoor door, ReadWorklist read, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        string number = form["number"].ToUpperInvariant();
        short? site = await door.SiteOfCodeAsync(me.Session.SiteCode, stop);
        if (site is { } here && number.Length is > 0 and <= 40)
        {
            await using System.Data.Common.DbConnection connection = await main.OpenAsync(stop);
            if (await SpecimenRows.OfNumberAsync(connection, here, number, stop) is { } found
                && await SpecimenRows.FindAsync(connection, null, found.Patient, found.Specimen, stop) is { } tube
                && IsOwn(me, tube.LaboratoryId))
            {
                return Results.LocalRedirect(TubeAddress(found.Patient, found.Specimen));
            }
        }

        form.Refuse("number", me.Texts["bench.unknownTube"]);
        return await AnswerAsync(
            QueryOf(me, null, null, null, null, null, null), form, StatusCodes.Status422UnprocessableEntity, me, read,
            stop);
    }

    private static bool IsOwn(Visitor me, int laboratory) => me.Session.Units.Any(unit => unit.UnitId == laboratory);
}
