using System.Text.Json.Serialization;

namespace Serment.CustodyProtocol;

/// <summary>Staff of the caller's site.</summary>
public sealed record StaffList(IReadOnlyList<StaffDescription> Staff);

/// <summary>One member of staff.</summary>
public sealed record StaffDescription(
    ActorId StaffId, string Name, Role Role, IReadOnlyList<UnitDescription> Units, StaffState State, int Passkeys);

/// <summary>Where a member of staff stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StaffState>))]
public enum StaffState : byte
{
    /// <summary>Approved, no passkey yet.</summary>
    Invited = 1,

    /// <summary>Can sign in.</summary>
    Active = 2,

    /// <summary>Cannot sign in.</summary>
    Suspended = 3,
}

/// <summary>Asks for somebody's passkeys; without a name for one's own.</summary>
public sealed record PasskeyQuery(ActorId? Staff = null);

/// <summary>Somebody's passkeys, oldest first.</summary>
public sealed record PasskeyList(ActorId Staff, string Name, IReadOnlyList<PasskeyDescription> Passkeys);

/// <summary>One passkey.</summary>
/// <param name="Passkey">Sixteen hexadecimal digits that tell it from the person's others.</param>
/// <param name="Enrolled">When it was enrolled.</param>
/// <param name="IsBackedUp">Whether its maker keeps a copy elsewhere, as phones do.</param>
public sealed record PasskeyDescription(string Passkey, DateTimeOffset Enrolled, bool IsBackedUp);

/// <summary>Takes a passkey away, at once.</summary>
public sealed record PasskeyRevocation(ActorId Staff, string Passkey);

/// <summary>Machine clients of the caller's site, those that live first.</summary>
public sealed record ClientList(IReadOnlyList<ClientSummary> Clients);

/// <summary>One machine client.</summary>
public sealed record ClientSummary(
    ActorId Client, string Name, ClientRights Rights, DateTimeOffset Registered, DateTimeOffset? Ended);

/// <summary>Units of the caller's site.</summary>
public sealed record UnitList(IReadOnlyList<UnitDescription> Units);

/// <summary>What a proposal would change.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProposalKind>))]
public enum ProposalKind : byte
{
    /// <summary>A new member of staff, with name, role and units.</summary>
    EnrolStaff = 1,

    /// <summary>One more passkey for somebody (a lost or second authenticator).</summary>
    AddPasskey = 2,

    /// <summary>Another role.</summary>
    ChangeRole = 3,

    /// <summary>Other units.</summary>
    ChangeUnits = 4,

    /// <summary>No more signing in; takes effect at once, as it takes power away.</summary>
    SuspendStaff = 5,

    /// <summary>Signing in again, with a new passkey: the old ones stay without worth.</summary>
    ReinstateStaff = 6,

    /// <summary>Another budget for a role.</summary>
    ChangeBudget = 7,

    /// <summary>A machine client with its public key.</summary>
    RegisterClient = 8,

    /// <summary>A new unit.</summary>
    CreateUnit = 9,

    /// <summary>A machine client's key proves nothing any more, for good; at once, as it takes power away.</summary>
    EndClient = 10,

    /// <summary>The certificate to whose key a ward's downtime packs are encrypted, in place of an older one.</summary>
    RegisterWardKey = 11,

    /// <summary>A rule by which a laboratory releases results without a biologist, in place of its older version.</summary>
    ActivateReleaseRule = 12,

    /// <summary>Such a rule releases nothing any more; at once, as it takes power away.</summary>
    EndReleaseRule = 13,
}

/// <summary>A proposal as its author states it. Only the fields of its kind are given.</summary>
public sealed record ProposalDraft(
    ProposalKind Kind,
    ActorId? Staff = null,
    string? Name = null,
    Role? Role = null,
    IReadOnlyList<int>? UnitIds = null,
    MeterKind? Meter = null,
    int? WindowHours = null,
    int? Limit = null,
    string? ClientPublicKeyPem = null,
    ClientRights? ClientRights = null,
    string? Code = null,
    string? Comment = null,
    ActorId? Client = null,
    string? CertificatePem = null,
    int? RuleNumber = null,
    int? RuleVersion = null,
    byte[]? RuleDigest = null,
    string? RuleText = null);

/// <summary>The proposal waits; or, where it only takes power away, is in effect already.</summary>
/// <param name="ProposalId">The proposal.</param>
/// <param name="InEffect">Whether it is in effect.</param>
/// <param name="ApprovalUrl">Where it is decided.</param>
/// <param name="EnrolmentCode">
/// Where somebody will enrol a passkey: the code that they need beside the address that the approver is shown. Shown
/// to the proposer, once.
/// </param>
public sealed record ProposalMade(
    ProposalId ProposalId, bool InEffect, string ApprovalUrl, string? EnrolmentCode = null);

/// <summary>Withdraws one's own proposal.</summary>
public sealed record ProposalWithdrawal(ProposalId ProposalId);

/// <summary>Proposals of the site, waiting ones first.</summary>
public sealed record ProposalList(IReadOnlyList<ProposalSummary> Proposals);

/// <summary>One proposal.</summary>
public sealed record ProposalSummary(
    ProposalId ProposalId, ProposalDraft Draft, string Proposer, DateTimeOffset At, DateTimeOffset Expires,
    ProposalState State, string? DecidedBy, DateTimeOffset? DecidedAt, string? SubjectName, string ApprovalUrl);

/// <summary>Where a proposal stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProposalState>))]
public enum ProposalState : byte
{
    /// <summary>Waits for a second person.</summary>
    Waiting = 1,

    /// <summary>Approved and in effect.</summary>
    Approved = 2,

    /// <summary>Rejected by a second person.</summary>
    Rejected = 3,

    /// <summary>Taken back by its author.</summary>
    Withdrawn = 4,

    /// <summary>Nobody approved it in time.</summary>
    Expired = 5,
}
