using System.Data.Common;
using Serment.Custodian.Writer;

namespace Serment.Custodian.Evidence;

/// <summary>
/// Every half minute: sessions that are over are written down, and last uses become durable. A crash loses at most
/// that much of a session's idle time, in the direction of ending it earlier.
/// </summary>
internal sealed class SessionUpkeep(Sessions sessions, CustodyWriter writer, TimeProvider clock)
{
    /// <summary>Time between two rounds.</summary>
    public const int PeriodSeconds = 30;

    /// <summary>Runs until stopped, with whatever else is due at the same beat.</summary>
    public async Task RunAsync(Func<Task> further, CancellationToken stop)
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(PeriodSeconds), clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                await RunOnceAsync(stop);
                await further();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The process ends; what is not written down now is found by its age at the next start.
            return;
        }
    }

    /// <summary>One round; a database that is away is tried again at the next.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        try
        {
            return await writer.RunAsync(sessions.Tidy, stop) >= 0;
        }
        catch (Exception e) when (e is CustodyRefusal or DbException)
        {
            return false;
        }
    }
}
