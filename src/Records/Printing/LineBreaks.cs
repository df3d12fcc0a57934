namespace Serment.Records.Printing;

/// <summary>Breaks text into lines that fit: at its line ends, at spaces, and inside a word only where it must.</summary>
internal static class LineBreaks
{
    /// <summary>The lines; an empty text is one empty line.</summary>
    internal static List<string> Of(string text, Predicate<string> fits)
    {
        List<string> lines = [];
        foreach (string paragraph in text.Split('\n'))
        {
            string line = "";
            foreach (string word in paragraph.Split(' '))
            {
                string longer = line.Length == 0 ? word : $"{line} {word}";
                if (fits(longer))
                {
                    line = longer;
                    continue;
                }

                if (line.Length > 0)
                {
                    lines.Add(line);
                }

                line = Cut(word, fits, lines);
            }

            lines.Add(line);
        }

        return lines;
    }

    // The last piece of a word that is too long by itself; the others become lines.
    private static string Cut(string word, Predicate<string> fits, List<string> lines)
    {
        while (word.Length > 1 && !fits(word))
        {
            int low = 1;
            int high = word.Length - 1;
            while (low < high)
            {
                int middle = (low + high + 1) >>> 1;
                if (fits(word[..middle]))
                {
                    low = middle;
                }
                else
                {
                    high = middle - 1;
                }
            }

            int at = char.IsHighSurrogate(word[low - 1]) && low > 1 ? low - 1 : low;
            lines.Add(word[..at]);
            word = word[at..];
        }

        return word;
    }
}
