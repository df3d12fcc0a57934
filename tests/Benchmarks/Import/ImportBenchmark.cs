using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Serment.Harness;
using Serment.IntegrationTests;

namespace Serment.Benchmarks.Import;

/// <summary>
/// <c>serment import</c> of a 60-column export with everything on, against a plain COPY with six indexes of the same
/// file:
/// runs in turn, both engines, each import into a fresh folder with its own custodian process.
/// </summary>
internal static class ImportBenchmark
{
    private const int ReadySeconds = 60;

    public static async Task<IReadOnlyList<Measured>> RunAsync(string folder, long rows, int rounds, bool postgres)
    {
        string file = Path.Combine(folder, "export.csv");
        await Programs.RunAsync(
            "simulate", "legacy-export", "--rows", rows.ToString(CultureInfo.InvariantCulture), "--seed", "7", "--out", file);
        List<Measured> lines = [];
        lines.AddRange(await CompareAsync("SQLite", folder, file, rows, rounds, postgres: false));
        if (postgres)
        {
            lines.AddRange(await CompareAsync("PostgreSQL", folder, file, rows, rounds, postgres: true));
        }

        return lines;
    }

    private static async Task<IReadOnlyList<Measured>> CompareAsync(
        string engine, string folder, string file, long rows, int rounds, bool postgres)
    {
        Samples plain = new();
        Samples ours = new();
        long plainBytes = 0;
        Imported last = default;
        for (int round = 0; round < rounds; round++)
        {
            string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"plain-{engine}-{round}.db"));
            string? database = postgres ? await PostgresServer.NewDatabaseAsync() : null;
            long begun = Stopwatch.GetTimestamp();
            plainBytes = database is null
                ? await PlainImport.SqliteAsync(path, file, CancellationToken.None)
                : await PlainImport.PostgreSqlAsync(database, file, CancellationToken.None);
            plain.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
            File.Delete(path);

            string data = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"data-{engine}-{round}"));
            last = await ImportAsync(data, file, postgres);
            ours.Add(last.Seconds);
            if (round < rounds - 1)
            {
                Directory.Delete(data, recursive: true);
            }
        }

        string work = string.Create(CultureInfo.InvariantCulture, $"import of {rows:N0} rows, {engine}");
        return
        [
            new(
                work, Table.Seconds(plain.At(50)), Table.Seconds(ours.At(50)), Table.Ratio(ours.At(50), plain.At(50)),
                "≤ 4 ×, aim 3 ×"),
            new($"disk after it, {engine}, both databases", Table.Megabytes(plainBytes), Table.Megabytes(last.DiskBytes),
                Table.Ratio(last.DiskBytes, plainBytes), "≤ 4 ×"),
            new($"memory of the import, {engine}", "–", Table.Megabytes(last.ImporterPeakBytes), "–", "≤ 400 MB"),
            new($"memory of the custodian during it, {engine}", "–", Table.Megabytes(last.CustodianPeakBytes), "–", "≤ 300 MB"),
        ];
    }

    /// <summary>Makes a folder, starts its custodian, imports.</summary>
    public static async Task<Imported> ImportAsync(string data, string file, bool postgres)
    {
        List<string> arguments = ["init", "--data", data, "--establishment", await BenchmarkSite.WriteAsync(data)];
        arguments.AddRange(["--port", FreePorts.Pair().ToString(CultureInfo.InvariantCulture)]);
        string? main = null;
        string? custody = null;
        if (postgres)
        {
            main = await PostgresServer.NewDatabaseAsync();
            custody = await PostgresServer.NewDatabaseAsync();
            arguments.AddRange(["--main-database", main, "--custody-database", custody]);
        }

        await Programs.RunAsync([.. arguments]);
        using Programs custodian = Programs.Start("custodian", "--data", data);
        await custodian.UntilAsync("ready", ReadySeconds);
        (double seconds, long peak, _) = await Programs.RunAsync(
            "import", file, "--site", BenchmarkSite.Code, "--data", data, "--report", data + ".report.json");
        long disk = main is null
            ? Directory.EnumerateFiles(data, "*.db").Sum(path => new FileInfo(path).Length)
            : await SizeAsync(main) + await SizeAsync(custody!);
        return new(seconds, peak, custodian.PeakBytes, disk);
    }

    private static async Task<long> SizeAsync(string database)
    {
        await using NpgsqlConnection connection = new(database);
        await connection.OpenAsync();
        await using NpgsqlCommand size = new("SELECT pg_database_size(current_database())", connection);
        return (long)(await size.ExecuteScalarAsync())!;
    }
}

/// <summary>What one import took.</summary>
internal readonly record struct Imported(double Seconds, long ImporterPeakBytes, long CustodianPeakBytes, long DiskBytes);

/// <summary>The laboratory that benchmarks import into.</summary>
internal static class BenchmarkSite
{
    public const string Code = "LABO";

    public static async Task<string> WriteAsync(string data)
    {
        string path = data + ".establishment.json";
        await File.WriteAllTextAsync(
            path,
            """
            {
              "code": "LABO", "name": "Laboratoire d'essai", "kind": "laboratory",
              "units": [{ "code": "BIO", "name": "Biochimie" }],
              "founders": [{ "name": "A. Essai", "role": "Administrator" }, { "name": "B. Essai", "role": "SecurityOfficer" }]
            }
            """);
        return path;
    }
}
