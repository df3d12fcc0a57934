using System.Globalization;
using System.IO.Compression;
using System.Text;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Printing;

namespace Serment.Records.Documents.Copies;

/// <summary>A record opened to be copied, or why not. Disposing wipes it.</summary>
/// <param name="Outcome">Whether it opened.</param>
/// <param name="Reason">Why not.</param>
/// <param name="Record">What was opened.</param>
/// <param name="SensitiveClosed">Sensitive entries that were asked for and wait for a touch.</param>
public sealed record CopyOpened(Outcome Outcome, DecisionReason Reason, OpenedRecord? Record, int SensitiveClosed)
    : IDisposable
{
    /// <summary>Wipes.</summary>
    public void Dispose() => Record?.Dispose();
}

/// <summary>
/// A complete copy of one patient's record, as the patient's right (GDPR, article 15; Code de la santé publique,
/// L1111-7): a ZIP archive with a readable summary, everything as a FHIR Bundle, and each document as its file. It is
/// written as it is read: no file here, and never a document as a whole in memory. What nobody has signed is its
/// author's and not yet the patient's record: drafts stay here.
/// </summary>
public sealed class CopyRecord(RecordDoor door, OpenDocument documents)
{
    /// <summary>Lines of the summary; the bundle has everything.</summary>
    public const int MaxSummaryLines = 5_000;

    /// <summary>Opens the whole record for this purpose: the custodian wants a touch for it, and counts it.</summary>
    /// <param name="patient">Whose.</param>
    /// <param name="withSensitive">Whether the patient's sensitive entries are asked for, each with a touch.</param>
    /// <param name="token">The session's secret.</param>
    /// <param name="stop">Cancels the waiting.</param>
    public async Task<CopyOpened> OpenAsync(
        PatientId patient, bool withSensitive, SessionToken token, CancellationToken stop)
    {
        CompartmentSet all = withSensitive
            ? CompartmentSet.All
            : CompartmentSet.From(Compartments.All.Where(one => one != Compartment.Sensitive));
        OpenResult opened = await door.OpenAsync(
            patient, EntrySelection.Of(all), new(token, AccessPurpose.RecordCopy), stop);
        int closed = opened.Record?.Unopened.Count(one =>
            one.Compartment == Compartment.Sensitive && one.Reason == UnopenedReason.NoKey) ?? 0;
        return new(opened.Outcome, opened.Reason, opened.Record, closed);
    }

    /// <summary>Writes the archive.</summary>
    /// <param name="opened">The record.</param>
    /// <param name="words">The words.</param>
    /// <param name="token">The session's secret, for the documents' pieces.</param>
    /// <param name="now">When it is made.</param>
    /// <param name="into">Where to; it is not closed.</param>
    /// <param name="stop">Until the end.</param>
    /// <exception cref="BrokenDocumentException">A document's piece is missing: no copy may look whole then.</exception>
    public async Task WriteAsync(
        OpenedRecord opened, CopyWords words, SessionToken token, DateTimeOffset now, Stream into,
        CancellationToken stop)
    {
        await using ZipArchive archive =
            await ZipArchive.CreateAsync(into, ZipArchiveMode.Create, leaveOpen: true, null, stop);
        string[] notes = [.. NotesOf(opened, words)];
        await AddAsync(
            archive, "LISEZMOI.txt", Encoding.UTF8.GetBytes(string.Join("\r\n", [words.Title, words.Made, "", .. notes])),
            stop);
        OpenedEntry[] signed = [.. opened.Entries.Where(UnsignedEntries.IsNone)];
        await AddAsync(archive, "dossier.pdf", Summary(signed, words, notes, now), stop);
        await AddBundleAsync(archive, signed, now, stop);
        await AddDocumentsAsync(archive, opened, token, stop);
    }

    private static IEnumerable<string> NotesOf(OpenedRecord opened, CopyWords words)
    {
        foreach (string line in words.Contents)
        {
            yield return line;
        }

        int sensitive = opened.Unopened.Count(one => one.Compartment == Compartment.Sensitive);
        int others = opened.Unopened.Count - sensitive;
        if (sensitive > 0 || opened.Entries.All(one => one.Compartment != Compartment.Sensitive))
        {
            yield return string.Format(CultureInfo.InvariantCulture, words.WithoutSensitive, sensitive);
        }

        if (others > 0)
        {
            yield return string.Format(CultureInfo.InvariantCulture, words.Unopened, others);
        }

        if (opened.IsTruncated)
        {
            yield return words.Truncated;
        }
    }

