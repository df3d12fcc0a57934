using System.Globalization;
using Serment.Benchmarks;
using Serment.Benchmarks.Import;

// Usage: dotnet run -c Release --project tests/Benchmarks -- [name …]   [rows=N] [rounds=N] [sqlite]
// Prints a Markdown table; docs/performance.md holds the last one taken on an otherwise idle machine.
long rows = Number("rows", 491_840);
int rounds = (int)Number("rounds", 3);
bool postgres = !args.Contains("sqlite");
string folder = Directory.CreateTempSubdirectory("serment-bench-").FullName;
Dictionary<string, Func<Task<IReadOnlyList<Measured>>>> benchmarks = new(StringComparer.Ordinal)
{
    ["import"] = () => ImportBenchmark.RunAsync(folder, rows, rounds, postgres),
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
    Directory.Delete(folder, recursive: true);
}

Console.WriteLine(Table.Of(lines));
return 0;

long Number(string name, long otherwise) =>
    args.FirstOrDefault(one => one.StartsWith(name + "=", StringComparison.Ordinal)) is { } given
        ? long.Parse(given.AsSpan(name.Length + 1), CultureInfo.InvariantCulture)
        : otherwise;
