using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Releasing;

/// <summary>
/// One alert an hour for each person and reason: an office that is told a thousand times is told nothing. The refusals
/// themselves are all in the log.
/// </summary>
internal sealed class AlertGate
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private readonly Dictionary<(ActorId, DecisionReason), DateTimeOffset> told = [];
    private readonly HashSet<(ActorId, DecisionReason)> toldInTurn = [];
    private Turn? lastTurn;

    /// <summary>Appends an alert when the reason is a limit, and the office has not been told lately.</summary>
    public void Consider(Turn turn, SessionFacts session, DecisionReason reason)
    {
        AlertCode? code = reason switch
        {
            DecisionReason.OffPatternBudgetSpent or DecisionReason.InCareBudgetSpent or DecisionReason.ClientFlowSpent =>
                AlertCode.BudgetSpent,
            DecisionReason.BreakerOpen => AlertCode.BreakerOpened,
            _ => null,
        };
        if (code is null
            || (told.TryGetValue((session.Staff, reason), out DateTimeOffset last) && turn.Now < last + Pause))
        {
            return;
        }

        // Told once it is durable: of a turn that fails, the alert is in no log, and must come with the next refusal.
        if (!ReferenceEquals(turn, lastTurn))
        {
            lastTurn = turn;
            toldInTurn.Clear();
        }

        if (!toldInTurn.Add((session.Staff, reason)))
        {
            return;
        }

        DateTimeOffset now = turn.Now;
        turn.OnCommit(() => told[(session.Staff, reason)] = now);
        turn.Append(LogLeaf.Event(
            LogEventKind.Alert, session.Site, session.Staff,
            new EventBody { Session = session.Id, Code = (byte)code, Number = (long)reason }));
    }
}
