namespace Serment.Records.Laboratory.Catalogue;

/// <summary>What kind of item a row of a version holds. Numbers stand in rows: never reuse one.</summary>
public enum CatalogueItemKind : byte
{
    /// <summary>An <see cref="Catalogue.Analysis"/>.</summary>
    Analysis = 1,

    /// <summary>A <see cref="Catalogue.Panel"/>.</summary>
    Panel = 2,

    /// <summary>A <see cref="Catalogue.Container"/>.</summary>
    Container = 3,
}

/// <summary>One version that a site made: whole items that replace those of the same code from a date on.</summary>
/// <param name="Version">From 2; 1 is what is shipped.</param>
/// <param name="EffectiveFrom">From when it counts; never before it was made.</param>
/// <param name="RecordedAt">When it was made.</param>
/// <param name="RecordedBy">By whom, of staff.</param>
/// <param name="Reason">Why, in words; empty for none.</param>
/// <param name="Items">What it sets.</param>
public sealed record CatalogueVersion(
    int Version, DateTimeOffset EffectiveFrom, DateTimeOffset RecordedAt, long RecordedBy, string Reason,
    IReadOnlyList<CatalogueItem> Items);

/// <summary>An item of a version.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Code">Its code.</param>
/// <param name="Body">As JSON; null where the item is not offered from then on (panels and containers).</param>
public sealed record CatalogueItem(CatalogueItemKind Kind, string Code, string? Body);

/// <summary>
/// How versions make a catalogue. Versions count in the order of their dates of effect, and of their numbers where the
/// dates are equal. As no date of effect lies before the making, what a version that is in effect says never changes.
/// </summary>
public static class CatalogueHistory
{
    /// <summary>The order in which versions count.</summary>
    public static IEnumerable<CatalogueVersion> InOrder(IEnumerable<CatalogueVersion> versions) =>
        versions.OrderBy(one => one.EffectiveFrom).ThenBy(one => one.Version);

    /// <summary>Number of the version in effect at a time.</summary>
    public static int InEffect(IReadOnlyList<CatalogueVersion> versions, DateTimeOffset at) =>
        InOrder(versions).LastOrDefault(one => one.EffectiveFrom <= at)?.Version ?? ShippedCatalogue.Version;

    /// <summary>An item's text as the last version has it, planned ones included; null where there is none.</summary>
    public static string? BodyOf(IReadOnlyList<CatalogueVersion> versions, CatalogueItemKind kind, string code)
    {
        CatalogueItem? last = InOrder(versions).SelectMany(one => one.Items)
            .LastOrDefault(one => one.Kind == kind && string.Equals(one.Code, code, StringComparison.Ordinal));
        return last is not null ? last.Body : ShippedBodyOf(kind, code);
    }

    /// <summary>An item's text as it is shipped; null where there is none.</summary>
    public static string? ShippedBodyOf(CatalogueItemKind kind, string code) => kind switch
    {
        CatalogueItemKind.Analysis when ShippedCatalogue.Catalogue.Find(code) is { } one => CatalogueItems.Write(one),
        CatalogueItemKind.Panel when ShippedCatalogue.Catalogue.FindPanel(code) is { } one => CatalogueItems.Write(one),
        CatalogueItemKind.Container when ShippedCatalogue.Catalogue.FindContainer(code) is { } one =>
            CatalogueItems.Write(one),
        _ => null,
    };

    /// <summary>The catalogue as of a version; null where the site has no such version.</summary>
    public static LaboratoryCatalogue? Build(
        LaboratoryCatalogue shipped, IReadOnlyList<CatalogueVersion> versions, int version)
    {
        if (version == shipped.Version)
        {
            return shipped;
        }

        if (versions.FirstOrDefault(one => one.Version == version) is not { } wanted)
        {
            return null;
        }

        List<Analysis> analyses = [.. shipped.Analyses];
        List<Panel> panels = [.. shipped.Panels];
        List<Container> containers = [.. shipped.Containers];
        foreach (CatalogueVersion one in InOrder(versions))
        {
            foreach (CatalogueItem item in one.Items)
            {
                Apply(item, analyses, panels, containers);
            }

            if (one.Version == version)
            {
                break;
            }
        }

        return new LaboratoryCatalogue(
            version, wanted.EffectiveFrom, [.. analyses.OrderBy(one => one.Section)], panels,
            [.. containers.OrderBy(one => one.Order)]);
    }

    private static void Apply(
        CatalogueItem item, List<Analysis> analyses, List<Panel> panels, List<Container> containers)
    {
        switch (item.Kind)
        {
            case CatalogueItemKind.Analysis when item.Body is not null:
                Put(analyses, item.Code, one => one.Code, CatalogueItems.ReadAnalysis(item.Body));
                break;
            case CatalogueItemKind.Panel:
                Put(panels, item.Code, one => one.Code, item.Body is null ? null : CatalogueItems.ReadPanel(item.Body));
                break;
            case CatalogueItemKind.Container:
                Put(
                    containers, item.Code, one => one.Code,
                    item.Body is null ? null : CatalogueItems.ReadContainer(item.Body));
                break;
            default:
                throw new InvalidDataException($"An item of kind {item.Kind} cannot be read.");
        }
    }

    private static void Put<T>(List<T> list, string code, Func<T, string> codeOf, T? item)
        where T : class
    {
        int at = list.FindIndex(one => string.Equals(codeOf(one), code, StringComparison.Ordinal));
        if (at >= 0 && item is null)
        {
            list.RemoveAt(at);
        }
        else if (at >= 0)
        {
            list[at] = item!;
        }
        else if (item is not null)
        {
            list.Add(item);
        }
    }
}
