using System.Data.Common;
using Serment.Custodian.Decisions;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Custodian.Storage;

/// <summary>What the custody database says of some patients: their wrapped keys, and who cares for them.</summary>
internal sealed class PatientFacts
{
    private readonly Dictionary<long, byte[]> keys = [];
    private readonly HashSet<long> elsewhere = [];
    private readonly List<CareRelationship> relationships = [];

    /// <summary>The wrapped key, where the patient exists at that site.</summary>
    public byte[]? KeyOf(PatientId patient) => keys.GetValueOrDefault(patient.Value);

    /// <summary>Whether the patient exists, here or at another site.</summary>
    public bool Exists(PatientId patient) => keys.ContainsKey(patient.Value) || elsewhere.Contains(patient.Value);

    /// <summary>Relationships of any of these patients, who are one person.</summary>
    public IReadOnlyList<CareRelationship> Of(IReadOnlyList<PatientId> samePerson) =>
        relationships.Count == 0 ? [] : [.. relationships.Where(r => samePerson.Contains(r.Patient))];

    /// <summary>
    /// Reads keys (of that site) and, if wanted, relationships of the patients and of those linked to them.
    /// </summary>
    public static PatientFacts Read(
        CustodyReader reader, short site, IReadOnlyCollection<long> patients, IReadOnlyCollection<long>? linked)
    {
        PatientFacts facts = new();
        foreach (DbDataReader row in EachOf(
            reader, patients,
            "SELECT patient_id, wrapped_key, site FROM patient_key WHERE patient_id = @p1",
            "SELECT patient_id, wrapped_key, site FROM patient_key WHERE patient_id = ANY(@p1)"))
        {
            if (row.GetInt16(2) == site)
            {
                facts.keys[row.GetInt64(0)] = (byte[])row.GetValue(1);
            }
            else
            {
                facts.elsewhere.Add(row.GetInt64(0));
            }
        }

        if (linked is null)
        {
            return facts;
        }

        foreach (DbDataReader row in EachOf(
            reader, linked,
            """
            SELECT relationship_id, patient_id, kind, staff_id, unit_id, starts_at, ends_at, declared_by, site
            FROM relationship WHERE patient_id = @p1
            """,
            """
            SELECT relationship_id, patient_id, kind, staff_id, unit_id, starts_at, ends_at, declared_by, site
            FROM relationship WHERE patient_id = ANY(@p1)
            """))
        {
            if (row.GetInt16(8) == site)
            {
                facts.relationships.Add(Relationship(row));
            }
        }

        return facts;
    }

    private static CareRelationship Relationship(DbDataReader row) =>
        new(
            row.GetInt64(0),
            new(row.GetInt64(1)),
            (RelationshipKind)row.GetInt16(2),
            row.IsDBNull(3) ? null : new ActorId(row.GetInt64(3)),
            row.IsDBNull(4) ? null : row.GetInt32(4),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
            new(row.GetInt64(7)));

    /// <summary>
    /// One statement a patient on SQLite, where a call is cheap; one for all on PostgreSQL, where it is not.
    /// </summary>
    private static IEnumerable<DbDataReader> EachOf(
        CustodyReader reader, IReadOnlyCollection<long> patients, string one, string all)
    {
        if (reader.Engine == DatabaseEngine.PostgreSql)
        {
            using DbDataReader rows = reader.Read(all, patients as long[] ?? [.. patients]);
            while (rows.Read())
            {
                yield return rows;
            }

            yield break;
        }

        foreach (long patient in patients)
        {
            using DbDataReader rows = reader.Read(one, patient);
            while (rows.Read())
            {
                yield return rows;
            }
        }
    }
}
