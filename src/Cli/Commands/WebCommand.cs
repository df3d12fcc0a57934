using System.CommandLine;
using Serment.Cli.Configuration;
using Serment.Web;

namespace Serment.Cli.Commands;

/// <summary><c>serment web</c>: the pages.</summary>
internal static class WebCommand
{
    /// <summary>What it prints when it answers requests.</summary>
    public const string ReadyText = "web ready on";

    public static Command Create()
    {
        Option<string?> data = FolderOptions.Data();
        Option<string?> config = FolderOptions.Config();
        Command command = new("web", "Run the web server.") { data, config };
        command.SetAction((parsed, stop) => Running.RunAsync(
            () => RunAsync(DataFolder.Open(parsed.GetValue(data), parsed.GetValue(config)), stop)));
        return command;
    }

    private static async Task<int> RunAsync(DataFolder folder, CancellationToken stop)
    {
        SermentSettings settings = folder.Settings;
        Check(settings);
        await using WebHost web = await WebHost.StartAsync(
            new()
            {
                Urls = [settings.Web.Url],
                Origin = settings.Web.Origin,
                CertificatePath = settings.Web.CertificatePath is { } path ? folder.Resolve(path) : null,
                MainDatabase = folder.MainDatabase,
                Custodian = folder.Endpoint,
                CustodianOrigin = settings.Custodian.Origin,
                IsDemo = settings.Demo,
                LogKey = settings.LogKey,
                Clamd = settings.Web.Clamd,
                LaboratoryKeysPath = folder.Resolve(settings.Web.LaboratoryKeys),
                HealthCardsPath = settings.Web.HealthCards is { } cards ? folder.Resolve(cards) : null,
                LetterTemplatesPath = settings.Web.LetterTemplates is { } letters ? folder.Resolve(letters) : null,
            },
            stop);
        Console.WriteLine($"{ReadyText} {settings.Web.Origin}");
        await web.WaitForShutdownAsync(stop);
        return 0;
    }

    // What the web server can read is what a thief of the web server can read.
    private static void Check(SermentSettings settings)
    {
        if (settings.Custodian.Tls is null)
        {
            if (!settings.Demo)
            {
                Console.Error.WriteLine(
                    "One user runs both processes on this folder: good for trying out, not for patients "
                    + "(docs/operations/running.md, Two hosts).");
            }

            return;
        }

        if (settings.CustodyDatabase.Contains("Host=", StringComparison.OrdinalIgnoreCase))
        {
            throw new UserErrorException(
                "The web server's settings name the custody database. Leave custodyDatabase out of them: whoever takes "
                + "the web server over would reach the keys (docs/operations/running.md, Two hosts).");
        }
    }
}
