using Serment.Custodian.Decisions;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Evidence;

/// <summary>What the decision needs to know of a live session. Units are her own.</summary>
internal sealed record SessionFacts(
    SessionId Id,
    ActorId Staff,
    Role Role,
    short Site,
    IReadOnlySet<int> Units,
    IReadOnlyList<ActiveStepUp> StepUps)
{
    /// <summary>For whom, and in which teams, she stands in: announced ones too.</summary>
    public IReadOnlyList<StandIn> StandsIn { get; init; } = [];

    /// <summary>Whether a step-up of that kind for that patient holds now.</summary>
    public bool HasStepUp(StepUpKind kind, PatientId patient, DateTimeOffset now) =>
        StepUps.Any(stepUp => stepUp.Kind == kind && stepUp.Patient == patient && now < stepUp.Until);
}

/// <summary>A verified step-up: one kind, one patient, until then.</summary>
internal sealed record ActiveStepUp(StepUpKind Kind, PatientId Patient, DateTimeOffset Until);
