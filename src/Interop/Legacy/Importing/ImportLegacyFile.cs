using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Interop.Legacy.Matching;
using Serment.Interop.Legacy.Profiles;
using Serment.Interop.Legacy.Recognition;
using Serment.Interop.Legacy.Reporting;
using Serment.Interop.Legacy.Resources;
using Serment.RecordAccess;

namespace Serment.Interop.Legacy.Importing;

/// <summary>
/// Imports a legacy export: as a stream, in place, with every row accounted for (docs/import.md). The connection acts
/// for a machine client,
/// which seals and matches but can never open.
/// </summary>
public sealed class ImportLegacyFile(CustodianClient custodian, DatabaseLocation main, TimeProvider clock)
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(100);

    private long lastProgress;

    /// <summary>Looks at the file, as the user is shown before anything is written.</summary>
    /// <exception cref="ImportFailedException">The profile or the file cannot be used.</exception>
    public static RecognizedFile Recognize(ImportRequest request, CancellationToken stop)
    {
        ProfileReading reading = LegacyProfile.Load(request.Profile);
        if (reading.Profile is not { } profile)
        {
            throw new ImportFailedException("profile", reading.Errors[0], ImportExitCode.CannotBegin);
        }

        return new FileRecognizer(profile, request.Delimiter).Recognize(request.FilePath, stop) switch
        {
            RecognizedFile file => file,
            UnreadableFile unreadable => throw ImportFailures.Unreadable(unreadable),
            _ => throw new InvalidOperationException("a file is recognised or unreadable"),
        };
    }

    /// <summary>Runs, resumes or rehearses an import.</summary>
    /// <exception cref="ImportFailedException">With what to tell the user, the exit code, and whether it can be
    /// resumed.</exception>
    public async Task<ImportOutcome> RunAsync(
        ImportRequest request,
        IProgress<ImportProgress>? progress,
        CancellationToken stop
    )
    {
        RecognizedFile file = Recognize(request, stop);
        if (!AtomicFile.CanWrite(request.ReportPath))
        {
            throw ImportFailures.CannotBegin(
                "report-folder",
                "Le compte rendu ne peut pas être écrit à cet endroit.",
                "The report cannot be written there."
            );
        }

        try
        {
            string sha256 = await FileFingerprint.ComputeAsync(
                request.FilePath,
                done => Tell(progress, new(ImportStage.Fingerprint, done, file.LengthBytes, 0, null, new())),
                stop
            );
            return request.DryRun
                ? await new RehearseImport(clock).RunAsync(request, file, sha256, stop)
                : await ImportAsync(request, file, sha256, progress, stop);
        }
        catch (Exception e) when (e is not ImportFailedException)
        {
            throw ImportFailures.From(e);
        }
    }

    private async Task<ImportOutcome> ImportAsync(
        ImportRequest request,
        RecognizedFile file,
        string sha256,
        IProgress<ImportProgress>? progress,
        CancellationToken stop
    )
    {
        Stopwatch elapsed = Stopwatch.StartNew();
        await using RecordDoor door = new(custodian, main);
        short site =
            await door.SiteOfCodeAsync(request.SiteCode, stop)
            ?? throw ImportFailures.CannotBegin(
                "site",
                $"Le site {request.SiteCode} n'existe pas.",
                $"There is no site {request.SiteCode}."
            );
        ImportJob job = await BeginAsync(request, file, sha256, site, stop);
        ImportSetting setting = new(
            job,
            new SourceNames(request.SiteCode, file.Plan.Profile.Name),
            await ContentDigest.MakeKeyAsync(door, stop),
            DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime),
            TimeZoneInfo.FindSystemTimeZoneById(request.TimeZone)
        );
        ImportCounts counts;
        await using (
            FileStream source = new(
                request.FilePath,
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read,
                bufferSize: 0,
                FileOptions.SequentialScan
            )
        )
        {
            source.Position = job.NextOffset;
            ImportPipeline pipeline = new(door, custodian, main, file, setting);
            counts = await pipeline.RunAsync(
                source,
                (soFar, offset) => Tell(progress, Progress(job, file, soFar, offset, elapsed.Elapsed)),
                stop
            );
        }

        Tell(progress, new(ImportStage.Report, file.LengthBytes, file.LengthBytes, 0, null, counts));
        return await CompleteAsync(request, file, job, counts, elapsed, stop);
    }

    private async Task<ImportJob> BeginAsync(
        ImportRequest request,
        RecognizedFile file,
        string sha256,
        short site,
        CancellationToken stop
    )
    {
        string profileHash = ProfileHash(file.Plan.Profile);
        ImportJob? interrupted = await ImportJobs.FindAsync(main, site, sha256, ImportJobState.Running, stop);
        if (interrupted is null && request.Resume)
        {
            throw ImportFailures.CannotBegin(
                "nothing-to-resume",
                "Aucun import interrompu de ce fichier, tel qu'il est, n'est en attente sur ce site.",
                "No interrupted import of this file, as it is now, waits at this site."
            );
        }

        if (interrupted is not null && !request.Resume)
        {
            throw ImportFailures.CannotBegin(
                "interrupted-exists",
                "Un import de ce fichier a été interrompu. Relancez avec --resume pour le continuer.",
                "An import of this file was interrupted. Run with --resume to continue it."
            );
        }

        if (interrupted is not null)
        {
            return string.Equals(interrupted.ProfileSha256, profileHash, StringComparison.Ordinal)
                ? interrupted
                : throw ImportFailures.CannotBegin(
                    "profile-changed",
                    "Le profil a changé depuis l'interruption : reprenez avec le profil d'origine.",
                    "The profile has changed since the interruption: resume with the original one."
                );
        }

        ImportJob job = new(
            OpaqueId.Draw(),
            site,
            file.Plan.Profile.Name,
            profileHash,
            sha256,
            file.LengthBytes,
            ImportJobState.Running,
            clock.GetUtcNow().ToUnixTimeMilliseconds(),
            file.DataOffset,
            file.DataLineNumber,
            new(),
            null
        );
        await ImportJobs.InsertAsync(main, job, stop);
        return job;
    }

    private async Task<ImportOutcome> CompleteAsync(
        ImportRequest request,
        RecognizedFile file,
        ImportJob job,
        ImportCounts counts,
        Stopwatch elapsed,
        CancellationToken stop
    )
    {
        if (!counts.IsComplete)
        {
            throw new InvalidOperationException("rows are not all accounted for");
        }

        DateTimeOffset now = clock.GetUtcNow();
        IReadOnlyDictionary<string, long> byCode = await ImportReport.WriteAsync(
            request.ReportPath,
            new(
                job.Name,
                request.SiteCode,
                false,
                Path.GetFileName(request.FilePath),
                job.FileSha256,
                file.LengthBytes,
                file,
                job.ProfileSha256,
                DateTimeOffset.FromUnixTimeMilliseconds(job.BegunAtMs),
                now,
                counts
            ),
            ImportJobs.FindingsAsync(main, job.ImportId, stop),
            stop
        );
        string reportHash = await FileFingerprint.ComputeAsync(request.ReportPath, _ => { }, stop);
        ImportCertificate certificate = await custodian.AskAsync(
            MessageKind.CompleteImport,
            null,
            new ImportCompletion(
                job.Name,
                request.SiteCode,
                job.FileSha256,
                file.LengthBytes,
                file.Plan.Profile.Name,
                counts.Rows,
                counts.Imported,
                counts.ImportedWithFlags,
                counts.AlreadyPresent,
                counts.Refused,
                counts.PatientsCreated,
                counts.PatientsMatched,
                counts.EntriesSealed,
                reportHash
            ),
            CustodyJson.Default.ImportCompletion,
            CustodyJson.Default.ImportCertificate,
            stop
        );
        await ImportJobs.CompleteAsync(
            main,
            job.ImportId,
            ImportJobState.Complete,
            certificate.SignedNote,
            now.ToUnixTimeMilliseconds(),
            stop
        );
        await AtomicFile.WriteAsync(
            request.ReportPath + ".certificate",
            stream => stream.WriteAsync(Encoding.UTF8.GetBytes(certificate.SignedNote), stop).AsTask(),
            stop
        );
        return new(
            job.Name,
            file,
            counts,
            byCode,
            job.FileSha256,
            certificate.SignedNote,
            request.ReportPath,
            elapsed.Elapsed
        );
    }

    /// <summary>A profile's hash: of what it does, not of how its file is laid out.</summary>
    internal static string ProfileHash(LegacyProfile profile)
    {
        StringBuilder text = new(profile.Name);
        foreach (ColumnRule rule in profile.Columns)
        {
            text.Append('\n')
                .Append(rule.Source)
                .Append('|')
                .AppendJoin(',', rule.OtherNames)
                .Append('|')
                .Append(rule.Target)
                .Append('|')
                .Append(rule.Transform)
                .Append('|')
                .Append(rule.FreeText)
                .Append('|')
                .AppendJoin(',', rule.Shapes)
                .Append('|')
                .AppendJoin(',', rule.Codes.OrderBy(code => code.Key, StringComparer.Ordinal));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static ImportProgress Progress(
        ImportJob job,
        RecognizedFile file,
        ImportCounts counts,
        long offset,
        TimeSpan elapsed
    )
    {
        double seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        double bytesPerSecond = (offset - job.NextOffset) / seconds;
        return new(
            ImportStage.Rows,
            offset,
            file.LengthBytes,
            (counts.Rows - job.Counts.Rows) / seconds,
            bytesPerSecond > 0 ? TimeSpan.FromSeconds((file.LengthBytes - offset) / bytesPerSecond) : null,
            counts
        );
    }

    private void Tell(IProgress<ImportProgress>? progress, ImportProgress now)
    {
        long ticks = clock.GetTimestamp();
        bool due = now.BytesDone == now.BytesTotal || clock.GetElapsedTime(lastProgress, ticks) >= ProgressEvery;
        if (progress is not null && due)
        {
            lastProgress = ticks;
            progress.Report(now);
        }
    }
}
