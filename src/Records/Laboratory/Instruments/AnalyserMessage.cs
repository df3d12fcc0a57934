namespace Serment.Records.Laboratory.Instruments;

/// <summary>
/// What an analyser sent, whatever it speaks. Names, birth dates, pictures and histograms are not in it: readers drop
/// them on the way in.
/// </summary>
public sealed record AnalyserMessage
{
    /// <summary>The most results of one message.</summary>
    public const int MaxResults = 2_000;

    /// <summary>The message's own number, where it has one.</summary>
    public string? ControlId { get; init; }

    /// <summary>Maker, model and serial number, as the header says.</summary>
    public string Sender { get; init; } = "";

    /// <summary>Results, controls included, in the order of the message.</summary>
    public IReadOnlyList<AnalyserResult> Results { get; init; } = [];

    /// <summary>Tubes that it asks about.</summary>
    public IReadOnlyList<AnalyserQuery> Queries { get; init; } = [];

    /// <summary>Its answers to orders that were sent to it.</summary>
    public IReadOnlyList<AnalyserAnswer> Answers { get; init; } = [];

    /// <summary>Pictures, histograms and raw data that were left out.</summary>
    public int LeftOut { get; init; }

    /// <summary>Whether it says that it tests itself: HL7's processing id D or T.</summary>
    public bool IsTest { get; init; }

    /// <summary>Keeps values out of logs.</summary>
    public override string ToString() => nameof(AnalyserMessage);
}

/// <summary>One result as the analyser sent it.</summary>
public sealed record AnalyserResult
{
    /// <summary>The tube's number as it was read; of a control, its material.</summary>
    public required string Specimen { get; init; }

    /// <summary>Whether the message says that this is a control.</summary>
    public bool IsControl { get; init; }

    /// <summary>Lot of the control, where it is said.</summary>
    public string ControlLot { get; init; } = "";

    /// <summary>Level of the control, where it is said.</summary>
    public string ControlLevel { get; init; } = "";

    /// <summary>The analyser's code of the analysis.</summary>
    public required string Code { get; init; }

    /// <summary>The value as sent; empty where there is none.</summary>
    public required string Value { get; init; }

    /// <summary>The unit as sent; empty where there is none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The analyser's flags.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>What it says beside the value: alarms.</summary>
    public IReadOnlyList<string> Comments { get; init; } = [];

    /// <summary>By how much it was diluted, as sent; empty where nothing is said.</summary>
    public string Dilution { get; init; } = "";

    /// <summary>Whether the message says that this is a repetition or a correction.</summary>
    public bool IsRerun { get; init; }

    /// <summary>Whether the analyser says that it could not measure.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>When it was measured, by the analyser's own clock; null where nothing is said.</summary>
    public DateTime? MeasuredAt { get; init; }

    /// <summary>Lot of the reagent; empty where nothing is said.</summary>
    public string ReagentLot { get; init; } = "";

    /// <summary>Keeps values out of logs.</summary>
    public override string ToString() => nameof(AnalyserResult);
}

/// <summary>An analyser asks what to measure in a tube.</summary>
/// <param name="Specimen">The tube's number as it was read.</param>
/// <param name="Tag">The query's own number; empty where it has none.</param>
public sealed record AnalyserQuery(string Specimen, string Tag = "");

/// <summary>An analyser's answer to an order sent to it.</summary>
/// <param name="Specimen">The tube.</param>
/// <param name="IsAccepted">Whether it takes it.</param>
/// <param name="Text">What it says.</param>
public sealed record AnalyserAnswer(string Specimen, bool IsAccepted, string Text);

/// <summary>What an analyser is told to measure in a tube.</summary>
/// <param name="Specimen">The tube's number.</param>
/// <param name="Codes">The analyser's codes; none where there is nothing to do.</param>
/// <param name="IsUrgent">Whether it is urgent.</param>
/// <param name="Sex">Sex.</param>
public sealed record AnalyserOrder(string Specimen, IReadOnlyList<string> Codes, bool IsUrgent, LaboratorySex Sex);
