using System.Globalization;
using Serment.Benchmarks.Import;
using Serment.IntegrationTests;

namespace Serment.Benchmarks;

/// <summary>
/// The data folders that pages, verification and start are measured on: one an engine, filled by <c>serment import</c>; where
/// the import benchmark ran in the same run, the one that it left.
/// </summary>
internal sealed class FilledFolders(BenchmarkSettings settings)
{
    private readonly Dictionary<bool, FilledFolder> filled = [];

    /// <summary>The engines asked for.</summary>
    public IReadOnlyList<bool> Engines => settings.Postgres ? [false, true] : [false];

    /// <summary>The folder of an engine.</summary>
    public async Task<FilledFolder> OfAsync(bool postgres)
    {
        if (filled.TryGetValue(postgres, out FilledFolder? known))
        {
            return known;
        }

        string engine = postgres ? "PostgreSQL" : "SQLite";
        string left = Path.Combine(
            settings.Folder, string.Create(CultureInfo.InvariantCulture, $"data-{engine}-{settings.Rounds - 1}"));
        string data = Directory.Exists(left) ? left : await FillAsync(engine, postgres);
        string plain = postgres
            ? await PostgresServer.NewDatabaseAsync()
            : Path.Combine(settings.Folder, "plain-pages.db");
        return filled[postgres] = new(engine, data, plain);
    }

    private async Task<string> FillAsync(string engine, bool postgres)
    {
        string file = await SimulateAsync(settings.Folder, settings.Rows, "7");
        string data = Path.Combine(settings.Folder, "filled-" + engine);
        await ImportBenchmark.ImportAsync(data, file, postgres);
        return data;
    }

    /// <summary>Writes an export of generated people.</summary>
    public static async Task<string> SimulateAsync(string folder, long rows, string seed)
    {
        string file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"export-{seed}-{rows}.csv"));
        if (!File.Exists(file))
        {
            await Programs.RunAsync(
                "simulate", "legacy-export", "--rows", rows.ToString(CultureInfo.InvariantCulture), "--seed", seed,
                "--out", file);
        }

        return file;
    }
}

/// <summary>A filled data folder, and a database of the same engine for the same rows in clear.</summary>
/// <param name="Engine">For the table.</param>
/// <param name="Data">The data folder.</param>
/// <param name="PlainDatabase">A SQLite path or a connection string.</param>
internal sealed record FilledFolder(string Engine, string Data, string PlainDatabase)
{
    /// <summary>The patient with the long chart, once it was imported.</summary>
    public Serment.CustodyProtocol.PatientId? ChartPatient { get; set; }

    /// <summary>Whether the rows in clear are there.</summary>
    public bool HasPlainRows { get; set; }
}

/// <summary>What the command line asked for.</summary>
internal sealed record BenchmarkSettings(
    string Folder, long Rows, int Rounds, int Iterations, int Seconds, bool Postgres, IReadOnlyList<long> Sizes);
