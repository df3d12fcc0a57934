using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.RecordAccess.Sealing;

/// <summary>
/// Puts beside each correction the wrapped key of the version that it follows: the custodian, who knows no entry, sees
/// by it that the correction stays in its entry's compartment.
/// </summary>
internal static class PreviousKeys
{
    private const string OfVersion = """
        SELECT wrapped_key FROM entry WHERE patient_id = @patient AND entry_id = @entry AND version = @version
        """;

    /// <summary>Reads and adds them; zeros, which the custodian refuses, where there is no such version.</summary>
    public static async Task AddAsync(DatabaseLocation main, SealBatch batch, CancellationToken stop)
    {
        List<PendingEntry> corrections = batch.Entries.FindAll(entry => entry.Version > 1);
        if (corrections.Count == 0)
        {
            return;
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        foreach (PendingEntry entry in corrections)
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = OfVersion;
            command.Add("@patient", batch.Patients[entry.Patient].Value);
            command.Add("@entry", entry.Entry.Value);
            command.Add("@version", entry.Version - 1);
            byte[]? wrapped = await command.ExecuteScalarAsync(stop) as byte[];
            batch.Request.AddPrevious(
                wrapped is { Length: SealedLengths.WrappedKeyBytes } ? wrapped : new byte[SealedLengths.WrappedKeyBytes]
            );
        }
    }
}
