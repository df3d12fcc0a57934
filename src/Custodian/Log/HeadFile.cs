using Serment.Custodian.Keys;
using Serment.TransparencyLog;
using Serment.TransparencyLog.Notes;

namespace Serment.Custodian.Log;

/// <summary>
/// The log's newest head, kept outside the database as a signed checkpoint: an older copy of the whole database, sound in
/// itself, falls short of it.
/// </summary>
internal static class HeadFile
{
    /// <summary>The file in the custodian's folder.</summary>
    public const string FileName = "custody.head";

    private const int MaxBytes = 16 * 1024;

    /// <summary>The head kept; null where there is none.</summary>
    /// <exception cref="CustodianStartException">The file is not one that this custodian signed.</exception>
    public static LogHead? Read(string path, KeyRing keys)
    {
        FileInfo file = new(path);
        if (!file.Exists)
        {
            return null;
        }

        try
        {
            SignedNote note = SignedNote.Parse(file.Length <= MaxBytes ? File.ReadAllText(path) : "");
            Checkpoint kept = Checkpoint.Open(note, keys.LogName, keys.Signer.Verifier);
            return new(kept.Size, kept.Root);
        }
        catch (Exception e) when (e is LogFormatException or UntrustedCheckpointException)
        {
            throw new CustodianStartException($"{path} was not signed by this custodian's log key: {e.Message}. {Remedy}");
        }
    }

    /// <summary>Writes the head, whole or not at all.</summary>
    public static void Write(string path, KeyRing keys, LogHead head)
    {
        string text = new Checkpoint(keys.LogName, head.Size, head.Root).Sign(keys.Signer).ToString();
        string part = path + ".part";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (FileStream stream = new(part, options))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>What to say when there is none.</summary>
    public static string MissingText(string path) =>
        $"{path} is missing: whether the custody database is the newest cannot be told. {Remedy}";

    /// <summary>What to say when the database falls short of it.</summary>
    public static string ContradictedText(string path, string why) =>
        $"The custody database is not the one whose head is kept in {path}: {why}. It is an older copy, or was altered. {Remedy}";

    private const string Remedy =
        "If you have restored the custody database from a backup, and only then, start once with --accept-restored: this is put "
        + "in the log, and what was disclosed since the backup is lost from it.";
}
