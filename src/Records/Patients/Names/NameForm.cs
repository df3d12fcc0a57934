using Serment.Records.Words;

namespace Serment.Records.Patients.Names;

/// <summary>
/// The forms of a person's name by the French identity rules (RNIV 1): the form that is recorded (capitals without
/// accents, hyphens and apostrophes kept) and the form in which names are compared, where hyphen and apostrophe count
/// as a space (EXI SI 03, EXI SI 29, EXI PP 20). All span methods allocate nothing.
/// </summary>
public static class NameForm
{
    /// <summary>The longest name that is recorded, in characters; a list of given names may use all of it.</summary>
    public const int MaxLengthChars = 200;

    /// <summary>
    /// A buffer of this length holds any comparison form: what a longer text has beyond it is not looked at.
    /// </summary>
    public const int MaxFormChars = 256;

    /// <summary>A lookup by birth date needs at least so many letters of a name.</summary>
    public const int SearchPrefixChars = 3;

    /// <summary>Writes the comparison form: A to Z and single spaces. Stops when the destination is full.</summary>
    /// <returns>How many characters were written; 0 when the text holds no letter.</returns>
    public static int WriteComparison(ReadOnlySpan<char> name, Span<char> destination)
    {
        int length = 0;
        bool pendingSpace = false;
        foreach (char c in name)
        {
            char folded = LatinFold.Fold(c, out char second);
            if (folded == ' ')
            {
                pendingSpace = length > 0;
                continue;
            }

            if (folded == LatinFold.Dropped)
            {
                continue;
            }

            int needed = (pendingSpace ? 1 : 0) + (second == LatinFold.Dropped ? 1 : 2);
            if (length + needed > destination.Length)
            {
                break;
            }

            if (pendingSpace)
            {
                destination[length++] = ' ';
                pendingSpace = false;
            }

            destination[length++] = folded;
            if (second != LatinFold.Dropped)
            {
                destination[length++] = second;
            }
        }

        return length;
    }

    /// <summary>Writes the comparison form without its spaces; stops when the destination is full.</summary>
    /// <returns>How many characters were written; 0 when the text holds no letter.</returns>
    public static int WriteLetters(ReadOnlySpan<char> name, Span<char> destination)
    {
        int length = 0;
        foreach (char c in name)
        {
            char folded = LatinFold.Fold(c, out char second);
            if (folded is ' ' or LatinFold.Dropped)
            {
                continue;
            }

            if (length == destination.Length)
            {
                break;
            }

            destination[length++] = folded;
            if (second != LatinFold.Dropped && length < destination.Length)
            {
                destination[length++] = second;
            }
        }

        return length;
    }

    /// <summary>Writes the first three letters of the comparison form: <c>D'Angelo</c> gives <c>DAN</c>.</summary>
    /// <returns>How many letters were written: fewer than three when the name has fewer.</returns>
    public static int WriteSearchPrefix(ReadOnlySpan<char> name, Span<char> destination) =>
        WriteLetters(name, destination[..SearchPrefixChars]);

    /// <summary>The comparison form as a string; empty when the name holds no letter.</summary>
    public static string Comparison(ReadOnlySpan<char> name)
    {
        Span<char> buffer = stackalloc char[MaxFormChars];
        return new string(buffer[..WriteComparison(name, buffer)]);
    }

    /// <summary>Whether two names have the same comparison form. Two names without letters are not the same.</summary>
    public static bool AreSame(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        Span<char> a = stackalloc char[MaxFormChars];
        Span<char> b = stackalloc char[MaxFormChars];
        int length = WriteComparison(left, a);
        return length > 0 && a[..length].SequenceEqual(b[..WriteComparison(right, b)]);
    }

    /// <summary>
    /// The recorded form of a strict trait: capitals without accents or ligatures; hyphens and apostrophes stay, in
    /// their ASCII shape; spaces are single. Characters that are no part of a name are left out.
    /// </summary>
    public static string Recorded(ReadOnlySpan<char> name)
    {
        Span<char> buffer = stackalloc char[MaxFormChars];
        int length = 0;
        char pending = LatinFold.Dropped;
        foreach (char c in name)
        {
            char folded = LatinFold.Fold(c, out char second);
            if (folded == ' ')
            {
                pending = length == 0 ? LatinFold.Dropped : Stronger(pending, SeparatorOf(c));
                continue;
            }

            if (folded == LatinFold.Dropped)
            {
                continue;
            }

            if (length + 3 > buffer.Length)
            {
                break;
            }

            if (pending != LatinFold.Dropped)
            {
                buffer[length++] = pending;
                pending = LatinFold.Dropped;
            }

            buffer[length++] = folded;
            if (second != LatinFold.Dropped)
            {
                buffer[length++] = second;
            }
        }

        return new string(buffer[..length]);
    }

    private static char SeparatorOf(char c) => c switch
    {
        '-' or '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' => '-',
        '\'' or '\u2018' or '\u2019' or '\u02BC' or '\u00B4' or '`' => '\'',
        _ => ' ',
    };

    // "JEAN - PIERRE" is "JEAN-PIERRE": between two words a hyphen or apostrophe wins over the spaces around it.
    private static char Stronger(char pending, char next) =>
        pending is '-' or '\'' ? pending : next;
}
