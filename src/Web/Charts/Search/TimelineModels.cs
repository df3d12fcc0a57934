using Serment.CustodyProtocol;
using Serment.Records.Charts;
using Serment.Records.Charts.Search;
using Serment.Web.Parts;

namespace Serment.Web.Charts.Search;

/// <summary>A page of the timeline.</summary>
/// <param name="Head">Whose chart.</param>
/// <param name="Events">Newest first.</param>
/// <param name="Kinds">The kinds that there are, with their numbers.</param>
/// <param name="Kind">The one chosen; null for all.</param>
/// <param name="Before">Where the next page begins, in milliseconds since 1970; null on the last.</param>
/// <param name="Names">Those who wrote.</param>
public sealed record TimelineModel(
    ChartHead Head, IReadOnlyList<ChartEvent> Events, IReadOnlyList<(EventKind Kind, int Count)> Kinds, EventKind? Kind,
    long? Before, IReadOnlyDictionary<ActorId, string> Names);

/// <summary>What a search found in one chart.</summary>
public sealed record SearchModel(
    ChartHead Head, FormState Form, ChartHits Found, IReadOnlyDictionary<ActorId, string> Names);
