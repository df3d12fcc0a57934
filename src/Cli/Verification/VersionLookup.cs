using System.Data.Common;
using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Cli.Verification;

/// <summary>What the main database has of one entry.</summary>
internal readonly record struct VersionsPresent(bool IsThere, bool HasOlder, bool HasNewer);

/// <summary>Looks one version up by its name.</summary>
internal sealed class VersionLookup : IAsyncDisposable
{
    private readonly DbConnection connection;
    private readonly DbCommand command;

    private VersionLookup(DbConnection connection)
    {
        this.connection = connection;
        command = connection.CreateCommand();
        command.CommandText = "SELECT version FROM entry WHERE patient_id = @patient AND entry_id = @entry";
        command.Add("@patient", 0L);
        command.Add("@entry", 0L);
    }

    /// <summary>Opens the main database for reading.</summary>
    public static async Task<VersionLookup> OpenAsync(DatabaseLocation main, CancellationToken stop) =>
        new(await main.OpenAsync(stop));

    /// <summary>Whether the version is there, and older or newer ones of its entry.</summary>
    public VersionsPresent Find(PatientId patient, EntryId entry, int version)
    {
        command.Parameters[0].Value = patient.Value;
        command.Parameters[1].Value = entry.Value;
        using DbDataReader reader = command.ExecuteReader();
        VersionsPresent present = default;
        while (reader.Read())
        {
            int other = Convert.ToInt32(reader.GetValue(0), CultureInfo.InvariantCulture);
            present = new(
                present.IsThere || other == version, present.HasOlder || other < version, present.HasNewer || other > version);
        }

        return present;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await command.DisposeAsync();
        await connection.DisposeAsync();
    }
}
