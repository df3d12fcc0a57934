using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using Serment.Custodian.Log;
using Serment.Custodian.People;
using Serment.Custodian.Relationships;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Evidence;

/// <summary>
/// The live sessions, found by the SHA-256 of their token; the token itself is never kept. Memory decides: a session
/// that ended here is over at once, also when the database is slow or away. Rows follow, so that a restart keeps both
/// sessions and endings.
/// </summary>
internal sealed class Sessions(PeopleDirectory people, Covers covers, TimeProvider clock) : IDurableState
{
    /// <summary>Sessions that one person may have; beginning one more ends the oldest.</summary>
    public const int MaxPerPerson = 64;

    /// <summary>Step-ups that one session may hold at once.</summary>
    public const int MaxStepUps = 200;

    private volatile ConcurrentDictionary<string, LiveSession> byToken = new(StringComparer.Ordinal);

    /// <summary>The web session that a token proves, while it lives. Role and units are those of this moment.</summary>
    public SessionFacts? Find(SessionToken token, DateTimeOffset now) => Find(token, SessionAudience.Web, now);

    /// <summary>The session of that audience that a token proves, while it lives.</summary>
    public SessionFacts? Find(SessionToken token, SessionAudience audience, DateTimeOffset now)
    {
        if (!byToken.TryGetValue(NameOf(SHA256.HashData(token.Bytes)), out LiveSession? session)
            || session.Audience != audience
            || people.Find(session.Staff) is not StaffMember member)
        {
            return null;
        }

        if (member.State != StaffState.Active)
        {
            session.End(SessionEndCode.Suspended);
        }

        if (!session.IsLive(now, clock))
        {
            return null;
        }

        // What a page asks by itself is answered while the session lives, and keeps none alive.
        if (!token.IsBackground)
        {
            session.Touch(now, clock);
        }

        return new(session.Id, member.Id, member.Role, member.Site, member.UnitIds, session.StepUps)
        {
            StandsIn = covers.StandInsOf(member.Id),
        };
    }

    /// <summary>A session by its public name, whatever its audience, while it lives.</summary>
    public LiveSession? Find(SessionId session) =>
        byToken.FirstOrDefault(one => one.Value.Id == session && one.Value.Ended is null).Value;

    /// <summary>The live sessions of a site.</summary>
    public IReadOnlyList<LiveSession> Of(short site, DateTimeOffset now) =>
        [.. byToken.Values.Where(one => people.Find(one.Staff)?.Site == site && one.IsLive(now, clock))];

    /// <summary>
    /// Ends a session in the turn itself: over when the turn's callers get their answers, and after any restart.
    /// </summary>
    public void End(Turn turn, SessionId ended, SessionEndCode why)
    {
        if (Find(ended) is LiveSession session)
        {
            Record(turn, session, session.Staff, why);
            turn.OnCommit(() => session.End(why));
        }
    }

    /// <summary>Ends whatever sessions somebody has, at once, in memory.</summary>
    public void EndAllOf(ActorId staff, SessionEndCode why)
    {
        foreach (LiveSession session in byToken.Values.Where(one => one.Staff == staff))
        {
            session.End(why);
        }
    }

    /// <summary>Begins a session whose evidence the step has just accepted.</summary>
    public (SessionToken Token, LiveSession Session) Begin(Turn turn, StaffMember member, SessionAudience audience)
    {
        SessionToken token = SessionToken.New();
        byte[] hash = SHA256.HashData(token.Bytes);
        DateTimeOffset absoluteEnd = turn.Now + SessionLife.Of(audience).Absolute;
        LiveSession session = new(
            SessionId.New(), member.Id, audience, turn.Now, turn.Now, absoluteEnd, clock.GetTimestamp());
        turn.Execute(
            """
            INSERT INTO session
                (session_id, staff_id, begun_at, last_seen_at, absolute_end_at, audience, token_hash)
            VALUES (@p1, @p2, @p3, @p3, @p4, @p5, @p6)
            """,
            session.Id.Value, member.Id.Value, turn.Now.ToUnixTimeMilliseconds(), absoluteEnd.ToUnixTimeMilliseconds(),
            (short)audience, hash);
        turn.Append(LogLeaf.Event(
            LogEventKind.SignedIn, member.Site, member.Id,
            new EventBody { Session = session.Id, Code = (byte)audience, Until = absoluteEnd }));
        turn.OnCommit(() =>
        {
            byToken[NameOf(hash)] = session;
            EndCrowding(member.Id);
        });
        return (token, session);
    }

    /// <summary>Writes an ending down, once; whose it is and who ended it stand in the log.</summary>
    public void Record(Turn turn, LiveSession session, ActorId endedBy) =>
        Record(turn, session, endedBy, session.Ended!.Value);

