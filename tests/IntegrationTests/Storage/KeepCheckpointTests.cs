using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.Records.Storage;
using Serment.TransparencyLog.Merkle;
using Serment.TransparencyLog.Notes;

namespace Serment.IntegrationTests.Storage;

/// <summary>Goal: a rewritten log that looks sound. The web side keeps what does not fit, and says so.</summary>
public sealed class KeepCheckpointTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Keeps_what_provably_continues_the_newest_one_held(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        await using Main main = await Main.CreateAsync(bed);
        await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 5, Compartment.Identity);
        Assert.Null((await main.KeepAsync()).Contradiction);
        await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 400, Compartment.Identity);

        CheckpointKept kept = await main.KeepAsync();

        Assert.Null(kept.Contradiction);
        Assert.Equal(2, await main.CountAsync("SELECT COUNT(*) FROM checkpoint"));
        Assert.Equal(0, await main.CountAsync("SELECT COUNT(*) FROM checkpoint_contradiction"));
        Assert.Null((await main.KeepAsync()).Contradiction);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Keeps_a_checkpoint_of_another_key_apart_and_says_so(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        await using Main main = await Main.CreateAsync(bed);
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        CheckpointKept kept = await main.KeepAsync(NoteVerifier.From(bed.Host.Core.Keys.LogName, other).ToString());

        Assert.NotNull(kept.Contradiction);
        Assert.Equal(0, await main.CountAsync("SELECT COUNT(*) FROM checkpoint"));
        Assert.Equal(1, await main.CountAsync("SELECT COUNT(*) FROM checkpoint_contradiction"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Keeps_a_history_that_was_cut_or_rewritten_apart(bool isRewritten)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        await using Main main = await Main.CreateAsync(bed);
        long size = bed.Host.Core.Log.Size;
        await main.HoldAsync(new(
            bed.Host.Core.Keys.LogName, isRewritten ? size - 1 : size + 1, new(RandomNumberGenerator.GetBytes(32))));

        Assert.NotNull((await main.KeepAsync()).Contradiction);
        Assert.Equal(1, await main.CountAsync("SELECT COUNT(*) FROM checkpoint_contradiction"));
    }

    private sealed class Main(CustodyBed bed, DatabaseLocation database, string folder) : IAsyncDisposable
    {
        public static async Task<Main> CreateAsync(CustodyBed bed)
        {
            string folder = Directory.CreateTempSubdirectory("serment-").FullName;
            DatabaseLocation main = DatabaseLocation.Parse(Path.Combine(folder, "main.db"));
            await MainDatabase.MigrateAsync(main, TimeProvider.System, CancellationToken.None);
            return new(bed, main, folder);
        }

        public Task<CheckpointKept> KeepAsync(string? key = null) =>
            new KeepCheckpoint(bed.Connect(), database, TimeProvider.System, key ?? bed.Host.Core.Keys.Signer.Verifier.ToString())
                .RunAsync(CancellationToken.None);

        public async Task HoldAsync(Checkpoint checkpoint)
        {
            await using DbConnection connection = await database.OpenAsync(CancellationToken.None);
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "INSERT INTO checkpoint (tree_size, received_at, signed_note) VALUES (@size, 0, @note)";
            command.Add("@size", checkpoint.Size);
            command.Add("@note", checkpoint.Sign(bed.Host.Core.Keys.Signer).ToString());
            await command.ExecuteNonQueryAsync();
        }

        public async Task<long> CountAsync(string sql)
        {
            await using DbConnection connection = await database.OpenAsync(CancellationToken.None);
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = sql;
            return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        }

        public async ValueTask DisposeAsync()
        {
            await database.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }

        private static void Add(DbCommand command, string name, object value)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
    }
}
