using System.Text.Json;

namespace Serment.Records.Documents.Copies;

/// <summary>
/// What any FHIR resource says, for paper: its day and its words and figures, whatever its type. Codes, systems and
/// references are left to the bundle, which has everything.
/// </summary>
internal static class EntryText
{
    private const int MaxCharacters = 4_000;

    private static readonly string[] Days =
    [
        "effectiveDateTime", "authoredOn", "onsetDateTime", "recordedDate", "occurrenceDateTime", "issued", "date",
        "created", "start", "birthDate",
    ];

    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "text", "display", "title", "description", "family", "given", "city", "line", "postalCode", "valueString",
        "unit", "value", "birthDate", "start", "end", "comment", "conclusion", "payload", "contentString", "valueDate",
        "valueDateTime", "lotNumber", "patientInstruction",
    };

    /// <summary>The first day named; null where none is.</summary>
    public static string? DayOf(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        foreach (string name in Days)
        {
            if (document.RootElement.TryGetProperty(name, out JsonElement day) && day.ValueKind == JsonValueKind.String)
            {
                string text = day.GetString()!;
                return text.Length > 10 ? text[..10] : text;
            }
        }

        return null;
    }

    /// <summary>The words, in the order of the resource, each once.</summary>
    public static string Of(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        List<string> found = [];
        Walk(document.RootElement, "", found);
        string text = string.Join(" · ", found.Distinct(StringComparer.Ordinal));
        return text.Length > MaxCharacters ? text[..MaxCharacters] + "…" : text;
    }

    private static void Walk(JsonElement element, string name, List<string> found)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    if (property.Name is not ("extension" or "meta" or "data" or "reference" or "identifier"))
                    {
                        Walk(property.Value, property.Name, found);
                    }
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement one in element.EnumerateArray())
                {
                    Walk(one, name, found);
                }

                break;
            case JsonValueKind.String or JsonValueKind.Number when Words.Contains(name):
                string text = element.ToString().Trim();
                if (text.Length > 0)
                {
                    found.Add(text);
                }

                break;
            default:
                break;
        }
    }
}
