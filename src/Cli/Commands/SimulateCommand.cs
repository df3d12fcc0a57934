using System.CommandLine;
using Serment.Cli.Configuration;
using Serment.Simulation.LegacyExports;
using Spectre.Console;

namespace Serment.Cli.Commands;

/// <summary><c>serment simulate legacy-export</c>: a file of people who do not exist.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        Option<long> rows = new("--rows") { Description = "Rows, one a dossier.", DefaultValueFactory = _ => 1000 };
        Option<string> seed = new("--seed")
        {
            Description = "Another seed is another population.",
            DefaultValueFactory = _ => "1",
        };
        Option<double> defects = new("--defects") { Description = "Share of rows with one defect, 0 to 1." };
        Option<bool> sentinels = new("--sentinels") { Description = "Add a unique marker to three columns of every row." };
        Option<string> output = new("--out") { Description = "Where to write.", HelpName = "FILE", Required = true };
        Command export = new("legacy-export", "Write a 60-column laboratory export.") { rows, seed, defects, sentinels, output };
        export.SetAction((parsed, stop) => Running.RunAsync(() => RunAsync(
            new()
            {
                Rows = parsed.GetValue(rows),
                Seed = parsed.GetValue(seed)!,
                DefectRate = parsed.GetValue(defects),
                Sentinels = parsed.GetValue(sentinels),
            },
            parsed.GetValue(output)!, stop)));
        return new("simulate", "Make simulated data.") { export, SimulateAnalyserCommand.Create() };
    }

    private static async Task<int> RunAsync(LegacyExportOptions options, string path, CancellationToken stop)
    {
        if (options.Rows < 0 || options.DefectRate is < 0 or > 1)
        {
            throw new UserErrorException("--rows is at least 0, --defects from 0 to 1.");
        }

        await AnsiConsole.Progress().StartAsync(context => Task.Run(
            () =>
            {
                ProgressTask task = context.AddTask("rows", maxValue: Math.Max(options.Rows, 1));
                using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20);
                LegacyExport.Write(file, options, new Progress<long>(done => task.Value = done), stop);
                task.Value = task.MaxValue;
            },
            stop));
        Console.WriteLine($"{options.Rows} rows in {path}");
        return 0;
    }
}
