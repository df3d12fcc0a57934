using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Releasing;

/// <summary>
/// One alert an hour for each person and reason: an office that is told a thousand times is told nothing. The events
/// themselves are all in the log. Only the writer's thread uses it.
/// </summary>
internal sealed class AlertGate
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private readonly Dictionary<(ActorId, AlertCode, DecisionReason), DateTimeOffset> told = [];
    private readonly HashSet<(ActorId, AlertCode, DecisionReason)> toldInTurn = [];
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
        if (code is AlertCode limit)
        {
            Tell(turn, session, limit, reason, (long)reason, null);
        }
    }

    /// <summary>Appends an alert when so much within a day is unusual, and the office has not been told lately.</summary>
    public void Consider(Turn turn, SessionFacts session, UseKind kind, int withinADay, long? subject = null)
    {
        if (UnusualUse.Of(kind, withinADay) is AlertCode code)
        {
            Tell(turn, session, code, DecisionReason.None, withinADay, subject);
        }
    }

    private void Tell(
        Turn turn, SessionFacts session, AlertCode code, DecisionReason reason, long number, long? subject)
    {
        (ActorId, AlertCode, DecisionReason) key = (session.Staff, code, reason);
        if (told.TryGetValue(key, out DateTimeOffset last) && turn.Now < last + Pause)
        {
            return;
        }

        // Told once it is durable: of a turn that fails, the alert is in no log, and must come with the next refusal.
        if (!ReferenceEquals(turn, lastTurn))
        {
            lastTurn = turn;
            toldInTurn.Clear();
        }

        if (!toldInTurn.Add(key))
        {
            return;
        }

        DateTimeOffset now = turn.Now;
        turn.OnCommit(() => told[key] = now);
        turn.Append(LogLeaf.Event(
            LogEventKind.Alert, session.Site, session.Staff,
            new EventBody { Session = session.Id, Subject = subject, Code = (byte)code, Number = number }));
    }
}
