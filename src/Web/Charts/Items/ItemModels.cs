using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Charts;
using Serment.Records.Charts.Items;
using Serment.Records.Entries;
using Serment.Web.Parts;

namespace Serment.Web.Charts.Items;

/// <summary>An item as a list shows it.</summary>
public sealed record ItemLine(DomainResource Resource, EntryVersion Version, ActorId Author, long RecordedAtMs)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ItemLine);
}

/// <summary>All lists of a chart.</summary>
public sealed record BackgroundModel(ChartHead Head, IReadOnlyList<ItemLine> Lines, AllergyStanding Allergies);

/// <summary>The form of one item; who saved first, where two saved at once.</summary>
public sealed record ItemModel(
    ChartHead Head, string Path, FormState Form, ItemLine? Line, string? SavedBy = null, DateTimeOffset? SavedAt = null,
    bool IsConflict = false);

/// <summary>The versions of one item, newest first, and the names of those who saved them.</summary>
public sealed record ItemHistoryModel(
    ChartHead Head, string Path, IReadOnlyList<ItemLine> Versions, IReadOnlyDictionary<ActorId, string> Names);
