using System.Data.Common;
using System.Globalization;
using Serment.Benchmarks.Import;
using Serment.Cli.Configuration;
using Serment.Database;
using Serment.Harness;

namespace Serment.Benchmarks.Growth;

/// <summary>
/// What the next 10,000 rows cost with more and more patients present: the median of several pieces of one long export, at
/// each size, SQLite, one folder, one custodian process. The baseline is the first size of the same run.
/// </summary>
internal static class GrowthBenchmark
{
    private const long NextRows = 10_000;
    private const int ReadySeconds = 120;

    // Of generated rows, about this share brings somebody new.
    private const double PatientsPerRow = 0.75;

    public static async Task<IReadOnlyList<Measured>> RunAsync(BenchmarkSettings settings)
    {
        string data = Path.Combine(settings.Folder, "growth");
        await Programs.RunAsync(
            "init", "--data", data, "--establishment", await BenchmarkSite.WriteAsync(data),
            "--port", FreePorts.Pair().ToString(CultureInfo.InvariantCulture));
        using Programs custodian = Programs.Start("custodian", "--data", data);
        await custodian.UntilAsync("ready", ReadySeconds);
        List<Measured> lines = [];
        double first = 0;
        long needed = (long)(settings.Sizes.Max() / PatientsPerRow) + (settings.Sizes.Count * settings.Rounds * NextRows);
        string export = await FilledFolders.SimulateAsync(settings.Folder, needed, "growth");
        using ExportPieces pieces = new(export);
        foreach (long size in settings.Sizes)
        {
            long present = await PatientsAsync(data);
            if (size > present)
            {
                await ImportAsync(data, await pieces.NextAsync((long)((size - present) / PatientsPerRow)));
                present = await PatientsAsync(data);
            }

            Samples seconds = new();
            for (int round = 0; round < settings.Rounds; round++)
            {
                seconds.Add(await ImportAsync(data, await pieces.NextAsync(NextRows)));
            }

            first = first == 0 ? seconds.At(50) : first;
            lines.Add(new(
                string.Create(CultureInfo.InvariantCulture, $"next {NextRows:N0} rows with {present:N0} patients present"),
                Table.Seconds(first), Table.Seconds(seconds.At(50)), Table.Ratio(seconds.At(50), first), "≤ 1.3 ×"));
        }

        return lines;
    }

    private static async Task<double> ImportAsync(string data, string file)
    {
        (double seconds, _, _) = await Programs.RunAsync(
            "import", file, "--site", BenchmarkSite.Code, "--data", data, "--report", file + ".report.json");
        File.Delete(file);
        return seconds;
    }

    private static async Task<long> PatientsAsync(string data)
    {
        string text = DataFolder.Open(data, null).CustodyDatabase;
        await using DatabaseLocation custody = DatabaseLocation.Parse(text, readOnly: true);
        await using DbConnection connection = await custody.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM patient_key";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
