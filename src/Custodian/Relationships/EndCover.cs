using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.Serving;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.Relationships;

/// <summary>
/// Ends a standing in at once. It takes access away, so whoever gave or took it, whoever is replaced, and the security
/// office may.
/// </summary>
internal sealed class EndCover(CustodyCore core)
{
    /// <summary>Answers <see cref="MessageKind.EndCover"/>.</summary>
    public async Task<Nothing> RunAsync(Caller caller, CoverEnding ending, CancellationToken stop)
    {
        await core.Writer.RunAsync(turn => End(turn, caller.Person, ending.CoverId), stop);
        return Nothing.Instance;
    }

    private long End(Turn turn, SessionFacts session, long id)
    {
        Cover cover = CoverRows.Live(turn).FirstOrDefault(one => one.Id == id && one.Site == session.Site)
            ?? throw new CustodyRefusal(ResponseStatus.Conflict, "cover-ended");
        if (session.Role != Role.SecurityOfficer && !Covers.MayEnd(cover, session.Staff))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "not-yours");
        }

        CoverRows.End(turn, id, session.Staff);
        core.Covers.Follow(turn);
        return turn.Append(LogLeaf.Event(
            LogEventKind.CoverEnded, session.Site, session.Staff,
            new EventBody { Session = session.Id, Subject = id, Code = (byte)cover.Kind, Number = cover.Taker.Value }));
    }
}
