using System.Collections.Frozen;
using Serment.Records.Charts.Results;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.Web.Charts.Laboratory;

/// <summary>
/// What analyses are called in the reader's language: a result bears the label under which it was given out, in French.
/// </summary>
internal static class ResultNames
{
    private const string Loinc = "http://loinc.org";

    private static readonly Lazy<FrozenDictionary<string, string>> OfCodes = new(() =>
        ShippedCatalogue.Catalogue.Analyses.GroupBy(one => one.Loinc, StringComparer.Ordinal)
            .Where(same => same.Key.Length > 0 && same.Count() == 1)
            .ToFrozenDictionary(same => same.Key, same => same.First().En, StringComparer.Ordinal));

    /// <summary>The results as the language calls them; what no catalogue knows keeps its own name.</summary>
    public static IReadOnlyList<LabResult> In(
        string language, IReadOnlyList<LabResult> results, LaboratoryCatalogue catalogue)
    {
        if (language is "fr")
        {
            return results;
        }

        Dictionary<string, string> labels = new(StringComparer.Ordinal);
        foreach (Analysis one in catalogue.Analyses.Concat(ShippedCatalogue.Catalogue.Analyses))
        {
            labels.TryAdd(one.Fr, one.En);
        }

        return
        [
            .. results.Select(one => one with
            {
                Name = labels.GetValueOrDefault(one.Name) ?? OfCode(one.Analyte, catalogue) ?? one.Name,
            }),
        ];
    }

    private static string? OfCode(string analyte, LaboratoryCatalogue catalogue) => analyte.Split('|') switch
    {
        [Analysis.CodeSystem, var own, ..] => catalogue.Find(own)?.En,
        [Loinc, var loinc, ..] => OfCodes.Value.GetValueOrDefault(loinc),
        _ => null,
    };
}
