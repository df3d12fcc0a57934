using Serment.Custodian.Log;
using Serment.Custodian.People;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Evidence;

/// <summary>
/// Puts evidence that did not verify in the log. Anybody can send rubbish to a sign-in, so only so many leaves a minute
/// are written; the next one says how many were left out. Where nobody is known, neither is the site: such a leaf
/// carries site 0, and every site's security office sees it.
/// </summary>
internal sealed class RefusedEvidence(CustodyWriter writer, PeopleDirectory people, TimeProvider clock)
{
    /// <summary>Leaves a minute.</summary>
    public const int MaxLeavesAMinute = 60;

    private readonly Lock gate = new();
    private long windowStamp;
    private int inWindow;
    private long leftOut;

    /// <summary>Notes a refusal within a session.</summary>
    public Task NoteAsync(CeremonyPurpose? purpose, SessionFacts who, CancellationToken stop) =>
        NoteAsync(who.Site, who.Staff, who.Id, purpose, stop);

    /// <summary>
    /// Notes a refusal of somebody not signed in; <paramref name="staff"/> where the passkey or the one-time address
    /// tells who it is about.
    /// </summary>
    public Task NoteAsync(CeremonyPurpose? purpose, ActorId? staff, CancellationToken stop) =>
        staff is { } known && people.Find(known) is { } member
            ? NoteAsync(member.Site, member.Id, null, purpose, stop)
            : NoteAsync(0, default, null, purpose, stop);

    /// <summary>Notes a machine client's proof that did not verify; site 0 where there is no such client.</summary>
    public Task NoteClientAsync(short site, ActorId client, CancellationToken stop) =>
        NoteAsync(site, client, null, null, stop);

    private async Task NoteAsync(
        short site, ActorId actor, SessionId? session, CeremonyPurpose? purpose, CancellationToken stop)
    {
        if (!TryCount(out long before))
        {
            return;
        }

        await writer.RunAsync(
            turn => turn.Append(LogLeaf.Event(
                LogEventKind.EvidenceRefused, site, actor,
                new EventBody
                {
                    Session = session,
                    Code = purpose?.Binding[0] ?? 0,
                    Number = before == 0 ? null : before,
                })),
            stop);
    }

    private bool TryCount(out long before)
    {
        lock (gate)
        {
            before = 0;
            if (inWindow == 0 || clock.GetElapsedTime(windowStamp) >= TimeSpan.FromMinutes(1))
            {
                windowStamp = clock.GetTimestamp();
                inWindow = 0;
            }

            if (inWindow >= MaxLeavesAMinute)
            {
                leftOut++;
                return false;
            }

            inWindow++;
            (before, leftOut) = (leftOut, 0);
            return true;
        }
    }
}
