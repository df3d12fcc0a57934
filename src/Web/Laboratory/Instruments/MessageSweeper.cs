using System.Data.Common;
using Serment.Records.Laboratory.Instruments;

namespace Serment.Web.Laboratory.Instruments;

/// <summary>Has old messages' digests forgotten, at the start and from time to time.</summary>
internal sealed class MessageSweeper(ForgetMessages forget, TimeProvider clock, ILogger<MessageSweeper> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(ForgetMessages.Interval, clock);
        do
        {
            try
            {
                int forgotten = await forget.RunAsync(clock.GetUtcNow(), stoppingToken);
                if (forgotten > 0)
                {
                    log.LogInformation("old analyser messages forgotten: {Count}", forgotten);
                }
            }
            catch (DbException e)
            {
                // The next round takes them.
                log.LogWarning("old analyser messages could not be forgotten: {Kind}", e.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
