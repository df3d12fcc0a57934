using System.Security.Cryptography;
using Serment.Database;
using Serment.Interop.Legacy.Reporting;
using Serment.RecordAccess;

namespace Serment.Interop.Legacy.Importing;

/// <summary>What was done to a source file, and what that does not promise.</summary>
/// <param name="OverwrittenBytes">Bytes overwritten and flushed to the disk.</param>
/// <param name="FileSystem">The file system's type, where the system tells.</param>
/// <param name="Caveats">What cannot be promised there; to be shown and filed with the report.</param>
public sealed record Retirement(long OverwrittenBytes, string FileSystem, IReadOnlyList<Wording> Caveats);

/// <summary>
/// Erases an imported source: only when the import is complete, every row is accounted for, and the file is still the
/// very one that was
/// imported. Overwrites with random bytes, flushes, renames, removes.
/// </summary>
public sealed class RetireSource(DatabaseLocation main, TimeProvider clock)
{
    private const int WriteBytes = 1024 * 1024;

    private static readonly string[] CopyOnWrite = ["btrfs", "zfs", "bcachefs", "apfs", "overlay", "f2fs"];

    /// <summary>Erases the file of a completed import.</summary>
    /// <exception cref="ImportFailedException">The file was not touched, or could not be removed.</exception>
    public async Task<Retirement> RunAsync(ImportOutcome import, string filePath, CancellationToken stop)
    {
        if (
            import.ImportId is null
            || import.Certificate is null
            || !import.Counts.IsComplete
            || !File.Exists(import.ReportPath)
        )
        {
            throw Refuse(
                "not-accounted-for",
                "Le compte rendu ne prouve pas que chaque ligne est traitée : la source est laissée.",
                "The report does not prove that every row is accounted for: the source is left."
            );
        }

        string now = await FileFingerprint.ComputeAsync(filePath, _ => { }, stop);
        if (!string.Equals(now, import.FileSha256, StringComparison.Ordinal))
        {
            throw Refuse(
                "file-changed",
                "Le fichier n'est plus celui qui a été importé : il est laissé.",
                "The file is no longer the one that was imported: it is left."
            );
        }

        string fileSystem = FileSystemOf(filePath);
        long length;
        try
        {
            length = Overwrite(filePath, stop);
            string nameless = Path.Combine(
                Path.GetDirectoryName(Path.GetFullPath(filePath))!,
                $".{RandomNumberGenerator.GetHexString(16)}"
            );
            File.Move(filePath, nameless);
            File.Delete(nameless);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImportFailedException(
                "retire-failed",
                new(
                    "Le fichier source n'a pas pu être effacé entièrement : vérifiez ses droits et recommencez.",
                    "The source file could not be erased entirely: check its permissions and try again."
                ),
                ImportExitCode.NotRetired,
                e
            );
        }

        if (CustodyProtocol.OpaqueId.TryParse(import.ImportId, out long id))
        {
            await ImportJobs.CompleteAsync(
                main,
                id,
                ImportJobState.Retired,
                import.Certificate,
                clock.GetUtcNow().ToUnixTimeMilliseconds(),
                stop
            );
        }

        return new(length, fileSystem, Caveats(fileSystem));
    }

    private static long Overwrite(string path, CancellationToken stop)
    {
        using FileStream file = new(
            path,
            FileMode.Open,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 0,
            FileOptions.WriteThrough
        );
        long length = file.Length;
        byte[] noise = new byte[WriteBytes];
        for (long done = 0; done < length; done += noise.Length)
        {
            stop.ThrowIfCancellationRequested();
            RandomNumberGenerator.Fill(noise);
            file.Write(noise, 0, (int)Math.Min(noise.Length, length - done));
        }

        file.Flush(flushToDisk: true);
        return length;
    }

    private static string FileSystemOf(string path)
    {
        string full = Path.GetFullPath(path);
        DriveInfo? drive = DriveInfo
            .GetDrives()
            .Where(one => full.StartsWith(one.RootDirectory.FullName, StringComparison.Ordinal))
            .MaxBy(one => one.RootDirectory.FullName.Length);
        try
        {
            return drive?.DriveFormat ?? "unknown";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }

    private static List<Wording> Caveats(string fileSystem)
    {
        List<Wording> caveats =
        [
            new(
                "Un disque SSD réécrit ailleurs : d'anciennes cellules gardent le contenu jusqu'à leur effacement.",
                "An SSD writes elsewhere: old cells may keep the content until the drive erases them."
            ),
            new(
                "Journal du système de fichiers, instantanés, sauvegardes et copies de transfert ne sont pas touchés.",
                "The file system's journal, snapshots, backups and transfer copies are not touched."
            ),
        ];
        if (CopyOnWrite.Contains(fileSystem, StringComparer.OrdinalIgnoreCase))
        {
            caveats.Insert(
                0,
                new(
                    $"Le système de fichiers ({fileSystem}) copie à l'écriture : les anciens blocs restent un temps.",
                    $"The file system ({fileSystem}) copies on write: the old blocks remain until they are used again."
                )
            );
        }

        return caveats;
    }

    private static ImportFailedException Refuse(string code, string french, string english) =>
        new(code, new(french, english), ImportExitCode.NotRetired);
}
