using Serment.Records.Patients.Names;

namespace Serment.Records.Patients.Places;

/// <summary>Puts what a person types for a place into the form of the directory's keys.</summary>
internal static class PlaceQuery
{
    private static readonly string[] Articles = ["LE ", "LA ", "LES ", "L ", "AUX ", "LAS ", "LOS "];

    /// <summary>The comparison form, with ST and STE written out.</summary>
    internal static int Write(ReadOnlySpan<char> typed, Span<char> destination)
    {
        Span<char> form = stackalloc char[NameForm.MaxFormChars];
        ReadOnlySpan<char> rest = form[..NameForm.WriteComparison(typed, form)];
        int length = 0;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf(' ');
            ReadOnlySpan<char> word = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];

            // The last word may be unfinished: "st" is then the start of a word, not an abbreviation.
            ReadOnlySpan<char> written = end < 0 ? word : word switch
            {
                "ST" => "SAINT",
                "STE" => "SAINTE",
                _ => word,
            };
            if (length + written.Length + 1 > destination.Length)
            {
                break;
            }

            written.CopyTo(destination[length..]);
            length += written.Length;
            if (end >= 0)
            {
                destination[length++] = ' ';
            }
        }

        return length;
    }

    /// <summary>How many characters of the query are an article and its space.</summary>
    internal static int ArticleLength(ReadOnlySpan<char> query)
    {
        foreach (string article in Articles)
        {
            if (query.Length > article.Length && query.StartsWith(article))
            {
                return article.Length;
            }
        }

        return 0;
    }
}