    private static byte[] Summary(OpenedEntry[] signed, CopyWords words, string[] notes, DateTimeOffset now)
    {
        PdfPaper paper = new(new(words.Title, words.Language, words.Made, words.Page, now));
        paper.Text(words.Title, TextStyle.Title);
        paper.Text(words.Made);
        paper.Space(6);
        foreach (string note in notes)
        {
            paper.Text(note, TextStyle.Small);
        }

        int lines = 0;
        foreach (IGrouping<ResourceType, OpenedEntry> type in signed
            .GroupBy(entry => entry.ResourceType)
            .OrderByDescending(group => group.Key.Name is "Patient")
            .ThenBy(group => group.Key.Name, StringComparer.Ordinal))
        {
            paper.Space(10);
            paper.Reserve(60);
            paper.Text($"{words.TypeName(type.Key.Name)} ({type.Count()})", TextStyle.Heading);
            paper.Rule();
            foreach ((string day, string text) in type
                .Select(entry => (Day: EntryText.DayOf(entry.Json) ?? "", Text: EntryText.Of(entry.Json)))
                .OrderByDescending(one => one.Day, StringComparer.Ordinal)
                .TakeWhile(_ => lines++ < MaxSummaryLines && paper.PageCount < PdfPaper.MaxPages - 1))
            {
                paper.Text(day.Length > 0 ? $"{day}   {text}" : text);
                paper.Space(3);
            }
        }

        return paper.Finish();
    }

    private static async Task AddBundleAsync(
        ZipArchive archive, OpenedEntry[] signed, DateTimeOffset now, CancellationToken stop)
    {
        ZipArchiveEntry file = archive.CreateEntry("bundle.json", CompressionLevel.Optimal);
        await using Stream stream = await file.OpenAsync(stop);
        string time = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"{{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"timestamp\":\"{time}\",\"entry\":["),
            stop);
        bool isFirst = true;
        foreach (OpenedEntry entry in signed)
        {
            Resource resource = FhirJson.ReadResource(entry.Json.Span);
            resource.Id ??= entry.Entry.ToString();
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"{(isFirst ? "" : ",")}{{\"fullUrl\":\"urn:serment:{entry.Patient}:{entry.ResourceType}:{entry.Entry}\","
                    + "\"resource\":"),
                stop);
            await stream.WriteAsync(FhirJson.ToBytes(resource), stop);
            await stream.WriteAsync("}"u8.ToArray(), stop);
            isFirst = false;
        }

        await stream.WriteAsync("]}"u8.ToArray(), stop);
    }

    private async Task AddDocumentsAsync(
        ZipArchive archive, OpenedRecord opened, SessionToken token, CancellationToken stop)
    {
        int number = 0;
        foreach (DocumentDetails document in DocumentResource.Of(opened.Entries).Where(one => !one.IsWithdrawn))
        {
            string day = document.Date is { } date
                ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "-"
                : "";
            string name = string.Create(
                CultureInfo.InvariantCulture,
                $"documents/{++number:000}-{day}{document.Type}.{document.Kind.Ending()}");

            // What is in PDF and images is compressed already.
            ZipArchiveEntry file = archive.CreateEntry(
                name, document.Kind == FileKind.Text ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
            await using Stream stream = await file.OpenAsync(stop);
            await foreach (ReadOnlyMemory<byte> part in documents.ReadAsync(
                document, new(token, AccessPurpose.RecordCopy), stop))
            {
                await stream.WriteAsync(part, stop);
            }
        }
    }

    private static async Task AddAsync(ZipArchive archive, string name, byte[] content, CancellationToken stop)
    {
        ZipArchiveEntry file = archive.CreateEntry(name, CompressionLevel.Optimal);
        await using Stream stream = await file.OpenAsync(stop);
        await stream.WriteAsync(content, stop);
    }
}
