using Serment.Custodian.Laboratories;
using Serment.Custodian.Serving;
using Serment.CustodyProtocol;
using static Serment.CustodyProtocol.CustodyJson;

namespace Serment.Custodian.Proposals;

/// <summary>The messages of proposals. There is none to approve: that takes the custodian's own pages.</summary>
internal sealed class ProposalHandlers(MakeProposals proposals, ReleaseRules rules)
{
    /// <summary>Registers them.</summary>
    public void AddTo(Handlers handlers)
    {
        handlers.Add(
            MessageKind.ListProposals, Default.Nothing, Default.ProposalList,
            (caller, _, stop) => proposals.ListAsync(caller.Person, stop));
        handlers.Add(
            MessageKind.ListReleaseRules, Default.Nothing, Default.ReleaseRuleList,
            (caller, _, stop) => proposals.ListRulesAsync(caller.Person, rules, stop));
        handlers.Add(
            MessageKind.Propose, Default.ProposalDraft, Default.ProposalMade,
            (caller, draft, stop) => proposals.ProposeAsync(caller.Person, draft, stop));
        handlers.Add(
            MessageKind.WithdrawProposal, Default.ProposalWithdrawal, Default.Nothing,
            async (caller, withdrawal, stop) =>
            {
                await proposals.WithdrawAsync(caller.Person, withdrawal.ProposalId, stop);
                return Nothing.Instance;
            });
    }
}
