using System.Text.Json.Serialization;

namespace Serment.Web.Parts;

/// <summary>One choice of a combobox: what it is called, its code, and a word beside it.</summary>
internal sealed record Suggestion(string Name, string Code, string? Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Suggestion[]))]
internal sealed partial class SuggestionJson : JsonSerializerContext;
