using System.Globalization;
using System.Text;

namespace Serment.Benchmarks;

/// <summary>One measured line: ours against a baseline of the same run.</summary>
internal sealed record Measured(string Work, string Baseline, string Ours, string Ratio, string Goal);

/// <summary>The lines as a Markdown table, as docs/performance.md holds them.</summary>
internal static class Table
{
    public static string Of(IEnumerable<Measured> lines)
    {
        StringBuilder text = new("| work | baseline | Serment | ratio | goal |\n|---|---|---|---|---|\n");
        foreach (Measured line in lines)
        {
            text.Append("| ").AppendJoin(" | ", line.Work, line.Baseline, line.Ours, line.Ratio, line.Goal).Append(" |\n");
        }

        return text.ToString();
    }

    public static string Ratio(double ours, double baseline) =>
        string.Create(CultureInfo.InvariantCulture, $"{ours / baseline:F2} ×");

    public static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:F1} s");

    public static string Ms(double milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:F2} ms");

    public static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F0} MB");
}

/// <summary>Sorted samples and their percentiles.</summary>
internal sealed class Samples
{
    private readonly List<double> values = [];

    public double Last => values[^1];

    public double Mean => values.Average();

    public void Add(double value) => values.Add(value);

    public double At(double percent)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Clamp((int)Math.Ceiling(sorted.Length * percent / 100) - 1, 0, sorted.Length - 1)];
    }
}
