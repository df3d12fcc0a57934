using System.CommandLine;
using System.Runtime.InteropServices;
using Serment.Cli.Configuration;
using Serment.Cli.Demo;
using Serment.Cli.Demo.Laboratory;
using Serment.Cli.Demo.Week;

namespace Serment.Cli.Commands;

/// <summary>
/// <c>serment demo</c>: both processes, a clinic and a laboratory, an imported export, and who to sign in as.
/// </summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        Option<long> rows = new("--rows")
        {
            Description = "Rows of the legacy export to import into the laboratory; 0 for none.",
            DefaultValueFactory = _ => 5000,
        };
        Option<string> data = new("--data")
        {
            Description = "The data folder; made where it does not exist.",
            HelpName = "DIR",
            DefaultValueFactory = _ => "demo-data",
        };
        Option<int> port = new("--port")
        {
            Description = "Port of the pages; the custodian's pages take the next.",
            DefaultValueFactory = _ => Ports.DefaultWeb,
        };
        Option<bool> prepareOnly = new("--prepare-only") { Description = "Make and fill the folder, then stop." };
        Option<bool> week = new("--week")
        {
            Description = "Write a believable week at the clinic into a new folder.",
            DefaultValueFactory = _ => true,
        };
        Option<string?> main = new("--main-database")
        {
            Description = "PostgreSQL connection string instead of SQLite, for a new folder.",
        };
        Option<string?> custody = new("--custody-database")
        {
            Description = "PostgreSQL connection string instead of SQLite, for a new folder.",
        };
        Command command = new("demo", "Run a populated demo on loopback. Ctrl-C stops it.")
        {
            rows, data, port, prepareOnly, week, main, custody,
        };
        command.SetAction((parsed, stop) => Running.RunAsync(() => RunAsync(
            parsed.GetValue(data)!, parsed.GetValue(rows), parsed.GetValue(port), parsed.GetValue(prepareOnly),
            parsed.GetValue(week), new(parsed.GetValue(main), parsed.GetValue(custody)), stop)));
        return command;
    }

    private static async Task<int> RunAsync(
        string data, long rows, int port, bool prepareOnly, bool week, DemoDatabases databases, CancellationToken stop)
    {
        using CancellationTokenSource asked = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            asked.Cancel();
        });
        DemoFolder demo = await DemoFolder.OpenAsync(data, port, databases, asked.Token);
        await using ChildProcess custodian = ChildProcess.Start(
            "custodian", CustodianCommand.ReadyText, "custodian", "--data", demo.Folder.FolderPath);
        await custodian.Ready.WaitAsync(asked.Token);
        if (demo.IsNew && rows > 0)
        {
            await DemoContent.ImportAsync(demo, rows, asked.Token);
        }

        if (demo.IsNew && week)
        {
            Console.WriteLine("Writing a week at the clinic …");
            await DemoWeek.WriteAsync(demo, asked.Token);
            await DemoReports.WriteAsync(demo, asked.Token);
        }

        await DemoContent.ExpectTodayAsync(demo, asked.Token);
        await DemoContent.KeepCheckpointAsync(demo, asked.Token);
        DemoFile file = demo.WriteDemoFile();
        if (prepareOnly)
        {
            return 0;
        }

        await using ChildProcess web = ChildProcess.Start(
            "web", WebCommand.ReadyText, "web", "--data", demo.Folder.FolderPath);
        await web.Ready.WaitAsync(asked.Token);
        Print(file);
        Task analysers = DemoAnalysers.RunAsync(demo.Folder, asked.Token);
        try
        {
            await Task.WhenAny(custodian.Exited, web.Exited).WaitAsync(asked.Token);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopping …");
            await analysers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        }

        throw new UserErrorException("One of the demo's processes has ended; what it said stands above.", 1);
    }

    private static void Print(DemoFile file)
    {
        Console.WriteLine();
        Console.WriteLine($"Serment             {file.Web}");
        Console.WriteLine($"Custodian's pages   {file.Custodian}   (enrolment, approvals)");
        Console.WriteLine();
        Console.WriteLine("Sign in as one of these. First open the person's one-time address and register a passkey");
        Console.WriteLine("(or the software authenticator that only a demo offers), then sign in on Serment:");
        foreach (DemoPersona persona in file.Personas)
        {
            Console.WriteLine($"  {persona.Site,-9} {persona.Role,-21} {persona.Name,-30} {persona.EnrolUrl}");
        }

        Console.WriteLine();
        Console.WriteLine("Ctrl-C stops everything; the folder stays.");
    }
}
