using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Orders;

/// <summary>From what somebody chose to single analyses.</summary>
public static class OrderedCodes
{
    /// <summary>
    /// Analyses chosen by themselves or by a panel, in the order chosen, each once, with the panel that brought it.
    /// Codes that are neither stay, so that the plan names them as missing.
    /// </summary>
    /// <param name="codes">Codes of analyses and panels.</param>
    /// <param name="catalogue">The version in effect.</param>
    public static IReadOnlyDictionary<string, string?> Expand(
        IEnumerable<string> codes, LaboratoryCatalogue catalogue)
    {
        OrderedDictionary<string, string?> expanded = new(StringComparer.Ordinal);
        foreach (string code in codes)
        {
            if (catalogue.FindPanel(code) is not { } panel)
            {
                expanded.TryAdd(code, null);
                continue;
            }

            foreach (string analysis in panel.Analyses)
            {
                expanded.TryAdd(analysis, panel.Code);
            }
        }

        return expanded;
    }

    /// <summary>The analyses that a computed one is made of.</summary>
    public static IReadOnlyList<string> InputsOf(Analysis analysis) =>
        [.. Computed.Find(analysis.Formula)?.Needs.Select(need => need.Code) ?? []];
}
