using System.Text;
using System.Text.RegularExpressions;
using Serment.CustodyProtocol;

namespace Serment.Records.Documents.Letters;

/// <summary>The fields of letters, in braces: <c>{patient.name}</c>. A brace of one's own is doubled.</summary>
public static partial class LetterFields
{
    private static readonly string[] Administrative =
    [
        "patient.name", "patient.birthName", "patient.givenName", "birthDate", "age", "recordNumber", "author",
        "author.specialty", "author.rpps", "site", "site.address", "site.phone", "site.finess", "stay.from", "today",
    ];

    // What these say must not come into a letter that reception reads.
    private static readonly string[] Clinical = ["problems", "history", "allergies", "medications"];

    /// <summary>The fields of a letter that goes to this compartment.</summary>
    public static IReadOnlyList<string> For(Compartment compartment) =>
        compartment is Compartment.Clinical or Compartment.Sensitive ? [.. Administrative, .. Clinical] : Administrative;

    /// <summary>Fields in a text that there are not, in their order.</summary>
    public static IReadOnlyList<string> UnknownIn(string text, Compartment compartment)
    {
        IReadOnlyList<string> known = For(compartment);
        return
        [
            .. FieldOrBrace().Matches(text).Select(found => found.Groups["name"])
                .Where(name => name.Success && !known.Contains(name.Value, StringComparer.Ordinal))
                .Select(name => name.Value).Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>Fills the fields; each has a value.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values)
    {
        StringBuilder filled = new();
        int at = 0;
        foreach (Match found in FieldOrBrace().Matches(text))
        {
            filled.Append(text, at, found.Index - at);
            Group name = found.Groups["name"];
            filled.Append(name.Success ? values[name.Value] : found.Value[..1]);
            at = found.Index + found.Length;
        }

        return filled.Append(text, at, text.Length - at).ToString();
    }

    [GeneratedRegex(@"\{\{|\}\}|\{(?<name>[^{}\n]{0,60})\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FieldOrBrace();
}
