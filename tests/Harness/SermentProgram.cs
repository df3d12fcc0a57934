using System.Diagnostics;
using System.Globalization;

namespace Serment.Harness;

/// <summary>The product's own command as a process of its own, with its output kept and its end guaranteed.</summary>
public sealed class SermentProgram : IAsyncDisposable
{
    private const int StopSeconds = 15;

    private readonly Process process;
    private readonly List<string> lines = [];

    private SermentProgram(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Everything printed so far.</summary>
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

    /// <summary>The process's number.</summary>
    public int Id => process.Id;

    /// <summary>Starts <c>serment</c> with these arguments; its own configuration and temporary files are in the
    /// given folder.</summary>
    public static SermentProgram Start(string configurationFolder, params IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start = new("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["XDG_CONFIG_HOME"] = configurationFolder;
        start.Environment["TMPDIR"] = Directory.CreateDirectory(Path.Combine(configurationFolder, "tmp")).FullName;
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // no debugger's pipes among the temporary files
        start.Environment.Remove("SERMENT_PASSPHRASE");
        start.Environment.Remove("SERMENT_PASSPHRASE_FILE");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "serment.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new(Process.Start(start)!);
    }

    /// <summary>Waits until a text was printed; fails when the process ends first.</summary>
    public async Task UntilAsync(string text, int limitSeconds = 60)
    {
        long begun = Stopwatch.GetTimestamp();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(begun).TotalSeconds > limitSeconds)
            {
                throw new InvalidOperationException($"'{text}' was never printed. Output:\n{Output}");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Waits for the end and gives the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Ends it without warning, as a power cut would.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using Process interrupt = Process.Start("kill", ["-INT", process.Id.ToString(
                CultureInfo.InvariantCulture)]);
            await interrupt.WaitForExitAsync();
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(StopSeconds));
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }
        }

        process.Dispose();
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
}
