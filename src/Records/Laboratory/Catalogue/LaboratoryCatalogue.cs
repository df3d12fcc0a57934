using System.Collections.Frozen;

namespace Serment.Records.Laboratory.Catalogue;

/// <summary>What a laboratory offers from a date on. Results keep the version that they were made with.</summary>
public sealed class LaboratoryCatalogue
{
    private readonly FrozenDictionary<string, Analysis> analyses;
    private readonly FrozenDictionary<string, Panel> panels;
    private readonly FrozenDictionary<string, Container> containers;

    /// <summary>A version.</summary>
    /// <param name="version">From 1; 1 is what is shipped.</param>
    /// <param name="effectiveFrom">From when it counts.</param>
    /// <param name="analyses">Analyses.</param>
    /// <param name="panels">Panels.</param>
    /// <param name="containers">Containers.</param>
    public LaboratoryCatalogue(
        int version, DateTimeOffset effectiveFrom, IReadOnlyList<Analysis> analyses, IReadOnlyList<Panel> panels,
        IReadOnlyList<Container> containers)
    {
        Version = version;
        EffectiveFrom = effectiveFrom;
        Analyses = analyses;
        Panels = panels;
        Containers = containers;
        this.analyses = analyses.ToFrozenDictionary(one => one.Code, StringComparer.Ordinal);
        this.panels = panels.ToFrozenDictionary(one => one.Code, StringComparer.Ordinal);
        this.containers = containers.ToFrozenDictionary(one => one.Code, StringComparer.Ordinal);
    }

    /// <summary>Its number.</summary>
    public int Version { get; }

    /// <summary>From when it counts.</summary>
    public DateTimeOffset EffectiveFrom { get; }

    /// <summary>Its analyses, in the order of reports.</summary>
    public IReadOnlyList<Analysis> Analyses { get; }

    /// <summary>Its panels.</summary>
    public IReadOnlyList<Panel> Panels { get; }

    /// <summary>Its containers, in the order of draw.</summary>
    public IReadOnlyList<Container> Containers { get; }

    /// <summary>The analysis of that code; null where there is none.</summary>
    public Analysis? Find(string code) => analyses.GetValueOrDefault(code);

    /// <summary>The panel of that code; null where there is none.</summary>
    public Panel? FindPanel(string code) => panels.GetValueOrDefault(code);

    /// <summary>The container of that code; null where there is none.</summary>
    public Container? FindContainer(string code) => containers.GetValueOrDefault(code);
}
