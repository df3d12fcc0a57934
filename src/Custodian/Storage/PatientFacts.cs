using System.Data.Common;
using Serment.Custodian.Decisions;
using Serment.Custodian.Keys;
using Serment.Custodian.Relationships;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Custodian.Storage;

/// <summary>What the custody database says of some patients: their wrapped keys, and who cares for them.</summary>
internal sealed class PatientFacts
{
    private const string KeyColumns = "SELECT patient_id, wrapped_key, site FROM patient_key WHERE patient_id ";

    private const string RelationshipColumns =
        "SELECT relationship_id, patient_id, starts_at, ends_at, staff_id, declared_by, log_index, unit_id, site, kind, seal "
        + "FROM relationship WHERE patient_id ";

    private const string IsOne = "= @p1";
    private const string IsInArray = "= ANY(@p1)";

    // SQLite takes a list as JSON. A statement a patient would take its locks for each of them.
    private const string IsInList = "IN (SELECT value FROM json_each(@p1))";

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
        using (DbDataReader row = RowsOf(
            reader, patients, KeyColumns + IsOne, KeyColumns + IsInList, KeyColumns + IsInArray))
        {
            while (row.Read())
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
        }

        if (linked is null)
        {
            return facts;
        }

        using (DbDataReader row = RowsOf(
            reader, linked, RelationshipColumns + IsOne, RelationshipColumns + IsInList, RelationshipColumns + IsInArray))
        {
            while (row.Read())
            {
                // A row that somebody else put there says nothing; verification names it.
                if (RelationshipRows.Read(row, reader.Seals) is { } read && read.Site == site)
                {
                    facts.relationships.Add(Relationship(read));
                }
            }
        }

        return facts;
    }

    private static CareRelationship Relationship(in RelationshipRow row) =>
        new(
            row.Id,
            new(row.Patient),
            (RelationshipKind)row.Kind,
            row.Staff is long staff ? new ActorId(staff) : null,
            row.Unit,
            DateTimeOffset.FromUnixTimeMilliseconds(row.StartsAtMs),
            DateTimeOffset.FromUnixTimeMilliseconds(row.EndsAtMs),
            new(row.DeclaredBy));

    private static DbDataReader RowsOf(
        CustodyReader reader, IReadOnlyCollection<long> patients, string one, string list, string array) =>
        patients.Count == 1 ? reader.Read(one, patients.First())
        : reader.Engine == DatabaseEngine.PostgreSql ? reader.Read(array, patients as long[] ?? [.. patients])
        : reader.Read(list, $"[{string.Join(',', patients)}]");
}
