using System.Data.Common;
using Serment.Custodian.Log;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Serving;

/// <summary>Why the table of policies refused a message. The number is in the leaf: never reuse one.</summary>
internal enum MessageRefusal : byte
{
    /// <summary>No live session and no proven client stands behind it.</summary>
    NotSignedIn = 1,

    /// <summary>The session's role or the client's rights do not allow it.</summary>
    NotAllowed = 2,

    /// <summary>The protocol has no such message.</summary>
    Unknown = 3,
}

/// <summary>
/// Puts messages that the table of policies refused in the log: one leaf for each caller and minute. Its number says for
/// how many it stands, so that nobody can fill the disk with refusals; the last ones are written by the upkeep.
/// </summary>
internal sealed class RefusedMessages(CustodyWriter writer, TimeProvider clock)
{
    /// <summary>Callers that are counted apart; further ones are counted together with the unknown ones.</summary>
    public const int MaxCallers = 4096;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<ActorId, Counted> callers = [];

    /// <summary>Notes one refusal; true when it is durably in the log, false when a later leaf will count it.</summary>
    public async Task<bool> NoteAsync(Caller caller, MessageKind kind, MessageRefusal why)
    {
        Note? note = Count(caller, kind, why);
        return note is not null && await WriteAsync([note]);
    }

    /// <summary>Writes what was counted since the last leaf of each caller.</summary>
    /// <param name="all">Also of the current minute: the process ends.</param>
    public async Task FlushAsync(bool all)
    {
        List<Note> notes = [];
        lock (gate)
        {
            foreach ((ActorId actor, Counted counted) in callers.ToList())
            {
                if (!all && clock.GetElapsedTime(counted.Since) < Pause)
                {
                    continue;
                }

                callers.Remove(actor);
                if (counted.Pending > 0)
                {
                    notes.Add(counted.Latest with { Count = counted.Pending });
                }
            }
        }

        if (notes.Count > 0)
        {
            await WriteAsync(notes);
        }
    }

    private Note? Count(Caller caller, MessageKind kind, MessageRefusal why)
    {
        (short site, ActorId actor) = caller.Session is { } session ? (session.Site, session.Staff)
            : caller.Client is { } client ? (client.Site, client.Id)
            : default;
        lock (gate)
        {
            if (callers.Count >= MaxCallers && !callers.ContainsKey(actor))
            {
                (site, actor) = (0, default);
            }

            Note note = new(site, actor, caller.Session?.Id, kind, why, 1);
            if (callers.TryGetValue(actor, out Counted? counted) && clock.GetElapsedTime(counted.Since) < Pause)
            {
                counted.Pending++;
                counted.Latest = note;
                return null;
            }

            callers[actor] = new() { Since = clock.GetTimestamp(), Latest = note };
            return note with { Count = 1 + (counted?.Pending ?? 0) };
        }
    }

    private async Task<bool> WriteAsync(IReadOnlyList<Note> notes)
    {
        try
        {
            return await writer.RunAsync(
                turn =>
                {
                    foreach (Note note in notes)
                    {
                        turn.Append(note.ToLeaf());
                    }

                    return true;
                },
                CancellationToken.None);
        }
        catch (Exception e) when (e is CustodyRefusal or DbException)
        {
            // Nothing is released either while the database is away; what was counted goes into the next leaf.
            PutBack(notes);
            return false;
        }
    }

    private void PutBack(IReadOnlyList<Note> notes)
    {
        lock (gate)
        {
            foreach (Note note in notes)
            {
                if (!callers.TryGetValue(note.Actor, out Counted? counted))
                {
                    callers[note.Actor] = counted = new() { Since = clock.GetTimestamp(), Latest = note };
                }

                counted.Pending += note.Count;
            }
        }
    }

    private sealed record Note(
        short Site, ActorId Actor, SessionId? Session, MessageKind Kind, MessageRefusal Why, long Count)
    {
        public LogLeaf ToLeaf()
        {
            EventBody body = new() { Session = Session, Subject = (long)Kind, Code = (byte)Why, Number = Count };
            return LogLeaf.Event(
                LogEventKind.MessageRefused, Site, Actor, body, LogIndexRow.Of(body) with { Outcome = Outcome.Refused });
        }
    }

    private sealed class Counted
    {
        public required long Since { get; init; }

        public required Note Latest { get; set; }

        public long Pending { get; set; }
    }
}
