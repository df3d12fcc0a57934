namespace Serment.Records.Laboratory.Reports;

/// <summary>How far a report is. FHIR's status of the DiagnosticReport in brackets.</summary>
public enum ReportStatus : byte
{
    /// <summary>Analyses of the order are still under way (<c>preliminary</c>).</summary>
    Partial = 1,

    /// <summary>Everything that was ordered (<c>final</c>).</summary>
    Final = 2,

    /// <summary>A result that an earlier report gave was changed (<c>corrected</c>).</summary>
    Corrected = 3,
}

/// <summary>The laboratory, as its report must name it.</summary>
public sealed record ReportHouse(
    string Name, string Address, string Phone, string Finess, string Head, string Accreditation);

/// <summary>Whose report.</summary>
/// <param name="Name">Name and given name in use.</param>
/// <param name="BirthName">Birth name and first given name.</param>
/// <param name="Born">Birth date, as stated.</param>
/// <param name="Sex">M, F or I; empty where it is not known.</param>
/// <param name="Number">Usual record number.</param>
public sealed record ReportPerson(string Name, string BirthName, string Born, string Sex, string? Number)
{
    /// <summary>How sure the identity is, and the number of the national identity where it may stand here; in words.</summary>
    public string Standing { get; init; } = "";

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ReportPerson);
}

/// <summary>A tube of the order.</summary>
public sealed record ReportTube(
    string Number, string Container, DateTimeOffset? CollectedAt, string? Collector, DateTimeOffset? ReceivedAt);

/// <summary>A line under a result: of an antibiogram, a blood group.</summary>
public sealed record ReportPart(string Label, string Value, string? Interpretation);

/// <summary>An earlier result of the same analysis.</summary>
public sealed record EarlierResult(string Text, DateTimeOffset At);

/// <summary>By which call a critical value was told and read back.</summary>
/// <param name="To">To whom.</param>
/// <param name="At">When.</param>
/// <param name="By">By whom.</param>
public sealed record ReportCall(string To, DateTimeOffset At, string By)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ReportCall);
}

/// <summary>One analysis as the report shows it.</summary>
public sealed record ReportLine
{
    /// <summary>French label.</summary>
    public required string Label { get; init; }

    /// <summary>The value, without unit.</summary>
    public required string Value { get; init; }

    /// <summary>Unit.</summary>
    public string Unit { get; init; } = "";

    /// <summary>In the second customary unit; null for none.</summary>
    public string? Second { get; init; }

    /// <summary>Reference range.</summary>
    public string Range { get; init; } = "";

    /// <summary>Where the value lies.</summary>
    public ResultFlag Flag { get; init; }

    /// <summary>Method.</summary>
    public string? Method { get; init; }

    /// <summary>The last result before.</summary>
    public EarlierResult? Earlier { get; init; }

    /// <summary>The call about a critical value; null for none.</summary>
    public ReportCall? Told { get; init; }

    /// <summary>Remarks.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>With what reserve its specimen was accepted.</summary>
    public IReadOnlyList<string> Reserves { get; init; } = [];

    /// <summary>The other laboratory that made it, with its address; null where this one did.</summary>
    public string? Outside { get; init; }

    /// <summary>Parts.</summary>
    public IReadOnlyList<ReportPart> Parts { get; init; } = [];

    /// <summary>Who validated; null where a rule did.</summary>
    public string? ValidatedBy { get; init; }

    /// <summary>The rule that released it.</summary>
    public string? Rule { get; init; }

    /// <summary>When it was validated.</summary>
    public DateTimeOffset? ValidatedAt { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ReportLine);
}

/// <summary>The analyses of one part of the laboratory.</summary>
public sealed record ReportSection(Section Section, IReadOnlyList<ReportLine> Lines);

/// <summary>What a corrected report changes.</summary>
public sealed record ReportChange(string Label, string Before, string After, string Reason)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ReportChange);
}

/// <summary>
/// Everything that a report says, by article D. 6211-3 of the French public health code, the decree of 15 December 2016
/// and NF EN ISO 15189, 7.4.1.6.
/// </summary>
public sealed record ReportModel
{
    /// <summary>The laboratory.</summary>
    public required ReportHouse House { get; init; }

    /// <summary>The patient.</summary>
    public required ReportPerson Person { get; init; }

    /// <summary>The order's number.</summary>
    public required string Number { get; init; }

    /// <summary>When it was ordered.</summary>
    public required DateTimeOffset OrderedAt { get; init; }

    /// <summary>Who prescribed; empty where nobody is named.</summary>
    public required string Prescriber { get; init; }

    /// <summary>Tubes.</summary>
    public required IReadOnlyList<ReportTube> Tubes { get; init; }

    /// <summary>How far.</summary>
    public required ReportStatus Status { get; init; }

    /// <summary>Which report of this order, from 1.</summary>
    public required int Edition { get; init; }

    /// <summary>When the report that it takes the place of was issued.</summary>
    public DateTimeOffset? Replaces { get; init; }

    /// <summary>What changed against it.</summary>
    public IReadOnlyList<ReportChange> Changes { get; init; } = [];

    /// <summary>Results.</summary>
    public required IReadOnlyList<ReportSection> Sections { get; init; }

    /// <summary>How many analyses are still under way.</summary>
    public int Pending { get; init; }

    /// <summary>When it is issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Who signs.</summary>
    public required string SignedBy { get; init; }

    /// <summary>Whether it is only looked at before it is signed.</summary>
    public bool IsPreview { get; init; }

    /// <summary>16 random bytes in the file, so that nobody guesses its digest.</summary>
    public required ReadOnlyMemory<byte> Mark { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ReportModel);
}
