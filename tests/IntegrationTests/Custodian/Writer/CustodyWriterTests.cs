using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Serment.Custodian.Log;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.TransparencyLog;

namespace Serment.IntegrationTests.Custodian.Writer;

/// <summary>What goes wrong in a turn, and what is true afterwards: in memory the same as in the database.</summary>
public sealed class CustodyWriterTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_refusing_step_disturbs_nobody(DatabaseEngine engine)
    {
        await using Bench bench = await Bench.StartAsync(engine);
        Task<long>[] good = await bench.TogetherAsync(
            turn => bench.Append(turn),
            _ => throw new CustodyRefusal(ResponseStatus.Conflict, "no"),
            turn => bench.Append(turn));

        await Assert.ThrowsAsync<CustodyRefusal>(() => good[1]);
        Assert.Equal((0, 1), (await good[0], await good[2]));
        await bench.AssertAgreesAsync(2);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_step_that_fails_after_writing_takes_nothing_of_the_others_with_it(DatabaseEngine engine)
    {
        await using Bench bench = await Bench.StartAsync(engine);
        Task<long>[] steps = await bench.TogetherAsync(
            turn => bench.Append(turn),
            turn =>
            {
                bench.Append(turn);
                turn.Execute("INSERT INTO log_key (name, verifier, wrapped_key) VALUES (@p1, @p2, @p3)", "x", "x", new byte[1]);
                throw new InvalidOperationException("a fault");
            },
            turn => turn.Execute("INSERT INTO no_such_table (x) VALUES (@p1)", 1),
            turn => bench.Append(turn));

        await Assert.ThrowsAsync<InvalidOperationException>(() => steps[1]);
        await Assert.ThrowsAnyAsync<DbException>(() => steps[2]);
        Assert.Equal((0, 1), (await steps[0], await steps[3]));
        await bench.AssertAgreesAsync(2);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_commit_that_fails_unsaved_fails_everybody_and_leaves_nothing(DatabaseEngine engine)
    {
        await using Bench bench = await Bench.StartAsync(engine);
        await bench.AppendAsync();
        bench.Writer.Commit = _ => throw new IOException("the disk is full");
        Task<long>[] steps = await bench.TogetherAsync(turn => bench.Append(turn), turn => bench.Append(turn));
        await Assert.ThrowsAsync<IOException>(() => steps[0]);
        await Assert.ThrowsAsync<IOException>(() => steps[1]);

        bench.Writer.Commit = transaction => transaction.Commit();
        Assert.Equal(1, await bench.AppendAsync());
        await bench.AssertAgreesAsync(2);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_commit_that_fails_but_was_saved_fails_its_callers_and_stays_in_the_log(DatabaseEngine engine)
    {
        await using Bench bench = await Bench.StartAsync(engine);
        await bench.AppendAsync();
        bench.Writer.Commit = transaction =>
        {
            transaction.Commit();
            throw new IOException("the answer was lost");
        };
        await Assert.ThrowsAsync<IOException>(bench.AppendAsync);

        bench.Writer.Commit = transaction => transaction.Commit();
        Assert.Equal(2, await bench.AppendAsync());
        await bench.AssertAgreesAsync(3);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_waits_for_the_commit_is_not_applied_when_it_fails(DatabaseEngine engine)
    {
        await using Bench bench = await Bench.StartAsync(engine);
        int applied = 0;
        bench.Writer.Commit = _ => throw new IOException("the disk is full");
        await Assert.ThrowsAsync<IOException>(() => bench.Writer.RunAsync(
            turn =>
            {
                turn.OnCommit(() => applied++);
                return bench.Append(turn);
            },
            CancellationToken.None));

        Assert.Equal(0, applied);
    }

    /// <summary>The thief may write to the database: he cuts the log and makes the process read it again.</summary>
    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_log_that_was_cut_underneath_is_not_taken_over(DatabaseEngine engine)
    {
        await using Bench bench = await Bench.StartAsync(engine);
        for (int i = 0; i < 3; i++)
        {
            await bench.AppendAsync();
        }

        LogHead before = bench.Head;
        await bench.RunSqlAsync("DELETE FROM log_batch WHERE first_index >= 1");
        bench.Writer.Commit = _ => throw new IOException("forced to read again");
        await Assert.ThrowsAnyAsync<Exception>(bench.AppendAsync);
        bench.Writer.Commit = transaction => transaction.Commit();

        await Assert.ThrowsAsync<LogStorageException>(bench.AppendAsync);
        Assert.Equal(before, bench.Head);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Time_never_goes_back_nor_stands_still_even_over_a_restart(DatabaseEngine engine)
    {
        await using Bench bench = await Bench.StartAsync(engine);
        await bench.AppendAsync();
        DateTimeOffset before = bench.Writer.Now;
        bench.Clock.SetBack(TimeSpan.FromDays(3));
        Assert.Equal(before, bench.Writer.Now);

        bench.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(before + TimeSpan.FromMinutes(10), bench.Writer.Now);

        await bench.RestartAsync();
        Assert.Equal(before, bench.Writer.Now);
        bench.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(before + TimeSpan.FromMinutes(10), bench.Writer.Now);
        bench.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(before + TimeSpan.FromMinutes(10) + TimeSpan.FromDays(3), bench.Writer.Now);
    }

    private sealed class Bench : IAsyncDisposable
    {
        private readonly string folder = Directory.CreateTempSubdirectory("serment-").FullName;
        private DatabaseLocation database = null!;
        private CustodyLog log = null!;

        public ManualClock Clock { get; } = new();

        public CustodyWriter Writer { get; private set; } = null!;

        public LogHead Head => log.Head;

        public async Task RunSqlAsync(string sql)
        {
            await using DbConnection connection = await database.OpenAsync(CancellationToken.None);
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync();
        }

        public static async Task<Bench> StartAsync(DatabaseEngine engine)
        {
            Bench bench = new();
            bench.database = DatabaseLocation.Parse(
                engine == DatabaseEngine.PostgreSql
                    ? await PostgresServer.NewDatabaseAsync()
                    : Path.Combine(bench.folder, "custody.db"));
            await CustodySchema.For(bench.database, bench.Clock).ApplyAsync(CancellationToken.None);
            bench.Begin();
            return bench;
        }

        public long Append(Turn turn) =>
            turn.Append(LogLeaf.Event(LogEventKind.Alert, 1, new(7), new EventBody { Number = turn.NextIndex }));

        public Task<long> AppendAsync() => Writer.RunAsync(Append, CancellationToken.None);

        /// <summary>Holds the writer, queues the steps, lets it go: they share a turn.</summary>
        public async Task<Task<long>[]> TogetherAsync(params Func<Turn, long>[] steps)
        {
            using ManualResetEventSlim gate = new();
            Task<bool> held = Writer.RunAsync(
                _ =>
                {
                    gate.Wait();
                    return true;
                },
                CancellationToken.None);
            Task<long>[] queued = [.. steps.Select(step => Writer.RunAsync(step, CancellationToken.None))];
            gate.Set();
            await held.ContinueWith(_ => { }, TaskScheduler.Default);
            await Task.WhenAll(queued.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default)));
            return queued;
        }

        public async Task RestartAsync()
        {
            await Writer.DisposeAsync();
            Begin();
        }

        /// <summary>The log in memory is the one that a fresh reading of the database gives.</summary>
        public async Task AssertAgreesAsync(long size)
        {
            LogHead head = log.Head;
            CustodyLog read = new(new(database), new(new byte[32]));
            await using DbConnection connection = await database.OpenAsync(CancellationToken.None);
            read.Load(connection);
            Assert.Equal(size, head.Size);
            Assert.Equal(head, read.Head);
        }

        public async ValueTask DisposeAsync()
        {
            await Writer.DisposeAsync();
            await database.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }

        private void Begin()
        {
            log = new(new(database), new(new byte[32]));
            Writer = new(database, log, Clock, NullLogger.Instance);
            Writer.Start();
        }
    }
}
