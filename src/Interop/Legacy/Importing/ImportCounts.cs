using System.Text.Json.Serialization;

namespace Serment.Interop.Legacy.Importing;

/// <summary>Where every row of an import went: the first is the sum of the next four.</summary>
public sealed record ImportCounts
{
    /// <summary>Rows read.</summary>
    public long Rows { get; init; }

    /// <summary>Imported, nothing to say.</summary>
    public long Imported { get; init; }

    /// <summary>Imported, with something to say.</summary>
    public long ImportedWithFlags { get; init; }

    /// <summary>Already there with the same content: an earlier run, an overlapping file.</summary>
    public long AlreadyPresent { get; init; }

    /// <summary>Refused, with the line and the reason.</summary>
    public long Refused { get; init; }

    /// <summary>People who were not known.</summary>
    public long PatientsCreated { get; init; }

    /// <summary>Rows of people who were known, from this file or before.</summary>
    public long PatientsMatched { get; init; }

    /// <summary>Entry versions sealed.</summary>
    public long EntriesSealed { get; init; }

    /// <summary>Values of portal logins and passwords that were destroyed.</summary>
    public long ValuesDestroyed { get; init; }

    /// <summary>Whether every row went somewhere.</summary>
    [JsonIgnore]
    public bool IsComplete => Rows == Imported + ImportedWithFlags + AlreadyPresent + Refused;

    /// <summary>The sum.</summary>
    public static ImportCounts operator +(ImportCounts left, ImportCounts right) => new()
    {
        Rows = left.Rows + right.Rows,
        Imported = left.Imported + right.Imported,
        ImportedWithFlags = left.ImportedWithFlags + right.ImportedWithFlags,
        AlreadyPresent = left.AlreadyPresent + right.AlreadyPresent,
        Refused = left.Refused + right.Refused,
        PatientsCreated = left.PatientsCreated + right.PatientsCreated,
        PatientsMatched = left.PatientsMatched + right.PatientsMatched,
        EntriesSealed = left.EntriesSealed + right.EntriesSealed,
        ValuesDestroyed = left.ValuesDestroyed + right.ValuesDestroyed,
    };

    /// <summary>The sum, for languages without operators.</summary>
    public static ImportCounts Add(ImportCounts left, ImportCounts right) => left + right;
}

/// <summary>The JSON of counts and reports.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = false)]
[JsonSerializable(typeof(ImportCounts))]
[JsonSerializable(typeof(long[]))]
internal sealed partial class ImportJson : JsonSerializerContext;
