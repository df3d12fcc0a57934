using System.Text;

namespace Serment.Records.Words;

/// <summary>
/// Finds lines of <see cref="PlainText"/> by the starts of their words, or by letters anywhere in them. A line is one
/// block of UTF-8, each word with a space before it; a vectorised scan of a megabyte takes well under a millisecond, so
/// that nothing but the text is kept.
/// </summary>
internal sealed class WordIndex
{
    /// <summary>Words of a query that count.</summary>
    internal const int MaxWords = 8;

    /// <summary>Characters of a query that are looked at.</summary>
    internal const int MaxQueryChars = 512;

    private const byte LineEnd = (byte)'\n';
    private readonly byte[] text;
    private readonly int[] starts;

    private WordIndex(byte[] text, int[] starts)
    {
        this.text = text;
        this.starts = starts;
    }

    /// <summary>The line's bytes, with the space before its first word and without its end.</summary>
    internal ReadOnlySpan<byte> Line(int line)
    {
        int end = line + 1 < starts.Length ? starts[line + 1] : text.Length;
        return text.AsSpan(starts[line], end - starts[line] - 1);
    }

    /// <summary>
    /// The lines that hold every word, in their order: at the start of a word where it comes with the space before it,
    /// as <see cref="WordsOf"/> gives it.
    /// </summary>
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

    /// <summary>What somebody typed, folded.</summary>
    internal static string Query(ReadOnlySpan<char> typed) =>
        PlainText.Fold(typed[..Math.Min(typed.Length, MaxQueryChars)]);

    /// <summary>The query's words, each with the space before it.</summary>
    internal static byte[][] WordsOf(string query) =>
        Array.ConvertAll(PlainText.WordsOf(query, MaxWords), word => Encoding.UTF8.GetBytes(" " + word));

    /// <summary>Joins folded lines into an index.</summary>
    internal static WordIndex Of(IEnumerable<string> lines)
    {
        List<int> begun = [];
        using MemoryStream joined = new();
        foreach (string line in lines)
        {
            begun.Add((int)joined.Length);
            joined.WriteByte((byte)' ');
            joined.Write(Encoding.UTF8.GetBytes(line));
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
