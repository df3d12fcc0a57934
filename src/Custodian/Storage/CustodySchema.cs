using Serment.Database;

namespace Serment.Custodian.Storage;

/// <summary>The custody database's numbered scripts.</summary>
internal static class CustodySchema
{
    private const string ResourcePrefix = "Serment.Custodian.Storage.Migrations";

    /// <summary>The scripts for that database.</summary>
    public static Migrations For(DatabaseLocation database, TimeProvider clock) =>
        new(database, typeof(CustodySchema).Assembly, ResourcePrefix, clock);
}
