using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.Serving;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.Relationships;

/// <summary>
/// A colleague who has the patient in care answers a request: yes declares a referral for the asker, for the hours that
/// she says; no is told. One answer counts.
/// </summary>
internal sealed class AnswerCareRequest(CustodyCore core)
{
    /// <summary>Answers <see cref="MessageKind.AnswerCareRequest"/>.</summary>
    public async Task<Nothing> RunAsync(Caller caller, CareRequestAnswer answer, CancellationToken stop)
    {
        SessionFacts session = caller.Person;
        if (answer.Hours is < 1 or > CareRequestAnswer.MaxHours)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "period", nameof(answer.Hours));
        }

        if (core.Requests.Find(answer.RequestId, core.Writer.Now) is not { } request || request.Site != session.Site)
        {
            throw new CustodyRefusal(ResponseStatus.Conflict, "request-answered");
        }

        PatientFacts facts = await AskColleague.ReadAsync(core, session, [request.Patient], stop);
        IReadOnlyList<CareRelationship> ties = AskColleague.TiesOf(core, session, request.Patient, facts);
        if (facts.KeyOf(request.Patient) is null
            || request.Asker == session.Staff
            || !Decide.CaresFor(session, ties, core.Writer.Now))
        {
            // The same as for one that was answered: who may not answer learns nothing of it.
            throw new CustodyRefusal(ResponseStatus.Conflict, "request-answered");
        }

        DateTimeOffset? atMost = Decide.OnlyStandsInUntil(session, ties, core.Writer.Now);
        await core.Writer.RunAsync(turn => Store(turn, session, request, answer.Hours, atMost), stop);
        return Nothing.Instance;
    }

    private long Store(
        Turn turn, SessionFacts session, WaitingRequest asked, int? hours, DateTimeOffset? atMost)
    {
        WaitingRequest request = WaitingRequests.Live(turn).Find(one => one.Id == asked.Id && turn.Now < one.Expires)
            ?? throw new CustodyRefusal(ResponseStatus.Conflict, "request-answered");
        CareRequestState state = hours is null ? CareRequestState.Declined : CareRequestState.Granted;
        DateTimeOffset? until = hours is int given ? turn.Now.AddHours(given) : null;
        until = until > atMost ? atMost : until;
        long? relationship = null;
        if (until is DateTimeOffset end)
        {
            Giving.SpendOne(core, turn, session, RelationshipKind.Referral);
            relationship = Declare(turn, session, request, end);
        }

        turn.Execute(
            """
            UPDATE care_request SET answered_at = @p2, answered_by = @p3, answer = @p4, until_at = @p5
            WHERE request_id = @p1
            """,
            request.Id, turn.Now.ToUnixTimeMilliseconds(), session.Staff.Value, (short)state,
            until?.ToUnixTimeMilliseconds());
        core.Requests.Follow(turn);
        return turn.Append(LogLeaf.Event(
            LogEventKind.CareAnswered, session.Site, session.Staff,
            new EventBody
            {
                Session = session.Id,
                Subject = request.Id,
                Patient = request.Patient,
                Code = (byte)state,
                Number = relationship,
                Until = until,
            }));
    }

    private static long Declare(Turn turn, SessionFacts session, WaitingRequest request, DateTimeOffset until)
    {
        long id = OpaqueId.Draw();
        long index = turn.Append(LogLeaf.Event(
            LogEventKind.RelationshipDeclared, session.Site, session.Staff,
            new EventBody
            {
                Session = session.Id,
                Subject = id,
                Patient = request.Patient,
                Code = (byte)RelationshipKind.Referral,
                Number = request.Asker.Value,
                Until = until,
            }));
        RelationshipRows.Insert(turn, new(
            id, request.Patient.Value, turn.Now.ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds(),
            request.Asker.Value, session.Staff.Value, index, null, session.Site, (short)RelationshipKind.Referral));
        return id;
    }
}
