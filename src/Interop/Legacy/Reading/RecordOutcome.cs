namespace Serment.Interop.Legacy.Reading;

/// <summary>Why a record gives no fields.</summary>
public enum RefusalCode
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>Fewer fields than the header has columns: usually a line cut short.</summary>
    TooFewFields,

    /// <summary>More fields than the header has columns: usually an unquoted delimiter inside a field.</summary>
    TooManyFields,

    /// <summary>Longer than <see cref="LegacyLimits.MaxRecordBytes"/>.</summary>
    LineTooLong,
}

/// <summary>What was mended or noticed in a record that is taken nevertheless.</summary>
[Flags]
public enum RecordFlags
{
    /// <summary>Nothing to say.</summary>
    None = 0,

    /// <summary>A double quote where the format allows none; it was taken as a character of the text.</summary>
    UnescapedQuote = 1,

    /// <summary>NUL bytes, which were removed.</summary>
    NulByte = 2,

    /// <summary>A correctly quoted field holds line breaks. Not a defect; it explains the line numbers.</summary>
    SpansLines = 4,

    /// <summary>Bytes that the file's encoding does not have; they were read as Windows-1252.</summary>
    Undecodable = 8,

    /// <summary>Text that had been read in the wrong encoding by an earlier system, and was mended.</summary>
    MendedMojibake = 16,
}

/// <summary>The words for refusals and flags.</summary>
public static class RecordOutcome
{
    /// <summary>The reason of a refusal, in one sentence.</summary>
    public static Wording Describe(RefusalCode code, int found, int expected) => code switch
    {
        RefusalCode.TooFewFields => new(
            $"La ligne a {found} champs au lieu de {expected} : elle est sans doute tronquée.",
            $"The line has {found} fields instead of {expected}: it was probably cut short."),
        RefusalCode.TooManyFields => new(
            $"La ligne a {found} champs au lieu de {expected} : un séparateur figure sans doute dans un texte.",
            $"The line has {found} fields instead of {expected}: a text probably contains the delimiter."),
        RefusalCode.LineTooLong => new(
            $"L'enregistrement dépasse {LegacyLimits.MaxRecordBytes} octets.",
            $"The record is longer than {LegacyLimits.MaxRecordBytes} bytes."),
        _ => new("Accepté.", "Accepted."),
    };

    /// <summary>What one flag means, in one sentence.</summary>
    public static Wording Describe(RecordFlags flag) => flag switch
    {
        RecordFlags.UnescapedQuote => new(
            "Guillemet mal placé, conservé comme texte.", "Misplaced double quote, kept as text."),
        RecordFlags.NulByte => new("Octets nuls retirés.", "NUL bytes removed."),
        RecordFlags.SpansLines => new(
            "Un champ entre guillemets contient des retours à la ligne.", "A quoted field contains line breaks."),
        RecordFlags.Undecodable => new(
            "Octets étrangers à l'encodage du fichier, lus en Windows-1252.",
            "Bytes foreign to the file's encoding, read as Windows-1252."),
        RecordFlags.MendedMojibake => new(
            "Texte mal converti par un système antérieur, réparé.",
            "Text garbled by an earlier system, mended."),
        _ => new("Rien à signaler.", "Nothing to report."),
    };
}
