using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Charts;
using Serment.Records.Charts.Results;

namespace Serment.Web.Charts.Laboratory;

/// <summary>A report as a whole.</summary>
/// <param name="Title">Its title.</param>
/// <param name="At">When.</param>
/// <param name="Conclusion">Its conclusion: what a corrected one changes.</param>
/// <param name="Status">FHIR's status.</param>
/// <param name="Signed">The signed report of this laboratory; null for one that an import brought.</param>
public sealed record ReportLine(
    string Title, DateTimeOffset At, string? Conclusion, string? Status,
    Serment.Records.Laboratory.Reports.SignedReport? Signed = null)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ReportLine);
}

/// <summary>The results of one chart.</summary>
/// <param name="Head">Whose chart.</param>
/// <param name="Results">Newest first, as many as a page shows.</param>
/// <param name="Reports">Reports, newest first.</param>
/// <param name="IsTruncated">Whether there is more.</param>
/// <param name="Names">Those who have seen them.</param>
/// <param name="IsPrint">Whether they were opened to be printed.</param>
public sealed record ResultsModel(
    ChartHead Head, IReadOnlyList<LabResult> Results, IReadOnlyList<ReportLine> Reports, bool IsTruncated,
    IReadOnlyDictionary<ActorId, string> Names, bool IsPrint)
{
    /// <summary>Analyses of this laboratory that have a result which nobody has validated: it is not shown.</summary>
    public int UnderWay { get; init; }

    /// <summary>Results that a page reads.</summary>
    public const int MaxResults = 2_000;

    /// <summary>Times that the cumulative table shows beside each other.</summary>
    public const int MaxTimes = 8;

    /// <summary>Results of the list under it.</summary>
    public const int MaxListed = 60;

    /// <summary>Curves of a page.</summary>
    public const int MaxCurves = 24;
}
