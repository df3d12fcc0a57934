using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Interop.Legacy.Importing;

/// <summary>
/// Reads what an import may know of patients on record: entry numbers, versions and digests, never content.
/// </summary>
internal static class KnownPatients
{
    private const string InPostgreSql =
        """
        SELECT patient_id, entry_id, version, compartment, content_token
        FROM entry
        WHERE patient_id = ANY(@patients) AND (compartment <= 3 OR entry_id = ANY(@dossiers))
        ORDER BY patient_id, entry_id, version
        """;

    private const string InSqlite =
        """
        SELECT patient_id, entry_id, version, compartment, content_token
        FROM entry
        WHERE patient_id IN (SELECT value FROM json_each(@patients))
          AND (compartment <= 3 OR entry_id IN (SELECT value FROM json_each(@dossiers)))
        ORDER BY patient_id, entry_id, version
        """;

    /// <summary>What is known of these patients; the dossiers are those that are looked for.</summary>
    public static async Task<Dictionary<PatientId, KnownPatient>> ReadAsync(
        DatabaseLocation main, long[] patients, long[] dossiers, CancellationToken stop)
    {
        Dictionary<PatientId, KnownPatient> known = [];
        if (patients.Length == 0)
        {
            return known;
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = main.Engine == DatabaseEngine.Sqlite ? InSqlite : InPostgreSql;
        command.AddList("@patients", patients);
        command.AddList("@dossiers", dossiers);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            PatientId id = new(reader.GetInt64(0));
            if (!known.TryGetValue(id, out KnownPatient? patient))
            {
                patient = new(id, isNew: false);
                known.Add(id, patient);
            }

            Note(patient, reader);
        }

        return known;
    }

    private static void Note(KnownPatient patient, DbDataReader row)
    {
        EntryId entry = new(row.GetInt64(1));
        int version = row.GetInt32(2);
        long? token = row.IsDBNull(4) ? null : row.GetInt64(4);
        switch ((Compartment)row.GetInt16(3))
        {
            case Compartment.Identity when token is long identity:
                patient.AddIdentity(identity);
                break;
            case Compartment.Contact:
                patient.Contact.Note(entry, version, token);
                break;
            case Compartment.Coverage:
                patient.Coverage.Note(entry, version, token);
                break;
            default:
                patient.AddDossier(entry);
                break;
        }
    }
}
