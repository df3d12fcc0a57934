using Serment.CustodyProtocol;
using Serment.Records.Charts;
using Serment.Records.Medications;
using Serment.Records.Practitioners;
using Serment.Web.Security;
using Serment.Web.Serving;
using Serment.Web.Texts;

namespace Serment.Web.Medications;

/// <summary>
/// Prints one signed prescription. A print opens the chart like a page does: it is decided, charged and in the log
/// as a print before the first byte, and its receipt is on the paper.
/// </summary>
internal static class PaperRoutes
{
    private const string FileName = "ordonnance.pdf";
    private static readonly string[] Types = [.. MedicationLines.Types, "Observation"];

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/patients/{id}/medications/paper/{prescription}", PrintAsync)
            .Admits(Audience.ReadsClinical, Budget.OnePatient);

    private static async Task<IResult> PrintAsync(
        string id, string prescription, HttpContext http, [AsParameters] MedicationParts parts, ReadPractice practice,
        TextCatalog catalog, CancellationToken stop)
    {
        (SectionOpened? opened, IResult? answer) = await MedicationRoutes.OpenAsync(
            id, Types, http, parts, stop, isPrint: true);
        using SectionOpened? held = opened;
        if (opened is null)
        {
            return answer!;
        }

        Visitor me = parts.Me;
        ChartLine[] lines =
        [
            .. MedicationLines.Of(opened.Record!.Entries)
                .Where(one => string.Equals(one.Group, prescription, StringComparison.Ordinal)),
        ];
        if (lines.Length == 0 || lines[0].Signer is not { } signer)
        {
            return Problems.NotFound();
        }

        IReadOnlyDictionary<ActorId, string> names = await StaffNames.AllAsync(me, parts.Custodian, stop);
        Letterhead letterhead = await practice.LetterheadAsync(
            signer, names.GetValueOrDefault(signer, ""), me.Session.SiteCode, stop);

        // In French whatever the page's language: it is for a French pharmacy.
        byte[] bytes = PrescriptionPaper.Write(
            new(
                opened.Head!, letterhead, lines, MeasuredWeight.NewestOf(opened.Record.Entries),
                me.Local(lines[0].SignedAt ?? me.Now), me.Local(me.Now), me.Now),
            catalog.French);

        // Shown in the browser rather than saved: a file in a folder of downloads is a copy that nobody counts.
        http.Response.Headers.ContentDisposition = $"inline; filename=\"{FileName}\"";
        return Results.Bytes(bytes, "application/pdf");
    }
}
