using System.Text.Encodings.Web;
using System.Text.Json;
using Serment.Interop.Legacy.Importing;
using Serment.Interop.Legacy.Recognition;

namespace Serment.Interop.Legacy.Reporting;

/// <summary>What a report says; its format is in docs/import.md. Lines, columns and codes, never content.</summary>
internal sealed record ReportHead(
    string? ImportId,
    string SiteCode,
    bool DryRun,
    string FileName,
    string FileSha256,
    long FileLengthBytes,
    RecognizedFile File,
    string ProfileSha256,
    DateTimeOffset BegunAt,
    DateTimeOffset CompletedAt,
    ImportCounts Counts
);

/// <summary>
/// Writes the machine-readable report of an import, line by line: its memory does not grow with what was found.
/// </summary>
internal static class ImportReport
{
    private const int FlushEveryFindings = 1000;

    // It is a file, not a page: no need to escape accents and signs.
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the report and returns how many rows had each finding.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> WriteAsync(
        string path,
        ReportHead head,
        IAsyncEnumerable<LineFinding> findings,
        CancellationToken stop
    )
    {
        SortedDictionary<string, long> byCode = new(StringComparer.Ordinal);
        await AtomicFile.WriteAsync(
            path,
            async stream =>
            {
                await using Utf8JsonWriter json = new(stream, Options);
                json.WriteStartObject();
                WriteHead(json, head);
                json.WriteStartArray("findings");
                long written = 0;
                await foreach (LineFinding finding in findings.WithCancellation(stop))
                {
                    byCode[finding.Code] = byCode.GetValueOrDefault(finding.Code) + 1;
                    WriteFinding(json, finding);
                    if (++written % FlushEveryFindings == 0)
                    {
                        await json.FlushAsync(stop);
                    }
                }

                json.WriteEndArray();
                json.WriteStartObject("byCode");
                foreach ((string code, long count) in byCode)
                {
                    json.WriteNumber(code, count);
                }

                json.WriteEndObject();
                json.WriteEndObject();
                await json.FlushAsync(stop);
            },
            stop
        );
        return byCode;
    }

    private static void WriteHead(Utf8JsonWriter json, ReportHead head)
    {
        json.WriteString("format", "serment-import-report/1");
        if (head.ImportId is not null)
        {
            json.WriteString("importId", head.ImportId);
        }

        json.WriteString("site", head.SiteCode);
        json.WriteBoolean("dryRun", head.DryRun);
        json.WriteStartObject("file");
        json.WriteString("name", head.FileName);
        json.WriteString("sha256", head.FileSha256);
        json.WriteNumber("lengthBytes", head.FileLengthBytes);
        json.WriteString("encoding", head.File.Dialect.Encoding.ToString());
        json.WriteString("delimiter", ((char)head.File.Dialect.Delimiter).ToString());
        json.WriteNumber("columns", head.File.Plan.Header.Count);
        WriteNames(json, "droppedColumns", head.File.Plan.Dropped);
        WriteNames(json, "destroyedColumns", head.File.Plan.Destroyed);
        WriteNames(json, "missingColumns", head.File.Plan.Missing.Select(rule => rule.Source));
        json.WriteEndObject();
        json.WriteStartObject("profile");
        json.WriteString("name", head.File.Plan.Profile.Name);
        json.WriteString("sha256", head.ProfileSha256);
        json.WriteEndObject();
        json.WriteString("begunAt", head.BegunAt);
        json.WriteString("completedAt", head.CompletedAt);
        json.WritePropertyName("counts");
        JsonSerializer.Serialize(json, head.Counts, ImportJson.Default.ImportCounts);
        json.WriteBoolean("everyRowAccountedFor", head.Counts.IsComplete);
    }

    private static void WriteNames(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteFinding(Utf8JsonWriter json, LineFinding finding)
    {
        json.WriteStartObject();
        json.WriteNumber("line", finding.Line);
        json.WriteString("outcome", finding.Refused ? "refused" : "imported");
        json.WriteString("code", finding.Code);
        if (finding.Column is not null)
        {
            json.WriteString("column", finding.Column);
        }

        json.WriteEndObject();
    }
}
