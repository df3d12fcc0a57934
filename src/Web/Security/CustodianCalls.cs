using Serment.CustodyProtocol;

namespace Serment.Web.Security;

/// <summary>The custodian's questions that pages ask, each with its forms.</summary>
internal static class CustodianCalls
{
    private static readonly CustodyJson Json = CustodyJson.Default;

    public static Task<CeremonyBegun> BeginSignInAsync(this CustodianClient custodian, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.BeginSignIn, null, Nothing.Instance, Json.Nothing, Json.CeremonyBegun, stop);

    public static Task<SessionGranted> CompleteSignInAsync(
        this CustodianClient custodian, CeremonyAnswer answer, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.CompleteSignIn, null, answer, Json.CeremonyAnswer, Json.SessionGranted, stop);

    public static Task<SessionDescription> DescribeSessionAsync(
        this CustodianClient custodian, SessionToken session, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.DescribeSession, session, Nothing.Instance, Json.Nothing, Json.SessionDescription, stop);

    public static Task<Nothing> SignOutAsync(
        this CustodianClient custodian, SessionToken session, CancellationToken stop) =>
        custodian.AskAsync(MessageKind.SignOut, session, Nothing.Instance, Json.Nothing, Json.Nothing, stop);

    public static Task<CeremonyBegun> BeginStepUpAsync(
        this CustodianClient custodian, SessionToken session, StepUpRequest request, CancellationToken stop) =>
        custodian.AskAsync(MessageKind.BeginStepUp, session, request, Json.StepUpRequest, Json.CeremonyBegun, stop);

    public static Task<StepUpGranted> CompleteStepUpAsync(
        this CustodianClient custodian, SessionToken session, CeremonyAnswer answer, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.CompleteStepUp, session, answer, Json.CeremonyAnswer, Json.StepUpGranted, stop);

    public static Task<DisclosureList> ListDisclosuresAsync(
        this CustodianClient custodian, SessionToken session, DisclosureQuery query, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.ListDisclosures, session, query, Json.DisclosureQuery, Json.DisclosureList, stop);

    public static Task<LogPage> ReadLogAsync(
        this CustodianClient custodian, SessionToken session, LogQuery query, CancellationToken stop) =>
        custodian.AskAsync(MessageKind.ReadLog, session, query, Json.LogQuery, Json.LogPage, stop);

    public static Task<SessionList> ListSessionsAsync(
        this CustodianClient custodian, SessionToken session, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.ListSessions, session, Nothing.Instance, Json.Nothing, Json.SessionList, stop);

    public static Task<Nothing> RevokeSessionAsync(
        this CustodianClient custodian, SessionToken session, SessionId revoked, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.RevokeSession, session, new(revoked), Json.SessionRevocation, Json.Nothing, stop);

    public static Task<BreakGlassList> ListBreakGlassAsync(
        this CustodianClient custodian, SessionToken session, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.ListBreakGlass, session, Nothing.Instance, Json.Nothing, Json.BreakGlassList, stop);

    public static Task<Nothing> ReviewBreakGlassAsync(
        this CustodianClient custodian, SessionToken session, BreakGlassReview review, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.ReviewBreakGlass, session, review, Json.BreakGlassReview, Json.Nothing, stop);

    public static Task<StaffMeters> DescribeMetersAsync(
        this CustodianClient custodian, SessionToken session, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.DescribeMeters, session, Nothing.Instance, Json.Nothing, Json.StaffMeters, stop);

    public static Task<BreakerReading> DescribeBreakerAsync(
        this CustodianClient custodian, SessionToken session, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.DescribeBreaker, session, Nothing.Instance, Json.Nothing, Json.BreakerReading, stop);

    public static Task<StaffList> ListStaffAsync(
        this CustodianClient custodian, SessionToken session, CancellationToken stop) =>
        custodian.AskAsync(MessageKind.ListStaff, session, Nothing.Instance, Json.Nothing, Json.StaffList, stop);

    public static Task<UnitList> ListUnitsAsync(
        this CustodianClient custodian, SessionToken session, CancellationToken stop) =>
        custodian.AskAsync(MessageKind.ListUnits, session, Nothing.Instance, Json.Nothing, Json.UnitList, stop);

    public static Task<ProposalList> ListProposalsAsync(
        this CustodianClient custodian, SessionToken session, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.ListProposals, session, Nothing.Instance, Json.Nothing, Json.ProposalList, stop);

    public static Task<ProposalMade> ProposeAsync(
        this CustodianClient custodian, SessionToken session, ProposalDraft draft, CancellationToken stop) =>
        custodian.AskAsync(MessageKind.Propose, session, draft, Json.ProposalDraft, Json.ProposalMade, stop);

    public static Task<Nothing> WithdrawAsync(
        this CustodianClient custodian, SessionToken session, ProposalId proposal, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.WithdrawProposal, session, new(proposal), Json.ProposalWithdrawal, Json.Nothing, stop);

    public static Task<ClientList> ListClientsAsync(
        this CustodianClient custodian, SessionToken session, CancellationToken stop) =>
        custodian.AskAsync(MessageKind.ListClients, session, Nothing.Instance, Json.Nothing, Json.ClientList, stop);

    public static Task<PasskeyList> ListPasskeysAsync(
        this CustodianClient custodian, SessionToken session, ActorId? staff, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.ListPasskeys, session, new(staff), Json.PasskeyQuery, Json.PasskeyList, stop);

    public static Task<Nothing> RevokePasskeyAsync(
        this CustodianClient custodian, SessionToken session, PasskeyRevocation revocation, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.RevokePasskey, session, revocation, Json.PasskeyRevocation, Json.Nothing, stop);

    public static Task<SiteList> DescribeSitesAsync(this CustodianClient custodian, CancellationToken stop) =>
        custodian.AskAsync(MessageKind.DescribeSites, null, Nothing.Instance, Json.Nothing, Json.SiteList, stop);
}
