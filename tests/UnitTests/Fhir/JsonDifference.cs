using System.Text.Json;

namespace Serment.UnitTests.Fhir;

/// <summary>
/// Compares two JSON documents by meaning: the order of members does not count, numbers count by their text,
/// everything else is exact. It knows nothing of FHIR, so that it cannot share a mistake with what it judges.
/// </summary>
internal static class JsonDifference
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    /// <summary>The path of the first difference, or null.</summary>
    public static string? Between(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual)
    {
        using JsonDocument left = JsonDocument.Parse(expected, Options);
        using JsonDocument right = JsonDocument.Parse(actual, Options);
        return Between(left.RootElement, right.RootElement, "$");
    }

    private static string? Between(JsonElement left, JsonElement right, string path)
    {
        if (left.ValueKind != right.ValueKind)
        {
            return path;
        }

        return left.ValueKind switch
        {
            JsonValueKind.Object => BetweenObjects(left, right, path),
            JsonValueKind.Array => BetweenArrays(left, right, path),
            JsonValueKind.String => left.ValueEquals(right.GetString()) ? null : path,
            JsonValueKind.Number => string.Equals(left.GetRawText(), right.GetRawText(), StringComparison.Ordinal)
                ? null
                : path,
            _ => null,
        };
    }

    private static string? BetweenObjects(JsonElement left, JsonElement right, string path)
    {
        if (left.EnumerateObject().Count() != right.EnumerateObject().Count())
        {
            return path;
        }

        foreach (JsonProperty member in left.EnumerateObject())
        {
            string memberPath = $"{path}.{member.Name}";
            string? difference = right.TryGetProperty(member.Name, out JsonElement other)
                ? Between(member.Value, other, memberPath)
                : memberPath;
            if (difference is not null)
            {
                return difference;
            }
        }

        return null;
    }

    private static string? BetweenArrays(JsonElement left, JsonElement right, string path)
    {
        if (left.GetArrayLength() != right.GetArrayLength())
        {
            return path;
        }

        int at = 0;
        foreach ((JsonElement a, JsonElement b) in left.EnumerateArray().Zip(right.EnumerateArray()))
        {
            if (Between(a, b, $"{path}[{at++}]") is { } difference)
            {
                return difference;
            }
        }

        return null;
    }
}
