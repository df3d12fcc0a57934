using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serment.CustodyProtocol;

/// <summary>A proposal that waits for, or has had, a second person's approval.</summary>
[JsonConverter(typeof(JsonForm))]
public readonly record struct ProposalId(long Value)
{
    /// <summary>A new random one.</summary>
    public static ProposalId New() => new(OpaqueId.Draw());

    /// <summary>Reads the text form of <see cref="OpaqueId"/>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ProposalId id)
    {
        bool parsed = OpaqueId.TryParse(text, out long value);
        id = new(value);
        return parsed;
    }

    /// <inheritdoc/>
    public override string ToString() => OpaqueId.Format(Value);

    internal sealed class JsonForm : JsonConverter<ProposalId>
    {
        public override ProposalId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), out ProposalId id) ? id : throw new JsonException("not an identifier");

        public override void Write(Utf8JsonWriter writer, ProposalId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
