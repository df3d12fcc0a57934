using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.RecordAccess;
using Serment.Records.Laboratory;

namespace Serment.IntegrationTests;

/// <summary>A real custodian and a real main database, both of the same engine.</summary>
internal sealed class RecordBed : IAsyncDisposable
{
    private RecordBed(CustodyBed custody, string database, string folder)
    {
        Database = database;
        DatabaseLocation main = DatabaseLocation.Parse(database);
        Custody = custody;
        Main = main;
        Folder = folder;
        Door = new RecordDoor(custody.Connect(), main);
        Laboratory = new(new() { SocketPath = custody.SocketPath }, main, custody.WriteLaboratoryKeys(folder));
    }

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    public CustodyBed Custody { get; }

    public DatabaseLocation Main { get; }

    /// <summary>The main database's file or connection string.</summary>
    public string Database { get; }

    /// <summary>For files of the test.</summary>
    public string Folder { get; }

    /// <summary>A web server's door.</summary>
    public RecordDoor Door { get; }

    /// <summary>The laboratory's machine client.</summary>
    public LaboratoryClient Laboratory { get; }

    public static async Task<RecordBed> StartAsync(DatabaseEngine engine)
    {
        CustodyBed custody = await CustodyBed.StartAsync(engine);
        string folder = Directory.CreateTempSubdirectory("serment-main-").FullName;
        return new(custody, await MigratedDatabase.NewAsync(engine, folder), folder);
    }

    /// <summary>Somebody of that role, signed in.</summary>
    public async Task<SessionToken> SignInAsync(Role role) => (await Custody.SignInAsync(role)).Token;

    /// <summary>One number from the main database.</summary>
    public async Task<long> CountAsync(string sql)
    {
        await using System.Data.Common.DbConnection connection = await Main.OpenAsync(CancellationToken.None);
        await using System.Data.Common.DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await Laboratory.DisposeAsync();
        await Door.DisposeAsync();
        await Main.DisposeAsync();
        await Custody.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
