using Serment.CustodyProtocol;

namespace Serment.IntegrationTests.Custodian;

/// <summary>An empty database of the named engine, gone when disposed.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    public const string Sqlite = "sqlite";
    public const string PostgreSql = "postgresql";
    private readonly string folder;

    private TestDatabase(string folder, string text)
    {
        this.folder = folder;
        Text = text;
    }

    /// <summary>The engines that every storage test runs on.</summary>
    public static TheoryData<string> Engines { get; } = [Sqlite, PostgreSql];

    /// <summary>As the configuration would name it.</summary>
    public string Text { get; }

    public static async Task<TestDatabase> CreateAsync(string engine)
    {
        string made = Path.Combine(Path.GetTempPath(), "serment-test-" + OpaqueId.Format(OpaqueId.Draw()));
        Directory.CreateDirectory(made);
        bool isPostgres = string.Equals(engine, PostgreSql, StringComparison.Ordinal);
        return new(made, isPostgres ? await PostgresServer.NewDatabaseAsync() : Path.Combine(made, "custody.db"));
    }

    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return ValueTask.CompletedTask;
    }
}
