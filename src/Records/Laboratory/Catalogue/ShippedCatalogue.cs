using System.Text.Json;

namespace Serment.Records.Laboratory.Catalogue;

/// <summary>
/// What every site starts with, embedded as <c>Reference/analyses.json</c>. It is version 1 of each site's catalogue and
/// is not changed in place once released: results name their version.
/// </summary>
public static class ShippedCatalogue
{
    /// <summary>Its version in every site.</summary>
    public const int Version = 1;

    private const string ResourceName = "Serment.Records.analyses.json";

    private static readonly Lazy<(LaboratoryCatalogue Catalogue, IReadOnlyList<string> Notice)> Shipped = new(Load);

    /// <summary>The catalogue; in effect since ever.</summary>
    public static LaboratoryCatalogue Catalogue => Shipped.Value.Catalogue;

    /// <summary>Sources and licences, in English.</summary>
    public static IReadOnlyList<string> Notice => Shipped.Value.Notice;

    private static (LaboratoryCatalogue Catalogue, IReadOnlyList<string> Notice) Load()
    {
        using Stream stream = typeof(ShippedCatalogue).Assembly.GetManifestResourceStream(ResourceName)!;
        CatalogueFile file = JsonSerializer.Deserialize(stream, CatalogueJson.Default.CatalogueFile)!;
        LaboratoryCatalogue catalogue = new(
            Version, DateTimeOffset.UnixEpoch, [.. file.Analyses.Select(CatalogueItems.Whole)], file.Panels,
            file.Containers);
        return (catalogue, file.Notice);
    }
}
