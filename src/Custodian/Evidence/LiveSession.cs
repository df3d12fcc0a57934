using System.Collections.Immutable;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Evidence;

/// <summary>Which pages a session belongs to. A token of one is nothing to the other.</summary>
internal enum SessionAudience : short
{
    /// <summary>The web server's pages, through the custody protocol.</summary>
    Web = 1,

    /// <summary>The custodian's own pages.</summary>
    Pages = 2,
}

/// <summary>Why a session ended. The number is in the log: never reuse one.</summary>
internal enum SessionEndCode : byte
{
    /// <summary>The person signed out.</summary>
    SignedOut = 1,

    /// <summary>Nobody used it for too long.</summary>
    Idle = 2,

    /// <summary>It lasted as long as a session may.</summary>
    Absolute = 3,

    /// <summary>Somebody in charge ended it.</summary>
    Revoked = 4,

    /// <summary>The person was suspended.</summary>
    Suspended = 5,

    /// <summary>It touched a canary.</summary>
    Canary = 6,

    /// <summary>The person began more sessions than one may have.</summary>
    Crowded = 7,

    /// <summary>One of the person's passkeys was taken away.</summary>
    PasskeyRevoked = 8,
}

/// <summary>How long a session lives without use, and at all.</summary>
internal sealed record SessionLife(TimeSpan Idle, TimeSpan Absolute)
{
    /// <summary>Daily work: 20 minutes idle, 12 hours in all.</summary>
    public static SessionLife Web { get; } = new(TimeSpan.FromMinutes(20), TimeSpan.FromHours(12));

    /// <summary>The custodian's own pages: 10 minutes idle, 1 hour in all.</summary>
    public static SessionLife Pages { get; } = new(TimeSpan.FromMinutes(10), TimeSpan.FromHours(1));

    /// <summary>The life of sessions of that audience.</summary>
    public static SessionLife Of(SessionAudience audience) => audience == SessionAudience.Web ? Web : Pages;
}

/// <summary>
/// A session in memory. Ages are measured twice, by the wall clock and by the monotonic one, and the greater counts: a
/// clock set back prolongs nothing.
/// </summary>
internal sealed class LiveSession
{
    private readonly long begunStamp;
    private long lastSeenMs;
    private long lastSeenStamp;
    private int endCode;

    public LiveSession(
        SessionId id, ActorId staff, SessionAudience audience, DateTimeOffset begun, DateTimeOffset lastSeen,
        DateTimeOffset absoluteEnd, long stamp)
    {
        Id = id;
        Staff = staff;
        Audience = audience;
        Begun = begun;
        AbsoluteEnd = absoluteEnd;
        begunStamp = stamp;
        lastSeenMs = lastSeen.ToUnixTimeMilliseconds();
        lastSeenStamp = stamp;
        StoredLastSeenMs = lastSeenMs;
    }

    public SessionId Id { get; }

    public ActorId Staff { get; }

    public SessionAudience Audience { get; }

    public DateTimeOffset Begun { get; }

    public DateTimeOffset AbsoluteEnd { get; }

    public DateTimeOffset LastSeen => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref lastSeenMs));

    public DateTimeOffset IdleEnd => LastSeen + SessionLife.Of(Audience).Idle;

    /// <summary>The last use that is durable; only the upkeep changes it.</summary>
    public long StoredLastSeenMs { get; set; }

    public ImmutableArray<ActiveStepUp> StepUps { get; private set; } = [];

    /// <summary>Why it has ended, if it has; the first reason stays.</summary>
    public SessionEndCode? Ended => Volatile.Read(ref endCode) is int code and not 0 ? (SessionEndCode)code : null;

    public void End(SessionEndCode why) => Interlocked.CompareExchange(ref endCode, (int)why, 0);

    /// <summary>Whether the session may be used now; what is over ends here.</summary>
    public bool IsLive(DateTimeOffset now, TimeProvider clock)
    {
        SessionLife life = SessionLife.Of(Audience);
        if (now >= AbsoluteEnd || clock.GetElapsedTime(begunStamp) >= life.Absolute)
        {
            End(SessionEndCode.Absolute);
        }
        else if (now >= IdleEnd || clock.GetElapsedTime(Volatile.Read(ref lastSeenStamp)) >= life.Idle)
        {
            End(SessionEndCode.Idle);
        }

        return Ended is null;
    }

    public void Touch(DateTimeOffset now, TimeProvider clock)
    {
        Volatile.Write(ref lastSeenMs, now.ToUnixTimeMilliseconds());
        Volatile.Write(ref lastSeenStamp, clock.GetTimestamp());
    }

    /// <summary>Takes a step-up away that was used up.</summary>
    public void Remove(StepUpKind kind, PatientId patient) =>
        StepUps = [.. StepUps.Where(one => one.Kind != kind || one.Patient != patient)];

    /// <summary>Adds a step-up; an older one of the same kind and patient, and those that are over, go.</summary>
    public void Add(ActiveStepUp stepUp, DateTimeOffset now) =>
        StepUps =
        [
            .. StepUps.Where(one => one.Until > now && (one.Kind != stepUp.Kind || one.Patient != stepUp.Patient)),
            stepUp,
        ];
}
