namespace Serment.CustodyProtocol;

/// <summary>The rules by which the laboratories of the caller's site release results, and those that wait.</summary>
/// <param name="Active">In force.</param>
/// <param name="Waiting">Proposed; a second person has not decided.</param>
public sealed record ReleaseRuleList(
    IReadOnlyList<ActiveReleaseRule> Active, IReadOnlyList<WaitingReleaseRule> Waiting);

/// <summary>A rule in force: what two people switched on, as the custodian keeps it.</summary>
/// <param name="UnitId">The laboratory.</param>
/// <param name="Number">The rule's number at the laboratory.</param>
/// <param name="Version">Its version.</param>
/// <param name="Name">Its name.</param>
/// <param name="Digest">SHA-256 over its content: another content is another rule.</param>
/// <param name="Text">What it does, in the sentences that were approved.</param>
/// <param name="ProposedBy">Who proposed it: a biologist.</param>
/// <param name="ApprovedBy">Who approved it: somebody else.</param>
/// <param name="Since">Since when it is in force.</param>
public sealed record ActiveReleaseRule(
    int UnitId, int Number, int Version, string Name, byte[] Digest, string Text, string ProposedBy, string ApprovedBy,
    DateTimeOffset Since);

/// <summary>A rule that waits for a second person.</summary>
/// <param name="UnitId">The laboratory.</param>
/// <param name="Number">The rule's number.</param>
/// <param name="Version">Its version.</param>
/// <param name="ProposedBy">Who proposed it.</param>
/// <param name="Expires">Until when it waits.</param>
/// <param name="ApprovalUrl">Where it is decided.</param>
public sealed record WaitingReleaseRule(
    int UnitId, int Number, int Version, string ProposedBy, DateTimeOffset Expires, string ApprovalUrl);
