using System.CommandLine;
using System.Globalization;
using System.Text;
using Serment.Cli.Configuration;
using Serment.Custodian;
using Serment.Custodian.People;

namespace Serment.Cli.Commands;

/// <summary><c>serment init</c>: the first start. Prints the founders' one-time enrolment addresses.</summary>
internal static class InitCommand
{
    private const int MaxFileBytes = 1024 * 1024;

    public static Command Create()
    {
        Option<string> data = new("--data") { Description = "The folder to create.", HelpName = "DIR", Required = true };
        Option<string> establishment = new("--establishment")
        {
            Description = "The establishment: code, name, kind, units, two founders (JSON).",
            HelpName = "FILE",
            Required = true,
        };
        Option<string?> main = new("--main-database") { Description = "PostgreSQL connection string instead of SQLite." };
        Option<string?> custody = new("--custody-database") { Description = "PostgreSQL connection string instead of SQLite." };
        Option<int> port = new("--port")
        {
            Description = "Port of the pages on loopback; the custodian's pages take the next.",
            DefaultValueFactory = _ => Ports.DefaultWeb,
        };
        Command command = new("init", "Make a new data folder.") { data, establishment, main, custody, port };
        command.SetAction((parsed, stop) => Running.RunAsync(() => RunAsync(
            parsed.GetValue(data)!, parsed.GetValue(establishment)!,
            Ports.Settings(parsed.GetValue(port), demo: false) with
            {
                MainDatabase = parsed.GetValue(main) ?? new SermentSettings().MainDatabase,
                CustodyDatabase = parsed.GetValue(custody) ?? new SermentSettings().CustodyDatabase,
            },
            stop)));
        return command;
    }

    private static async Task<int> RunAsync(
        string data, string establishmentPath, SermentSettings settings, CancellationToken stop)
    {
        EstablishmentFile file = Read(establishmentPath);
        DataFolder folder = DataFolder.Create(data, settings);
        FoundedFolder founded = await FoundFolder.RunAsync(folder, file, _ => [], stop);
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"Made {folder.FolderPath}.");
        text.AppendLine("One-time enrolment addresses, each for its own founder, valid seven days:");
        foreach (FoundedSite site in founded.Sites)
        {
            foreach (FoundedPerson person in site.Staff)
            {
                string url = Enrolments.UrlOf(settings.Custodian.Origin, person.EnrolmentSecret);
                text.AppendLine(CultureInfo.InvariantCulture, $"  {site.Code}  {person.Role,-16} {person.Name,-28} {url}");
            }
        }

        text.AppendLine("Start:  serment custodian --data DIR   and   serment web --data DIR");
        text.AppendLine("The log's verifier key; keep it outside both hosts, it is not secret (serment verify --key):");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {founded.Folder.Settings.LogKey}");
        if (founded.KeptAt is not null)
        {
            text.AppendLine("The root key's passphrase was drawn and is kept here:");
            text.AppendLine(CultureInfo.InvariantCulture, $"  {founded.KeptAt}");
            text.AppendLine("Copy it to a safe place: without it nothing can ever be opened again, and with it and the data");
            text.AppendLine("folder everything can.");
        }

        Console.Write(text);
        return 0;
    }

    private static EstablishmentFile Read(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists)
        {
            throw new UserErrorException(
                $"There is no establishment file at {path}; docs/operations/establishment.example.json is one.");
        }

        if (file.Length > MaxFileBytes)
        {
            throw new UserErrorException($"{path} is too large for an establishment file.");
        }

        try
        {
            return EstablishmentFile.Parse(File.ReadAllBytes(path));
        }
        catch (InvalidDataException e)
        {
            throw new UserErrorException($"{path}: {e.Message}");
        }
    }
}
