using System.Collections.Frozen;
using System.Data.Common;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Relationships;

/// <summary>
/// Records joined as one person, and the canaries, in memory: few against the patients, and needed by every decision.
/// </summary>
internal sealed class PatientLinks : IDurableState
{
    /// <summary>Records that may be joined in one chain.</summary>
    public const int MaxChain = 16;

    private volatile FrozenDictionary<long, long> survivors = FrozenDictionary<long, long>.Empty;
    private volatile FrozenDictionary<long, PatientId[]> groups = FrozenDictionary<long, PatientId[]>.Empty;
    private volatile FrozenSet<long> canaries = FrozenSet<long>.Empty;

    /// <summary>Whether no rightful flow ever touches this patient.</summary>
    public bool IsCanary(PatientId patient) => canaries.Contains(patient.Value);

    /// <summary>The record under which the person is counted: the last survivor of the chain.</summary>
    public PatientId SubjectOf(PatientId patient)
    {
        FrozenDictionary<long, long> map = survivors;
        long current = patient.Value;
        for (int i = 0; i < MaxChain && map.TryGetValue(current, out long next); i++)
        {
            current = next;
        }

        return new(current);
    }

    /// <summary>Every record of the same person, itself included.</summary>
    public IReadOnlyList<PatientId> SamePerson(PatientId patient)
    {
        PatientId subject = SubjectOf(patient);
        return groups.TryGetValue(subject.Value, out PatientId[]? group) ? group : [patient];
    }

    /// <summary>The record that replaces this one, if any.</summary>
    public PatientId? SurvivorOf(PatientId patient) =>
        survivors.TryGetValue(patient.Value, out long survivor) ? new PatientId(survivor) : null;

    /// <inheritdoc/>
    public void Load(DbConnection connection)
    {
        Dictionary<long, long> read = [];
        using (DbCommand command = connection.CreateCommand())
        {
            command.CommandText = "SELECT patient_id, survivor_id FROM patient_link";
            using DbDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                read[reader.GetInt64(0)] = reader.GetInt64(1);
            }
        }

        Set(read);
        HashSet<long> tripwires = [];
        using (DbCommand command = connection.CreateCommand())
        {
            command.CommandText = "SELECT patient_id FROM canary";
            using DbDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                tripwires.Add(reader.GetInt64(0));
            }
        }

        canaries = tripwires.ToFrozenSet();
    }

    /// <summary>Joins, once the turn is durable.</summary>
    public void Join(Turn turn, PatientId replaced, PatientId survivor) =>
        turn.OnCommit(() => Set(new(survivors) { [replaced.Value] = survivor.Value }));

    /// <summary>Separates, once the turn is durable.</summary>
    public void Separate(Turn turn, PatientId replaced) =>
        turn.OnCommit(() =>
        {
            Dictionary<long, long> next = new(survivors);
            next.Remove(replaced.Value);
            Set(next);
        });

    private void Set(Dictionary<long, long> next)
    {
        survivors = next.ToFrozenDictionary();
        groups = next.Keys
            .GroupBy(replaced => SubjectOf(new(replaced)).Value)
            .ToFrozenDictionary(
                group => group.Key,
                group => (PatientId[])[new(group.Key), .. group.Select(replaced => new PatientId(replaced))]);
    }
}
