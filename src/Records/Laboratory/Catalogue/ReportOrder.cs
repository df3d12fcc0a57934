using System.Collections.Frozen;

namespace Serment.Records.Laboratory.Catalogue;

/// <summary>
/// The order in which results are read: by part of the laboratory, and within it as the shipped catalogue has its
/// analyses. What is not in it comes last.
/// </summary>
public static class ReportOrder
{
    private static readonly Lazy<FrozenDictionary<string, int>> Codes = new(() => Places(one => one.Code));

    private static readonly Lazy<FrozenDictionary<string, int>> LoincCodes = new(() => Places(one => one.Loinc));

    /// <summary>The place of an analysis of the catalogue.</summary>
    public static int OfCode(string? code) =>
        code is not null && Codes.Value.TryGetValue(code, out int place) ? place : int.MaxValue;

    /// <summary>The place of a LOINC code.</summary>
    public static int OfLoinc(string? code) =>
        code is not null && LoincCodes.Value.TryGetValue(code, out int place) ? place : int.MaxValue;

    /// <summary>The part of the laboratory at a place; null for what is not in the catalogue.</summary>
    public static Section? SectionAt(int place) =>
        place < ShippedCatalogue.Catalogue.Analyses.Count ? ShippedCatalogue.Catalogue.Analyses[place].Section : null;

    private static FrozenDictionary<string, int> Places(Func<Analysis, string> codeOf) =>
        ShippedCatalogue.Catalogue.Analyses.Select((one, place) => (Code: codeOf(one), Place: place))
            .DistinctBy(one => one.Code, StringComparer.Ordinal)
            .ToFrozenDictionary(one => one.Code, one => one.Place, StringComparer.Ordinal);
}
