using System.Data.Common;
using Serment.Database;
using Serment.Interop.Legacy.Importing;
using static Serment.IntegrationTests.Interop.ImportRuns;

namespace Serment.IntegrationTests.Interop;

/// <summary>The database's disk fills up, or the database goes away, while an import runs.</summary>
public sealed class BrokenStorageTests
{
    private const long Rows = 8_000;

    // Less than an import's first transaction writes.
    private const string FullDisk = "PRAGMA max_page_count = 1000";
    private const string RoomyDisk = "PRAGMA max_page_count = 4294967294";

    // More than an import opens at once, so that each of its connections comes from the pool.
    private const int PooledConnections = 8;

    [Fact]
    public async Task A_full_disk_is_said_and_the_import_goes_on_when_there_is_room()
    {
        await using RecordBed bed = await RecordBed.StartAsync(DatabaseEngine.Sqlite);
        (string file, _, _) = Export(bed, Rows);
        await LimitAsync(bed, FullDisk);

        ImportFailedException full = await Assert.ThrowsAsync<ImportFailedException>(() =>
            Import(bed).RunAsync(Request(bed, file), null, CancellationToken.None)
        );

        Assert.Equal(("disk-full", ImportExitCode.Interrupted), (full.Code, full.ExitCode));
        await LimitAsync(bed, RoomyDisk);
        await ResumesWholeAsync(bed, file);
    }

    [Fact]
    public async Task A_database_that_goes_away_is_said_and_the_import_goes_on_when_it_is_back()
    {
        await using RecordBed bed = await RecordBed.StartAsync(DatabaseEngine.PostgreSql);
        (string file, _, _) = Export(bed, Rows);
        bool isGone = false;
        Progress leaving = new(progress =>
        {
            if (progress.Counts.Rows > 0 && !isGone)
            {
                isGone = true;
                PostgresServer.TakeAwayAsync(bed.Database).GetAwaiter().GetResult();
            }
        });

        ImportFailedException gone = await Assert.ThrowsAsync<ImportFailedException>(() =>
            Import(bed).RunAsync(Request(bed, file), leaving, CancellationToken.None)
        );

        Assert.Equal(("database-gone", ImportExitCode.Interrupted), (gone.Code, gone.ExitCode));
        await PostgresServer.BringBackAsync(bed.Database);
        await ResumesWholeAsync(bed, file);
    }

    private static async Task ResumesWholeAsync(RecordBed bed, string file)
    {
        ImportOutcome resumed = await Import(bed)
            .RunAsync(Request(bed, file) with { Resume = true }, null, CancellationToken.None);

        Assert.Equal((Rows, 0), (resumed.Counts.Rows, resumed.Counts.AlreadyPresent));
        Assert.Equal(resumed.Counts.EntriesSealed, await bed.CountAsync("SELECT COUNT(*) FROM entry"));
        Assert.Equal(
            resumed.Counts.PatientsCreated,
            await bed.CountAsync("SELECT COUNT(DISTINCT patient_id) FROM entry")
        );
    }

    private static async Task LimitAsync(RecordBed bed, string setting)
    {
        List<DbConnection> pooled = [];
        for (int i = 0; i < PooledConnections; i++)
        {
            DbConnection connection = await bed.Main.OpenAsync(CancellationToken.None);
            pooled.Add(connection);
            await using DbCommand limit = connection.CreateCommand();
            limit.CommandText = setting;
            await limit.ExecuteNonQueryAsync();
        }

        foreach (DbConnection connection in pooled)
        {
            await connection.DisposeAsync();
        }
    }
}
