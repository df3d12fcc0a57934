using System.Text.Json;

namespace Serment.FhirGenerator;

/// <summary>Turns one StructureDefinition into the classes it describes: itself and its nested parts.</summary>
internal static class TypeReader
{
    /// <summary>The hand-written class above Element and Resource.</summary>
    public const string Root = "FhirObject";

    private const string SystemTypes = "http://hl7.org/fhirpath/System.";

    public static IReadOnlyList<TypeModel> Read(JsonElement definition)
    {
        string name = definition.GetProperty("type").GetString()!;
        JsonElement[] all = [.. definition.GetProperty("snapshot").GetProperty("element").EnumerateArray()];

        // Only what this type itself defines: an inherited element names its origin as its base.
        JsonElement[] own =
            [.. all.Where(element => element.GetProperty("base").GetProperty("path").ValueEquals(PathOf(element)))];
        var parents = own.Select(PathOf).Where(path => path.Contains('.', StringComparison.Ordinal))
            .Select(path => path[..path.LastIndexOf('.')]).ToHashSet(StringComparer.Ordinal);
        return [.. all
            .Where(element => element.GetProperty("path").ValueEquals(name) || parents.Contains(PathOf(element)))
            .Select(element => ReadType(definition, element, own))];
    }

    private static TypeModel ReadType(JsonElement definition, JsonElement head, JsonElement[] own)
    {
        string path = PathOf(head);
        string root = definition.GetProperty("type").GetString()!;
        bool isRoot = string.Equals(path, root, StringComparison.Ordinal);
        string name = Names.Class(path);
        ElementModel[] elements =
        [
            .. own.Where(element => PathOf(element).LastIndexOf('.') == path.Length
                && PathOf(element).StartsWith(path, StringComparison.Ordinal))
                .Select(element => ElementReader.Read(element, name, own)),
        ];
        Names.CheckUnique(name, elements);
        return new TypeModel(
            name,
            root,
            path,
            isRoot ? BaseOf(definition) : head.GetProperty("type")[0].GetProperty("code").GetString()!,
            head.GetProperty("short").GetString()!,
            isRoot && root is "Resource" or "DomainResource",
            definition.GetProperty("kind").ValueEquals("resource"),
            true,
            elements);
    }

    private static string BaseOf(JsonElement definition) =>
        definition.TryGetProperty("baseDefinition", out JsonElement link)
            ? link.GetString()!.Split('/')[^1]
            : Root;

    public static string PathOf(JsonElement element) => element.GetProperty("path").GetString()!;

    public static string CodeOf(JsonElement type)
    {
        string code = type.GetProperty("code").GetString()!;
        return code.StartsWith(SystemTypes, StringComparison.Ordinal) ? "xhtml" : code;
    }
}