    private void Record(Turn turn, LiveSession session, ActorId endedBy, SessionEndCode why)
    {
        int changed = turn.Execute(
            "UPDATE session SET ended_at = @p2, end_code = @p3 WHERE session_id = @p1 AND ended_at IS NULL",
            session.Id.Value, turn.Now.ToUnixTimeMilliseconds(), (short)why);
        if (changed == 1)
        {
            turn.Execute("DELETE FROM step_up WHERE session_id = @p1", session.Id.Value);
            turn.Append(LogLeaf.Event(
                LogEventKind.SessionEnded, people.Find(session.Staff)?.Site ?? 0, endedBy,
                new EventBody { Session = session.Id, Subject = session.Staff.Value, Code = (byte)why }));
        }

        turn.OnCommit(() => Forget(session));
    }

    /// <summary>Grants a step-up once its turn is durable.</summary>
    public void Grant(Turn turn, LiveSession session, ActiveStepUp stepUp)
    {
        turn.Execute(
            "DELETE FROM step_up WHERE session_id = @p1 AND (until_at <= @p2 OR (patient_id = @p3 AND kind = @p4))",
            session.Id.Value, turn.Now.ToUnixTimeMilliseconds(), stepUp.Patient.Value, (short)stepUp.Kind);
        turn.Execute(
            "INSERT INTO step_up (session_id, patient_id, kind, until_at) VALUES (@p1, @p2, @p3, @p4)",
            session.Id.Value, stepUp.Patient.Value, (short)stepUp.Kind, stepUp.Until.ToUnixTimeMilliseconds());
        DateTimeOffset now = turn.Now;
        turn.OnCommit(() => session.Add(stepUp, now));
    }

    /// <summary>
    /// Uses a step-up up; false where there is none that holds. The row decides, within the turn: two requests that
    /// wait behind each other do not both have it.
    /// </summary>
    public bool TryUse(Turn turn, SessionId session, StepUpRequest used)
    {
        int taken = turn.Execute(
            "DELETE FROM step_up WHERE session_id = @p1 AND patient_id = @p2 AND kind = @p3 AND until_at > @p4",
            session.Value, used.Patient.Value, (short)used.Kind, turn.Now.ToUnixTimeMilliseconds());
        if (taken == 1 && Find(session) is LiveSession live)
        {
            turn.OnCommit(() => live.Remove(used.Kind, used.Patient));
        }

        return taken == 1;
    }

    /// <summary>One round of upkeep in the writer: endings and last uses become durable, rows long over go.</summary>
    public int Tidy(Turn turn)
    {
        int written = 0;
        foreach (LiveSession session in byToken.Values)
        {
            if (!session.IsLive(turn.Now, clock))
            {
                Record(turn, session, session.Staff);
                written++;
            }
            else if (session.LastSeen.ToUnixTimeMilliseconds() is long seen && seen > session.StoredLastSeenMs)
            {
                turn.Execute("UPDATE session SET last_seen_at = @p2 WHERE session_id = @p1", session.Id.Value, seen);
                turn.OnCommit(() => session.StoredLastSeenMs = seen);
                written++;
            }
        }

        return written;
    }

    /// <inheritdoc/>
    public void Load(DbConnection connection)
    {
        ConcurrentDictionary<string, LiveSession> before = byToken;
        ConcurrentDictionary<string, LiveSession> read = new(StringComparer.Ordinal);
        Dictionary<long, LiveSession> byId = [];
        using DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT token_hash, session_id, staff_id, audience, begun_at, last_seen_at, absolute_end_at
            FROM session WHERE ended_at IS NULL
            """;
        using (DbDataReader row = command.ExecuteReader())
        {
            while (row.Read())
            {
                string name = NameOf(row.GetFieldValue<byte[]>(0));

                // After a commit of unknown outcome memory still decides: what has ended here must not live again.
                LiveSession session = before.GetValueOrDefault(name) ?? new(
                    new(row.GetInt64(1)), new(row.GetInt64(2)), (SessionAudience)row.GetInt16(3), At(row, 4),
                    At(row, 5),
                    At(row, 6), clock.GetTimestamp());
                read[name] = session;
                byId[session.Id.Value] = session;
            }
        }

        LoadStepUps(connection, byId);
        byToken = read;
    }

    private static void LoadStepUps(DbConnection connection, Dictionary<long, LiveSession> byId)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT session_id, patient_id, kind, until_at FROM step_up";
        using DbDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            if (byId.TryGetValue(row.GetInt64(0), out LiveSession? session))
            {
                ActiveStepUp stepUp = new((StepUpKind)row.GetInt16(2), new(row.GetInt64(1)), At(row, 3));
                session.Add(stepUp, DateTimeOffset.MinValue);
            }
        }
    }

    private void EndCrowding(ActorId staff)
    {
        foreach (LiveSession oldest in byToken.Values
            .Where(one => one.Staff == staff && one.Ended is null)
            .OrderByDescending(one => one.Begun)
            .Skip(MaxPerPerson))
        {
            oldest.End(SessionEndCode.Crowded);
        }
    }

    private void Forget(LiveSession session)
    {
        foreach (KeyValuePair<string, LiveSession> pair in byToken.Where(pair => pair.Value == session))
        {
            byToken.TryRemove(pair);
        }
    }

    private static DateTimeOffset At(DbDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    private static string NameOf(byte[] hash) => Convert.ToHexString(hash);
}
