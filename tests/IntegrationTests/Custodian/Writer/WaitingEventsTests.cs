using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Serment.Custodian.Budgets;
using Serment.Custodian.Decisions;
using Serment.Custodian.Log;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.IntegrationTests.Custodian.Writer;

/// <summary>The log's index follows the log: whatever happens in between, each row ends up in it once.</summary>
public sealed class WaitingEventsTests
{
    private static readonly ActorId Somebody = new(7);

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Whoever_asks_the_index_finds_what_was_just_spent(DatabaseEngine engine)
    {
        await using Bench bench = await Bench.StartAsync(engine);
        for (int i = 1; i <= 3; i++)
        {
            await bench.SpendAsync(i);
            await bench.Writer.IndexAsync(CancellationToken.None);
            Assert.Equal(Enumerable.Range(1, i).Select(one => (long)one), await bench.IndexedPatientsAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Two_who_ask_in_one_turn_have_the_rows_moved_once(DatabaseEngine engine)
    {
        await using Bench bench = await Bench.StartAsync(engine);
        using ManualResetEventSlim gate = new();
        await bench.SpendAsync(1);
        Task held = bench.Writer.RunAsync(_ => { gate.Wait(); return true; }, CancellationToken.None);
        Task[] asked =
        [
            bench.Writer.IndexAsync(CancellationToken.None), bench.SpendAsync(2),
            bench.Writer.IndexAsync(CancellationToken.None),
        ];
        gate.Set();
        await held;
        await Task.WhenAll(asked);
        await bench.Writer.IndexAsync(CancellationToken.None);

        Assert.Equal([1, 2], await bench.IndexedPatientsAsync());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_was_spent_stays_spent_when_the_move_never_came(DatabaseEngine engine)
    {
        await using Bench bench = await Bench.StartAsync(engine);
        bench.Writer.Commit = Bench.OnlySpending;
        await bench.SpendAsync(1);
        await bench.SpendAsync(2);
        await bench.RestartAsync();

        Assert.Equal([1, 2], await bench.IndexedPatientsAsync());
        Assert.Equal(2, bench.Spent);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_move_that_fails_is_made_up_for(DatabaseEngine engine)
    {
        await using Bench bench = await Bench.StartAsync(engine);
        bench.Writer.Commit = Bench.OnlySpending;
        await bench.SpendAsync(1);
        await Assert.ThrowsAsync<IOException>(() => bench.Writer.IndexAsync(CancellationToken.None));
        bench.Writer.Commit = transaction => transaction.Commit();
        await bench.SpendAsync(2);
        await bench.Writer.IndexAsync(CancellationToken.None);

        Assert.Equal([1, 2], await bench.IndexedPatientsAsync());
        Assert.Equal(2, bench.Spent);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_move_that_was_saved_but_not_answered_is_not_made_twice(DatabaseEngine engine)
    {
        await using Bench bench = await Bench.StartAsync(engine);
        await bench.SpendAsync(1);
        bench.Writer.Commit = transaction =>
        {
            transaction.Commit();
            throw new IOException("the answer was lost");
        };
        await bench.Writer.IndexAsync(CancellationToken.None).ContinueWith(_ => { }, TaskScheduler.Default);
        bench.Writer.Commit = transaction => transaction.Commit();
        await bench.SpendAsync(2);
        await bench.Writer.IndexAsync(CancellationToken.None);

        Assert.Equal([1, 2], await bench.IndexedPatientsAsync());
        Assert.Equal(2, bench.Spent);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Many_rows_are_moved_without_anybody_asking(DatabaseEngine engine)
    {
        await using Bench bench = await Bench.StartAsync(engine);
        const int Rows = WaitingEvents.MaxRows + 1;
        await Task.WhenAll(Enumerable.Range(1, Rows).Select(i => bench.SpendAsync(i)));
        await bench.RestartAsync();

        Assert.Equal(Rows, (await bench.IndexedPatientsAsync()).Count);
        Assert.Equal(Rows, bench.Spent);
    }

    private sealed class Bench : IAsyncDisposable
    {
        private readonly string folder = Directory.CreateTempSubdirectory("serment-").FullName;
        private readonly ManualClock clock = new();
        private DatabaseLocation database = null!;
        private Meters meters = null!;

        public CustodyWriter Writer { get; private set; } = null!;

        /// <summary>What the meters say, which are read from the leaves at the start.</summary>
        public int Spent => meters.Read(1, Somebody, Role.Nurse, Writer.Now.ToUnixTimeMilliseconds())
            .First(one => one is { Kind: MeterKind.InCare, WindowHours: 1 }).Spent;

        public static async Task<Bench> StartAsync(DatabaseEngine engine)
        {
            Bench bench = new();
            bench.database = DatabaseLocation.Parse(
                engine == DatabaseEngine.PostgreSql
                    ? await PostgresServer.NewDatabaseAsync()
                    : Path.Combine(bench.folder, "custody.db"));
            await CustodySchema.For(bench.database, bench.clock).ApplyAsync(CancellationToken.None);
            bench.Begin();
            return bench;
        }

        /// <summary>A commit that fails when it moves rows: nothing waits after it.</summary>
        public static void OnlySpending(DbTransaction transaction)
        {
            using DbCommand command = transaction.Connection!.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "SELECT COUNT(*) FROM log_event_waiting";
            if (Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) == 0)
            {
                throw new IOException("the disk is full");
            }

            transaction.Commit();
        }

        public Task<long> SpendAsync(long patient) =>
            Writer.RunAsync(
                turn =>
                {
                    meters.Spend(1, Somebody, new(patient), Meter.InCare, turn.Now.ToUnixTimeMilliseconds());
                    LogIndexRow row = new() { Patient = new PatientId(patient), Charged = Meter.InCare };
                    return turn.Append(new(
                        LogEventKind.KeysReleased, 1, Somebody,
                        ReleaseBody.Encode(
                            new(patient), new(1), AccessPurpose.Care,
                            new(Outcome.Allowed, DecisionReason.None, Meter.InCare), 0, []),
                        row));
                },
                CancellationToken.None);

        public async Task<IReadOnlyList<long>> IndexedPatientsAsync()
        {
            await using DbConnection connection = await database.OpenAsync(CancellationToken.None);
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "SELECT patient_id FROM log_event ORDER BY log_index";
            List<long> patients = [];
            await using DbDataReader row = await command.ExecuteReaderAsync();
            while (await row.ReadAsync())
            {
                patients.Add(row.GetInt64(0));
            }

            return patients;
        }

        public async Task RestartAsync()
        {
            await Writer.DisposeAsync();
            Begin();
        }

        public async ValueTask DisposeAsync()
        {
            await Writer.DisposeAsync();
            await database.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }

        private void Begin()
        {
            CustodyLog log = new(new(database), new(new byte[32]));
            meters = new(new(), new(), log);
            Writer = new(database, log, clock, NullLogger.Instance);
            Writer.Track(meters);
            Writer.Start();
        }
    }
}
