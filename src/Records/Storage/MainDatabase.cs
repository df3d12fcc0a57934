using Serment.Database;

namespace Serment.Records.Storage;

/// <summary>
/// The main database: sealed entries, blind tokens, worklists. Nothing in it is readable without the custodian.
/// </summary>
public static class MainDatabase
{
    /// <summary>Brings the schema up to date; an untouched newer one is refused.</summary>
    public static Task<int> MigrateAsync(DatabaseLocation database, TimeProvider clock, CancellationToken stop) =>
        new Migrations(database, typeof(MainDatabase).Assembly, "Serment.Records.Storage.Migrations", clock)
            .ApplyAsync(stop);
}
