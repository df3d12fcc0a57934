using Serment.Records.Charts;
using Serment.Records.Coverages;
using Serment.Records.Coverages.HealthCards;
using Serment.Records.Entries;
using Serment.Web.Parts;

namespace Serment.Web.Coverages;

/// <summary>The coverages of one record.</summary>
public sealed record CoveragesModel(
    ChartHead Head, IReadOnlyList<StoredCoverage> Coverages, FormState CardForm, bool HasReader);

/// <summary>The form of one coverage; who saved first, where two saved at once.</summary>
public sealed record CoverageModel(
    ChartHead Head, FormState Form, EntryVersion? Seen, bool IsConflict = false, string? SavedBy = null,
    DateTimeOffset? SavedAt = null);

/// <summary>A health card beside the record.</summary>
/// <param name="Head">Whose record.</param>
/// <param name="Card">The card.</param>
/// <param name="Chosen">Who on it is held to be the patient; null until somebody says.</param>
/// <param name="Stored">The coverage that would be changed; null where a new one would be made.</param>
/// <param name="Differences">What differs.</param>
/// <param name="Identity">What of the identity differs: shown, never taken over.</param>
/// <param name="CardText">The card as it was read, to come back with the choice.</param>
public sealed record CardModel(
    ChartHead Head, HealthCard Card, int? Chosen, StoredCoverage? Stored, IReadOnlyList<CardDifference> Differences,
    CardIdentityDifferences Identity, string CardText);
