using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
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
/// Asks whoever has a patient in care to be let in. The request is taken, stored and logged alike for everybody, also
/// for a patient who does not exist: nothing that comes back before a colleague answers tells who is known here.
/// </summary>
internal sealed class AskColleague(CustodyCore core)
{
    /// <summary>How long a colleague may answer.</summary>
    public static readonly TimeSpan Waiting = TimeSpan.FromHours(4);

    /// <summary>Requests of one person within an hour.</summary>
    public const int MaxAnHour = 6;

    /// <summary>Requests of one person within a day.</summary>
    public const int MaxADay = 20;

    /// <summary>Answers <see cref="MessageKind.AskColleague"/>.</summary>
    public async Task<CareRequestStanding> RunAsync(Caller caller, CareAsking asking, CancellationToken stop)
    {
        SessionFacts session = caller.Person;
        string reason = asking.Reason.Trim();
        if (asking.Patient.Value <= 0
            || reason.Length is < CareAsking.MinReasonCharacters or > CareAsking.MaxReasonCharacters)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "reason-length", nameof(asking.Reason));
        }

        if (core.Links.IsCanary(asking.Patient))
        {
            await core.Writer.RunAsync(turn => TripWire(turn, session), CancellationToken.None);
            throw new CustodyRefusal(ResponseStatus.NotSignedIn, "session-ended");
        }

        return await core.Writer.RunAsync(turn => Store(turn, session, asking.Patient, reason), stop);
    }

    /// <summary>Answers <see cref="MessageKind.FindCareRequest"/>: where one's own request stands.</summary>
    public async Task<CareRequestStanding> FindAsync(Caller caller, CareRequestQuery query, CancellationToken stop)
    {
        SessionFacts session = caller.Person;
        DateTimeOffset now = core.Writer.Now;
        return await core.Readers.RunAsync(
            reader =>
            {
                using DbDataReader row = reader.Read(
                    """
                    SELECT patient_id, answer, expires_at, until_at
                    FROM care_request WHERE request_id = @p1 AND asker_id = @p2
                    """,
                    query.RequestId, session.Staff.Value);
                return row.Read()
                    ? Standing(query.RequestId, row, now)
                    : throw new CustodyRefusal(ResponseStatus.Conflict, "request-unknown");
            },
            stop);
    }

    /// <summary>Answers <see cref="MessageKind.ListCareRequests"/>: those that the asker may answer.</summary>
    public async Task<CareRequestList> ListAsync(Caller caller, Nothing nothing, CancellationToken stop)
    {
        SessionFacts session = caller.Person;
        DateTimeOffset now = core.Writer.Now;
        WaitingRequest[] others =
            [.. core.Requests.Of(session.Site, now).Where(one => one.Asker != session.Staff)];
        if (others.Length == 0 || !RoleCompartments.Treats(session.Role))
        {
            return new([]);
        }

        PatientFacts facts = await ReadAsync(core, session, [.. others.Select(one => one.Patient)], stop);
        byte[] noteKey = core.Keys.Of(session.Site).DeriveNoteKey();
        try
        {
            return new([
                .. others.Where(one => Decide.CaresFor(session, TiesOf(core, session, one.Patient, facts), now))
                    .Select(one => new CareRequestSeen(
                        one.Id, one.Patient, one.Asker, core.People.NameOf(one.Asker) ?? "", one.Role,
                        SealedNote.Open(noteKey, one.Site, one.Id, SealedNote.RequestField, one.Reason), one.AskedAt,
                        one.Expires)),
            ]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(noteKey);
        }
    }

    /// <summary>What the custodian knows of these patients.</summary>
    internal static Task<PatientFacts> ReadAsync(
        CustodyCore core, SessionFacts session, IReadOnlyCollection<PatientId> patients, CancellationToken stop)
    {
        HashSet<long> linked =
            [.. patients.SelectMany(one => core.Links.SamePerson(one, session.Staff)).Select(one => one.Value)];
        long[] asked = [.. patients.Select(one => one.Value).Distinct()];
        return core.Readers.RunAsync(reader => PatientFacts.Read(reader, session.Site, asked, linked), stop);
    }

    /// <summary>Care relationships of a patient and of the records that are the same person to the asker.</summary>
    internal static IReadOnlyList<CareRelationship> TiesOf(
        CustodyCore core, SessionFacts session, PatientId patient, PatientFacts facts) =>
        facts.Of(core.Links.SamePerson(patient, session.Staff));

    private static CareRequestStanding Standing(long id, DbDataReader row, DateTimeOffset now)
    {
        DateTimeOffset expires = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2));
        CareRequestState state = row.IsDBNull(1)
            ? now < expires ? CareRequestState.Waiting : CareRequestState.Expired
            : (CareRequestState)row.GetInt16(1);
        return new(
            id, new(row.GetInt64(0)), state, expires,
            row.IsDBNull(3) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)));
    }

    private CareRequestStanding Store(Turn turn, SessionFacts session, PatientId patient, string reason)
    {
        CloseOver(turn);
        if (WaitingRequests.Live(turn).FirstOrDefault(one => one.Asker == session.Staff && one.Patient == patient)
            is { } waiting)
        {
            return new(waiting.Id, patient, CareRequestState.Waiting, waiting.Expires, null);
        }

        if (CountSince(turn, session.Staff, TimeSpan.FromHours(1)) >= MaxAnHour
            || CountSince(turn, session.Staff, TimeSpan.FromDays(1)) >= MaxADay)
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "request-limit");
        }

        long id = OpaqueId.Draw();
        byte[] noteKey = core.Keys.Of(session.Site).DeriveNoteKey();
        (byte[] note, byte[] commitment) =
            SealedNote.Seal(noteKey, session.Site, id, SealedNote.RequestField, reason);
        CryptographicOperations.ZeroMemory(noteKey);
        DateTimeOffset expires = turn.Now + Waiting;
        long index = turn.Append(LogLeaf.Event(
            LogEventKind.CareAsked, session.Site, session.Staff,
            new EventBody
            {
                Session = session.Id, Subject = id, Patient = patient, Until = expires, Commitment = commitment,
            }));
        turn.Execute(
            """
            INSERT INTO care_request
                (request_id, patient_id, asker_id, asked_at, expires_at, log_index, site, role, reason)
            VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9)
            """,
            id, patient.Value, session.Staff.Value, turn.Now.ToUnixTimeMilliseconds(), expires.ToUnixTimeMilliseconds(),
            index, session.Site, (short)session.Role, note);
        core.Requests.Follow(turn);
        core.Alerts.Consider(
            turn, session, UseKind.CareRequests, CountSince(turn, session.Staff, TimeSpan.FromDays(1)));
        return new(id, patient, CareRequestState.Waiting, expires, null);
    }

    private long TripWire(Turn turn, SessionFacts session)
    {
        core.Sessions.End(turn, session.Id, SessionEndCode.Canary);
        return turn.Append(LogLeaf.Event(
            LogEventKind.Alert, session.Site, session.Staff,
            new EventBody { Session = session.Id, Code = (byte)AlertCode.Canary }));
    }

    // Nobody answered in time: it leaves the register, which holds what waits.
    private static void CloseOver(Turn turn) =>
        turn.Execute(
            "UPDATE care_request SET answered_at = @p1, answer = @p2 WHERE answered_at IS NULL AND expires_at <= @p1",
            turn.Now.ToUnixTimeMilliseconds(), (short)CareRequestState.Expired);

    private static int CountSince(Turn turn, ActorId asker, TimeSpan window) =>
        Convert.ToInt32(
            turn.Scalar(
                "SELECT COUNT(*) FROM care_request WHERE asker_id = @p1 AND asked_at > @p2",
                asker.Value, (turn.Now - window).ToUnixTimeMilliseconds()),
            CultureInfo.InvariantCulture);
}
