using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serment.Custodian.Keys;

namespace Serment.Custodian.Log;

/// <summary>Keeps the newest head outside the database, beside the writer's work: once a second where it has moved.</summary>
internal sealed class HeadKeeper(string path, KeyRing keys, CustodyLog log, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Period);
        long written = log.Size;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                LogHead head = log.Head;
                if (head.Size != written && TryWrite(head))
                {
                    written = head.Size;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The last head is written when the writer has finished.
            return;
        }
    }

    private bool TryWrite(LogHead head)
    {
        try
        {
            HeadFile.Write(path, keys, head);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An older head is still a true one; the next second tries again.
            logger.LogError("the log's head could not be kept: {Kind}", e.GetType().Name);
            return false;
        }
    }
}
