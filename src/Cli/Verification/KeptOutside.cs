using Serment.Cli.Configuration;
using Serment.TransparencyLog;
using Serment.TransparencyLog.Notes;

namespace Serment.Cli.Verification;

/// <summary>What was kept outside both databases: whoever rewrote them has not rewritten this.</summary>
/// <param name="Key">The log's verifier key.</param>
/// <param name="Checkpoints">Signed checkpoints with their sizes.</param>
internal sealed record KeptOutside(NoteVerifier? Key, IReadOnlyList<(long Size, string Note)> Checkpoints)
{
    private const int MaxFileBytes = 1024 * 1024;

    /// <summary>Nothing was.</summary>
    public static KeptOutside Nothing { get; } = new(null, []);

    /// <summary>Reads a key (its text, or a file with it) and files that hold one signed checkpoint each.</summary>
    /// <exception cref="UserErrorException">One cannot be read.</exception>
    public static KeptOutside Read(string? key, IEnumerable<string> checkpointPaths)
    {
        try
        {
            string? text = key is not null && File.Exists(key) ? ReadSmall(key).Trim() : key;
            return new(text is null ? null : NoteVerifier.Parse(text), [.. checkpointPaths.Select(ReadCheckpoint)]);
        }
        catch (LogFormatException e)
        {
            throw new UserErrorException($"The key or a checkpoint given is none: {e.Message}");
        }
    }

    private static (long Size, string Note) ReadCheckpoint(string path)
    {
        string note = ReadSmall(path);
        return (Checkpoint.Parse(SignedNote.Parse(note).Text).Size, note);
    }

    private static string ReadSmall(string path) =>
        !File.Exists(path) ? throw new UserErrorException($"There is no file at {path}.")
        : new FileInfo(path).Length > MaxFileBytes ? throw new UserErrorException($"{path} is too large for a checkpoint.")
        : File.ReadAllText(path);
}
