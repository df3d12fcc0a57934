using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.People;
using Serment.Custodian.Serving;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;
using Serment.Database;

namespace Serment.Custodian.Relationships;

/// <summary>
/// Lets a colleague stand in: for the giver, for somebody of her unit who is ill, or in her unit's team for a night.
/// Giver and taker are two people; no administrator is needed, and the security office sees all of it.
/// </summary>
internal sealed class GiveCover(CustodyCore core)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <summary>Answers <see cref="MessageKind.GiveCover"/>.</summary>
    public Task<CoverGiven> RunAsync(Caller caller, CoverGift gift, CancellationToken stop) =>
        core.Writer.RunAsync(turn => Store(turn, caller.Person, gift), stop);

    private CoverGiven Store(Turn turn, SessionFacts session, CoverGift gift)
    {
        EndOver(turn);
        CoverGround ground = new(
            PeopleRows.Find(turn, session.Staff)!,
            PeopleRows.Find(turn, gift.Taker),
            gift.Replaced is ActorId replaced ? PeopleRows.Find(turn, replaced) : null,
            CoverRows.Live(turn),
            CoverRows.CountGiven(turn, session.Staff, onBehalfOnly: false, turn.Now - Day),
            CoverRows.CountGiven(turn, session.Staff, onBehalfOnly: true, turn.Now - Month));
        if (CoverRules.Check(gift, ground, turn.Now) is string problem)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, problem);
        }

        // After the rules: nobody touches for what is refused anyway. One touch gives once, to one colleague: whoever
        // holds a session and no passkey gives away nobody's patients.
        if (!core.Sessions.TryUse(turn, session.Id, StepUpRequest.ForColleague(gift.Taker)))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "touch-needed");
        }

        Cover cover = new(
            OpaqueId.Draw(), gift.Kind, session.Site, gift.Taker, gift.Replaced, gift.UnitId, session.Staff, turn.Now,
            gift.From.AsStored(), gift.Until.AsStored());
        long index = turn.Append(LogLeaf.Event(
            LogEventKind.CoverGiven, session.Site, session.Staff,
            new EventBody
            {
                Session = session.Id,
                Subject = cover.Id,
                Code = (byte)cover.Kind,
                Number = cover.Taker.Value,
                Until = cover.Until,
                Commitment = cover.Commitment(),
            }));
        CoverRows.Insert(turn, cover, index);
        core.Covers.Follow(turn);
        Tell(turn, session, cover, ground.GivenLastDay + 1);
        return new(cover.Id, index);
    }

    // What somebody gives for a colleague who did not, always; and what nobody gives on an ordinary day.
    private void Tell(Turn turn, SessionFacts session, Cover cover, int givenLastDay)
    {
        if (cover.IsOnBehalf)
        {
            turn.Append(LogLeaf.Event(
                LogEventKind.Alert, session.Site, session.Staff,
                new EventBody
                {
                    Session = session.Id, Subject = cover.Id, Code = (byte)AlertCode.ReplacementOnBehalf,
                    Number = givenLastDay,
                }));
        }

        core.Alerts.Consider(turn, session, UseKind.Covers, givenLastDay, cover.Id);
    }

    // What is over by its time leaves the register, so that it stays as small as what holds.
    private static void EndOver(Turn turn)
    {
        foreach (Cover over in CoverRows.Live(turn).Where(one => one.Until <= turn.Now))
        {
            CoverRows.End(turn, over.Id, default);
        }
    }
}
