using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Serment.Custodian.Log;
using Serment.Custodian.Storage;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Custodian.Writer;

/// <summary>
/// The only writer of the custody database. Steps queue; the loop takes what waits, runs each step inside one
/// transaction, commits once, and only then lets their callers go on: nothing is released that is not durable.
/// </summary>
/// <remarks>
/// All effects of a step go through its <see cref="Turn"/>, because a step may run twice: when another step of the same
/// turn fails after it has written, the transaction is rolled back and the remaining steps run again, each by itself.
/// </remarks>
internal sealed class CustodyWriter : IAsyncDisposable
{
    /// <summary>Steps that may wait; one more is answered <see cref="ResponseStatus.Busy"/>.</summary>
    public const int MaxQueuedSteps = 4096;

    /// <summary>Steps that share a commit.</summary>
    public const int MaxStepsPerTurn = 512;

    // Where a commit costs this much, waiting a moment for the callers of the last turn to come back pays: otherwise the
    // first of them would have a commit to itself, and the others wait for it.
    private static readonly TimeSpan SlowCommit = TimeSpan.FromMilliseconds(0.5);

    private const int GatherMilliseconds = 1;

    // Long enough that somebody who works through a list is not made to wait, short enough that pauses are used.
    private const int PauseMilliseconds = 25;

    private readonly Channel<WriterStep> queue = Channel.CreateBounded<WriterStep>(
        new BoundedChannelOptions(MaxQueuedSteps) { SingleReader = true });

    private readonly List<IDurableState> states = [];
    private readonly PendingLeaves leaves = new();
    private readonly DatabaseLocation database;
    private readonly CustodyLog log;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly Thread thread;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DbConnection? connection;
    private StatementCache? statements;
    private readonly ManualResetEventSlim gathered = new();
    private int gatherTarget;
    private TimeSpan lastCommit;
    private TimeMark mark = new(0, 0);
    private uint alarmsTold;

    /// <summary>Nothing runs before <see cref="Start"/>.</summary>
    public CustodyWriter(DatabaseLocation database, CustodyLog log, TimeProvider clock, ILogger logger)
    {
        this.database = database;
        this.log = log;
        this.clock = clock;
        this.logger = logger;
        thread = new(Loop) { IsBackground = true, Name = "custody writer" };
        Track(log);
    }

