using System.Text;
using System.Text.Json;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Interop.Legacy.Importing;
using Serment.Simulation.LegacyExports;
using static Serment.IntegrationTests.Interop.ImportRuns;

namespace Serment.IntegrationTests.Interop;

public sealed class ImportTests
{
    private const long Rows = 5_000;

    public static TheoryData<DatabaseEngine> Engines => RecordBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Every_row_is_accounted_for_and_a_second_run_adds_nothing(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        (string file, int people, _) = Export(bed, Rows);

        ImportOutcome first = await Import(bed).RunAsync(Request(bed, file), null, CancellationToken.None);

        Assert.True(first.Counts.IsComplete);
        Assert.Equal((Rows, 0, 0), (first.Counts.Rows, first.Counts.Refused, first.Counts.AlreadyPresent));
        Assert.InRange(first.Counts.PatientsCreated, people * 0.98, people * 1.02);
        Assert.Equal(first.Counts.EntriesSealed, await bed.CountAsync("SELECT COUNT(*) FROM entry"));
        Assert.Equal(
            first.Counts.PatientsCreated,
            await bed.CountAsync("SELECT COUNT(DISTINCT patient_id) FROM entry")
        );
        Assert.True(File.Exists(first.ReportPath + ".certificate"));

        ImportOutcome again = await Import(bed).RunAsync(Request(bed, file), null, CancellationToken.None);

        Assert.Equal(Rows, again.Counts.AlreadyPresent);
        Assert.Equal(first.Counts.EntriesSealed, await bed.CountAsync("SELECT COUNT(*) FROM entry"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Another_file_of_the_same_people_adds_dossiers_and_no_people(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        (string file, _, _) = Export(bed, 500);
        await Import(bed).RunAsync(Request(bed, file), null, CancellationToken.None);
        string renumbered = Path.Combine(bed.Folder, "again.csv");
        string[] lines = await File.ReadAllLinesAsync(file, Encoding.Latin1);
        await File.WriteAllTextAsync(
            renumbered,
            lines[0] + "\r\n" + string.Concat(lines[1..].Select(line => "9" + line + "\r\n")),
            Encoding.Latin1
        );

        ImportOutcome second = await Import(bed).RunAsync(Request(bed, renumbered), null, CancellationToken.None);

        Assert.Equal((0, 500), (second.Counts.PatientsCreated, second.Counts.PatientsMatched));
        Assert.InRange(second.Counts.EntriesSealed, 500, 1_000);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_killed_run_resumes_without_a_duplicate(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        (string file, _, _) = Export(bed, 8_000);
        using CancellationTokenSource kill = new();
        Progress killing = new(progress =>
        {
            if (progress.Counts.Rows > 0)
            {
                kill.Cancel();
            }
        });
        ImportFailedException killed = await Assert.ThrowsAsync<ImportFailedException>(() =>
            Import(bed).RunAsync(Request(bed, file), killing, kill.Token)
        );
        Assert.True(killed.IsResumable);
        long before = await bed.CountAsync("SELECT COUNT(*) FROM entry");
        Assert.InRange(before, 1, 8_000 * 5);

        ImportFailedException unasked = await Assert.ThrowsAsync<ImportFailedException>(() =>
            Import(bed).RunAsync(Request(bed, file), null, CancellationToken.None)
        );
        Assert.Equal("interrupted-exists", unasked.Code);
        ImportOutcome resumed = await Import(bed)
            .RunAsync(Request(bed, file) with { Resume = true }, null, CancellationToken.None);

        Assert.Equal((8_000, 0), (resumed.Counts.Rows, resumed.Counts.AlreadyPresent));
        Assert.Equal(resumed.Counts.EntriesSealed, await bed.CountAsync("SELECT COUNT(*) FROM entry"));
        Assert.Equal(
            resumed.Counts.PatientsCreated,
            await bed.CountAsync("SELECT COUNT(DISTINCT patient_id) FROM entry")
        );
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Every_planted_defect_is_flagged_or_refused_at_its_line(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        (string file, _, List<PlantedDefect> defects) = Export(bed, 4_000, defectRate: 0.05);

        ImportOutcome outcome = await Import(bed).RunAsync(Request(bed, file), null, CancellationToken.None);

        Assert.True(outcome.Counts.IsComplete);
        HashSet<(long, string)> said = [];
        using JsonDocument report = JsonDocument.Parse(await File.ReadAllBytesAsync(outcome.ReportPath));
        foreach (JsonElement finding in report.RootElement.GetProperty("findings").EnumerateArray())
        {
            said.Add((finding.GetProperty("line").GetInt64(), finding.GetProperty("code").GetString()!));
        }

        foreach (PlantedDefect defect in defects)
        {
            string[] codes = Codes(defect.Kind);
            Assert.True(
                codes.Length == 0 || codes.Any(code => said.Contains((defect.Line, code))),
                $"line {defect.Line}: {defect.Kind} was not said"
            );
        }

        Assert.Equal(defects.Count(defect => defect.Kind == DefectKind.TruncatedLine), outcome.Counts.Refused);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_dry_run_writes_its_report_alone(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        (string file, _, _) = Export(bed, 500);

        ImportOutcome outcome = await Import(bed)
            .RunAsync(Request(bed, file) with { DryRun = true }, null, CancellationToken.None);

        Assert.Equal((500, null), (outcome.Counts.Rows, outcome.Certificate));
        Assert.Equal(0, await bed.CountAsync("SELECT COUNT(*) FROM entry"));
        Assert.Equal(0, await bed.CountAsync("SELECT COUNT(*) FROM import_job"));
    }

    [Fact]
    public async Task Nothing_of_the_source_is_readable_in_the_databases_or_the_report()
    {
        await using RecordBed bed = await RecordBed.StartAsync(DatabaseEngine.Sqlite);
        string file = Path.Combine(bed.Folder, "source.csv");
        await using (FileStream stream = File.Create(file))
        {
            LegacyExport.Write(stream, new() { Rows = 300, Sentinels = true }, null, CancellationToken.None);
        }

        await Import(bed).RunAsync(Request(bed, file), null, CancellationToken.None);

        string[] marks =
        [
            .. (await File.ReadAllTextAsync(file, Encoding.Latin1))
                .Split(' ', ';', '\r', '"', ',', '.')
                .Where(word => word.Length == 12 && word.StartsWith("ZQ", StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal),
        ];
        Assert.InRange(marks.Length, 800, 1_000);
        File.Delete(file);
        foreach (string path in Directory.EnumerateFiles(bed.Folder))
        {
            string content = await ReadSharedAsync(path);
            Assert.DoesNotContain(marks, mark => content.Contains(mark, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_source_is_erased_only_when_it_is_still_the_one_imported()
    {
        await using RecordBed bed = await RecordBed.StartAsync(DatabaseEngine.Sqlite);
        (string file, _, _) = Export(bed, 200);
        ImportOutcome outcome = await Import(bed).RunAsync(Request(bed, file), null, CancellationToken.None);
        byte[] original = await File.ReadAllBytesAsync(file);
        RetireSource retire = new(bed.Main, TimeProvider.System);

        await File.AppendAllTextAsync(file, "one more line\r\n");
        ImportFailedException changed = await Assert.ThrowsAsync<ImportFailedException>(() =>
            retire.RunAsync(outcome, file, CancellationToken.None)
        );
        Assert.Equal("file-changed", changed.Code);
        Assert.True(File.Exists(file));

        await File.WriteAllBytesAsync(file, original);
        Retirement retired = await retire.RunAsync(outcome, file, CancellationToken.None);
        Assert.False(File.Exists(file));
        Assert.Equal(original.Length, retired.OverwrittenBytes);
        Assert.NotEmpty(retired.Caveats);
        Assert.Equal(3, await bed.CountAsync("SELECT state FROM import_job"));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("NUM_DOSSIER;NUM_PATIENT_LABO;NOM_USUEL;NOM_NAISSANCE;PRENOM;SEXE;DATE_NAISSANCE\r\n", "header-only")]
    [InlineData("a;b;c\r\n1;2;3\r\n", "no-header")]
    [InlineData("PK\u0003\u0004 and more", "known-binary")]
    public async Task What_is_no_export_is_told_before_anything_is_written(string content, string code)
    {
        await using RecordBed bed = await RecordBed.StartAsync(DatabaseEngine.Sqlite);
        string file = Path.Combine(bed.Folder, "bad.csv");
        await File.WriteAllTextAsync(file, content, Encoding.Latin1);

        ImportFailedException failed = await Assert.ThrowsAsync<ImportFailedException>(() =>
            Import(bed).RunAsync(Request(bed, file), null, CancellationToken.None)
        );

        Assert.Equal((code, ImportExitCode.CannotBegin), (failed.Code, failed.ExitCode));
        Assert.Equal(0, await bed.CountAsync("SELECT COUNT(*) FROM import_job"));
    }

    [Fact]
    public async Task Says_what_stops_it_and_what_can_be_done()
    {
        await using RecordBed bed = await RecordBed.StartAsync(DatabaseEngine.Sqlite);
        (string file, _, _) = Export(bed, 100);

        ImportFailedException nowhere = await Assert.ThrowsAsync<ImportFailedException>(() =>
            Import(bed)
                .RunAsync(
                    Request(bed, file) with
                    {
                        ReportPath = Path.Combine(bed.Folder, "no", "such", "report.json"),
                    },
                    null,
                    CancellationToken.None
                )
        );
        Assert.Equal("report-folder", nowhere.Code);
        ImportFailedException site = await Assert.ThrowsAsync<ImportFailedException>(() =>
            Import(bed).RunAsync(Request(bed, file) with { SiteCode = "NULLEPART" }, null, CancellationToken.None)
        );
        Assert.Equal("site", site.Code);
        ImportFailedException nothing = await Assert.ThrowsAsync<ImportFailedException>(() =>
            Import(bed).RunAsync(Request(bed, file) with { Resume = true }, null, CancellationToken.None)
        );
        Assert.Equal("nothing-to-resume", nothing.Code);
        Assert.All(
            [nowhere, site, nothing],
            failed => Assert.NotEqual(failed.Wording.French, failed.Wording.English, StringComparer.Ordinal)
        );
    }

    private static string[] Codes(DefectKind kind) =>
        kind switch
        {
            DefectKind.BadNirKey => ["nir-key-wrong"],
            DefectKind.ImpossibleDate => ["impossible-date", "partial-date"],
            DefectKind.MissingBirthDate => ["missing-birth-date"],
            DefectKind.UnescapedQuote => ["unescaped-quote"],
            DefectKind.TruncatedLine => ["too-few-fields"],
            DefectKind.StrayNul => ["nul-byte"],
            DefectKind.Mojibake => ["mended-mojibake"],
            DefectKind.DuplicateDossier => ["duplicate-accession"],
            _ => [],
        };

    private static async Task<string> ReadSharedAsync(string path)
    {
        await using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }
}
