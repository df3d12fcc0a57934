using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.RecordAccess.Opening;

/// <summary>A row of the entry table, still sealed.</summary>
internal sealed record SealedRow(
    PatientId Patient,
    EntryId Entry,
    int Version,
    Compartment Compartment,
    ResourceType Type,
    long RecordedAtMs,
    ActorId Author,
    long LogIndex,
    byte[] WrappedKey,
    byte[] Ciphertext
);

/// <summary>
/// Reads sealed rows: one range scan a patient, backwards, so that the newest version of an entry comes first.
/// </summary>
internal static class SealedRows
{
    private const string OfPatientsInPostgreSql = """
        SELECT patient_id, entry_id, version, compartment, resource_type, recorded_at, author_id, log_index,
               wrapped_key, ciphertext
        FROM entry
        WHERE patient_id = ANY(@patients) AND ((@compartments >> compartment) & 1) = 1
        ORDER BY patient_id DESC, entry_id DESC, version DESC
        LIMIT @limit
        """;

    private const string OfPatientsInSqlite = """
        SELECT patient_id, entry_id, version, compartment, resource_type, recorded_at, author_id, log_index,
               wrapped_key, ciphertext
        FROM entry
        WHERE patient_id IN (SELECT value FROM json_each(@patients)) AND ((@compartments >> compartment) & 1) = 1
        ORDER BY patient_id DESC, entry_id DESC, version DESC
        LIMIT @limit
        """;

    private const string OfOnePatient = """
        SELECT patient_id, entry_id, version, compartment, resource_type, recorded_at, author_id, log_index,
               wrapped_key, ciphertext
        FROM entry
        WHERE patient_id = @patient AND ((@compartments >> compartment) & 1) = 1
        ORDER BY entry_id DESC, version DESC
        LIMIT @limit
        """;

    private const string OfOneEntry = """
        SELECT patient_id, entry_id, version, compartment, resource_type, recorded_at, author_id, log_index,
               wrapped_key, ciphertext
        FROM entry
        WHERE patient_id = @patient AND entry_id = @entry AND ((@compartments >> compartment) & 1) = 1
        ORDER BY entry_id DESC, version DESC
        LIMIT @limit
        """;

    /// <summary>
    /// The newest version of each entry of these patients, patients in descending order, at most <paramref
    /// name="limit"/> versions read.
    /// </summary>
    public static async Task<List<SealedRow>> NewestAsync(
        DbConnection connection,
        DatabaseEngine engine,
        ReadOnlyMemory<long> patients,
        CompartmentSet compartments,
        int limit,
        CancellationToken stop
    )
    {
        await using DbCommand command = connection.CreateCommand();
        if (patients.Length == 1)
        {
            command.CommandText = OfOnePatient;
            command.Add("@patient", patients.Span[0]);
        }
        else
        {
            command.CommandText = engine == DatabaseEngine.Sqlite ? OfPatientsInSqlite : OfPatientsInPostgreSql;
            command.AddList("@patients", patients.Span);
        }

        return await ReadAsync(command, compartments, limit, newestOnly: true, stop);
    }

    /// <summary>All versions of one entry, newest first.</summary>
    public static async Task<List<SealedRow>> HistoryAsync(
        DbConnection connection,
        PatientId patient,
        EntryId entry,
        CompartmentSet compartments,
        int limit,
        CancellationToken stop
    )
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfOneEntry;
        command.Add("@patient", patient.Value);
        command.Add("@entry", entry.Value);
        return await ReadAsync(command, compartments, limit, newestOnly: false, stop);
    }

    private static async Task<List<SealedRow>> ReadAsync(
        DbCommand command,
        CompartmentSet compartments,
        int limit,
        bool newestOnly,
        CancellationToken stop
    )
    {
        command.Add("@compartments", compartments.Bits);
        command.Add("@limit", limit);
        List<SealedRow> rows = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            PatientId patient = new(reader.GetInt64(0));
            EntryId entry = new(reader.GetInt64(1));
            if (newestOnly && rows.Count > 0 && rows[^1].Patient == patient && rows[^1].Entry == entry)
            {
                continue;
            }

            rows.Add(
                new(
                    patient,
                    entry,
                    reader.GetInt32(2),
                    (Compartment)reader.GetInt16(3),
                    new(reader.GetInt16(4)),
                    reader.GetInt64(5),
                    new(reader.GetInt64(6)),
                    reader.GetInt64(7),
                    reader.GetFieldValue<byte[]>(8),
                    reader.GetFieldValue<byte[]>(9)
                )
            );
        }

        return rows;
    }
}
