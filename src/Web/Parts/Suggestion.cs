using System.Text.Json.Serialization;

namespace Serment.Web.Parts;

/// <summary>One choice of a combobox: what it is called, its code, and a word beside it.</summary>
internal sealed record Suggestion(string Name, string Code, string? Detail)
{
    /// <summary>Whether only a word further on begins so: Enter alone does not take it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Loose { get; init; }

    /// <summary>What <c>suggest.js</c> reads.</summary>
    public static IResult Answer(IEnumerable<Suggestion> found) =>
        Results.Json([.. found], SuggestionJson.Default.SuggestionArray);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Suggestion[]))]
internal sealed partial class SuggestionJson : JsonSerializerContext;
