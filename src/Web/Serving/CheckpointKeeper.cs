using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Records.Storage;

namespace Serment.Web.Serving;

/// <summary>Keeps the log's checkpoints on this side, now and every ten minutes, while the web server runs.</summary>
internal sealed class CheckpointKeeper(KeepCheckpoint keep, TimeProvider clock, ILogger<CheckpointKeeper> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(KeepCheckpoint.Interval, clock);
        do
        {
            try
            {
                if ((await keep.RunAsync(stoppingToken)).Contradiction is string contradiction)
                {
                    log.LogCritical("the log contradicts the checkpoints held here: {What}", contradiction);
                }
            }
            catch (Exception e) when (e is CustodianUnreachableException or CustodyException or DbException)
            {
                // The next round tries again; meanwhile the newest kept checkpoint is only older.
                log.LogWarning("a checkpoint could not be kept: {Kind}", e.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
