using System.Collections.Frozen;
using Serment.Custodian.Decisions;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.Serving;

/// <summary>Who may send a message, and what it costs.</summary>
/// <param name="Kind">The message.</param>
/// <param name="Anonymous">Nobody need be signed in.</param>
/// <param name="Roles">Roles of a session that may; null: no session may.</param>
/// <param name="Rights">Rights of a machine client, any of which suffices; None: no client may.</param>
/// <param name="Cost">What is spent, for the documents.</param>
internal sealed record MessagePolicy(
    MessageKind Kind, bool Anonymous, IReadOnlySet<Role>? Roles, ClientRights Rights, string Cost);

/// <summary>
/// The table of every message. The dispatcher refuses what is not in it; a test asserts that every message is.
/// </summary>
internal static class MessagePolicies
{
    private const ClientRights NoClient = ClientRights.None;
    private const ClientRights AnyClient = ClientRights.Seal | ClientRights.Match | ClientRights.Declare;

    private static readonly FrozenSet<Role> Everybody = Enum.GetValues<Role>().ToFrozenSet();

    // Every role whose keys open something: administrators and security officers see no patient.
    private static readonly FrozenSet<Role> Carers =
        Everybody.Where(role => role is not (Role.Administrator or Role.SecurityOfficer)).ToFrozenSet();

    // Those who open strangers after a touch and stand in for others; and those who read what is clinical.
    private static readonly FrozenSet<Role> Treating = Everybody.Where(RoleCompartments.Treats).ToFrozenSet();

    private static readonly FrozenSet<Role> Clinical =
        Everybody.Where(role => RoleCompartments.Reads(role).Contains(Compartment.Clinical)).ToFrozenSet();

    private static readonly FrozenSet<Role> CarersAndOffice = Carers.Append(Role.SecurityOfficer).ToFrozenSet();
    private static readonly FrozenSet<Role> TreatingAndOffice = Treating.Append(Role.SecurityOfficer).ToFrozenSet();
    private static readonly FrozenSet<Role> Office = new[] { Role.SecurityOfficer }.ToFrozenSet();
    private static readonly FrozenSet<Role> Direction = new[] { Role.Administrator, Role.SecurityOfficer }.ToFrozenSet();

    private static readonly FrozenSet<Role> LaboratoryAndDirection =
        new[] { Role.Biologist, Role.LaboratoryTechnician }.Union(Direction).ToFrozenSet();

    private static readonly FrozenSet<Role> Biologists = new[] { Role.Biologist }.ToFrozenSet();

    private static readonly FrozenSet<Role> TreatingAndDirection = Treating.Union(Direction).ToFrozenSet();

