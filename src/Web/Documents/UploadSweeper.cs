using System.Data.Common;
using Serment.Records.Documents;

namespace Serment.Web.Documents;

/// <summary>Deletes what broken uploads left, at the start and from time to time.</summary>
internal sealed class UploadSweeper(SweepUploads sweep, TimeProvider clock, ILogger<UploadSweeper> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(SweepUploads.Interval, clock);
        do
        {
            try
            {
                int swept = await sweep.RunAsync(clock.GetUtcNow(), stoppingToken);
                if (swept > 0)
                {
                    log.LogInformation("pieces of broken uploads deleted: {Count}", swept);
                }
            }
            catch (DbException e)
            {
                // What is left is swept by the next round.
                log.LogWarning("broken uploads could not be swept: {Kind}", e.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
