using System.Text.Json;

namespace Serment.FhirGenerator;

/// <summary>Turns one ElementDefinition into an element of a class.</summary>
internal static class ElementReader
{
    public static ElementModel Read(JsonElement element, string className, JsonElement[] siblings)
    {
        string path = TypeReader.PathOf(element);
        string jsonName = path[(path.LastIndexOf('.') + 1)..];
        string summary = element.GetProperty("short").GetString()!;
        bool isList = !element.GetProperty("max").ValueEquals("1");
        if (element.TryGetProperty("contentReference", out JsonElement reference))
        {
            return One(jsonName, className, summary, Names.Class(reference.GetString()![1..]), isList);
        }

        JsonElement[] types = [.. element.GetProperty("type").EnumerateArray()];
        if (jsonName.EndsWith("[x]", StringComparison.Ordinal))
        {
            return Choice(jsonName[..^3], className, summary, types);
        }

        string code = TypeReader.CodeOf(types[0]);
        bool nested = siblings.Any(other => TypeReader.PathOf(other).StartsWith(path + ".", StringComparison.Ordinal));
        return One(jsonName, className, summary + Targets(types), nested ? Names.Class(path) : code, isList);
    }

    private static ElementModel Choice(string jsonName, string className, string summary, JsonElement[] types)
    {
        ElementModel[] choices = [.. types.Select(type =>
        {
            string code = TypeReader.CodeOf(type);
            return One(jsonName + Names.Pascal(code), className, summary + Targets([type]), code, isList: false);
        })];
        return new ElementModel(
            jsonName, Names.Property(jsonName, className), summary, ElementShape.Choice, "", false, false, choices);
    }

    private static ElementModel One(string jsonName, string className, string summary, string type, bool isList)
    {
        ElementShape shape = ShapeOf(type);
        bool primitive = shape is not (ElementShape.Object or ElementShape.Resource);

        // xhtml and the ids and urls of elements are attributes in XML, and cannot carry extensions.
        bool companion = primitive && type is not "xhtml";
        string property = Names.Property(jsonName, className);
        string fullSummary = summary + Format(shape, type);
        return new ElementModel(jsonName, property, fullSummary, shape, type, isList, companion, []);
    }

    private static ElementShape ShapeOf(string type) => type switch
    {
        "boolean" => ElementShape.Flag,
        "integer" or "positiveInt" or "unsignedInt" => ElementShape.Whole,
        "decimal" => ElementShape.Decimal,
        "Resource" => ElementShape.Resource,
        _ when char.IsAsciiLetterLower(type[0]) => ElementShape.Text,
        _ => ElementShape.Object,
    };

    /// <summary>The C# type says only string; the reader of the code needs to know that it is a date.</summary>
    private static string Format(ElementShape shape, string type) =>
        shape is ElementShape.Text && type is not ("string" or "code" or "xhtml") ? $" [{type}]" : "";

    private static string Targets(JsonElement[] types)
    {
        if (types is not [var type] || !type.TryGetProperty("targetProfile", out JsonElement targets))
        {
            return "";
        }

        string[] names = [.. targets.EnumerateArray().Select(target => target.GetString()!.Split('/')[^1])];
        return names is ["Resource"] ? " (any resource)" : $" ({string.Join(" | ", names)})";
    }
}
