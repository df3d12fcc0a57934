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
    private const string Columns = """
        SELECT patient_id, entry_id, version, compartment, resource_type, recorded_at, author_id, log_index,
               wrapped_key, ciphertext
        FROM entry
        """;

    // Newest of all compartments: an entry that has moved to another one does not show its old version in the first.
    private const string OnlyNewest = """
        AND version = (SELECT MAX(version) FROM entry newer
                       WHERE newer.patient_id = entry.patient_id AND newer.entry_id = entry.entry_id)
        """;

    // The same for one patient. Few entries of a chart were ever changed: those are gathered once, and they alone are
    // asked for their newest version; a long chart would ask for each of its entries.
    private const string OnlyNewestOfOnePatient = """
        AND (entry_id NOT IN (SELECT changed.entry_id FROM entry changed
                              WHERE changed.patient_id = @patient AND changed.version > 1)
             OR version = (SELECT MAX(version) FROM entry newer
                           WHERE newer.patient_id = entry.patient_id AND newer.entry_id = entry.entry_id))
        """;

    private const string InCompartments = "((@compartments >> compartment) & 1) = 1";

    private const string Ordered = "ORDER BY patient_id DESC, entry_id DESC, version DESC LIMIT @limit";

    private const string AnyTypeButPieces = "resource_type <> @binary";

    private const string TheseTypesInSqlite = "resource_type IN (SELECT value FROM json_each(@types))";

    private const string TheseTypesInPostgreSql = "resource_type = ANY(@types)";

    private const string OneType = "resource_type = @type";

    private const string OfOnePatient = "patient_id = @patient";

    private const string OfPatientsInSqlite = "patient_id IN (SELECT value FROM json_each(@patients))";

    private const string OfPatientsInPostgreSql = "patient_id = ANY(@patients)";

    private const string OfEntriesInSqlite =
        $"""
        {Columns} WHERE patient_id = @patient AND entry_id IN (SELECT value FROM json_each(@entries))
        AND {InCompartments} {OnlyNewest} {Ordered}
        """;

    private const string OfEntriesInPostgreSql =
        $"""
        {Columns} WHERE patient_id = @patient AND entry_id = ANY(@entries) AND {InCompartments} {OnlyNewest} {Ordered}
        """;

    private const string OfOneEntry =
        $"{Columns} WHERE patient_id = @patient AND entry_id = @entry AND {InCompartments} {Ordered}";

    /// <summary>
    /// The newest version of each entry of these patients, patients in descending order, at most <paramref
    /// name="limit"/> entries.
    /// </summary>
    public static async Task<List<SealedRow>> NewestAsync(
        DbConnection connection,
        DatabaseEngine engine,
        ReadOnlyMemory<long> patients,
        EntrySelection selection,
        int limit,
        CancellationToken stop
    )
    {
        await using DbCommand command = connection.CreateCommand();
        bool isSqlite = engine == DatabaseEngine.Sqlite;
        string whose = patients.Length == 1 ? OfOnePatient : isSqlite ? OfPatientsInSqlite : OfPatientsInPostgreSql;
        string which = selection.Types.Count switch
        {
            0 => AnyTypeButPieces,
            1 => OneType,
            _ => isSqlite ? TheseTypesInSqlite : TheseTypesInPostgreSql,
        };

        string newest = patients.Length == 1 ? OnlyNewestOfOnePatient : OnlyNewest;

        // All of it constants of this class: nothing that somebody typed is ever in it.
        command.CommandText = $"{Columns} WHERE {whose} AND {InCompartments} AND {which} {newest} {Ordered}";
        if (patients.Length == 1)
        {
            command.Add("@patient", patients.Span[0]);
        }
        else
        {
            command.AddList("@patients", patients.Span);
        }

        switch (selection.Types.Count)
        {
            case 0:
                command.Add("@binary", EntrySelection.Binary.Code);
                break;
            case 1:
                command.Add("@type", selection.Types[0].Code);
                break;
            default:
                command.AddList("@types", [.. selection.Types.Select(type => (long)type.Code)]);
                break;
        }

        return await ReadAsync(command, selection.Compartments, limit, stop);
    }

    /// <summary>The newest version of these entries of one patient, of whatever type.</summary>
    public static async Task<List<SealedRow>> OfEntriesAsync(
        DbConnection connection,
        DatabaseEngine engine,
        PatientId patient,
        ReadOnlyMemory<long> entries,
        CompartmentSet compartments,
        CancellationToken stop
    )
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = engine == DatabaseEngine.Sqlite ? OfEntriesInSqlite : OfEntriesInPostgreSql;
        command.Add("@patient", patient.Value);
        command.AddList("@entries", entries.Span);
        return await ReadAsync(command, compartments, entries.Length, stop);
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
        return await ReadAsync(command, compartments, limit, stop);
    }

    private static async Task<List<SealedRow>> ReadAsync(
        DbCommand command,
        CompartmentSet compartments,
        int limit,
        CancellationToken stop
    )
    {
        command.Add("@compartments", compartments.Bits);
        command.Add("@limit", limit);
        List<SealedRow> rows = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            rows.Add(
                new(
                    new(reader.GetInt64(0)),
                    new(reader.GetInt64(1)),
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
