using Serment.Custodian.Budgets;
using Serment.Custodian.Decisions;
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

    /// <summary>
    /// Declarations of every other kind, stays and appointments, by one person who treats, within an hour. Each may
    /// open a patient to a unit that is not hers.
    /// </summary>
    public const int MaxDeclaredAnHour = 120;

    /// <summary>From how many of those the security office is told, once.</summary>
    public const int TellFromDeclaredAnHour = 60;

    /// <summary>Spends one of what a person declares. Reception's bookings are bound by the cards that it opens.</summary>
    /// <exception cref="CustodyRefusal">She has given as many as one may within the hour.</exception>
    public static void SpendOne(CustodyCore core, Turn turn, SessionFacts session, RelationshipKind kind)
    {
        if (IsGiven(kind))
        {
            Spend(core, turn, session, FlowKind.Giving, MaxAnHour, TellFromAnHour);
        }
        else if (RoleCompartments.Treats(session.Role))
        {
            Spend(core, turn, session, FlowKind.Declarations, MaxDeclaredAnHour, TellFromDeclaredAnHour);
        }
    }

    private static void Spend(
        CustodyCore core, Turn turn, SessionFacts session, FlowKind flow, int most, int tellFrom)
    {
        long nowMs = turn.Now.ToUnixTimeMilliseconds();
        if (!core.Meters.TrySpendFlow(session.Staff, flow, 1, most, nowMs))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "giving-limit");
        }

        if (core.Meters.FlowSpent(session.Staff, flow, nowMs) == tellFrom)
        {
            turn.Append(LogLeaf.Event(
                LogEventKind.Alert, session.Site, session.Staff,
                new EventBody { Session = session.Id, Code = (byte)AlertCode.ManyGiven, Number = tellFrom }));
        }
    }
}
