using Serment.Records.Laboratory.Instruments;

namespace Serment.Web.Laboratory.Instruments;

/// <summary>What a link is doing.</summary>
internal enum LinkPhase : byte
{
    /// <summary>Switched off.</summary>
    Off,

    /// <summary>Waiting for the instrument, or trying to reach it.</summary>
    Waiting,

    /// <summary>Connected, and nothing under way.</summary>
    Idle,

    /// <summary>A message is under way.</summary>
    Busy,

    /// <summary>Refused for a while: too much that is broken.</summary>
    Refused,
}

/// <summary>What somebody should know of a link.</summary>
internal enum LinkAlarm : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The port cannot be listened on, or the instrument not reached.</summary>
    NoPort,

    /// <summary>An address that is not on the list tried to connect.</summary>
    Stranger,

    /// <summary>Too many connections at once.</summary>
    TooMany,

    /// <summary>Too many broken frames in a minute.</summary>
    Broken,

    /// <summary>More in a minute than an instrument sends: it was slowed down.</summary>
    Flood,

    /// <summary>Results could not be stored: the instrument was told to send again.</summary>
    NotStored,
}

/// <summary>The state of a link in figures: no tube, no value. For many threads.</summary>
internal sealed class LinkState(TimeProvider clock)
{
    private readonly Lock gate = new();
    private int connections;
    private LinkFigures figures = new();

    /// <summary>As it is now.</summary>
    public LinkFigures Figures
    {
        get
        {
            lock (gate)
            {
                return figures;
            }
        }
    }

    /// <summary>What changes when anything that the page shows changes.</summary>
    public long Stamp { get; private set; }

    public void Enter(LinkPhase phase) => Change(now => now with { Phase = phase });

    public void Connected() => Change(now =>
        now with { Phase = LinkPhase.Idle, Connections = ++connections, ConnectedAt = clock.GetUtcNow() });

    public void Disconnected() => Change(now =>
    {
        connections--;
        return now with { Phase = connections > 0 ? now.Phase : LinkPhase.Waiting, Connections = connections };
    });

    public void Alarm(LinkAlarm alarm) =>
        Change(now => now with { Alarm = alarm, AlarmAt = clock.GetUtcNow(), Alarms = now.Alarms + 1 });

    public void Clear() => Change(now => now with { Alarm = LinkAlarm.None, AlarmAt = null });

    public void Refused(string why) =>
        Change(now => now with { Refusals = now.Refusals + 1, LastRefusal = why, LastRefusalAt = clock.GetUtcNow() });

    public void Queried(int codes) => Change(now => now with
    {
        Queries = now.Queries + 1,
        Ordered = now.Ordered + codes,
        LastMessageAt = clock.GetUtcNow(),
    });

    public void Took(Received received) => Change(now => now with
    {
        Messages = now.Messages + 1,
        Results = now.Results + received.Stored,
        Controls = now.Controls + received.Controls,
        Aside = now.Aside + received.Aside,
        Repeated = now.Repeated + (received.IsRepeated ? 1 : 0),
        LastMessageAt = clock.GetUtcNow(),
    });

    private void Change(Func<LinkFigures, LinkFigures> change)
    {
        lock (gate)
        {
            figures = change(figures);
            Stamp++;
        }
    }
}

/// <summary>A link in figures since the web server started.</summary>
internal sealed record LinkFigures
{
    public LinkPhase Phase { get; init; }

    public int Connections { get; init; }

    public DateTimeOffset? ConnectedAt { get; init; }

    public DateTimeOffset? LastMessageAt { get; init; }

    public long Messages { get; init; }

    public long Results { get; init; }

    public long Controls { get; init; }

    public long Aside { get; init; }

    public long Repeated { get; init; }

    public long Queries { get; init; }

    public long Ordered { get; init; }

    public long Refusals { get; init; }

    public string LastRefusal { get; init; } = "";

    public DateTimeOffset? LastRefusalAt { get; init; }

    public LinkAlarm Alarm { get; init; }

    public DateTimeOffset? AlarmAt { get; init; }

    public long Alarms { get; init; }
}
