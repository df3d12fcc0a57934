using Serment.CustodyProtocol;

namespace Serment.Web.Oversight;

/// <summary>The office at a glance.</summary>
public sealed record OverviewModel(
    BreakerReading Breaker, IReadOnlyList<LogEvent> Alerts, IReadOnlyList<LogEvent> Refusals,
    IReadOnlyList<BreakGlass> Waiting, int LiveSessions);

/// <summary>A page of the log with its filters.</summary>
public sealed record LogModel(LogPage Page, LogQuery Query, IReadOnlyList<StaffDescription> Staff);

/// <summary>Live sessions.</summary>
public sealed record SessionsModel(SessionList List);

/// <summary>Emergencies to review.</summary>
/// <param name="List">The openings.</param>
/// <param name="Unexplained">The one whose verdict wants a remark.</param>
public sealed record BreakGlassModel(BreakGlassList List, long? Unexplained = null);

/// <summary>What colleagues gave each other.</summary>
public sealed record GivenModel(GivenList List);

/// <summary>Everybody's meters and the breaker.</summary>
public sealed record MetersModel(StaffMeters Meters, BreakerReading Breaker);
