namespace Serment.Records.Patients.Identifiers;

/// <summary>Numbers as people write them, in groups.</summary>
internal static class CompactText
{
    /// <summary>
    /// Copies the text in capitals without blanks, full stops and hyphens. Returns the length, or one more than the
    /// destination holds when the text is too long.
    /// </summary>
    internal static int Write(ReadOnlySpan<char> text, Span<char> destination)
    {
        int length = 0;
        foreach (char c in text)
        {
            if (c is ' ' or '.' or '-' or '\t' or '\u00A0' or '\u202F' or '\u2009')
            {
                continue;
            }

            if (length == destination.Length)
            {
                return length + 1;
            }

            destination[length++] = char.ToUpperInvariant(c);
        }

        return length;
    }
}
