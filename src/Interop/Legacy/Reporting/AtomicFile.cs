namespace Serment.Interop.Legacy.Reporting;

/// <summary>Files that are there whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the target, flushes to the disk, then renames.</summary>
    public static async Task WriteAsync(string path, Func<Stream, Task> write, CancellationToken stop)
    {
        string unfinished = path + ".part";
        await using (FileStream file = new(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await write(file);
            await file.FlushAsync(stop);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Whether a file can be written there; found out before anything else is done.</summary>
    public static bool CanWrite(string path)
    {
        string unfinished = path + ".part";
        try
        {
            using (new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                // Opening it is the question.
            }

            File.Delete(unfinished);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
