namespace Serment.Interop.Legacy;

/// <summary>The bounds of everything the import lane accepts from a file. Memory follows from them, not from the
/// file.</summary>
public static class LegacyLimits
{
    /// <summary>Longest record, in bytes, line breaks included. A longer one is refused as a whole.</summary>
    public const int MaxRecordBytes = 1 << 20;

    /// <summary>Most physical lines that one quoted field may span: a long letter, not the rest of the file.</summary>
    public const int MaxLinesPerRecord = 500;

    /// <summary>Most columns in a header or fields in a record.</summary>
    public const int MaxFields = 512;

    /// <summary>Longest column name, in characters.</summary>
    public const int MaxColumnNameChars = 128;

    /// <summary>One read from the source, in bytes: small enough to stay in the processor's cache.</summary>
    public const int ReadBytes = 256 * 1024;

    /// <summary>What recognition reads at the start of the file, in bytes.</summary>
    public const int FirstSampleBytes = 256 * 1024;

    /// <summary>What recognition reads at each of the places spread over the file, in bytes.</summary>
    public const int SpreadSampleBytes = 64 * 1024;

    /// <summary>How many places beyond the start recognition looks at.</summary>
    public const int SpreadSamples = 15;

    /// <summary>Longest value of a column that is not free text, in characters; a longer one is flagged.</summary>
    public const int MaxStructuredChars = 1024;

    /// <summary>Most problems kept for one row; each column can raise one or two.</summary>
    public const int MaxProblemsPerRow = 128;

    /// <summary>Largest profile file, in bytes.</summary>
    public const int MaxProfileBytes = 1 << 20;

    /// <summary>Below this many columns the shape of a line says too little to overrule its quotes.</summary>
    public const int MinFieldsToTrustShape = 4;
}
