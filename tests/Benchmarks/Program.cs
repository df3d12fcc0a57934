using System.Globalization;
using System.Security.Cryptography;
using Serment.Benchmarks;
using Serment.Benchmarks.Clinic;
using Serment.Benchmarks.Custody;
using Serment.Benchmarks.Growth;
using Serment.Benchmarks.Import;
using Serment.Benchmarks.Laboratory;
using Serment.Benchmarks.Load;
using Serment.Benchmarks.Pages;
using Serment.Benchmarks.Starting;
using Serment.Benchmarks.Verification;

// Usage: dotnet run -c Release --project tests/Benchmarks -- [name …]
//        [rows=N] [rounds=N] [iterations=N] [seconds=N] [minutes=N] [sizes=N,N,…] [full] [sqlite]
// Prints a Markdown table; docs/performance.md explains each line and holds the last one taken.
long[] sizes = Text("sizes") is { } given
    ? [.. given.Split(',').Select(one => long.Parse(one, CultureInfo.InvariantCulture))]
    : [0, 400_000];
BenchmarkSettings settings = new(
    Directory.CreateTempSubdirectory("serment-bench-").FullName,
    Number("rows", 491_840),
    (int)Number("rounds", 3),
    (int)Number("iterations", 200),
    (int)Number("seconds", 5),
    !args.Contains("sqlite"),
    args.Contains("full") ? [.. sizes, 1_500_000] : sizes);

// Given, so that the folders' passphrases are not kept in the configuration folder of whoever runs this.
Environment.SetEnvironmentVariable("SERMENT_PASSPHRASE", Convert.ToHexString(RandomNumberGenerator.GetBytes(20)));
FilledFolders folders = new(settings);

// Pages whose cost does not depend on how many people the house knows: folders of their own, filled in seconds.
FilledFolders clinic = new(settings with
{
    Folder = Directory.CreateDirectory(Path.Combine(settings.Folder, "clinic")).FullName,
    Rows = ClinicBenchmark.Rows,
});
Dictionary<string, Func<Task<IReadOnlyList<Measured>>>> benchmarks = new(StringComparer.Ordinal)
{
    ["import"] = () => ImportBenchmark.RunAsync(settings.Folder, settings.Rows, settings.Rounds, settings.Postgres),
    ["growth"] = () => GrowthBenchmark.RunAsync(settings),
    ["releases"] = () => CustodyBenchmark.MeasuredAsync(settings),
    ["verify"] = () => VerifyBenchmark.RunAsync(folders, settings),
    ["start"] = () => StartBenchmark.RunAsync(folders, settings),
    ["chart"] = () => PageBenchmark.RunAsync(folders, settings, MeasuredPage.Chart),
    ["cards"] = () => PageBenchmark.RunAsync(folders, settings, MeasuredPage.Cards),
    ["note"] = () => NoteBenchmark.RunAsync(folders, settings),
    ["agenda"] = () => ClinicBenchmark.AgendaAsync(clinic, settings),
    ["beds"] = () => ClinicBenchmark.BedsAsync(clinic, settings),
    ["longchart"] = () => ClinicBenchmark.LongChartAsync(clinic, settings),
    ["day"] = () => LoadBenchmark.RunAsync(settings, (int)Number("minutes", 30)),
    ["analysers"] = () => AnalyserBenchmark.RunAsync(settings),
    ["reception"] = () => ReceptionBenchmark.RunAsync(clinic, settings),
    ["validation"] = () => ValidationBenchmark.RunAsync(clinic, settings),
    ["worklist"] = () => WorklistBenchmark.RunAsync(clinic, settings),
    ["reports"] = () => ReportBenchmark.RunAsync(clinic, settings),
    ["statistics"] = () => StatisticsBenchmark.RunAsync(settings),
    ["lookup"] = () => PageBenchmark.RunAsync(folders, settings, MeasuredPage.Lookup),
};

string[] wanted = [.. args.Where(benchmarks.ContainsKey)];
List<Measured> lines = [];
try
{
    foreach (string name in wanted.Length == 0 ? [.. benchmarks.Keys] : wanted)
    {
        Console.WriteLine($"== {name}");
        IReadOnlyList<Measured> measured = await benchmarks[name]();
        Console.WriteLine(Table.Of(measured));
        lines.AddRange(measured);
    }
}
finally
{
    Directory.Delete(settings.Folder, recursive: true);
}

Console.WriteLine(Table.Of(lines));
return 0;

long Number(string name, long otherwise) =>
    Text(name) is { } number ? long.Parse(number, CultureInfo.InvariantCulture) : otherwise;

string? Text(string name) =>
    args.FirstOrDefault(one => one.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
