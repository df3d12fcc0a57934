using System.Text;
using Serment.Records.Words;

namespace Serment.Records.Medications;

/// <summary>
/// The substances of the French public drug database: searched by name for allergies, and compared through their
/// therapeutic fractions, so that two salts of one substance are known as the same. Reached by
/// <see cref="Shared"/>.
/// </summary>
public sealed class SubstanceDirectory
{
    /// <summary>The coding system of substances in our resources.</summary>
    public const string System = "https://serment.org/fhir/bdpm-substance";

    /// <summary>The most results that a search gives.</summary>
    public const int MaxSearchResults = 20;

    private readonly DrugTable table;
    private readonly IReadOnlyDictionary<string, HashSet<string>> fractions;
    private readonly WordIndex index;

    internal SubstanceDirectory(DrugTable table, IReadOnlyDictionary<string, HashSet<string>> fractions)
    {
        this.table = table;
        this.fractions = fractions;
        index = WordIndex.Of(table.Substances.Select(one => PlainText.Fold(one.Name)));
    }

    /// <summary>The directory that comes with the program.</summary>
    public static SubstanceDirectory Shared => DrugDirectory.Shared.Substances;

    /// <summary>The substance of a code, five digits; null when it is not known.</summary>
    public Substance? Find(string? code) => code is null ? null : table.SubstanceOf(code);

    /// <summary>
    /// Substances with words that begin with the words typed, whatever the accents and case; names that begin so
    /// first, short ones first.
    /// </summary>
    public IReadOnlyList<Substance> Search(ReadOnlySpan<char> typed, int limit = MaxSearchResults)
    {
        string query = WordIndex.Query(typed);
        if (query.Length < DrugDirectory.MinSearchChars)
        {
            return [];
        }

        byte[] begins = Encoding.UTF8.GetBytes(query);
        List<(bool IsInside, int Length, int Place)> ranked =
        [
            .. index.Find(WordIndex.WordsOf(query)).Select(place =>
                (!index.Line(place)[1..].StartsWith(begins), index.Line(place).Length, place)),
        ];
        ranked.Sort();
        return [.. ranked.Take(Math.Min(limit, MaxSearchResults)).Select(one => table.Substances[one.Place])];
    }

    /// <summary>
    /// Substances that a free text may mean: each whole name that stands in the text, and the names that the text
    /// begins. At most a few; it is a guess.
    /// </summary>
    public IReadOnlyList<Substance> Guess(ReadOnlySpan<char> text, int limit = MaxSearchResults)
    {
        byte[] folded = Encoding.UTF8.GetBytes($" {WordIndex.Query(text)} ");
        List<Substance> found = [];
        for (int place = 0; place < table.Substances.Count && found.Count < limit; place++)
        {
            ReadOnlySpan<byte> name = index.Line(place);
            int at = folded.AsSpan().IndexOf(name);
            if ((at >= 0 && folded[at + name.Length] == (byte)' ')
                || (folded.Length > MinGuessChars && name.StartsWith(folded.AsSpan(0, folded.Length - 1))))
            {
                found.Add(table.Substances[place]);
            }
        }

        return found;
    }

    /// <summary>The code and those of the fractions that its salts share: two that meet are the same substance.</summary>
    public IReadOnlySet<string> FamilyOf(string code)
    {
        HashSet<string> family = new(StringComparer.Ordinal) { code };
        if (fractions.TryGetValue(code, out HashSet<string>? known))
        {
            family.UnionWith(known);
        }

        return family;
    }

    /// <summary>Whether two codes are the same substance, or salts of the same.</summary>
    public bool AreSame(string one, string other) => FamilyOf(one).Overlaps(FamilyOf(other));

    // A space, four letters, a space.
    private const int MinGuessChars = 6;
}
