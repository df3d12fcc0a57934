using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serment.CustodyProtocol;

/// <summary>The JSON form of every message that is not on a bulk path.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Nothing))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(CeremonyBegun))]
[JsonSerializable(typeof(CeremonyAnswer))]
[JsonSerializable(typeof(SessionGranted))]
[JsonSerializable(typeof(SessionDescription))]
[JsonSerializable(typeof(StepUpRequest))]
[JsonSerializable(typeof(StepUpGranted))]
[JsonSerializable(typeof(ClientHello))]
[JsonSerializable(typeof(ClientChallenge))]
[JsonSerializable(typeof(ClientProof))]
[JsonSerializable(typeof(ClientDescription))]
[JsonSerializable(typeof(RelationshipDeclaration))]
[JsonSerializable(typeof(RelationshipDeclared))]
[JsonSerializable(typeof(RelationshipEnding))]
[JsonSerializable(typeof(PatientLink))]
[JsonSerializable(typeof(PatientsLinked))]
[JsonSerializable(typeof(SealConfirmation))]
[JsonSerializable(typeof(DisclosureQuery))]
[JsonSerializable(typeof(DisclosureList))]
[JsonSerializable(typeof(LogQuery))]
[JsonSerializable(typeof(LogPage))]
[JsonSerializable(typeof(SessionList))]
[JsonSerializable(typeof(SessionRevocation))]
[JsonSerializable(typeof(BreakGlassList))]
[JsonSerializable(typeof(BreakGlassReview))]
[JsonSerializable(typeof(StaffMeters))]
[JsonSerializable(typeof(BreakerReading))]
[JsonSerializable(typeof(SiteList))]
[JsonSerializable(typeof(ImportCompletion))]
[JsonSerializable(typeof(ImportCertificate))]
[JsonSerializable(typeof(CheckpointQuery))]
[JsonSerializable(typeof(CheckpointText))]
[JsonSerializable(typeof(StaffList))]
[JsonSerializable(typeof(PasskeyQuery))]
[JsonSerializable(typeof(PasskeyList))]
[JsonSerializable(typeof(PasskeyRevocation))]
[JsonSerializable(typeof(ClientList))]
[JsonSerializable(typeof(UnitList))]
[JsonSerializable(typeof(ProposalDraft))]
[JsonSerializable(typeof(ProposalMade))]
[JsonSerializable(typeof(ProposalWithdrawal))]
[JsonSerializable(typeof(ProposalList))]
public sealed partial class CustodyJson : JsonSerializerContext;
