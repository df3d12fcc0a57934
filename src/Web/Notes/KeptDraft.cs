using System.Text.Json.Serialization;

namespace Serment.Web.Notes;

/// <summary>What a page that saves itself is answered.</summary>
/// <param name="Version">The newest version.</param>
/// <param name="At">When it was saved, as the clocks here show it.</param>
/// <param name="Other">
/// After another window saved: a number under which this one's text goes on as a draft of its own.
/// </param>
internal sealed record KeptDraft(int Version, string At, string? Other);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KeptDraft))]
internal sealed partial class NoteJson : JsonSerializerContext;
