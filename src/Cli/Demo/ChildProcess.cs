using System.Diagnostics;
using System.Globalization;

namespace Serment.Cli.Demo;

/// <summary>One of the demo's processes: this same program with other arguments, stopped with its parent.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int StopSeconds = 10;

    private readonly Process process;
    private readonly string name;
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process, string name, string readyText)
    {
        this.process = process;
        this.name = name;
        process.OutputDataReceived += (_, line) => Heard(line.Data, readyText);
        process.ErrorDataReceived += (_, line) => Heard(line.Data, readyText);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => ready.TrySetException(
            new InvalidOperationException($"{name} ended before it was ready; what it said stands above"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Completes when the process has said that it is ready; fails when it ends first.</summary>
    public Task Ready => ready.Task;

    /// <summary>Completes when the process has ended.</summary>
    public Task Exited => process.WaitForExitAsync();

    /// <summary>Starts <c>serment</c> with these arguments.</summary>
    public static ChildProcess Start(string name, string readyText, params IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        if (string.Equals(Path.GetFileNameWithoutExtension(start.FileName), "dotnet", StringComparison.Ordinal))
        {
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new(new Process { StartInfo = start }, name, readyText);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            // An interrupt, as Ctrl-C would send: it finishes what it has in hand.
            using Process interrupt = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await interrupt.WaitForExitAsync();
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(StopSeconds));
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
    }

    private void Heard(string? line, string readyText)
    {
        if (line is null)
        {
            return;
        }

        if (line.Contains(readyText, StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
        else
        {
            Console.WriteLine($"[{name}] {line}");
        }
    }
}
