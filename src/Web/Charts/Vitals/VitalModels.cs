using Serment.CustodyProtocol;
using Serment.Records.Charts;
using Serment.Records.Charts.Vitals;
using Serment.Web.Parts;

namespace Serment.Web.Charts.Vitals;

/// <summary>The rounds of a chart in a span of days, newest first.</summary>
/// <param name="Head">Whose chart.</param>
/// <param name="Rounds">Those of the span.</param>
/// <param name="Last">The newest of all; null where nothing was ever measured.</param>
/// <param name="Days">The span; 0 for all.</param>
/// <param name="AgeYears">The age; null where it is not known.</param>
public sealed record VitalsModel(
    ChartHead Head, IReadOnlyList<VitalRound> Rounds, VitalRound? Last, int Days, int? AgeYears)
{
    /// <summary>Rounds that a page shows.</summary>
    public const int MaxRounds = 300;
}

/// <summary>The form of one round.</summary>
public sealed record VitalEntryModel(ChartHead Head, FormState Form, VitalRound? Last);

/// <summary>One round with all its readings.</summary>
public sealed record VitalRoundModel(
    ChartHead Head, VitalRound Round, int? AgeYears, IReadOnlyDictionary<ActorId, string> Names);
