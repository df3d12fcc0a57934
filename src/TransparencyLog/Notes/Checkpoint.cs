using System.Globalization;
using Serment.TransparencyLog.Merkle;

namespace Serment.TransparencyLog.Notes;

/// <summary>A log's commitment to its whole content at one size (C2SP tlog-checkpoint): the text that is
/// signed.</summary>
/// <param name="Origin">The log's unique name; conventionally an address without its scheme.</param>
/// <param name="Size">The number of leaves.</param>
/// <param name="Root">The RFC 6962 root over them.</param>
/// <param name="Extensions">Further lines, opaque; the format advises against any.</param>
public sealed record Checkpoint(string Origin, long Size, MerkleHash Root, IReadOnlyList<string> Extensions)
{
    /// <summary>More extension lines are refused.</summary>
    public const int MaxExtensions = 16;

    /// <summary>A longer line is refused.</summary>
    public const int MaxLineChars = 1024;

    private const int FixedLines = 3;

    /// <summary>A checkpoint without extensions.</summary>
    public Checkpoint(string origin, long size, MerkleHash root)
        : this(origin, size, root, [])
    {
    }

    /// <summary>Reads a checkpoint from a note's text.</summary>
    /// <exception cref="LogFormatException">It is malformed; the message says how.</exception>
    public static Checkpoint Parse(string text)
    {
        if (!text.EndsWith('\n') || StrictText.IsUnclean(text))
        {
            throw new LogFormatException("the checkpoint does not end in a newline or holds a control character");
        }

        string[] lines = text[..^1].Split('\n', FixedLines + MaxExtensions + 1);
        if (lines.Length < FixedLines)
        {
            throw new LogFormatException("a checkpoint has an origin, a size and a root");
        }

        if (lines.Length > FixedLines + MaxExtensions)
        {
            throw new LogFormatException("the checkpoint has too many lines");
        }

        CheckLine(lines[0], "origin");
        foreach (string extension in lines[FixedLines..])
        {
            CheckLine(extension, "extension line");
        }

        return new Checkpoint(lines[0], ParseSize(lines[1]), ParseRoot(lines[2]), lines[FixedLines..]);
    }

    /// <summary>Reads a signed checkpoint and believes it only if the log's own key signed it, the origin is the
    /// expected one, and enough witnesses cosigned.</summary>
    /// <param name="note">The signed checkpoint as received.</param>
    /// <param name="expectedOrigin">The log's origin line.</param>
    /// <param name="logKey">The log's key.</param>
    /// <param name="witnesses">The witnesses' keys; a signature by any other key is ignored.</param>
    /// <param name="witnessQuorum">How many of the witnesses must have cosigned.</param>
    /// <exception cref="LogFormatException">The note or the checkpoint is malformed.</exception>
    /// <exception cref="UntrustedCheckpointException">It is well-formed, but not to be believed.</exception>
    public static Checkpoint Open(
        SignedNote note,
        string expectedOrigin,
        NoteVerifier logKey,
        IReadOnlyList<NoteVerifier>? witnesses = null,
        int witnessQuorum = 0)
    {
        NoteVerification verification = note.Verify([logKey, .. witnesses ?? []]);
        if (verification.Fault == NoteFault.WrongSignature)
        {
            throw new UntrustedCheckpointException("a signature on the checkpoint is wrong");
        }

        if (!verification.SignedBy.Contains(logKey))
        {
            throw new UntrustedCheckpointException("the log's key did not sign the checkpoint");
        }

        // The log cannot be its own witness, even if it is configured as one.
        int cosigned = verification.SignedBy.Count(key => !key.HasSameKeyAs(logKey));
        if (cosigned < witnessQuorum)
        {
            throw new UntrustedCheckpointException("too few witnesses cosigned the checkpoint");
        }

        Checkpoint checkpoint = Parse(note.Text);
        return string.Equals(checkpoint.Origin, expectedOrigin, StringComparison.Ordinal)
            ? checkpoint
            : throw new UntrustedCheckpointException("the checkpoint is of another log");
    }

    /// <summary>The text to sign.</summary>
    /// <exception cref="LogFormatException">A line is empty, too long, or holds a newline or control
    /// character.</exception>
    public string ToText()
    {
        CheckLine(Origin, "origin");
        foreach (string extension in Extensions)
        {
            CheckLine(extension, "extension line");
        }

        if (Extensions.Count > MaxExtensions || Size < 0)
        {
            throw new LogFormatException("the checkpoint has too many lines or a negative size");
        }

        string size = Size.ToString(CultureInfo.InvariantCulture);
        return string.Concat(new[] { Origin, size, Root.ToBase64() }.Concat(Extensions).Select(line => $"{line}\n"));
    }

    /// <summary>This checkpoint, signed.</summary>
    public SignedNote Sign(params IReadOnlyList<NoteSigner> signers) => SignedNote.Sign(ToText(), signers);

    public bool Equals(Checkpoint? other) =>
        other is not null && Size == other.Size && Root == other.Root
        && string.Equals(Origin, other.Origin, StringComparison.Ordinal)
        && Extensions.SequenceEqual(other.Extensions, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Origin, Size, Root, Extensions.Count);

    private static void CheckLine(string line, string what)
    {
        if (line.Length is 0 or > MaxLineChars
            || line.Contains('\n', StringComparison.Ordinal) || StrictText.IsUnclean(line))
        {
            throw new LogFormatException($"the checkpoint's {what} is empty, too long or holds a control character");
        }
    }

    private static long ParseSize(string line)
    {
        bool isNumber = long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out long size);

        // The round trip refuses leading zeros: a size has one spelling.
        return isNumber && string.Equals(size.ToString(CultureInfo.InvariantCulture), line, StringComparison.Ordinal)
            ? size
            : throw new LogFormatException("the checkpoint's size is not a decimal number of at most 63 bits");
    }

    private static MerkleHash ParseRoot(string line) =>
        StrictText.TryFromBase64(line, out byte[]? root) && root.Length == MerkleHash.LengthBytes
            ? new MerkleHash(root)
            : throw new LogFormatException("the checkpoint's root is not the base64 of 32 bytes");
}
