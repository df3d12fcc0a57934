using System.Threading.Channels;
using Serment.CustodyProtocol;

namespace Serment.RecordAccess.Sealing;

/// <summary>
/// Tells the custodian that sealed rows are durably stored. In the background for interactive saves: the save does not
/// wait, and a confirmation that is lost leaves a seal that verification reports as unconfirmed, not as missing.
/// </summary>
internal sealed class Confirmations : IAsyncDisposable
{
    private const int MaxWaiting = 1024;
    private const int MaxAttempts = 3;

    private readonly CustodianClient custodian;
    private readonly Channel<(SessionToken? Session, LeafRange[] Ranges)> queue = Channel.CreateBounded<(
        SessionToken?,
        LeafRange[]
    )>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly Task sending;
    private long lost;

    public Confirmations(CustodianClient custodian)
    {
        this.custodian = custodian;
        sending = Task.Run(SendAsync);
    }

    /// <summary>Leaves whose confirmation could not be sent.</summary>
    public long Lost => Interlocked.Read(ref lost);

    /// <summary>The leaves of a stored batch, as ranges.</summary>
    public static LeafRange[] RangesOf(SealReceipt receipt, int patients)
    {
        long[] leaves = new long[patients];
        for (int i = 0; i < patients; i++)
        {
            leaves[i] = receipt.LogIndexOf(i);
        }

        return RangesOf(leaves);
    }

    /// <summary>Leaves as ranges; sorts them.</summary>
    public static LeafRange[] RangesOf(long[] leaves)
    {
        Array.Sort(leaves);
        List<LeafRange> ranges = [];
        foreach (long leaf in leaves)
        {
            if (ranges.Count > 0 && ranges[^1].First + ranges[^1].Count == leaf)
            {
                ranges[^1] = ranges[^1] with { Count = ranges[^1].Count + 1 };
            }
            else
            {
                ranges.Add(new(leaf, 1));
            }
        }

        return [.. ranges];
    }

    /// <summary>Confirms now.</summary>
    public async Task NowAsync(SessionToken? session, LeafRange[] ranges, CancellationToken stop)
    {
        foreach (LeafRange[] chunk in ranges.Chunk(SealConfirmation.MaxRanges))
        {
            await custodian.AskAsync(
                MessageKind.ConfirmSealed,
                session,
                new SealConfirmation(chunk),
                CustodyJson.Default.SealConfirmation,
                CustodyJson.Default.Nothing,
                stop
            );
        }
    }

    /// <summary>Confirms soon; waits only when too many wait already.</summary>
    public ValueTask LaterAsync(SessionToken? session, LeafRange[] ranges) =>
        queue.Writer.WriteAsync((session, ranges));

    /// <summary>Sends what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await sending;
    }

    private async Task SendAsync()
    {
        await foreach ((SessionToken? session, LeafRange[] ranges) in queue.Reader.ReadAllAsync())
        {
            bool sent = false;
            for (int attempt = 1; !sent && attempt <= MaxAttempts; attempt++)
            {
                try
                {
                    await NowAsync(session, ranges, CancellationToken.None);
                    sent = true;
                }
                catch (Exception e) when (e is CustodianUnreachableException or CustodyException)
                {
                    // The rows are stored and in the log; only the log's note that they are stored is missing.
                    await Task.Delay(TimeSpan.FromMilliseconds(100 * attempt));
                }
            }

            if (!sent)
            {
                Interlocked.Add(ref lost, ranges.Sum(range => range.Count));
            }
        }
    }
}
