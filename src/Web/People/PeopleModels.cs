using Serment.CustodyProtocol;
using Serment.Web.Parts;

namespace Serment.Web.People;

/// <summary>Staff and proposals.</summary>
public sealed record PeopleModel(
    StaffList Staff, ProposalList Proposals, IReadOnlyList<UnitDescription> Units, IReadOnlyList<ClientSummary> Clients);

/// <summary>Somebody's passkeys: one's own, or a colleague's for those in charge.</summary>
public sealed record PasskeysModel(PasskeyList List, bool IsOwn, string? Refusal = null);

/// <summary>A proposal being written: its kind, for whom, with what was typed.</summary>
public sealed record ProposeModel(
    ProposalKind Kind, StaffDescription? Staff, IReadOnlyList<UnitDescription> Units, FormState Form,
    ClientSummary? Client = null);

/// <summary>A proposal that was made.</summary>
public sealed record ProposedModel(ProposalMade Made);
