using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Words;

namespace Serment.Web.Laboratory.Orders;

/// <summary>
/// Finds analyses and panels by a few letters of their code, their label or what they are usually called. Only beginnings
/// of words count: letters from the middle of one are somebody else's word.
/// </summary>
internal static class FindAnalyses
{
    /// <summary>Answers at most.</summary>
    public const int MaxFound = 12;

    private const int Exact = 1;
    private const int Beginning = 2;
    private const int None = int.MaxValue;

    // « Dosage de la … » says no more than the rest.
    private static readonly HashSet<string> Leading =
        new(["dosage", "de", "du", "des", "la", "le", "les", "d", "l"], StringComparer.Ordinal);

    /// <summary>The best first: the code itself, then what is called so, then what begins so, then words that do.</summary>
    public static IReadOnlyList<Suggested> Run(LaboratoryCatalogue catalogue, string typed, string language)
    {
        string wanted = Wanted(typed);
        if (wanted.Length == 0)
        {
            return [];
        }

        bool isFrench = language is "fr";
        return
        [
            .. catalogue.Panels.Select(one => new Suggested(
                    one.Code, isFrench ? one.Fr : one.En, true,
                    one.Analyses.Any(code => catalogue.Find(code)?.IsSensitive ?? false)))
                .Concat(catalogue.Analyses.Where(one => !one.IsRetired)
                    .Select(one => new Suggested(one.Code, isFrench ? one.Fr : one.En, false, one.IsSensitive)))
                .Select(one => (One: one, Rank: RankOf(one, wanted)))
                .Where(one => one.Rank < None)
                .OrderBy(one => one.Rank)
                .ThenBy(one => one.One.Label.Length)
                .ThenBy(one => one.One.Code, StringComparer.Ordinal)
                .Take(MaxFound)
                .Select(one => one.One with { IsMeant = one.Rank <= Exact, IsLoose = one.Rank > Beginning }),
        ];
    }

    /// <summary>The code that is meant without asking; null where several may be.</summary>
    public static string? OnlyOne(IReadOnlyList<Suggested> hits) => hits switch
    {
        [{ IsMeant: true, Code: { } code }] => code,
        [{ IsMeant: true } first, { IsMeant: false }, ..] => first.Code,
        [{ IsLoose: false, Code: { } code }] => code,
        _ => null,
    };

    private static string Wanted(string typed)
    {
        string[] words = Folded(typed).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int from = words is ["dosage", ..] ? Array.FindIndex(words, word => !Leading.Contains(word)) : 0;
        return from < 0 ? "" : string.Join(' ', words[from..]);
    }

    private static string Folded(string text) => PlainText.Fold(
        text.Replace("β", "bêta", StringComparison.OrdinalIgnoreCase)
            .Replace("γ", "gamma", StringComparison.OrdinalIgnoreCase)).Trim();

    private static int RankOf(Suggested one, string wanted)
    {
        string code = Folded(one.Code);
        if (string.Equals(code, wanted, StringComparison.Ordinal))
        {
            return 0;
        }

        int best = code.StartsWith(wanted, StringComparison.Ordinal) ? Beginning : None;
        foreach (string name in AnalysisWords.Of(one.Code).Prepend(one.Label))
        {
            best = Math.Min(best, RankOfName(Folded(name), wanted));
        }

        return best;
    }

    private static int RankOfName(string name, string wanted) =>
        string.Equals(Joined(name), Joined(wanted), StringComparison.Ordinal) ? Exact
        : name.StartsWith(wanted, StringComparison.Ordinal) ? Beginning
        : name.Contains(' ' + wanted, StringComparison.Ordinal) ? Beginning + 1
        : HasAllWords(name, wanted) ? Beginning + 2
        : None;

    // Written in one word or in two: « gamma GT », « gammaGT ».
    private static string Joined(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    private static bool HasAllWords(string name, string wanted)
    {
        string[] words = name.Split(' ');
        return wanted.Split(' ').All(part => words.Any(word => word.StartsWith(part, StringComparison.Ordinal)));
    }
}
