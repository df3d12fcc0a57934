using System.Collections.Frozen;
using System.Data.Common;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Relationships;

/// <summary>
/// Records joined as one person, and the canaries, in memory: few against the patients, and needed by every decision.
/// A link counts for everybody but whoever made it: for him the records stay apart, so that joining a stranger to
/// somebody in his care opens him nothing.
/// </summary>
internal sealed class PatientLinks : IDurableState
{
    /// <summary>Records that may be joined in one chain.</summary>
    public const int MaxChain = 16;

    private volatile FrozenDictionary<long, Link> links = FrozenDictionary<long, Link>.Empty;
    private volatile FrozenDictionary<long, PatientId[]> groups = FrozenDictionary<long, PatientId[]>.Empty;
    private volatile FrozenSet<long> canaries = FrozenSet<long>.Empty;

    /// <summary>Whether no rightful flow ever touches this patient.</summary>
    public bool IsCanary(PatientId patient) => canaries.Contains(patient.Value);

    /// <summary>The record under which the person is counted: the last survivor of the chain.</summary>
    public PatientId SubjectOf(PatientId patient) => Follow(patient, null);

    /// <summary>The same as it counts for one who asks.</summary>
    public PatientId SubjectOf(PatientId patient, ActorId asker) => Follow(patient, asker);

    /// <summary>Every record of the same person, itself included.</summary>
    public IReadOnlyList<PatientId> SamePerson(PatientId patient)
    {
        PatientId subject = SubjectOf(patient);
        return groups.TryGetValue(subject.Value, out PatientId[]? group) ? group : [patient];
    }

    /// <summary>The same as it counts for one who asks.</summary>
    public IReadOnlyList<PatientId> SamePerson(PatientId patient, ActorId asker)
    {
        IReadOnlyList<PatientId> group = SamePerson(patient);
        PatientId subject = SubjectOf(patient, asker);
        return group.Count == 1 ? group : [.. group.Where(one => SubjectOf(one, asker) == subject)];
    }

    /// <summary>The record that replaces this one, if any.</summary>
    public PatientId? SurvivorOf(PatientId patient) =>
        links.TryGetValue(patient.Value, out Link link) ? link.Survivor : null;

    /// <inheritdoc/>
    public void Load(DbConnection connection)
    {
        Dictionary<long, Link> read = [];
        using (DbCommand command = connection.CreateCommand())
        {
            command.CommandText = "SELECT patient_id, survivor_id, linked_by, log_index FROM patient_link";
            using DbDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                read[reader.GetInt64(0)] = new(
                    new(reader.GetInt64(1)), reader.IsDBNull(2) ? default : new ActorId(reader.GetInt64(2)),
                    reader.GetInt64(3));
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
    public void Join(Turn turn, PatientId replaced, PatientId survivor, ActorId by, long logIndex) =>
        turn.OnCommit(() => Set(new(links) { [replaced.Value] = new(survivor, by, logIndex) }));

    /// <summary>Separates, once the turn is durable.</summary>
    public void Separate(Turn turn, PatientId replaced) =>
        turn.OnCommit(() =>
        {
            Dictionary<long, Link> next = new(links);
            next.Remove(replaced.Value);
            Set(next);
        });

    /// <summary>The same as it counted for one who asked, before the log had that leaf.</summary>
    public PatientId SubjectAsOf(PatientId patient, ActorId asker, long leaf) => Follow(patient, asker, leaf);

    private PatientId Follow(PatientId patient, ActorId? asker, long leaf = long.MaxValue)
    {
        FrozenDictionary<long, Link> map = links;
        PatientId current = patient;
        for (int i = 0;
            i < MaxChain && map.TryGetValue(current.Value, out Link next) && next.By != asker && next.LogIndex < leaf;
            i++)
        {
            current = next.Survivor;
        }

        return current;
    }

    private void Set(Dictionary<long, Link> next)
    {
        links = next.ToFrozenDictionary();
        groups = next.Keys
            .GroupBy(replaced => SubjectOf(new(replaced)).Value)
            .ToFrozenDictionary(
                group => group.Key,
                group => (PatientId[])[new(group.Key), .. group.Select(replaced => new PatientId(replaced))]);
    }

    private readonly record struct Link(PatientId Survivor, ActorId By, long LogIndex);
}
