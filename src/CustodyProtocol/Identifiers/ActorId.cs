using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serment.CustodyProtocol;

/// <summary>
/// Who acts: a member of staff, or a machine client. Staff and clients are drawn from the same numbers.
/// </summary>
[JsonConverter(typeof(JsonForm))]
public readonly record struct ActorId(long Value)
{
    /// <summary>A new random one.</summary>
    public static ActorId New() => new(OpaqueId.Draw());

    /// <summary>Reads the text form of <see cref="OpaqueId"/>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ActorId id)
    {
        bool parsed = OpaqueId.TryParse(text, out long value);
        id = new(value);
        return parsed;
    }

    /// <inheritdoc/>
    public override string ToString() => OpaqueId.Format(Value);

    internal sealed class JsonForm : JsonConverter<ActorId>
    {
        public override ActorId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), out ActorId id) ? id : throw new JsonException("not an identifier");

        public override void Write(Utf8JsonWriter writer, ActorId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
