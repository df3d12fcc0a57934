using System.Buffers;

namespace Serment.Records.Documents.Checking;

/// <summary>
/// Looks through a PDF (ISO 32000-1) for whatever acts: scripts, programs to launch, forms that are sent, attached
/// files. Every byte is looked at, inside streams and out, so that no trick with lengths or cross-references hides a
/// name; what is compressed is decompressed as it streams by, whatever its dictionary says it is.
/// </summary>
internal sealed class PdfInspector : FileInspector
{
    /// <summary>The most that a file may hold when its streams are decompressed.</summary>
    public const long MaxInflatedBytes = 1024L * 1024 * 1024;

    // Longest name that is compared, with each character written as #xx, and the slash.
    private const int CarryBytes = 64;
    private const int MaxInflaters = 8;

    // A ZIP reader starts from a mark within the last 64 KB.
    private const int ZipTailBytes = 65_557;

    // After the last end mark there is nothing but a line end or two.
    private const int MaxAfterEndBytes = 1024;

    private static readonly SearchValues<byte> Interesting = SearchValues.Create("/seP%"u8);

    private readonly List<PdfInflater> inflaters = [];
    private readonly PdfNames names = new();
    private byte[] window = [];
    private int carried;
    private long total;
    private long endsAt = -1;

    // Where the word that ends a stream has the word that begins one within it.
    private long endedAt = -1;
    private long zipAt = -1;
    private long inflated;

    /// <inheritdoc/>
    public override int Take(ReadOnlySpan<byte> bytes)
    {
        int length = carried + bytes.Length;
        if (window.Length < length)
        {
            byte[] larger = new byte[length];
            window.AsSpan(0, carried).CopyTo(larger);
            window = larger;
        }

        bytes.CopyTo(window.AsSpan(carried));

        // A place is looked at once enough follows it to read its name; the last of a file when it ends.
        int ready = Math.Max(0, length - CarryBytes);
        Look(length, ready);
        window.AsSpan(ready, length - ready).CopyTo(window);
        carried = length - ready;
        total += ready;
        return bytes.Length;
    }

    /// <inheritdoc/>
    public override FileRefusal Finish()
    {
        Look(carried, carried);
        total += carried;
        CloseInflaters();
        Array.Clear(window);
        if (Refusal == FileRefusal.None && names.IsHiding)
        {
            Refusal = FileRefusal.UncheckablePdf;
        }

        if (Refusal == FileRefusal.None && (endsAt < 0 || total - endsAt > MaxAfterEndBytes))
        {
            Refusal = endsAt < 0 ? FileRefusal.Broken : FileRefusal.Polyglot;
        }

        if (Refusal == FileRefusal.None && zipAt >= 0 && total - zipAt <= ZipTailBytes)
        {
            Refusal = FileRefusal.Polyglot;
        }

        return Refusal;
    }

    // Looks at the places before `ready`, with what follows them up to `length` in sight.
    private void Look(int length, int ready)
    {
        ReadOnlySpan<byte> seen = window.AsSpan(0, length);
        int fed = 0;
        int at = 0;
        while (Refusal == FileRefusal.None && at < ready)
        {
            int found = seen[at..ready].IndexOfAny(Interesting);
            if (found < 0)
            {
                break;
            }

            at += found;
            int begins = Meet(seen[at..], at);
            if (begins > 0 && at + begins <= length)
            {
                Feed(seen[fed..Math.Min(at + begins, ready)]);
                fed = Math.Min(at + begins, ready);
                Start(at + begins - fed);
            }

            at++;
        }

        if (Refusal == FileRefusal.None && fed < ready)
        {
            Feed(seen[fed..ready]);
        }
    }

    // What stands here; a positive number when a stream begins so many bytes on.
    private int Meet(ReadOnlySpan<byte> rest, int at)
    {
        switch (rest[0])
        {
            case (byte)'/':
                Refusal = names.Meet(rest);
                return 0;
            case (byte)'s' when rest.StartsWith("stream"u8) && total + at != endedAt:
                return BeginStream(rest);
            case (byte)'e' when rest.StartsWith("endstream"u8):
                endedAt = total + at + "end".Length;
                names.EndStream();
                return 0;
            case (byte)'e' when rest.StartsWith("endobj"u8):
                names.EndObject();
                return 0;
            case (byte)'P' when rest.StartsWith("PK\x05\x06"u8):
                zipAt = total + at;
                return 0;
            case (byte)'%' when rest.StartsWith("%%EOF"u8):
                endsAt = total + at;
                return 0;
            default:
                return 0;
        }
    }

    private int BeginStream(ReadOnlySpan<byte> rest)
    {
        int line = rest.Length > 7 && rest[6] == '\r' && rest[7] == '\n' ? 2
            : rest.Length > 6 && rest[6] is (byte)'\n' or (byte)'\r' ? 1
            : 0;
        if (line == 0)
        {
            return 0;
        }

        Refusal = names.BeginStream();
        return 6 + line;
    }

    // `ahead`: where the carried part already holds the stream's first bytes, they come with the next round.
    private void Start(int ahead)
    {
        if (inflaters.Count == MaxInflaters)
        {
            Refusal = FileRefusal.UncheckablePdf;
            return;
        }

        inflaters.Add(new PdfInflater(ahead));
    }

    private void Feed(ReadOnlySpan<byte> bytes)
    {
        for (int i = inflaters.Count - 1; i >= 0 && Refusal == FileRefusal.None; i--)
        {
            PdfInflater inflater = inflaters[i];
            Refusal = inflater.Feed(bytes, ref inflated);
            if (inflated > MaxInflatedBytes)
            {
                Refusal = FileRefusal.UncheckablePdf;
            }

            if (inflater.IsEnded)
            {
                inflater.Dispose();
                inflaters.RemoveAt(i);
            }
        }
    }

    private void CloseInflaters()
    {
        foreach (PdfInflater inflater in inflaters)
        {
            inflater.Dispose();
        }

        inflaters.Clear();
    }
}
