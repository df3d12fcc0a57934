using System.Text.Json;

namespace Serment.FhirGenerator;

/// <summary>The StructureDefinitions of FHIR R4, by name.</summary>
internal static class Definitions
{
    private const string ExpectedVersion = "4.0.1";

    public static IReadOnlyDictionary<string, JsonElement> Load(string folder)
    {
        var definitions = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (string file in new[] { "Bundle-types.json", "Bundle-resources.json" })
        {
            using JsonDocument bundle = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, file)));
            foreach (JsonElement entry in bundle.RootElement.GetProperty("entry").EnumerateArray())
            {
                JsonElement resource = entry.GetProperty("resource");
                if (resource.GetProperty("resourceType").ValueEquals("StructureDefinition"))
                {
                    Check(resource);
                    definitions[resource.GetProperty("id").GetString()!] = resource.Clone();
                }
            }
        }

        return definitions;
    }

    private static void Check(JsonElement definition)
    {
        if (!definition.GetProperty("fhirVersion").ValueEquals(ExpectedVersion))
        {
            throw new InvalidDataException($"Not FHIR {ExpectedVersion}: {definition.GetProperty("id")}");
        }
    }
}