    private static readonly FrozenDictionary<MessageKind, MessagePolicy> Table = new MessagePolicy[]
    {
        new(MessageKind.BeginSignIn, true, Everybody, NoClient, "nothing"),
        new(MessageKind.CompleteSignIn, true, Everybody, NoClient, "nothing"),
        new(MessageKind.DescribeSession, false, Everybody, NoClient, "nothing"),
        new(MessageKind.SignOut, false, Everybody, NoClient, "nothing"),
        new(MessageKind.BeginStepUp, false, Carers, NoClient, "nothing"),
        new(MessageKind.CompleteStepUp, false, Carers, NoClient, "break-glass: its hourly limit"),
        new(MessageKind.BeginClient, true, null, AnyClient, "nothing"),
        new(MessageKind.ProveClient, true, null, AnyClient, "nothing"),
        new(MessageKind.MakeTokens, false, Carers, ClientRights.Match, "a lookup for each person asked about; a client's flow"),
        // Roles and clients that may never open are let through to the handler, which refuses and logs them.
        new(MessageKind.OpenEntries, false, Everybody, AnyClient, "one patient in care or off pattern, each"),
        new(MessageKind.SealEntries, false, Everybody, ClientRights.Seal, "a flow of entries; a client's own"),
        new(MessageKind.ConfirmSealed, false, Carers, ClientRights.Seal, "nothing"),
        new(MessageKind.LinkPatients, false, Carers, NoClient, "nothing: both were disclosed before"),
        new(MessageKind.DeclareRelationship, false, Carers, ClientRights.Declare, "nothing: disclosed before; a client's flow"),
        new(MessageKind.EndRelationship, false, CarersAndOffice, ClientRights.Declare, "nothing: takes access away"),
        new(MessageKind.ListCare, false, Carers, NoClient, "nothing: disclosed before"),
        new(MessageKind.GiveCover, false, Treating, NoClient, "eight a day; opens within the taker's own meters"),
        new(MessageKind.EndCover, false, TreatingAndOffice, NoClient, "nothing: takes access away"),
        new(MessageKind.ListCovers, false, Treating, NoClient, "nothing: no patient"),
        new(MessageKind.AskColleague, false, Clinical, NoClient, "six requests an hour, twenty a day"),
        new(MessageKind.FindCareRequest, false, Clinical, NoClient, "nothing: one's own request"),
        new(MessageKind.AnswerCareRequest, false, Treating, NoClient, "forty patients given an hour"),
        new(MessageKind.ListCareRequests, false, Treating, NoClient, "nothing: random patient ids in one's care"),
        new(MessageKind.ListDisclosures, false, Carers, NoClient, "nothing: disclosed before"),
        new(MessageKind.ReadLog, false, Office, NoClient, "nothing: no patient's content"),
        new(MessageKind.ListSessions, false, Direction, NoClient, "nothing: no patient"),
        new(MessageKind.RevokeSession, false, Direction, NoClient, "nothing: takes power away"),
        new(MessageKind.ListBreakGlass, false, Office, NoClient, "nothing: random patient ids only"),
        new(MessageKind.ReviewBreakGlass, false, Office, NoClient, "nothing"),
        new(MessageKind.DescribeMeters, false, Office, NoClient, "nothing: no patient"),
        new(MessageKind.DescribeBreaker, false, Direction, NoClient, "nothing: no patient"),
        new(MessageKind.ListGiven, false, Office, NoClient, "nothing: random patient ids only"),
        new(MessageKind.ListStaff, false, Everybody, NoClient, "nothing: no patient"),
        new(MessageKind.ListUnits, false, Everybody, AnyClient, "nothing: no patient"),
        new(MessageKind.ListProposals, false, Direction, NoClient, "nothing: no patient"),
        new(MessageKind.ListReleaseRules, false, LaboratoryAndDirection, NoClient, "nothing: no patient"),
        new(MessageKind.Propose, false, LaboratoryAndDirection, NoClient, "a second person"),
        new(MessageKind.WithdrawProposal, false, Direction, NoClient, "nothing"),
        new(MessageKind.ListPasskeys, false, Everybody, NoClient, "nothing: no patient"),
        new(MessageKind.RevokePasskey, false, Everybody, NoClient, "nothing: takes power away"),
        new(MessageKind.ListClients, false, Direction, NoClient, "nothing: no patient"),
        new(MessageKind.ListWardKeys, false, TreatingAndDirection, NoClient, "nothing: no patient"),
        new(MessageKind.CertifyPack, false, Treating, NoClient, "nothing: its patients were charged"),
        new(MessageKind.BeginSignReports, false, Biologists, NoClient, "nothing: digests"),
        new(MessageKind.CompleteSignReports, false, Biologists, NoClient, "nothing: digests; a touch"),
        new(MessageKind.ListReportKeys, false, Everybody, NoClient, "nothing: certificates"),
        new(MessageKind.DescribeSites, true, Everybody, AnyClient, "nothing: no patient"),
        new(MessageKind.CompleteImport, false, null, ClientRights.Seal, "nothing: counts and hashes"),
        new(MessageKind.LatestCheckpoint, true, Everybody, AnyClient, "nothing: a hash"),
    }.ToFrozenDictionary(policy => policy.Kind);

    /// <summary>The policy of a message; null refuses it.</summary>
    public static MessagePolicy? Find(MessageKind kind) => Table.GetValueOrDefault(kind);

    /// <summary>Whether this caller may send the message.</summary>
    public static bool Allows(MessagePolicy policy, Caller caller) =>
        policy.Anonymous
        || (caller.Session is { } session && policy.Roles is { } roles && roles.Contains(session.Role))
        || (caller.Client is { } client && (policy.Rights & client.Rights) != ClientRights.None);
}
