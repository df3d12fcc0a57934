namespace Serment.Records.Charts.Items;

/// <summary>Which list of the chart a condition stands in.</summary>
public enum ConditionKind : byte
{
    /// <summary>A problem that is or was treated.</summary>
    Problem = 0,

    /// <summary>Medical history.</summary>
    Medical = 1,

    /// <summary>Operations.</summary>
    Surgical = 2,

    /// <summary>What relatives had.</summary>
    Family = 3,
}

/// <summary>How bad it is.</summary>
public enum ConditionSeverity : byte
{
    /// <summary>Not said.</summary>
    Unknown = 0,

    /// <summary>Mild.</summary>
    Mild = 1,

    /// <summary>Moderate.</summary>
    Moderate = 2,

    /// <summary>Severe.</summary>
    Severe = 3,
}

/// <summary>A problem, or a piece of history.</summary>
public sealed record ConditionDetails
{
    /// <summary>In words.</summary>
    public required string Title { get; init; }

    /// <summary>The CIM-10 code without its dot, where one was chosen.</summary>
    public string? Code { get; init; }

    /// <summary>Which list.</summary>
    public ConditionKind Kind { get; init; }

    /// <summary>Where it stands.</summary>
    public ItemState State { get; init; }

    /// <summary>How bad it is.</summary>
    public ConditionSeverity Severity { get; init; }

    /// <summary>Whether it is the main problem.</summary>
    public bool IsMain { get; init; }

    /// <summary>Since when, as FHIR writes a year, month or day; of an operation, when.</summary>
    public string? Since { get; init; }

    /// <summary>Until when.</summary>
    public string? Until { get; init; }

    /// <summary>Of family history: who.</summary>
    public string? Relative { get; init; }

    /// <summary>Free text.</summary>
    public string? Note { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ConditionDetails);
}
