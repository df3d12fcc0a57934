using Serment.Custodian.Decisions;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Relationships;

/// <summary>
/// Whether a unit's page may go on with the care of an admission. Whoever opens the page declares without looking: what
/// she goes on with must stand in the custodian's own rows, as rows of the main database could be anybody's.
/// </summary>
internal static class RenewalRules
{
    /// <summary>How long after its end an admission can be gone on with.</summary>
    public static readonly TimeSpan MaxLapse = TimeSpan.FromDays(30);

    /// <summary>The longest renewal: a stay's eight days, and some room for clocks.</summary>
    public static readonly TimeSpan MaxLength = TimeSpan.FromDays(10);

    /// <summary>Whether the declaration goes on with what reception, or two people, declared for the same unit.</summary>
    /// <param name="declaration">The declaration.</param>
    /// <param name="known">What the custodian holds of the patient.</param>
    /// <param name="isReception">Whether somebody works at reception.</param>
    /// <param name="now">Now.</param>
    public static bool Allows(
        RelationshipDeclaration declaration, IEnumerable<CareRelationship> known, Func<ActorId, bool> isReception,
        DateTimeOffset now)
    {
        if (declaration is not { Kind: RelationshipKind.Admission, UnitId: int unit }
            || declaration.Until - declaration.From > MaxLength)
        {
            return false;
        }

        ActorId[] declarers =
        [
            .. known
                .Where(one => one.Kind == RelationshipKind.Admission && one.UnitId == unit
                    && one.Patient == declaration.Patient && one.From <= now && now < one.Until + MaxLapse)
                .Select(one => one.DeclaredBy)
                .Distinct(),
        ];
        return declarers.Length > 1 || Array.Exists(declarers, one => isReception(one));
    }
}
