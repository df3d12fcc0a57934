using System.Text.Json;
using System.Text.Json.Serialization;
using Serment.CustodyProtocol;

namespace Serment.Records.Notes;

/// <summary>A kind of note: its title, its sections, and who writes it.</summary>
/// <param name="Key">Its name in addresses and in the record; letters a–z only. It never changes.</param>
/// <param name="Loinc">LOINC's code of the document type.</param>
/// <param name="Title">The title of such a note.</param>
/// <param name="Sections">The titles of its sections, in their order.</param>
/// <param name="WrittenBy">The roles that write it.</param>
public sealed record NoteTemplate(
    string Key, string Loinc, string Title, IReadOnlyList<string> Sections, IReadOnlyList<Role> WrittenBy)
{
    /// <summary>Sections of one note.</summary>
    public const int MaxSections = 12;

    /// <summary>Characters of a title.</summary>
    public const int MaxTitleCharacters = 80;

    private const string Resource = "Serment.Records.note-templates.json";

    /// <summary>The templates that come with the program.</summary>
    public static IReadOnlyList<NoteTemplate> Shipped { get; } = Load();

    /// <summary>Whether that role writes and amends such notes.</summary>
    public bool IsWrittenBy(Role role) => WrittenBy.Contains(role);

    /// <summary>
    /// Titles as an establishment typed them, trimmed and without empty ones; null when there are none, too many, too
    /// long, or the same twice.
    /// </summary>
    public static IReadOnlyList<string>? ReadSections(string typed)
    {
        string[] titles =
            typed.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return titles.Length is > 0 and <= MaxSections
            && titles.All(title => title.Length <= MaxTitleCharacters && !title.Any(char.IsControl))
            && titles.Distinct(StringComparer.OrdinalIgnoreCase).Count() == titles.Length
                ? titles
                : null;
    }

    private static List<NoteTemplate> Load()
    {
        using Stream stream = typeof(NoteTemplate).Assembly.GetManifestResourceStream(Resource)!;
        return JsonSerializer.Deserialize(stream, NoteTemplateJson.Default.ListNoteTemplate)!;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(List<NoteTemplate>))]
[JsonSerializable(typeof(List<string>))]
internal sealed partial class NoteTemplateJson : JsonSerializerContext;
