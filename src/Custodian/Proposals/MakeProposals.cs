using Serment.Custodian.Clients;
using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.Laboratories;
using Serment.Custodian.People;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.Proposals;

/// <summary>
/// Makes, lists and withdraws proposals. Whatever widens somebody's power only waits here; what takes power away holds
/// at once. Deciding is <see cref="DecideProposal"/>, which the custody protocol cannot reach.
/// </summary>
internal sealed class MakeProposals(
    PeopleDirectory people, Sessions sessions, ProposalWorkings workings, string custodianOrigin, CustodyWriter writer)
{
    /// <summary>How long a proposal waits.</summary>
    public const int LifeDays = 7;

    /// <summary>Proposals of a site that may wait at once.</summary>
    public const int MaxWaiting = 200;

    /// <summary>People whom one person suspends alone in a day, and clients that one ends.</summary>
    public const int MaxAloneADay = 5;

    /// <summary>Makes a proposal.</summary>
    public async Task<ProposalMade> ProposeAsync(SessionFacts who, ProposalDraft draft, CancellationToken stop)
    {
        if (!ProposalRules.MayPropose(who.Role, draft.Kind))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "role");
        }

        if (ProposalRules.IsOfLaboratory(draft.Kind)
            && who.Role is Role.Biologist or Role.LaboratoryTechnician
            && !(draft.UnitIds is { Count: 1 } units && who.Units.Contains(units[0])))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "not-your-unit");
        }

        ProposalMade made = await writer.RunAsync(turn => Propose(turn, who, draft), stop);
        if (made.InEffect && draft.Staff is ActorId suspended)
        {
            sessions.EndAllOf(suspended, SessionEndCode.Suspended);
        }

        return made;
    }

    /// <summary>Takes back one's own waiting proposal.</summary>
    public Task WithdrawAsync(SessionFacts who, ProposalId id, CancellationToken stop) =>
        writer.RunAsync(turn => Withdraw(turn, who, id), stop);

    /// <summary>The site's proposals.</summary>
    public Task<ProposalList> ListAsync(SessionFacts who, CancellationToken stop) =>
        writer.RunAsync(
            turn => new ProposalList([.. ProposalRows.List(turn, who.Site).Select(one => Summarise(one, turn.Now))]),
            stop);

    /// <summary>The rules of the site's laboratories: those in force, and those that wait.</summary>
    public Task<ReleaseRuleList> ListRulesAsync(SessionFacts who, ReleaseRules rules, CancellationToken stop) =>
        writer.RunAsync(
            turn => new ReleaseRuleList(
                rules.Of(who.Site, people),
                [
                    .. ProposalRows.List(turn, who.Site)
                        .Where(one => one.Draft is { Kind: ProposalKind.ActivateReleaseRule, UnitIds.Count: 1 }
                            && one.StateAt(turn.Now) == ProposalState.Waiting)
                        .Select(one => new WaitingReleaseRule(
                            one.Draft.UnitIds![0], one.Draft.RuleNumber!.Value, one.Draft.RuleVersion!.Value,
                            people.NameOf(one.Proposer) ?? "", one.Expires, UrlOf(one.Id))),
                ]),
            stop);

    private ProposalMade Propose(Turn turn, SessionFacts who, ProposalDraft draft)
    {
        workings.ThrowUnlessSound(turn, who.Site, draft);
        if (ProposalRows.CountWaiting(turn, who.Site) >= MaxWaiting)
        {
            throw new CustodyRefusal(ResponseStatus.Conflict, "too-many-waiting");
        }

        // One person may stop a thief at once, but not switch a hospital off: beyond a few a day a second one decides.
        bool inEffect = ProposalRules.HoldsAtOnce(draft.Kind)
            && (ProposalRules.HoldsAlways(draft.Kind)
                || ProposalRows.CountDecidedAlone(turn, who.Staff, draft.Kind, turn.Now.AddDays(-1)) < MaxAloneADay);
        if (draft.Client is ActorId client)
        {
            // Its name as the page will show it: from here, not from whoever proposes.
            draft = draft with { Name = ClientRows.NameOfLive(turn, who.Site, client) };
        }

        (string? code, byte[]? codeMac) = workings.DrawCode(who.Site, draft.Kind);
        StoredProposal proposal = new(
            ProposalId.New(), who.Site, who.Staff, draft.Staff, draft, turn.Now, turn.Now.AddDays(LifeDays),
            inEffect ? ProposalState.Approved : ProposalState.Waiting, inEffect ? who.Staff : null,
            inEffect ? turn.Now : null, codeMac);
        EventBody body = new()
        {
            Session = who.Id, Subject = proposal.Id.Value, Code = (byte)draft.Kind, Number = (draft.Staff ?? draft.Client)?.Value,
            Commitment = workings.EffectOf(turn, proposal).Digest(),
        };
        ProposalRows.Insert(turn, proposal);
        turn.Append(LogLeaf.Event(LogEventKind.Proposed, who.Site, who.Staff, body));
        if (inEffect)
        {
            turn.Append(LogLeaf.Event(LogEventKind.Approved, who.Site, who.Staff, body));
            workings.Apply(turn, proposal, who.Staff);
        }

        return new(proposal.Id, inEffect, UrlOf(proposal.Id), code);
    }

    private static long Withdraw(Turn turn, SessionFacts who, ProposalId id)
    {
        StoredProposal? proposal = ProposalRows.Find(turn, who.Site, id);
        if (proposal is null || proposal.Proposer != who.Staff)
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "not-yours");
        }

        if (proposal.StateAt(turn.Now) != ProposalState.Waiting)
        {
            throw new CustodyRefusal(ResponseStatus.Conflict, "already-decided");
        }

        ProposalRows.Decide(turn, id, ProposalState.Withdrawn, who.Staff, proposal.Subject, evidence: null);
        return turn.Append(LogLeaf.Event(
            LogEventKind.Rejected, who.Site, who.Staff,
            new EventBody { Session = who.Id, Subject = id.Value, Code = (byte)ProposalState.Withdrawn }));
    }

    private ProposalSummary Summarise(StoredProposal proposal, DateTimeOffset now) =>
        new(
            proposal.Id, proposal.Draft, people.NameOf(proposal.Proposer) ?? "", proposal.Made, proposal.Expires,
            proposal.StateAt(now), proposal.DecidedBy is ActorId by ? people.NameOf(by) : null, proposal.DecidedAt,
            proposal.Subject is ActorId subject ? people.NameOf(subject) : null, UrlOf(proposal.Id));

    private string UrlOf(ProposalId id) => $"{custodianOrigin}/proposals/{id}";
}
