using System.CommandLine;
using System.Runtime.InteropServices;
using Serment.Cli.Configuration;
using Serment.Custodian;
using Serment.Custodian.Keys;

namespace Serment.Cli.Commands;

/// <summary><c>serment custodian</c>: keys, decisions, the log, and its own pages.</summary>
internal static class CustodianCommand
{
    /// <summary>What it prints when it answers requests.</summary>
    public const string ReadyText = "custodian ready on";

    public static Command Create()
    {
        Option<string?> data = FolderOptions.Data();
        Option<string?> config = FolderOptions.Config();
        Option<bool> restored = new("--accept-restored")
        {
            Description = "Once, after restoring the custody database: take it although it falls short of the head kept. "
                + "This is put in the log.",
        };
        Command command = new("custodian", "Run the custodian.") { data, config, restored };
        command.SetAction((parsed, stop) => Running.RunAsync(
            () => RunAsync(
                DataFolder.Open(parsed.GetValue(data), parsed.GetValue(config)), parsed.GetValue(restored), stop)));
        return command;
    }

    /// <summary>Starts the custodian of a folder.</summary>
    /// <exception cref="UserErrorException">It cannot start; the message says what to do.</exception>
    public static async Task<CustodianHost> StartAsync(
        DataFolder folder, bool withPages, CancellationToken stop, bool acceptRestored = false)
    {
        CustodianOptions options = CustodianOptionsOf.Folder(folder, () => Passphrase.Find(folder)) with
        {
            AcceptRestored = acceptRestored,
        };
        try
        {
            return await CustodianHost.StartAsync(
                withPages ? options : options with { PagesAddress = null }, TimeProvider.System, stop);
        }
        catch (Exception e) when (e is RootKeyException or CustodianStartException)
        {
            throw new UserErrorException(e.Message);
        }
    }

    private static async Task<int> RunAsync(DataFolder folder, bool acceptRestored, CancellationToken stop)
    {
        await using CustodianHost custodian = await StartAsync(folder, withPages: true, stop, acceptRestored);
        Console.WriteLine($"{ReadyText} {folder.Settings.Custodian.Origin}");
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await using CancellationTokenRegistration cancelled = stop.Register(() => asked.TrySetResult());
        await Task.WhenAny(asked.Task, custodian.WaitAsync());
        return 0;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            asked.TrySetResult();
        }
    }
}
