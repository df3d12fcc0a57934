using System.Text.Json.Nodes;
using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.People;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.Proposals;

/// <summary>One proposal as its page shows it, with what the person who looks at it may do.</summary>
/// <param name="Proposal">The proposal.</param>
/// <param name="Effect">What approving would do.</param>
/// <param name="State">Where it stands now.</param>
/// <param name="Obstacle">Why this person cannot decide it; null when they can.</param>
internal sealed record ProposalView(
    StoredProposal Proposal, ProposalEffect Effect, ProposalState State, string? Obstacle);

/// <summary>A decision that is in effect.</summary>
internal sealed record ProposalDecided(ProposalState State, string? EnrolmentUrl);

/// <summary>
/// A second person's decision: on the custodian's own page, by a touch whose challenge holds the digest of what that
/// page showed. What is done is worked out again inside the transaction; if it is no longer the same, nothing is done.
/// </summary>
internal sealed class DecideProposal(
    PasskeyCeremonies ceremonies, RefusedEvidence refused, PeopleDirectory people, ProposalWorkings workings,
    string custodianOrigin, CustodyWriter writer)
{
    /// <summary>What the page shows; null when the site has no such proposal.</summary>
    public Task<ProposalView?> ViewAsync(SessionFacts who, ProposalId id, CancellationToken stop) =>
        writer.RunAsync(turn => View(turn, who, id), stop);

    /// <summary>Makes a challenge bound to the verdict and to the digest of what was shown.</summary>
    public async Task<CeremonyBegun> BeginAsync(
        SessionFacts who, ProposalId id, bool approve, byte[] shownDigest, CancellationToken stop)
    {
        ProposalView view = await ViewAsync(who, id, stop)
            ?? throw new CustodyRefusal(ResponseStatus.Forbidden, "unknown-proposal");
        ThrowUnlessOpen(view, shownDigest, approve);
        return await ceremonies.BeginTouchAsync(
            new CeremonyPurpose.DecideProposal(who.Id, id, approve, shownDigest), who.Staff)
            ?? throw new CustodyRefusal(ResponseStatus.Busy, "too-many-ceremonies");
    }

    /// <summary>Verifies the touch and, on approval, does what was shown.</summary>
    public async Task<ProposalDecided> CompleteAsync(SessionFacts who, CeremonyAnswer answer, CancellationToken stop)
    {
        (CeremonyPurpose.DecideProposal Purpose, VerifiedTouch? Touch)? completed =
            await ceremonies.CompleteTouchAsync<CeremonyPurpose.DecideProposal>(answer);
        if (completed is not (CeremonyPurpose.DecideProposal purpose, VerifiedTouch touch)
            || purpose.Session != who.Id
            || touch.Staff != who.Staff)
        {
            await refused.NoteAsync(completed?.Purpose, who, stop);
            throw new CustodyRefusal(ResponseStatus.Forbidden, "evidence-refused");
        }

        return await writer.RunAsync(turn => Decide(turn, who, purpose, touch, answer), stop);
    }

    private ProposalDecided Decide(
        Turn turn, SessionFacts who, CeremonyPurpose.DecideProposal purpose, VerifiedTouch touch, CeremonyAnswer answer)
    {
        ProposalView view = View(turn, who, purpose.Proposal)
            ?? throw new CustodyRefusal(ResponseStatus.Forbidden, "unknown-proposal");
        ThrowUnlessOpen(view, purpose.EffectDigest, purpose.Approve);
        if (purpose.Approve)
        {
            // Made by a version that knew no codes: its address would suffice alone.
            if (ProposalRules.Enrols(view.Proposal.Draft.Kind) && view.Proposal.CodeMac is null)
            {
                throw new CustodyRefusal(ResponseStatus.Conflict, "made-without-code");
            }

            workings.ThrowUnlessSound(turn, who.Site, view.Proposal.Draft);
        }

        if (!PeopleRows.AdvancePasskey(turn, touch))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "evidence-refused");
        }

        ProposalState state = purpose.Approve ? ProposalState.Approved : ProposalState.Rejected;
        (ActorId? subject, string? secret) =
            purpose.Approve ? workings.Apply(turn, view.Proposal, who.Staff) : (view.Proposal.Subject, null);
        ProposalRows.Decide(turn, view.Proposal.Id, state, who.Staff, subject, EvidenceOf(purpose, answer));
        turn.Append(LogLeaf.Event(
            purpose.Approve ? LogEventKind.Approved : LogEventKind.Rejected, who.Site, who.Staff,
            new EventBody
            {
                Session = who.Id,
                Subject = view.Proposal.Id.Value,
                Code = purpose.Approve ? (byte)view.Proposal.Draft.Kind : (byte)ProposalState.Rejected,
                Number = subject?.Value,
                Commitment = purpose.EffectDigest,
            }));
        people.FollowStaff(turn, who.Staff);
        return new(state, secret is null ? null : Enrolments.UrlOf(custodianOrigin, secret));
    }

    private ProposalView? View(Turn turn, SessionFacts who, ProposalId id)
    {
        StoredProposal? proposal = ProposalRows.Find(turn, who.Site, id);
        StaffMember? viewer = PeopleRows.Find(turn, who.Staff);
        if (proposal is null || viewer is null)
        {
            return null;
        }

        ProposalState state = proposal.StateAt(turn.Now);
        string? obstacle = state == ProposalState.Waiting
            ? ProposalRules.CheckDecider(viewer, proposal.Site, proposal.Proposer, proposal.Subject)
            : "already-decided";
        return new(proposal, workings.EffectOf(turn, proposal), state, obstacle);
    }

    private static void ThrowUnlessOpen(ProposalView view, byte[] shownDigest, bool approve)
    {
        if (view.Obstacle is string obstacle)
        {
            throw new CustodyRefusal(
                view.State == ProposalState.Waiting ? ResponseStatus.Forbidden : ResponseStatus.Conflict, obstacle);
        }

        // A rejection does nothing that could differ from what was shown.
        if (approve && !view.Effect.Digest().AsSpan().SequenceEqual(shownDigest))
        {
            throw new CustodyRefusal(ResponseStatus.Conflict, "changed-meanwhile");
        }
    }

    /// <summary>The signed answer and what its challenge is bound to: who decided what can be shown later.</summary>
    private static string EvidenceOf(CeremonyPurpose purpose, CeremonyAnswer answer) =>
        new JsonObject
        {
            ["binding"] = Convert.ToHexStringLower(purpose.Binding),
            ["credential"] = JsonNode.Parse(answer.CredentialJson),
        }.ToJsonString();
}
