namespace Serment.Records.Notes;

/// <summary>What became of a piece of text.</summary>
public enum DiffKind
{
    /// <summary>In both texts.</summary>
    Same,

    /// <summary>Only in the earlier text.</summary>
    Removed,

    /// <summary>Only in the later text.</summary>
    Added,
}

/// <summary>A run of text and what became of it.</summary>
public sealed record DiffRun(DiffKind Kind, string Text)
{
    /// <summary>Keeps what was written out of logs.</summary>
    public override string ToString() => $"{Kind}, {Text.Length} characters";
}

/// <summary>
/// The difference between two texts, word by word: lines are matched first, then the words of the lines that differ,
/// each by their longest common subsequence. What is the same and what was removed make up the earlier text, what is
/// the same and what was added the later one, character by character.
/// </summary>
public static class WordDiff
{
    /// <summary>
    /// Comparisons that one matching may take. Beyond it a part is shown as replaced whole, which is true as well; the
    /// limit is far above a hospital's longest discharge summary.
    /// </summary>
    public const int MaxComparisons = 4_000_000;

    /// <summary>The runs, in reading order; neighbours differ in kind.</summary>
    public static IReadOnlyList<DiffRun> Between(string earlier, string later)
    {
        RunList runs = new();
        Match(
            SplitLines(earlier), SplitLines(later), runs,
            (removed, added) => Match(
                SplitWords(removed), SplitWords(added), runs,
                (was, now) =>
                {
                    runs.Add(DiffKind.Removed, was);
                    runs.Add(DiffKind.Added, now);
                }));
        return runs.Close();
    }

    /// <summary>Lines with their ends.</summary>
    internal static List<string> SplitLines(string text)
    {
        List<string> lines = [];
        int from = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                lines.Add(text[from..(i + 1)]);
                from = i + 1;
            }
        }

        if (from < text.Length)
        {
            lines.Add(text[from..]);
        }

        return lines;
    }

    /// <summary>Words, runs of blanks, and every other sign by itself.</summary>
    internal static List<string> SplitWords(string text)
    {
        List<string> words = [];
        int from = 0;
        while (from < text.Length)
        {
            int to = from + 1;
            if (IsInWord(text[from]))
            {
                while (to < text.Length && IsInWord(text[to]))
                {
                    to++;
                }
            }
            else if (text[from] == ' ')
            {
                while (to < text.Length && text[to] == ' ')
                {
                    to++;
                }
            }
            else if (char.IsHighSurrogate(text[from]) && to < text.Length && char.IsLowSurrogate(text[to]))
            {
                to++;
            }

            words.Add(text[from..to]);
            from = to;
        }

        return words;
    }

    // Combining marks belong to the letter before them.
    private static bool IsInWord(char c) =>
        char.IsLetterOrDigit(c)
        || char.GetUnicodeCategory(c)
            is System.Globalization.UnicodeCategory.NonSpacingMark
            or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private static void Match(
        List<string> was, List<string> now, RunList runs, Action<string, string> onChanged)
    {
        int start = 0;
        while (start < was.Count && start < now.Count && Equal(was[start], now[start]))
        {
            runs.Add(DiffKind.Same, was[start++]);
        }

        int wasEnd = was.Count;
        int nowEnd = now.Count;
        while (wasEnd > start && nowEnd > start && Equal(was[wasEnd - 1], now[nowEnd - 1]))
        {
            wasEnd--;
            nowEnd--;
        }

        int rows = wasEnd - start;
        int columns = nowEnd - start;
        if (rows == 0 || columns == 0 || (long)rows * columns > MaxComparisons)
        {
            Changed(was, start, wasEnd, now, start, nowEnd, onChanged);
        }
        else
        {
            Walk(was, now, start, rows, columns, runs, onChanged);
        }

        for (int i = wasEnd; i < was.Count; i++)
        {
            runs.Add(DiffKind.Same, was[i]);
        }
    }

    private static void Walk(
        List<string> was, List<string> now, int start, int rows, int columns, RunList runs,
        Action<string, string> onChanged)
    {
        int[] longest = Longest(was, now, start, rows, columns);
        int width = columns + 1;
        int row = 0;
        int column = 0;
        int rowFrom = 0;
        int columnFrom = 0;
        while (row < rows && column < columns)
        {
            if (Equal(was[start + row], now[start + column]))
            {
                Changed(
                    was, start + rowFrom, start + row, now, start + columnFrom, start + column, onChanged);
                runs.Add(DiffKind.Same, was[start + row]);
                rowFrom = ++row;
                columnFrom = ++column;
            }
            else if (longest[((row + 1) * width) + column] >= longest[(row * width) + column + 1])
            {
                row++;
            }
            else
            {
                column++;
            }
        }

        Changed(was, start + rowFrom, start + rows, now, start + columnFrom, start + columns, onChanged);
    }

    // At [row, column]: the length of the longest common subsequence of what follows in both.
    private static int[] Longest(List<string> was, List<string> now, int start, int rows, int columns)
    {
        int width = columns + 1;
        int[] longest = new int[(rows + 1) * width];
        for (int row = rows - 1; row >= 0; row--)
        {
            for (int column = columns - 1; column >= 0; column--)
            {
                int at = (row * width) + column;
                longest[at] = Equal(was[start + row], now[start + column])
                    ? longest[at + width + 1] + 1
                    : Math.Max(longest[at + width], longest[at + 1]);
            }
        }

        return longest;
    }

    private static void Changed(
        List<string> was, int wasFrom, int wasTo, List<string> now, int nowFrom, int nowTo,
        Action<string, string> onChanged)
    {
        if (wasTo > wasFrom || nowTo > nowFrom)
        {
            onChanged(Join(was, wasFrom, wasTo), Join(now, nowFrom, nowTo));
        }
    }

    private static string Join(List<string> parts, int from, int to) => string.Concat(parts.GetRange(from, to - from));

    private static bool Equal(string a, string b) => string.Equals(a, b, StringComparison.Ordinal);

    /// <summary>Joins neighbours of one kind.</summary>
    private sealed class RunList
    {
        private readonly List<DiffRun> runs = [];
        private readonly System.Text.StringBuilder text = new();
        private DiffKind kind;

        public void Add(DiffKind next, string part)
        {
            if (part.Length == 0)
            {
                return;
            }

            if (next != kind)
            {
                Flush();
            }

            kind = next;
            text.Append(part);
        }

        public List<DiffRun> Close()
        {
            Flush();
            return runs;
        }

        private void Flush()
        {
            if (text.Length > 0)
            {
                runs.Add(new(kind, text.ToString()));
                text.Clear();
            }
        }
    }
}
