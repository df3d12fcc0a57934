using Serment.Custodian.Budgets;
using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.Serving;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.Relationships;

/// <summary>
/// What people give each other by hand: referrals, hand-overs, family doctors. So many an hour, that a ward's change of
/// shift fits and a hospital does not.
/// </summary>
internal static class Giving
{
    /// <summary>Patients whom one person gives within an hour.</summary>
    public const int MaxAnHour = 40;

    /// <summary>From how many within an hour the security office is told, once.</summary>
    public const int TellFromAnHour = 20;

    /// <summary>Whether that kind is given by hand.</summary>
    public static bool IsGiven(RelationshipKind kind) =>
        kind is RelationshipKind.Referral or RelationshipKind.HandOver or RelationshipKind.FamilyDoctor;

    /// <summary>Spends one.</summary>
    /// <exception cref="CustodyRefusal">She has given as many as one may within the hour.</exception>
    public static void SpendOne(CustodyCore core, Turn turn, SessionFacts session)
    {
        long nowMs = turn.Now.ToUnixTimeMilliseconds();
        if (!core.Meters.TrySpendFlow(session.Staff, FlowKind.Giving, 1, MaxAnHour, nowMs))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "giving-limit");
        }

        if (core.Meters.FlowSpent(session.Staff, FlowKind.Giving, nowMs) == TellFromAnHour)
        {
            turn.Append(LogLeaf.Event(
                LogEventKind.Alert, session.Site, session.Staff,
                new EventBody
                {
                    Session = session.Id, Code = (byte)AlertCode.ManyGiven, Number = TellFromAnHour,
                }));
        }
    }
}
