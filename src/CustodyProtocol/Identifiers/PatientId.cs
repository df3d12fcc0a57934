using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serment.CustodyProtocol;

/// <summary>A patient, by a random number that is no record number and means nothing outside this site.</summary>
[JsonConverter(typeof(JsonForm))]
public readonly record struct PatientId(long Value)
{
    /// <summary>A new random one.</summary>
    public static PatientId New() => new(OpaqueId.Draw());

    /// <summary>Reads the text form of <see cref="OpaqueId"/>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PatientId id)
    {
        bool parsed = OpaqueId.TryParse(text, out long value);
        id = new(value);
        return parsed;
    }

    /// <inheritdoc/>
    public override string ToString() => OpaqueId.Format(Value);

    internal sealed class JsonForm : JsonConverter<PatientId>
    {
        public override PatientId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), out PatientId id) ? id : throw new JsonException("not an identifier");

        public override void Write(Utf8JsonWriter writer, PatientId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
