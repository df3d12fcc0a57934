using Serment.Database;

namespace Serment.Records.Documents;

/// <summary>
/// Deletes the pieces of uploads that broke off and could not clean up after themselves: a process that was killed, a
/// database that was away. May be cut anywhere and run again.
/// </summary>
public sealed class SweepUploads(DatabaseLocation main)
{
    /// <summary>How old a piece without a document is left alone; an upload may take ten minutes.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>How often it runs beside the web server.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(30);

    /// <summary>Pieces of one transaction.</summary>
    public const int PiecesAtOnce = 100;

    /// <summary>Transactions of one run; the next run goes on.</summary>
    public const int MaxRounds = 1_000;

    /// <summary>Sweeps.</summary>
    /// <returns>How many pieces were deleted.</returns>
    public async Task<int> RunAsync(DateTimeOffset now, CancellationToken stop)
    {
        int swept = 0;
        for (int round = 0; round < MaxRounds; round++)
        {
            List<WaitingPiece> old = await UploadRows.OlderThanAsync(main, now - Abandoned, PiecesAtOnce, stop);
            swept += await UploadRows.TakeBackAsync(main, old, stop);
            if (old.Count < PiecesAtOnce)
            {
                break;
            }
        }

        return swept;
    }
}
