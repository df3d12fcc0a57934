using Serment.Records.Words;

namespace Serment.Interop.Legacy.Profiles;

/// <summary>How names of columns and of targets are compared.</summary>
internal static class ColumnName
{
    private static readonly Dictionary<string, LegacyField> Fields = Enum.GetValues<LegacyField>()
        .ToDictionary(Name, field => field, StringComparer.Ordinal);

    /// <summary>
    /// What two spellings of the same header share: capitals, no accents, and one underscore for whatever is neither
    /// letter nor digit. <c>Num. dossier</c> and <c>NUM_DOSSIER</c> are the same column.
    /// </summary>
    public static string Key(string name) => PlainText.Fold(name).Replace(' ', '_').ToUpperInvariant();

    /// <summary>The target's name in a profile.</summary>
    public static string Name(LegacyField field)
    {
        string name = field.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    /// <summary>The target that a profile names.</summary>
    public static bool TryField(string name, out LegacyField field) => Fields.TryGetValue(name, out field);
}
