using Serment.CustodyProtocol;

namespace Serment.Custodian.Decisions;

/// <summary>Who cares for a patient, of what kind, from when to when, and who said so.</summary>
internal sealed record CareRelationship(
    long Id, PatientId Patient, RelationshipKind Kind, ActorId? Staff, int? UnitId, DateTimeOffset From,
    DateTimeOffset Until, ActorId DeclaredBy);