    /// <summary>
    /// The time as the next turn will see it, in whole milliseconds. It never goes back, and never stands still: where
    /// the wall clock is set back, the monotonic one carries it on. Otherwise nothing that was granted for half an hour
    /// would end before the wall clock has caught up.
    /// </summary>
    public DateTimeOffset Now
    {
        get
        {
            long wall = clock.GetUtcNow().ToUnixTimeMilliseconds();
            TimeMark last = Volatile.Read(ref mark);
            long carried = last.AtMs + (long)clock.GetElapsedTime(last.Stamp).TotalMilliseconds;
            if (wall > carried)
            {
                Volatile.Write(ref mark, new(wall, clock.GetTimestamp()));
            }

            return DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(wall, carried));
        }
    }

    /// <summary>How a transaction is committed; tests put faults here.</summary>
    internal Action<DbTransaction> Commit { get; set; } = static transaction => transaction.Commit();

    /// <summary>The sites whose offices are told of an altered table.</summary>
    internal IReadOnlyList<short> Sites { get; init; } = [1];

    /// <summary>Adds state that must say the same as the database. Call it before <see cref="Start"/>.</summary>
    public void Track(IDurableState state) => states.Add(state);

    /// <summary>Loads the state and begins. A database that cannot be read is an exception here.</summary>
    public void Start()
    {
        Prepare();
        thread.Start();
    }

    /// <summary>Runs a step in a turn; completes when the turn is durable.</summary>
    /// <exception cref="CustodyRefusal">The step said no, or the queue is full.</exception>
    /// <exception cref="DbException">The database failed; nothing of the step holds.</exception>
    public Task<T> RunAsync<T>(Func<Turn, T> step, CancellationToken stop)
    {
        WriterStep<T> queued = new(step, stop);
        if (!queue.Writer.TryWrite(queued))
        {
            return Task.FromException<T>(new CustodyRefusal(ResponseStatus.Busy, "busy"));
        }

        if (Volatile.Read(ref gatherTarget) is > 0 and int target && queue.Reader.Count >= target)
        {
            gathered.Set();
        }

        return queued.Task;
    }

    /// <summary>Completes when everything that is durable now can be found in the log's index.</summary>
    public Task IndexAsync(CancellationToken stop) =>
        log.Events.Count == 0 ? Task.CompletedTask : RunAsync(log.Events.Spread, stop);

    /// <summary>Finishes what waits, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        if (thread.IsAlive)
        {
            await ended.Task;
        }

        Close();
        gathered.Dispose();
    }

    private void Loop()
    {
        List<WriterStep> batch = new(MaxStepsPerTurn);
        ChannelReader<WriterStep> reader = queue.Reader;

        // Blocking is deliberate: this thread is the writer's own, and the commit below blocks on the disk anyway.
        while (WaitForSteps(reader))
        {
            Gather(batch.Count);
            batch.Clear();
            while (batch.Count < MaxStepsPerTurn && reader.TryRead(out WriterStep? step))
            {
                if (!step.IsCancelled())
                {
                    batch.Add(step);
                }
            }

            if (batch.Count > 0)
            {
                Process(batch);
            }

            if (log.Events.Count >= WaitingEvents.MaxRows)
            {
                SpreadEvents();
            }
        }

        ended.SetResult();
    }

    /// <summary>False when the queue is closed. A pause is used to bring the log's index up to date.</summary>
    private bool WaitForSteps(ChannelReader<WriterStep> reader)
    {
        Task<bool> arrival = reader.WaitToReadAsync().AsTask();
        if (log.Events.Count > 0 && !arrival.Wait(PauseMilliseconds))
        {
            SpreadEvents();
        }

        return arrival.GetAwaiter().GetResult();
    }

    private void SpreadEvents()
    {
        WriterStep<int> spreading = new(log.Events.Spread, CancellationToken.None);
        Process([spreading]);
        if (spreading.Task.IsFaulted)
        {
            // Nothing is lost: the rows wait in the database, and the next turn begins by reading them from there.
            logger.LogError(
                "the index of the log could not be written: {Kind}",
                spreading.Task.Exception?.InnerException?.GetType().Name);
        }
    }

    /// <summary>Waits at most a millisecond until as many steps wait as shared the last turn.</summary>
    private void Gather(int lastCount)
    {
        if (lastCount <= 1 || lastCommit < SlowCommit || queue.Reader.Count >= lastCount)
        {
            return;
        }

        gathered.Reset();
        Volatile.Write(ref gatherTarget, lastCount);
        if (queue.Reader.Count < lastCount)
        {
            gathered.Wait(GatherMilliseconds);
        }

        Volatile.Write(ref gatherTarget, 0);
    }

    private void Process(List<WriterStep> batch)
    {
        try
        {
            Prepare();
            if (RunTurn(batch))
            {
                return;
            }

            foreach (WriterStep step in batch.Where(step => !step.IsDone))
            {
                RunAlone(step);
            }
        }
        catch (Exception e)
        {
            // A supervised loop: whatever went wrong, the callers are told, and the next turn starts from the database.
            logger.LogError("a turn of the writer failed: {Kind}", e.GetType().Name);
            Close();
            foreach (WriterStep step in batch.Where(step => !step.IsDone))
            {
                step.Fail(e);
            }
        }
    }

    private void RunAlone(WriterStep step)
    {
        try
        {
            Prepare();
            RunTurn([step]);
        }
        catch (Exception e)
        {
            logger.LogError("a step of the writer failed: {Kind}", e.GetType().Name);
            Close();
            step.Fail(e);
        }
    }

    /// <summary>False when the turn was rolled back and its steps are to run again one by one.</summary>
    private bool RunTurn(List<WriterStep> batch)
    {
        DateTimeOffset now = Now;
        leaves.Begin(log.Size);

        // One snapshot for the whole turn: what is checked is what is read. SQLite holds its write lock anyway.
        using DbTransaction transaction = connection!.BeginTransaction(IsolationLevel.RepeatableRead);
        Turn turn = new(database.Engine, connection, transaction, statements!, leaves, log, now);
        foreach (WriterStep step in batch)
        {
            if (RunStep(step, turn) is Exception failure)
            {
                transaction.Rollback();

                // What the steps changed in memory no longer holds: the next turn reads it from the database.
                Close();
                if (batch.Count > 1)
                {
                    return false;
                }

                step.Fail(failure);
                return true;
            }
        }

        if (!batch.Exists(step => !step.IsDone) && (log.Register.Alarms & ~alarmsTold) == 0)
        {
            transaction.Rollback();
            return true;
        }

        CommitTurn(turn, transaction);
        foreach (WriterStep step in batch.Where(step => !step.IsDone))
        {
            step.Complete();
        }

        return true;
    }

    private Exception? RunStep(WriterStep step, Turn turn)
    {
        (int apply, int count) = (turn.ApplyCount, leaves.Count);
        try
        {
            step.Run(turn);
            return null;
        }
        catch (CustodyRefusal refusal) when (leaves.Count == count)
        {
            turn.ForgetSince(apply);
            step.Fail(refusal);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private void CommitTurn(Turn turn, DbTransaction transaction)
    {
        // A failure here is an unknown outcome, as a commit may fail and yet be saved: it goes up to Process, which
        // closes the connection, so that the next turn reads everything again.
        uint told = AppendAlarms(turn);
        turn.Register.Finish();
        if (turn.Register.IsChanged && leaves.Count == 0)
        {
            // Its seal stands at the log's end: nothing that gives or takes a right changes without a leaf.
            turn.Append(new(LogEventKind.CustodySealed, 0, default, ReadOnlyMemory<byte>.Empty));
        }

        log.Store(turn, leaves);
        long begun = Stopwatch.GetTimestamp();
        Commit(transaction);
        lastCommit = Stopwatch.GetElapsedTime(begun);
        log.Committed();
        turn.Register.Committed();
        alarmsTold |= told;
        turn.Apply();
    }

    /// <summary>Says in the log, once for each table, that it was altered from outside.</summary>
    private uint AppendAlarms(Turn turn)
    {
        uint untold = log.Register.Alarms & ~alarmsTold;
        for (int table = 0; untold >> table != 0; table++)
        {
            if ((untold & 1u << table) == 0)
            {
                continue;
            }

            logger.LogCritical(
                "the table {Table} of the custody database was altered from outside: nothing that needs it is done",
                Register.NameOf(table));
            foreach (short site in Sites)
            {
                turn.Append(LogLeaf.Event(
                    LogEventKind.Alert, site, default,
                    new EventBody { Code = (byte)AlertCode.CustodyAltered, Number = table }));
            }
        }

        return untold;
    }

    private void Prepare()
    {
        if (connection is not null)
        {
            return;
        }

        connection = database.OpenAsync(CancellationToken.None).GetAwaiter().GetResult();
        statements = new(connection);
        using (DbTransaction snapshot = connection.BeginTransaction(IsolationLevel.RepeatableRead))
        {
            foreach (IDurableState state in states)
            {
                state.Load(connection);
            }

            snapshot.Commit();
        }

        RestoreEvents();

        if (log.LastAtMs > Now.ToUnixTimeMilliseconds())
        {
            Volatile.Write(ref mark, new(log.LastAtMs, clock.GetTimestamp()));
        }
    }

    /// <summary>What an earlier process left to be put into the log's index.</summary>
    private void RestoreEvents()
    {
        using DbTransaction transaction = connection!.BeginTransaction();
        Turn turn = new(database.Engine, connection, transaction, statements!, leaves, log, Now);
        log.Events.Restore(turn);
        transaction.Commit();
        turn.Apply();
    }

    private void Close()
    {
        statements?.Dispose();
        statements = null;
        connection?.Dispose();
        connection = null;
    }

    /// <summary>A time, and where the monotonic clock stood then.</summary>
    private sealed record TimeMark(long AtMs, long Stamp);
}
