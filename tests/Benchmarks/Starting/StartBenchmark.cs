using System.Diagnostics;
using System.Globalization;
using System.Net;
using Serment.Cli.Configuration;

namespace Serment.Benchmarks.Starting;

/// <summary>
/// Both processes started at once on a filled folder: the time to the first sign-in page with the custodian reached, and the
/// custodian's largest resident set by then.
/// </summary>
internal static class StartBenchmark
{
    private const int LimitSeconds = 120;
    private const int PauseMilliseconds = 10;

    public static async Task<IReadOnlyList<Measured>> RunAsync(FilledFolders folders, BenchmarkSettings settings)
    {
        List<Measured> lines = [];
        foreach (bool postgres in folders.Engines)
        {
            FilledFolder filled = await folders.OfAsync(postgres);
            Samples seconds = new();
            long peak = 0;
            for (int round = 0; round < settings.Rounds; round++)
            {
                (double took, long bytes) = await StartAsync(filled.Data);
                seconds.Add(took);
                peak = Math.Max(peak, bytes);
            }

            string rows = settings.Rows.ToString("N0", CultureInfo.InvariantCulture);
            lines.Add(new(
                $"start of both processes to first page, {rows} rows present, {filled.Engine}", "–",
                string.Create(CultureInfo.InvariantCulture, $"{seconds.At(50):F2} s"), "–", "≤ 3 s"));
            lines.Add(new(
                $"custodian's memory after start, {rows} rows present, {filled.Engine}", "–", Table.Megabytes(peak), "–",
                "≤ 300 MB"));
        }

        return lines;
    }

    private static async Task<(double Seconds, long CustodianBytes)> StartAsync(string data)
    {
        using HttpClient client = new() { BaseAddress = new(DataFolder.Open(data, null).Settings.Web.Url) };
        long begun = Stopwatch.GetTimestamp();
        using Programs custodian = Programs.Start("custodian", "--data", data);
        using Programs web = Programs.Start("web", "--data", data);
        await UntilAnswersAsync(client, "/sign-in", begun);
        await UntilAnswersAsync(client, "/health", begun);
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await custodian.UntilAsync("ready", LimitSeconds);

        // The watcher looks twenty times a second: it must have looked once more.
        await Task.Delay(TimeSpan.FromSeconds(1));
        return (seconds, custodian.PeakBytes);
    }

    private static async Task UntilAnswersAsync(HttpClient client, string path, long begun)
    {
        while (Stopwatch.GetElapsedTime(begun).TotalSeconds < LimitSeconds)
        {
            if (await AnswersAsync(client, path))
            {
                return;
            }

            await Task.Delay(PauseMilliseconds);
        }

        throw new InvalidOperationException($"{path} never answered");
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string path)
    {
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // nobody listens yet
        }
    }
}
