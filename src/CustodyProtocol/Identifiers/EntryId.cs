using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serment.CustodyProtocol;

/// <summary>One entry of a patient's record, unique within the patient; its versions share it.</summary>
[JsonConverter(typeof(JsonForm))]
public readonly record struct EntryId(long Value)
{
    /// <summary>A new random one.</summary>
    public static EntryId New() => new(OpaqueId.Draw());

    /// <summary>Reads the text form of <see cref="OpaqueId"/>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EntryId id)
    {
        bool parsed = OpaqueId.TryParse(text, out long value);
        id = new(value);
        return parsed;
    }

    /// <inheritdoc/>
    public override string ToString() => OpaqueId.Format(Value);

    internal sealed class JsonForm : JsonConverter<EntryId>
    {
        public override EntryId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), out EntryId id) ? id : throw new JsonException("not an identifier");

        public override void Write(Utf8JsonWriter writer, EntryId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
