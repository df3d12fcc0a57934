using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Words;

namespace Serment.Web.Laboratory.Orders;

/// <summary>Finds analyses and panels by a few letters of their code or label.</summary>
internal static class FindAnalyses
{
    /// <summary>Answers at most.</summary>
    public const int MaxFound = 12;

    /// <summary>The best first: the code itself, then what begins so, then words that do.</summary>
    public static IReadOnlyList<Suggested> Run(LaboratoryCatalogue catalogue, string typed, string language)
    {
        string wanted = PlainText.Fold(typed).Trim();
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
                .Where(one => one.Rank < int.MaxValue)
                .OrderBy(one => one.Rank)
                .ThenBy(one => one.One.Label.Length)
                .ThenBy(one => one.One.Code, StringComparer.Ordinal)
                .Take(MaxFound)
                .Select(one => one.One),
        ];
    }

    private static int RankOf(Suggested one, string wanted)
    {
        string code = PlainText.Fold(one.Code);
        string label = PlainText.Fold(one.Label);
        return string.Equals(code, wanted, StringComparison.Ordinal) ? 0
            : string.Equals(label, wanted, StringComparison.Ordinal) ? 1
            : code.StartsWith(wanted, StringComparison.Ordinal) ? 2
            : label.StartsWith(wanted, StringComparison.Ordinal) ? 3
            : label.Contains(' ' + wanted, StringComparison.Ordinal) ? 4
            : wanted.Length > 2 && label.Contains(wanted, StringComparison.Ordinal) ? 5
            : int.MaxValue;
    }
}
