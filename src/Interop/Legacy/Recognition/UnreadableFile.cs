namespace Serment.Interop.Legacy.Recognition;

/// <summary>What looking at a file, before anything is written, came to.</summary>
public abstract record FileRecognition;

/// <summary>A file that is not imported, with the reason for the user.</summary>
public sealed record UnreadableFile(UnreadableCode Code, Wording Message) : FileRecognition;

/// <summary>Why a file is not imported.</summary>
public enum UnreadableCode
{
    /// <summary>There is no such file.</summary>
    NotFound,

    /// <summary>The system does not let it be read, or the disk failed.</summary>
    CannotRead,

    /// <summary>No bytes, or only blank lines.</summary>
    Empty,

    /// <summary>A header and no rows.</summary>
    HeaderOnly,

    /// <summary>An archive, a spreadsheet, a PDF: a known kind of file that is not text.</summary>
    KnownBinary,

    /// <summary>Not text.</summary>
    Binary,

    /// <summary>UTF-16, which has to be converted first.</summary>
    Utf16,

    /// <summary>Lines end with a carriage return alone.</summary>
    OldMacLines,

    /// <summary>The first line is longer than a record may be.</summary>
    LineTooLong,

    /// <summary>The delimiter that was asked for separates nothing.</summary>
    WrongDelimiter,

    /// <summary>No delimiter gives columns.</summary>
    NoDelimiter,

    /// <summary>The first line holds none of the profile's columns.</summary>
    NoHeader,

    /// <summary>A column stands twice in the header.</summary>
    DuplicateColumn,

    /// <summary>More columns than <see cref="LegacyLimits.MaxFields"/>.</summary>
    TooManyColumns,

    /// <summary>A column that the profile requires is missing.</summary>
    MissingColumn,

    /// <summary>Most rows have another number of fields than the header has columns.</summary>
    RowsDifferFromHeader,
}
