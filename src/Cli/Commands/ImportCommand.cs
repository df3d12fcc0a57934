using System.CommandLine;
using System.Runtime;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serment.Cli.Configuration;
using Serment.Custodian;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Interop.Legacy;
using Serment.Interop.Legacy.Importing;
using Serment.Interop.Legacy.Recognition;
using Serment.Records.Storage;
using Spectre.Console;

namespace Serment.Cli.Commands;

/// <summary><c>serment import</c>: a legacy export comes in, each row accounted for.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "The legacy export. It is read where it lies and never copied." };
        Option<string> site = new("--site") { Description = "Code of the site.", HelpName = "CODE", Required = true };
        Option<string?> data = FolderOptions.Data();
        Option<string?> config = FolderOptions.Config();
        Option<string?> profile = new("--profile")
        {
            Description = "A shipped profile's name or a profile file.",
            HelpName = "P",
        };
        Option<string?> delimiter = new("--delimiter") { Description = "Insist on this delimiter; otherwise it is recognised." };
        Option<bool> dryRun = new("--dry-run") { Description = "Recognise, check and count; write nothing but the report." };
        Option<bool> resume = new("--resume") { Description = "Continue an interrupted import of this same file." };
        Option<bool> retire = new("--retire") { Description = "Afterwards overwrite and remove the source." };
        Option<string?> report = new("--report") { Description = "Where the report goes (JSON).", HelpName = "FILE" };
        Command command = new("import", "Import a legacy export.")
        {
            file, site, data, config, profile, delimiter, dryRun, resume, retire, report,
        };
        command.SetAction((parsed, stop) => Running.RunAsync(() => RunAsync(
            DataFolder.Open(parsed.GetValue(data), parsed.GetValue(config)),
            RequestOf(
                parsed.GetValue(file)!, parsed.GetValue(site)!, parsed.GetValue(profile), parsed.GetValue(delimiter),
                parsed.GetValue(report)) with
            {
                DryRun = parsed.GetValue(dryRun),
                Resume = parsed.GetValue(resume),
            },
            parsed.GetValue(retire), stop)));
        return command;
    }

    private static ImportRequest RequestOf(string file, string site, string? profile, string? delimiter, string? report)
    {
        ImportRequest request = new()
        {
            FilePath = Path.GetFullPath(file),
            SiteCode = site,
            ReportPath = Path.GetFullPath(report ?? Path.GetFileName(file) + ".report.json"),
        };
        if (profile is not null)
        {
            request = request with { Profile = profile };
        }

        return delimiter switch
        {
            null => request,
            "tab" or "\\t" => request with { Delimiter = (byte)'\t' },
            [var one] when one < 128 => request with { Delimiter = (byte)one },
            _ => throw new UserErrorException("--delimiter is one character, or tab."),
        };
    }

    private static async Task<int> RunAsync(DataFolder folder, ImportRequest request, bool retire, CancellationToken stop)
    {
        // Nobody waits for an answer of this process: collecting beside the work would only take a core from it.
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        try
        {
            Show(ImportLegacyFile.Recognize(request, stop));
            await using CustodianHost? own = await CustodianOf(folder, stop);
            await using CustodianClient custodian = new(folder.Endpoint);
            (ActorId client, ECDsa key) = ClientKeyFile.Read(folder.ClientKeyPath("import", request.SiteCode));
            using (key)
            {
                custodian.ActAs(client, key);
                await using DatabaseLocation main = DatabaseLocation.Parse(folder.MainDatabase);
                await MainDatabase.MigrateAsync(main, TimeProvider.System, stop);
                ImportOutcome outcome = await ProgressAsync(
                    progress => new ImportLegacyFile(custodian, main, TimeProvider.System).RunAsync(request, progress, stop));
                if (!request.DryRun)
                {
                    await KeepAsync(new(custodian, main, TimeProvider.System, folder.Settings.LogKey), stop);
                }

                Show(outcome, request.DryRun);
                if (retire && !request.DryRun)
                {
                    Show(await new RetireSource(main, TimeProvider.System).RunAsync(outcome, request.FilePath, stop));
                }
            }

            return (int)ImportExitCode.Done;
        }
        catch (ImportFailedException e)
        {
            string resume = e.IsResumable
                ? Say(
                    "Relancez la même commande avec --resume pour continuer.",
                    "Run the same command with --resume to continue.")
                : "";
            throw new UserErrorException($"{Text(e.Wording)} {resume}".TrimEnd(), (int)e.ExitCode);
        }
    }

    private static async Task KeepAsync(KeepCheckpoint keep, CancellationToken stop)
    {
        if ((await keep.RunAsync(stop)).Contradiction is string contradiction)
        {
            Console.Error.WriteLine($"The log contradicts the checkpoints held in the main database: {contradiction}");
        }
    }

    /// <summary>Null where a custodian answers already; otherwise one for this command's own duration.</summary>
    private static async Task<CustodianHost?> CustodianOf(DataFolder folder, CancellationToken stop)
    {
        await using CustodianClient probe = new(folder.Endpoint);
        try
        {
            await probe.AskAsync(
                MessageKind.DescribeSites, null, Nothing.Instance,
                CustodyJson.Default.Nothing, CustodyJson.Default.SiteList, stop);
            return null;
        }
        catch (CustodianUnreachableException)
        {
            return await CustodianCommand.StartAsync(folder, withPages: false, stop);
        }
    }

    private static async Task<ImportOutcome> ProgressAsync(Func<IProgress<ImportProgress>, Task<ImportOutcome>> run) =>
        Console.IsOutputRedirected ? await run(new Told(_ => { })) : await AnsiConsole.Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask(Say("empreinte", "fingerprint"));
                return await run(new Told(at =>
                {
                    task.MaxValue = Math.Max(at.BytesTotal, 1);
                    task.Value = at.BytesDone;
                    task.Description = at.Stage == ImportStage.Rows
                        ? string.Create(
                            CultureInfo.CurrentCulture,
                            $"{at.Counts.Rows:N0} {Say("lignes", "rows")}, {at.RowsPerSecond:N0}/s")
                        : StageName(at.Stage);
                }));
            });

    private static string StageName(ImportStage stage) =>
        stage == ImportStage.Fingerprint ? Say("empreinte", "fingerprint") : Say("compte rendu", "report");

    private static void Show(RecognizedFile file)
    {
        foreach (Wording line in file.Describe())
        {
            Console.WriteLine(Text(line));
        }
    }

    private static void Show(ImportOutcome outcome, bool dryRun)
    {
        ImportCounts counts = outcome.Counts;
        StringBuilder text = new();
        CultureInfo culture = CultureInfo.CurrentCulture;
        Line(counts.Rows, "lignes", "rows");
        Line(counts.Imported, "importées", "imported");
        Line(counts.ImportedWithFlags, "importées avec signalement", "imported with a flag");
        Line(counts.AlreadyPresent, "déjà présentes", "already present");
        Line(counts.Refused, "refusées", "refused");
        Line(counts.PatientsCreated, "patients créés", "patients created");
        Line(counts.PatientsMatched, "lignes de patients connus", "rows of known patients");
        Line(counts.EntriesSealed, "versions scellées", "versions sealed");
        text.AppendLine(culture, $"{outcome.Elapsed.TotalSeconds,10:F1} s");
        foreach ((string code, long rows) in outcome.ByCode.OrderByDescending(pair => pair.Value))
        {
            text.AppendLine(culture, $"  {rows,10:N0}  {code}");
        }

        text.AppendLine(culture, $"{Say("Compte rendu", "Report")}: {outcome.ReportPath}");
        if (dryRun)
        {
            text.AppendLine(Say("Essai à blanc : rien n'a été écrit.", "Dry run: nothing was written."));
        }

        Console.Write(text);

        void Line(long count, string french, string english) =>
            text.AppendLine(culture, $"{count,10:N0} {Say(french, english)}");
    }

    private static void Show(Retirement retirement)
    {
        Console.WriteLine(Say("La source a été écrasée et supprimée.", "The source was overwritten and removed."));
        foreach (Wording caveat in retirement.Caveats)
        {
            Console.WriteLine("  " + Text(caveat));
        }
    }

    private static string Text(Wording wording) => Say(wording.French, wording.English);

    private static string Say(string french, string english) =>
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName is "fr" ? french : english;

    /// <summary>Progress told on the caller's own thread, in order.</summary>
    private sealed class Told(Action<ImportProgress> tell) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => tell(value);
    }
}
