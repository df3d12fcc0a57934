using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.RecordAccess.Opening;

/// <summary>Which records belong to one person, by <c>patient_link</c>.</summary>
internal static class PatientLinks
{
    /// <summary>Records of one person that are opened together.</summary>
    public const int MaxJoined = 32;

    // A merge of a merge makes a chain; its length is bounded by how often people merge, not by data.
    private const int MaxChain = 8;

    private const string Neighbours = """
        SELECT patient_id, survivor_id
        FROM patient_link
        WHERE patient_id = @patient OR survivor_id = @patient
        LIMIT @limit
        """;

    /// <summary>The survivor first, then the records that it replaced.</summary>
    public static async Task<List<PatientId>> GroupAsync(
        DbConnection connection,
        PatientId patient,
        CancellationToken stop
    )
    {
        PatientId survivor = patient;
        List<(PatientId Replaced, PatientId Survivor)> links = await NeighboursAsync(connection, survivor, stop);
        for (
            int i = 0;
            i < MaxChain && links.Find(link => link.Replaced == survivor) is { Replaced.Value: not 0 } up;
            i++
        )
        {
            survivor = up.Survivor;
            links = await NeighboursAsync(connection, survivor, stop);
        }

        List<PatientId> group = [survivor];
        Queue<PatientId> open = new(links.Where(link => link.Survivor == survivor).Select(link => link.Replaced));
        while (open.Count > 0 && group.Count < MaxJoined)
        {
            PatientId next = open.Dequeue();
            if (group.Contains(next))
            {
                continue;
            }

            group.Add(next);
            foreach ((PatientId replaced, PatientId by) in await NeighboursAsync(connection, next, stop))
            {
                if (by == next)
                {
                    open.Enqueue(replaced);
                }
            }
        }

        return group;
    }

    private static async Task<List<(PatientId Replaced, PatientId Survivor)>> NeighboursAsync(
        DbConnection connection,
        PatientId patient,
        CancellationToken stop
    )
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Neighbours;
        command.Add("@patient", patient.Value);
        command.Add("@limit", MaxJoined + 1);
        List<(PatientId, PatientId)> links = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            links.Add((new(reader.GetInt64(0)), new(reader.GetInt64(1))));
        }

        return links;
    }
}
