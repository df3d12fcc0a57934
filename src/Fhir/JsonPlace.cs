using System.Text;
using System.Text.Json;

namespace Serment.Fhir;

/// <summary>
/// Finds the JSON path of a byte by reading the document again. Only a refusal pays for it;
/// keeping a path while reading would cost every good record.
/// </summary>
internal static class JsonPlace
{
    private static readonly Lazy<HashSet<string>> Defined =
        new(() => ElementNames.All.Split(' ').ToHashSet(StringComparer.Ordinal));

    /// <summary>The path of the token that starts at or after the offset.</summary>
    public static string PathOf(ReadOnlySpan<byte> json, long offsetBytes)
    {
        var reader = new Utf8JsonReader(json, FhirReader.Options);
        var levels = new List<Level>();
        try
        {
            Walk(ref reader, levels, offsetBytes);
        }
        catch (JsonException)
        {
            return Text(levels);
        }

        return Text(levels);
    }

    /// <summary>The refusal of a document on which the JSON reader itself stopped.</summary>
    public static FhirFormatException Malformed(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, FhirReader.Options);
        var levels = new List<Level>();
        try
        {
            Walk(ref reader, levels, long.MaxValue);
        }
        catch (JsonException)
        {
            // The JSON reader tells of depth only in a text that quotes, so the limit itself is asked.
            ReadOnlySpan<byte> rest = json[(int)reader.BytesConsumed..].TrimStart(" \t\r\n,:"u8);
            bool deep = levels.Count == FhirJson.MaxDepth && rest is [(byte)'{' or (byte)'[', ..];
            string problem = deep ? $"nested deeper than {FhirJson.MaxDepth}" : "not well-formed JSON";
            return new FhirFormatException(Text(levels), reader.BytesConsumed, problem);
        }

        return new FhirFormatException("$", 0, "not well-formed JSON");
    }

    private static void Walk(ref Utf8JsonReader reader, List<Level> levels, long offsetBytes)
    {
        while (reader.Read())
        {
            bool closing = reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
            if (closing)
            {
                levels.RemoveAt(levels.Count - 1);
            }
            else if (reader.TokenType == JsonTokenType.PropertyName)
            {
                levels[^1] = new Level(Encoding.UTF8.GetString(reader.ValueSpan), null);
            }
            else if (levels.Count > 0 && levels[^1].Index is { } index)
            {
                levels[^1] = new Level(null, index + 1);
            }

            if (reader.TokenStartIndex >= offsetBytes)
            {
                return;
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                levels.Add(new Level(null, reader.TokenType == JsonTokenType.StartArray ? -1 : null));
            }
        }
    }

    private static string Text(List<Level> levels)
    {
        var text = new StringBuilder("$");
        foreach (Level level in levels)
        {
            if (level.Index is >= 0)
            {
                text.Append('[').Append(level.Index).Append(']');
            }
            else if (level.Name is { } name)
            {
                text.Append('.').Append(Defined.Value.Contains(name.TrimStart('_')) ? name : "?");
            }
        }

        return text.ToString();
    }

    private readonly record struct Level(string? Name, int? Index);
}
