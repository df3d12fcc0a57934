namespace Serment.Simulation.LegacyExports;

/// <summary>What a generated export is like. The same options give the same bytes.</summary>
public sealed record LegacyExportOptions
{
    /// <summary>Most rows that one export may have.</summary>
    public const long MaxRows = 100_000_000;

    /// <summary>Rows, one for each specimen dossier.</summary>
    public required long Rows { get; init; }

    /// <summary>Another text is another population.</summary>
    public string Seed { get; init; } = "1";

    /// <summary>The laboratories', prescribers' and samplers' seed, apart so that two exports can come from one
    /// group.</summary>
    public string LaboratorySeed { get; init; } = "1";

    /// <summary>Rows for each patient on average, at least 1.</summary>
    public double RowsPerPatient { get; init; } = 1.3;

    /// <summary>Share of returning patients' rows with a spelling or identity slip, 0 to 1.</summary>
    public double VariantRate { get; init; } = 0.22;

    /// <summary>Share of rows with one defect, 0 to 1.</summary>
    public double DefectRate { get; init; }

    /// <summary>
    /// Adds a unique mark, ZQ and ten letters, to NOM_USUEL, ADRESSE1 and COMMENTAIRE of every row. A search for
    /// these marks in a data folder tells whether anything readable was left there.
    /// </summary>
    public bool Sentinels { get; init; }

    /// <summary>Between fields: semicolon, comma, tab or vertical bar.</summary>
    public char Delimiter { get; init; } = ';';

    /// <summary>UTF-8 instead of Windows-1252.</summary>
    public bool Utf8 { get; init; }

    /// <summary>Told of each planted defect, in the order of the file.</summary>
    public Action<PlantedDefect>? OnDefect { get; init; }

    /// <summary>Told of each row: the line it begins on, from 1 for the header, and the true person's number.</summary>
    public Action<long, int>? OnRow { get; init; }
}

/// <summary>What is wrong with a row on purpose.</summary>
public enum DefectKind
{
    /// <summary>The last two digits of the NIR.</summary>
    BadNirKey,

    /// <summary>A date that no calendar has.</summary>
    ImpossibleDate,

    /// <summary>No date of birth.</summary>
    MissingBirthDate,

    /// <summary>A correctly quoted field with the delimiter in it. No damage to a good reader.</summary>
    EmbeddedDelimiter,

    /// <summary>A double quote where none is allowed, in one of three shapes.</summary>
    UnescapedQuote,

    /// <summary>The record stops in the middle.</summary>
    TruncatedLine,

    /// <summary>A NUL byte inside a field.</summary>
    StrayNul,

    /// <summary>A correctly quoted field with a line break in it.</summary>
    LineBreakInField,

    /// <summary>UTF-8 that was read as Windows-1252.</summary>
    Mojibake,

    /// <summary>The number of an earlier dossier, with another content.</summary>
    DuplicateDossier,

    /// <summary>200 KB of text in a comment.</summary>
    HugeText,
}

/// <summary>A defect and where it is.</summary>
/// <param name="Line">The record's first physical line, from 1 for the header.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Column">The column; null for a record cut short.</param>
public sealed record PlantedDefect(long Line, DefectKind Kind, LegacyColumn? Column);

/// <summary>What was written.</summary>
public sealed record LegacyExportSummary(long Rows, int People, long Defects, long Bytes, string Sha256);
