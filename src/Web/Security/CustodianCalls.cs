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

    public static Task<CareList> ListCareAsync(
        this CustodianClient custodian, SessionToken session, PatientId patient, CancellationToken stop) =>
        custodian.AskAsync(MessageKind.ListCare, session, new(patient), Json.CareQuery, Json.CareList, stop);

    public static Task<RelationshipDeclared> DeclareRelationshipAsync(
        this CustodianClient custodian, SessionToken session, RelationshipDeclaration declaration,
        CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.DeclareRelationship, session, declaration, Json.RelationshipDeclaration,
            Json.RelationshipDeclared, stop);

    public static Task<Nothing> EndRelationshipAsync(
        this CustodianClient custodian, SessionToken session, RelationshipEnding ending, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.EndRelationship, session, ending, Json.RelationshipEnding, Json.Nothing, stop);

    public static Task<CoverGiven> GiveCoverAsync(
        this CustodianClient custodian, SessionToken session, CoverGift gift, CancellationToken stop) =>
        custodian.AskAsync(MessageKind.GiveCover, session, gift, Json.CoverGift, Json.CoverGiven, stop);

    public static Task<Nothing> EndCoverAsync(
        this CustodianClient custodian, SessionToken session, long cover, CancellationToken stop) =>
        custodian.AskAsync(MessageKind.EndCover, session, new(cover), Json.CoverEnding, Json.Nothing, stop);

    public static async Task<IReadOnlyList<CoverDescription>> ListCoversAsync(
        this CustodianClient custodian, SessionToken session, CancellationToken stop) =>
        (await custodian.AskAsync(
            MessageKind.ListCovers, session, Nothing.Instance, Json.Nothing, Json.CoverList, stop)).Covers;

    public static Task<CareRequestStanding> AskColleagueAsync(
        this CustodianClient custodian, SessionToken session, CareAsking asking, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.AskColleague, session, asking, Json.CareAsking, Json.CareRequestStanding, stop);

    public static Task<CareRequestStanding> FindCareRequestAsync(
        this CustodianClient custodian, SessionToken session, long request, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.FindCareRequest, session, new(request), Json.CareRequestQuery, Json.CareRequestStanding, stop);

    public static async Task<IReadOnlyList<CareRequestSeen>> ListCareRequestsAsync(
        this CustodianClient custodian, SessionToken session, CancellationToken stop) =>
        (await custodian.AskAsync(
            MessageKind.ListCareRequests, session, Nothing.Instance, Json.Nothing, Json.CareRequestList, stop)).Requests;

    public static Task<Nothing> AnswerCareRequestAsync(
        this CustodianClient custodian, SessionToken session, CareRequestAnswer answer, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.AnswerCareRequest, session, answer, Json.CareRequestAnswer, Json.Nothing, stop);

    public static Task<GivenList> ListGivenAsync(
        this CustodianClient custodian, SessionToken session, CancellationToken stop) =>
        custodian.AskAsync(MessageKind.ListGiven, session, Nothing.Instance, Json.Nothing, Json.GivenList, stop);

    public static async Task<IReadOnlyList<WardKey>> ListWardKeysAsync(
        this CustodianClient custodian, SessionToken session, CancellationToken stop) =>
        (await custodian.AskAsync(
            MessageKind.ListWardKeys, session, Nothing.Instance, Json.Nothing, Json.WardKeyList, stop)).Keys;

    public static Task<PackCertificate> CertifyPackAsync(
        this CustodianClient custodian, SessionToken session, PackClaim claim, CancellationToken stop) =>
        custodian.AskAsync(MessageKind.CertifyPack, session, claim, Json.PackClaim, Json.PackCertificate, stop);

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
