using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Serment.Records.Laboratory.Catalogue;

/// <summary>A member that a version changed.</summary>
/// <param name="Member">As the JSON names it.</param>
/// <param name="Before">What stood there; null for nothing.</param>
/// <param name="After">What stands there now; null for nothing.</param>
public sealed record ChangedMember(string Member, string? Before, string? After);

/// <summary>What a version changed in an item.</summary>
public static class CatalogueDifference
{
    /// <summary>The members that differ, in the order of the later text. Texts stand without quotes, lists as JSON.</summary>
    public static IReadOnlyList<ChangedMember> Of(string? before, string? after)
    {
        Dictionary<string, string> old = Members(before);
        Dictionary<string, string> now = Members(after);
        return
        [
            .. now.Keys.Concat(old.Keys.Where(key => !now.ContainsKey(key)))
                .Select(key => new ChangedMember(key, old.GetValueOrDefault(key), now.GetValueOrDefault(key)))
                .Where(one => !string.Equals(one.Before, one.After, StringComparison.Ordinal)),
        ];
    }

    // For people to read: letters with accents stand as they are.
    private static string Write(JsonElement element)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer =
            new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        element.WriteTo(writer);
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static Dictionary<string, string> Members(string? body)
    {
        if (body is null)
        {
            return [];
        }

        using JsonDocument document = JsonDocument.Parse(body);
        return document.RootElement.EnumerateObject().ToDictionary(
            one => one.Name,
            one => one.Value.ValueKind == JsonValueKind.String ? one.Value.GetString()! : Write(one.Value),
            StringComparer.Ordinal);
    }
}
