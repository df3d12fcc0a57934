using System.Data.Common;
using System.Globalization;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.IntegrationTests.Storage;

/// <summary>An older database is brought up to date with its content; a newer one is refused and left as it is.</summary>
public sealed class MigrationsTests
{
    private const string Older = "Serment.IntegrationTests.Storage.Older";
    private const string Newer = "Serment.IntegrationTests.Storage.Newer";

    public static TheoryData<string> Engines => TestDatabase.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_older_database_is_upgraded_and_keeps_its_rows(string engine)
    {
        await using TestDatabase test = await TestDatabase.CreateAsync(engine);
        await using DatabaseLocation database = DatabaseLocation.Parse(test.Text);
        Assert.Equal(0, await ApplyAsync(database, Older));
        await RunAsync(database, "INSERT INTO thing (id) VALUES (7)");

        Assert.Equal(1, await ApplyAsync(database, Newer));

        Assert.Equal(1, await CountAsync(database, "SELECT COUNT(*) FROM thing WHERE id = 7 AND name IS NULL"));
        Assert.Equal(2, await CountAsync(database, "SELECT MAX(version) FROM schema_version"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_newer_database_is_refused_with_a_clear_message_and_left_untouched(string engine)
    {
        await using TestDatabase test = await TestDatabase.CreateAsync(engine);
        await using DatabaseLocation database = DatabaseLocation.Parse(test.Text);
        await ApplyAsync(database, Newer);

        NewerDatabaseException refused =
            await Assert.ThrowsAsync<NewerDatabaseException>(() => ApplyAsync(database, Older));

        Assert.Contains("version 2", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Install the newer Serment", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, await CountAsync(database, "SELECT COUNT(*) FROM schema_version"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Applying_twice_changes_nothing(string engine)
    {
        await using TestDatabase test = await TestDatabase.CreateAsync(engine);
        await using DatabaseLocation database = DatabaseLocation.Parse(test.Text);
        await ApplyAsync(database, Newer);

        Assert.Equal(2, await ApplyAsync(database, Newer));
    }

    private static Task<int> ApplyAsync(DatabaseLocation database, string scripts) =>
        new Migrations(database, typeof(MigrationsTests).Assembly, scripts, TimeProvider.System)
            .ApplyAsync(CancellationToken.None);

    private static async Task RunAsync(DatabaseLocation database, string sql)
    {
        await using DbConnection connection = await database.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> CountAsync(DatabaseLocation database, string sql)
    {
        await using DbConnection connection = await database.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
