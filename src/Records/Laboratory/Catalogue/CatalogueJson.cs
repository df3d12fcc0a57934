using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serment.Records.Laboratory.Catalogue;

/// <summary>The catalogue's file: what is shipped, and the shape that <c>docs/laboratory-catalogue.md</c> describes.</summary>
/// <param name="Notice">Sources and licences.</param>
/// <param name="Containers">Containers.</param>
/// <param name="Panels">Panels.</param>
/// <param name="Analyses">Analyses.</param>
internal sealed record CatalogueFile(
    IReadOnlyList<string> Notice, IReadOnlyList<Container> Containers, IReadOnlyList<Panel> Panels,
    IReadOnlyList<Analysis> Analyses);

/// <summary>One item as JSON, the same in the shipped file and in the rows of a site's own versions.</summary>
public static class CatalogueItems
{
    /// <summary>Writes an analysis.</summary>
    public static string Write(Analysis analysis) => JsonSerializer.Serialize(analysis, CatalogueJson.Default.Analysis);

    /// <summary>Writes a panel.</summary>
    public static string Write(Panel panel) => JsonSerializer.Serialize(panel, CatalogueJson.Default.Panel);

    /// <summary>Writes a container.</summary>
    public static string Write(Container container) =>
        JsonSerializer.Serialize(container, CatalogueJson.Default.Container);

    /// <summary>Reads an analysis.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static Analysis ReadAnalysis(string text) =>
        Whole(JsonSerializer.Deserialize(text, CatalogueJson.Default.Analysis) ?? throw new JsonException());

    /// <summary>Reads a panel.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static Panel ReadPanel(string text) =>
        JsonSerializer.Deserialize(text, CatalogueJson.Default.Panel) ?? throw new JsonException();

    /// <summary>Reads a container.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static Container ReadContainer(string text) =>
        JsonSerializer.Deserialize(text, CatalogueJson.Default.Container) ?? throw new JsonException();

    /// <summary>Reads reference ranges as an analysis' text holds them; none where it holds none.</summary>
    /// <exception cref="JsonException">They are none.</exception>
    public static IReadOnlyList<ReferenceRange> ReadRanges(string? text) =>
        text is null ? [] : JsonSerializer.Deserialize(text, CatalogueJson.Default.ListReferenceRange) ?? [];

    /// <summary>Reads two limits; null where there are none.</summary>
    /// <exception cref="JsonException">They are none.</exception>
    public static Limits? ReadLimits(string? text) =>
        text is null ? null : JsonSerializer.Deserialize(text, CatalogueJson.Default.Limits);

    /// <summary>Generated readers leave a list that is absent in the text at null: it is an empty one.</summary>
    public static Analysis Whole(Analysis read) =>
        read with
        {
            Alternatives = read.Alternatives ?? [],
            Ranges = read.Ranges ?? [],
            Answers = read.Answers ?? [],
        };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CatalogueFile))]
[JsonSerializable(typeof(Analysis))]
[JsonSerializable(typeof(Panel))]
[JsonSerializable(typeof(Container))]
[JsonSerializable(typeof(List<ReferenceRange>))]
[JsonSerializable(typeof(Limits))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
