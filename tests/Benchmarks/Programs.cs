using System.Diagnostics;
using System.Globalization;

namespace Serment.Benchmarks;

/// <summary>Runs the product's own command as a person would, and watches its memory.</summary>
internal sealed class Programs : IDisposable
{
    private const int PollMilliseconds = 50;

    private readonly Process process;
    private readonly Task watching;
    private readonly CancellationTokenSource ended = new();
    private readonly List<string> lines = [];

    private Programs(Process process)
    {
        this.process = process;
        watching = Task.Run(WatchAsync);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The largest resident set seen.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>The resident set now; 0 once it has ended.</summary>
    public long ResidentBytes
    {
        get
        {
            process.Refresh();
            return process.HasExited ? 0 : process.WorkingSet64;
        }
    }

    /// <summary>What it printed.</summary>
    public string Output
    {
        get
        {
            lock (lines)
            {
                return string.Join('\n', lines);
            }
        }
    }

    /// <summary>Starts the command.</summary>
    public static Programs Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "serment.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new(Process.Start(start)!);
    }

    /// <summary>Runs the command to its end; throws when it fails.</summary>
    public static async Task<(double Seconds, long PeakBytes, string Output)> RunAsync(params string[] arguments)
    {
        long begun = Stopwatch.GetTimestamp();
        using Programs program = Start(arguments);
        await program.process.WaitForExitAsync();
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await program.ended.CancelAsync();
        await program.watching;
        return program.process.ExitCode == 0
            ? (seconds, program.PeakBytes, program.Output)
            : throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"exit code {program.process.ExitCode}: {program.Output}"));
    }

    /// <summary>Waits until it has printed a text.</summary>
    public async Task<double> UntilAsync(string text, int limitSeconds)
    {
        long begun = Stopwatch.GetTimestamp();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(begun).TotalSeconds > limitSeconds)
            {
                throw new InvalidOperationException($"never printed '{text}': {Output}");
            }

            await Task.Delay(PollMilliseconds / 5);
        }

        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>Asks it to stop, as Ctrl-C would.</summary>
    public void Dispose()
    {
        ended.Cancel();
        if (!process.HasExited)
        {
            using Process kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
            if (!process.WaitForExit(10_000))
            {
                process.Kill();
            }
        }

        process.Dispose();
        ended.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (lines)
            {
                lines.Add(line);
            }
        }
    }

    private async Task WatchAsync()
    {
        string status = $"/proc/{process.Id}/status";
        while (!ended.IsCancellationRequested)
        {
            try
            {
                string? peak = (await File.ReadAllLinesAsync(status)).FirstOrDefault(
                    line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                if (peak is not null)
                {
                    string kilobytes = new([.. peak.Where(char.IsAsciiDigit)]);
                    PeakBytes = Math.Max(PeakBytes, long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024);
                }
            }
            catch (IOException)
            {
                return; // the process has ended, and its status with it
            }

            await Task.Delay(PollMilliseconds);
        }
    }
}
