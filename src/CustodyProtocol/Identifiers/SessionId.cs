using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serment.CustodyProtocol;

/// <summary>A session's public name, for lists and revocation. It is not the secret that proves the session.</summary>
[JsonConverter(typeof(JsonForm))]
public readonly record struct SessionId(long Value)
{
    /// <summary>A new random one.</summary>
    public static SessionId New() => new(OpaqueId.Draw());

    /// <summary>Reads the text form of <see cref="OpaqueId"/>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SessionId id)
    {
        bool parsed = OpaqueId.TryParse(text, out long value);
        id = new(value);
        return parsed;
    }

    /// <inheritdoc/>
    public override string ToString() => OpaqueId.Format(Value);

    internal sealed class JsonForm : JsonConverter<SessionId>
    {
        public override SessionId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), out SessionId id) ? id : throw new JsonException("not an identifier");

        public override void Write(Utf8JsonWriter writer, SessionId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
