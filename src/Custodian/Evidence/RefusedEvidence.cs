using Serment.Custodian.Log;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Evidence;

/// <summary>
/// Puts evidence that did not verify in the log. Anybody can send rubbish to a sign-in, so only so many leaves a minute
/// are written; the next one says how many were left out.
/// </summary>
internal sealed class RefusedEvidence(CustodyWriter writer, TimeProvider clock)
{
    /// <summary>Leaves a minute.</summary>
    public const int MaxLeavesAMinute = 60;

    private readonly Lock gate = new();
    private long windowStamp;
    private int inWindow;
    private long leftOut;

    /// <summary>
    /// Notes a refusal; <paramref name="who"/> where a session stands behind it, else nobody is named.
    /// </summary>
    public async Task NoteAsync(CeremonyPurpose? purpose, SessionFacts? who, CancellationToken stop)
    {
        if (!TryCount(out long before))
        {
            return;
        }

        await writer.RunAsync(
            turn => turn.Append(LogLeaf.Event(
                LogEventKind.EvidenceRefused, who?.Site ?? 0, who?.Staff ?? default,
                new EventBody
                {
                    Session = who?.Id,
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
