using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Serment.Cli.Configuration;
using Serment.Cli.Verification;
using Serment.Database;
using Spectre.Console;

namespace Serment.Cli.Commands;

/// <summary>
/// <c>serment verify</c>: holds the main database against the log. Needs no key and no running process.
/// </summary>
internal static class VerifyCommand
{
    private const int Intact = 0;
    private const int Tampering = 3;
    private const int MaxPrinted = 200;

    public static Command Create()
    {
        Option<string?> data = FolderOptions.Data();
        Option<string?> config = FolderOptions.Config();
        Option<string?> report = new("--report") { Description = "Write the result as JSON.", HelpName = "FILE" };
        Option<string?> key = new("--key")
        {
            Description = "The log's verifier key as init printed it, or a file with it; by default the settings'.",
            HelpName = "KEY",
        };
        Option<string[]> checkpoint = new("--checkpoint")
        {
            Description = "A signed checkpoint that was kept elsewhere; may be given again.",
            HelpName = "FILE",
        };
        Command command = new(
            "verify", "Hold the main database against the log: 0 intact, 3 tampering, 2 cannot run.")
        {
            data, config, report, key, checkpoint,
        };
        command.SetAction((parsed, stop) => Running.RunAsync(
            () =>
            {
                DataFolder folder = DataFolder.Open(parsed.GetValue(data), parsed.GetValue(config));
                KeptOutside outside = KeptOutside.Read(
                    parsed.GetValue(key) ?? folder.Settings.LogKey, parsed.GetValue(checkpoint) ?? []);
                return RunAsync(folder, outside, parsed.GetValue(report), stop);
            }));
        return command;
    }

    private static async Task<int> RunAsync(
        DataFolder folder, KeptOutside outside, string? reportPath, CancellationToken stop)
    {
        await using DatabaseLocation main = OpenExisting(folder.MainDatabase);
        await using DatabaseLocation custody = OpenExisting(folder.CustodyDatabase);
        VerifyRecord verify = new(main, custody, outside);
        VerificationReport result;
        try
        {
            // Where nobody watches, in a log or a pipe, a moving line is noise.
            result = Console.IsOutputRedirected
                ? await verify.RunAsync(null, stop)
                : await AnsiConsole.Status().StartAsync(
                    "Verifying …",
                    status => verify.RunAsync(
                        rows => status.Status(string.Create(CultureInfo.CurrentCulture, $"Verifying … {rows:N0} rows")), stop));
        }
        catch (InvalidDataException e)
        {
            throw new UserErrorException($"Cannot verify: {e.Message}");
        }

        if (reportPath is not null)
        {
            DataFolder.WritePrivate(
                reportPath, JsonSerializer.SerializeToUtf8Bytes(result, VerificationJson.Default.VerificationReport));
        }

        foreach (Finding finding in result.Findings.Take(MaxPrinted))
        {
            Console.WriteLine(finding);
        }

        if (result.FindingCount > MaxPrinted)
        {
            Console.WriteLine($"… and {result.FindingCount - MaxPrinted} more; --report FILE writes them all.");
        }

        Console.WriteLine(
            $"{result.Result}: {result.Rows} rows, {result.Leaves} leaves, {result.CheckpointsHeld} checkpoints, "
            + $"{result.NeverAcknowledged} seals never acknowledged, {result.UnfinishedLinks} links unfinished, "
            + $"{result.FindingCount} findings");
        return result.FindingCount == 0 ? Intact : Tampering;
    }

    private static DatabaseLocation OpenExisting(string text)
    {
        DatabaseLocation location = DatabaseLocation.Parse(text, readOnly: true);
        return location.FilePath is null || File.Exists(location.FilePath)
            ? location
            : throw new UserErrorException($"There is no database at {location.FilePath}.");
    }
}
