namespace Serment.Records.Patients.Names;

/// <summary>
/// How far two names are apart: insertions, deletions, substitutions and swaps of neighbouring letters.
/// </summary>
public static class NameDistance
{
    /// <summary>Longer names are compared by their first letters only.</summary>
    public const int MaxLetters = 48;

    /// <summary>
    /// The optimal string alignment distance between the letters of two names (spaces, hyphens and accents do not
    /// count). A name without letters is <see cref="MaxLetters"/> away from everything.
    /// </summary>
    public static int Between(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        Span<char> a = stackalloc char[MaxLetters];
        Span<char> b = stackalloc char[MaxLetters];
        int rows = NameForm.WriteLetters(left, a);
        int columns = NameForm.WriteLetters(right, b);
        if (rows == 0 || columns == 0)
        {
            return MaxLetters;
        }

        Span<byte> beforeLast = stackalloc byte[MaxLetters + 1];
        Span<byte> last = stackalloc byte[MaxLetters + 1];
        Span<byte> current = stackalloc byte[MaxLetters + 1];
        for (int j = 0; j <= columns; j++)
        {
            last[j] = (byte)j;
        }

        for (int i = 1; i <= rows; i++)
        {
            current[0] = (byte)i;
            for (int j = 1; j <= columns; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                int best = Math.Min(Math.Min(last[j] + 1, current[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    best = Math.Min(best, beforeLast[j - 2] + 1);
                }

                current[j] = (byte)best;
            }

            Span<byte> freed = beforeLast;
            beforeLast = last;
            last = current;
            current = freed;
        }

        return last[columns];
    }

    /// <summary>
    /// Whether two names look like spellings of one: at most one difference in short names, two in names of eight
    /// letters or more.
    /// </summary>
    public static bool AreClose(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        int allowed = Math.Min(left.Length, right.Length) < 8 ? 1 : 2;
        return Between(left, right) <= allowed;
    }
}
