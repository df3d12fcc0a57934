using Serment.Custodian.Log;
using Serment.Custodian.Relationships;
using Serment.CustodyProtocol;

namespace Serment.IntegrationTests.Custodian;

/// <summary>The messages of care as a test sends them.</summary>
internal static class CareCalls
{
    private static readonly CustodyJson Json = CustodyJson.Default;

    /// <summary>Somebody of the house declares a relationship, without a message.</summary>
    public static Task DeclareAsync(
        CustodyBed bed, PatientId patient, ActorId? staff, int? unit, ActorId? by = null, int hours = 8) =>
        bed.Host.Core.Writer.RunAsync(
            turn =>
            {
                long id = OpaqueId.Draw();
                ActorId declarer = by ?? new ActorId(7);
                DateTimeOffset until = turn.Now.AddHours(hours);
                long index = turn.Append(LogLeaf.Event(
                    LogEventKind.RelationshipDeclared, 1, declarer,
                    new EventBody
                    {
                        Subject = id, Patient = patient, Code = (byte)RelationshipKind.Appointment,
                        Number = staff?.Value ?? unit, Until = until,
                    }));
                RelationshipRows.Insert(turn, new(
                    id, patient.Value, turn.Now.AddMinutes(-1).ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds(),
                    staff?.Value, declarer.Value, index, unit, 1, (short)RelationshipKind.Appointment));
                return index;
            },
            CancellationToken.None);

    /// <summary>Gives, after the touch that each gift takes.</summary>
    public static async Task<CoverGiven> GiveAsync(
        CustodyBed bed, CustodianClient web, SessionToken session, CoverGift gift)
    {
        StepUpRequest touch = StepUpRequest.ForColleague(gift.Taker);
        await bed.TouchAsync(session, touch.Kind, touch.Patient);
        return await GiveUntouchedAsync(web, session, gift);
    }

    /// <summary>Gives with whatever the session holds.</summary>
    public static Task<CoverGiven> GiveUntouchedAsync(CustodianClient web, SessionToken session, CoverGift gift) =>
        web.AskAsync(
            MessageKind.GiveCover, session, gift, Json.CoverGift, Json.CoverGiven, CancellationToken.None);

    public static Task EndCoverAsync(CustodianClient web, SessionToken session, long cover) =>
        web.AskAsync(
            MessageKind.EndCover, session, new(cover), Json.CoverEnding, Json.Nothing, CancellationToken.None);

    public static Task<CareRequestStanding> AskAsync(
        CustodianClient web, SessionToken session, PatientId patient, string reason = "Avis demandé cette nuit") =>
        web.AskAsync(
            MessageKind.AskColleague, session, new(patient, reason), Json.CareAsking, Json.CareRequestStanding,
            CancellationToken.None);

    public static Task<CareRequestStanding> FindAsync(CustodianClient web, SessionToken session, long request) =>
        web.AskAsync(
            MessageKind.FindCareRequest, session, new(request), Json.CareRequestQuery, Json.CareRequestStanding,
            CancellationToken.None);

    public static async Task<IReadOnlyList<CareRequestSeen>> ListAsync(CustodianClient web, SessionToken session) =>
        (await web.AskAsync(
            MessageKind.ListCareRequests, session, Nothing.Instance, Json.Nothing, Json.CareRequestList,
            CancellationToken.None)).Requests;

    public static Task AnswerAsync(CustodianClient web, SessionToken session, long request, int? hours) =>
        web.AskAsync(
            MessageKind.AnswerCareRequest, session, new(request, hours), Json.CareRequestAnswer, Json.Nothing,
            CancellationToken.None);

    public static Task<GivenList> GivenAsync(CustodianClient web, SessionToken office) =>
        web.AskAsync(
            MessageKind.ListGiven, office, Nothing.Instance, Json.Nothing, Json.GivenList, CancellationToken.None);

    public static Task<CareList> CareAsync(CustodianClient web, SessionToken session, PatientId patient) =>
        web.AskAsync(
            MessageKind.ListCare, session, new(patient), Json.CareQuery, Json.CareList, CancellationToken.None);

    /// <summary>The code with which a call is refused.</summary>
    public static async Task<string> RefusedAsync(Func<Task> call) =>
        (await Assert.ThrowsAsync<CustodyException>(call)).Problem.Code;
}
