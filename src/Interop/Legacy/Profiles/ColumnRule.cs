namespace Serment.Interop.Legacy.Profiles;

/// <summary>What is done with the text of a column before it is kept. White space around it always goes.</summary>
public enum ColumnTransform
{
    /// <summary>As it is.</summary>
    Keep,

    /// <summary>Capital letters.</summary>
    Upper,

    /// <summary>Small letters.</summary>
    Lower,

    /// <summary>Without spaces, dots and hyphens: identifiers written in groups.</summary>
    Compact,

    /// <summary>A date or a date and time in one of the rule's formats, kept in ISO 8601.</summary>
    Date,

    /// <summary>A code, translated by the rule's table.</summary>
    Code,

    /// <summary>A telephone number, kept in its international form (E.164).</summary>
    Phone,
}

/// <summary>What a profile says about one column of the source.</summary>
/// <param name="Source">The column's name in the file's header.</param>
/// <param name="OtherNames">Names under which other versions of the same export have it.</param>
/// <param name="Target">What it becomes; null for a column that is destroyed.</param>
/// <param name="Transform">What is done with the text.</param>
/// <param name="Required">The file is refused without this column.</param>
/// <param name="FreeText">Sentences somebody typed: sealed as sensitive until classified.</param>
public sealed record ColumnRule(
    string Source,
    IReadOnlyList<string> OtherNames,
    LegacyField? Target,
    ColumnTransform Transform,
    bool Required,
    bool FreeText)
{
    /// <summary>The values are never taken, only counted: portal logins and passwords.</summary>
    public bool Destroyed => Target is null;

    internal IReadOnlyList<DateShape> Shapes { get; init; } = [];

    internal Dictionary<string, string> Codes { get; init; } = new(StringComparer.OrdinalIgnoreCase);
}
