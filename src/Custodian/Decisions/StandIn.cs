using Serment.CustodyProtocol;

namespace Serment.Custodian.Decisions;

/// <summary>Somebody stands in for a colleague, or in a unit's team, as the decision needs to know it.</summary>
/// <param name="For">The colleague replaced; null for a unit's team.</param>
/// <param name="Units">The colleague's own units, or the team's.</param>
/// <param name="From">From when.</param>
/// <param name="Until">Until when, exclusively; there is no after-care.</param>
internal sealed record StandIn(ActorId? For, IReadOnlySet<int> Units, DateTimeOffset From, DateTimeOffset Until);
