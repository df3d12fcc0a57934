using Serment.Custodian.Log;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Clients;

/// <summary>
/// Tells the security office when a machine client asks for many tokens: half of its declared flow, and never more than
/// a fixed number within the hour. A key that was stolen asks like one that imports; only somebody who knows whether an
/// import is due can tell, and has to hear of it while it runs. Once an hour and client.
/// </summary>
internal sealed class FlowAlerts
{
    /// <summary>Tokens of one client in an hour that alert: some 14,000 rows of an export.</summary>
    public const long TokensPerHour = 100_000;

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private readonly Dictionary<ActorId, DateTimeOffset> told = [];

    /// <summary>Appends the alert, in the turn that spends: before one of these tokens exists.</summary>
    public void Consider(Turn turn, ClientFacts client, long spentInHour, bool isRefused)
    {
        bool isMuch = isRefused || spentInHour >= Math.Min(TokensPerHour, client.FlowPerHour / 2);
        if (!isMuch || (told.TryGetValue(client.Id, out DateTimeOffset last) && turn.Now < last + Pause))
        {
            return;
        }

        // Told once it is durable; of two requests in one turn both may tell, which is better than neither.
        DateTimeOffset now = turn.Now;
        turn.OnCommit(() => told[client.Id] = now);
        turn.Append(LogLeaf.Event(
            LogEventKind.Alert, client.Site, client.Id,
            new EventBody { Code = (byte)AlertCode.ClientFlowHigh, Number = spentInHour }));
    }
}
