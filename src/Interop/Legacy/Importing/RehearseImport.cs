using System.Diagnostics;
using Serment.CustodyProtocol;
using Serment.Interop.Legacy.Matching;
using Serment.Interop.Legacy.Profiles;
using Serment.Interop.Legacy.Reading;
using Serment.Interop.Legacy.Recognition;
using Serment.Interop.Legacy.Reporting;
using Serment.Interop.Legacy.Resources;

namespace Serment.Interop.Legacy.Importing;

/// <summary>
/// A dry run: recognises, parses, checks and counts, and writes the report alone. Whose rows they are is not told,
/// since that takes the
/// custodian's tokens; every row that could be imported counts as imported.
/// </summary>
internal sealed class RehearseImport(TimeProvider clock)
{
    /// <summary>The most findings that a dry run lists; it counts them all.</summary>
    public const int MaxFindings = 1_000_000;

    /// <summary>Runs.</summary>
    public async Task<ImportOutcome> RunAsync(
        ImportRequest request,
        RecognizedFile file,
        string sha256,
        CancellationToken stop
    )
    {
        Stopwatch elapsed = Stopwatch.StartNew();
        DateTimeOffset begun = clock.GetUtcNow();
        List<LineFinding> findings = [];
        ImportCounts counts = await Task.Run(() => Count(request, file, findings, stop), stop);
        IReadOnlyDictionary<string, long> byCode = await ImportReport.WriteAsync(
            request.ReportPath,
            new(
                null,
                request.SiteCode,
                true,
                Path.GetFileName(request.FilePath),
                sha256,
                file.LengthBytes,
                file,
                ImportLegacyFile.ProfileHash(file.Plan.Profile),
                begun,
                clock.GetUtcNow(),
                counts
            ),
            findings.ToAsyncEnumerable(),
            stop
        );
        return new(null, file, counts, byCode, sha256, null, request.ReportPath, elapsed.Elapsed);
    }

    private ImportCounts Count(
        ImportRequest request,
        RecognizedFile file,
        List<LineFinding> findings,
        CancellationToken stop
    )
    {
        using FileStream source = new(
            request.FilePath,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            bufferSize: 0,
            FileOptions.SequentialScan
        );
        source.Position = file.DataOffset;
        LegacyReader reader = new(source, file.Dialect, file.DataOffset, file.DataLineNumber);
        RowMapper mapper = new(file.Plan);
        using ContentDigest digest = ContentDigest.Keyed(new byte[32]);
        FactsReader read = new(
            new SourceNames(request.SiteCode, file.Plan.Profile.Name),
            digest,
            DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)
        );
        ColumnNames columns = new(file.Plan);
        LegacyRow row = new();
        RowFacts facts = new();
        TokenRequest unused = new();
        ImportCounts counts = new();
        while (reader.Read(stop))
        {
            mapper.Map(reader, row);
            read.Read(row, facts, unused);
            unused.Clear();
            for (int i = 0; i < facts.Findings.Count && findings.Count < MaxFindings; i++)
            {
                RowFinding finding = facts.Findings[i];
                findings.Add(new(row.LineNumber, (short)i, finding.Refuses, finding.Code, columns.Of(finding.Field)));
            }

            bool flagged = facts.Findings.Count > 0;
            counts += new ImportCounts
            {
                Rows = 1,
                Refused = facts.Refused ? 1 : 0,
                Imported = facts.Refused || flagged ? 0 : 1,
                ImportedWithFlags = !facts.Refused && flagged ? 1 : 0,
                ValuesDestroyed = row.DestroyedValues,
            };
        }

        row.Wipe();
        return counts;
    }
}
