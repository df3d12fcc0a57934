namespace Serment.Records.Notes;

/// <summary>A piece of a line, strong or not.</summary>
public sealed record MarkedSpan(string Text, bool IsStrong)
{
    /// <summary>Keeps what was written out of logs.</summary>
    public override string ToString() => nameof(MarkedSpan);
}

/// <summary>A paragraph of lines, or a list of items.</summary>
/// <param name="IsList">Whether the lines are items.</param>
/// <param name="Lines">The lines or items.</param>
public sealed record MarkedBlock(bool IsList, IReadOnlyList<IReadOnlyList<MarkedSpan>> Lines);

/// <summary>
/// What a note's text may hold beside words: blank lines between paragraphs, <c>- </c> before an item of a list,
/// <c>**strong**</c>. Everything else is shown as it was typed; nothing is ever markup.
/// </summary>
public static class LightMarks
{
    private const string Strong = "**";

    /// <summary>Reads a text into blocks. Any text is one: a mark that does not close is shown as typed.</summary>
    public static IReadOnlyList<MarkedBlock> Read(string text)
    {
        List<MarkedBlock> blocks = [];
        List<IReadOnlyList<MarkedSpan>> lines = [];
        bool isList = false;
        foreach (string line in text.Split('\n'))
        {
            string shown = line.TrimEnd();
            bool isItem = IsItem(shown);
            if (shown.Length == 0 || (lines.Count > 0 && isItem != isList))
            {
                Close();
            }

            if (shown.Length > 0)
            {
                isList = isItem;
                lines.Add(Spans(isItem ? shown[2..].TrimStart() : shown));
            }
        }

        Close();
        return blocks;

        void Close()
        {
            if (lines.Count > 0)
            {
                blocks.Add(new(isList, lines));
                lines = [];
            }
        }
    }

    private static bool IsItem(string line) =>
        line.Length > 2 && line[0] is '-' or '•' && line.Length > 2 && line[1] == ' ';

    private static List<MarkedSpan> Spans(string line)
    {
        List<MarkedSpan> spans = [];
        int from = 0;
        while (from < line.Length)
        {
            int open = line.IndexOf(Strong, from, StringComparison.Ordinal);
            int close = open < 0 ? -1 : line.IndexOf(Strong, open + Strong.Length, StringComparison.Ordinal);
            if (close <= open + Strong.Length)
            {
                break;
            }

            if (open > from)
            {
                spans.Add(new(line[from..open], IsStrong: false));
            }

            spans.Add(new(line[(open + Strong.Length)..close], IsStrong: true));
            from = close + Strong.Length;
        }

        if (from < line.Length)
        {
            spans.Add(new(line[from..], IsStrong: false));
        }

        return spans;
    }
}
