namespace Serment.Records.Medications;

/// <summary>
/// Finds lines of folded text by the starts of their words. A line is one block of bytes, each word with a space before
/// it; a vectorised scan of a megabyte takes well under a millisecond, so that nothing but the text is kept.
/// </summary>
internal sealed class WordIndex
{
    /// <summary>Words of a query that count.</summary>
    internal const int MaxWords = 8;

    private const byte LineEnd = (byte)'\n';
    private readonly byte[] text;
    private readonly int[] starts;

    /// <summary>Takes lines that end in a line feed; <paramref name="starts"/> are their first bytes.</summary>
    internal WordIndex(byte[] text, int[] starts)
    {
        this.text = text;
        this.starts = starts;
    }

    /// <summary>The line's bytes, without its end.</summary>
    internal ReadOnlySpan<byte> Line(int line)
    {
        int end = line + 1 < starts.Length ? starts[line + 1] : text.Length;
        return text.AsSpan(starts[line], end - starts[line] - 1);
    }

    /// <summary>The lines in which every word begins some word, in their order.</summary>
    internal List<int> Find(IReadOnlyList<byte[]> words)
    {
        List<int> found = [];
        if (words.Count == 0)
        {
            return found;
        }

        // The longest word is the rarest: what it does not name need not be looked at.
        byte[] rarest = words.MaxBy(word => word.Length)!;
        for (int at = 0; at < text.Length;)
        {
            int hit = text.AsSpan(at).IndexOf(rarest);
            if (hit < 0)
            {
                break;
            }

            int line = LineOf(at + hit);
            if (HasAll(Line(line), words, rarest))
            {
                found.Add(line);
            }

            at = line + 1 < starts.Length ? starts[line + 1] : text.Length;
        }

        return found;
    }

    /// <summary>The query's words, each with the space before it.</summary>
    internal static List<byte[]> WordsOf(ReadOnlySpan<byte> folded)
    {
        List<byte[]> words = [];
        foreach (Range range in folded.Split((byte)' '))
        {
            if (words.Count < MaxWords && !folded[range].IsEmpty)
            {
                words.Add([(byte)' ', .. folded[range]]);
            }
        }

        return words;
    }

    /// <summary>Joins lines into an index.</summary>
    internal static WordIndex Of(IEnumerable<byte[]> lines)
    {
        List<int> begun = [];
        using MemoryStream joined = new();
        foreach (byte[] line in lines)
        {
            begun.Add((int)joined.Length);
            joined.Write(line);
            joined.WriteByte(LineEnd);
        }

        return new(joined.ToArray(), [.. begun]);
    }

    private static bool HasAll(ReadOnlySpan<byte> line, IReadOnlyList<byte[]> words, byte[] known)
    {
        foreach (byte[] word in words)
        {
            if (!ReferenceEquals(word, known) && line.IndexOf(word) < 0)
            {
                return false;
            }
        }

        return true;
    }

    private int LineOf(int position)
    {
        int at = Array.BinarySearch(starts, position);
        return at >= 0 ? at : ~at - 1;
    }
}
