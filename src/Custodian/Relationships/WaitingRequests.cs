using System.Collections.Frozen;
using System.Data.Common;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Relationships;

/// <summary>A request to be let in that waits; the patient may not exist.</summary>
internal sealed record WaitingRequest(
    long Id, PatientId Patient, ActorId Asker, short Site, Role Role, DateTimeOffset AskedAt, DateTimeOffset Expires,
    byte[] Reason);

/// <summary>The requests that wait, in memory: every carer's page asks for them every few seconds.</summary>
internal sealed class WaitingRequests : IDurableState
{
    private const string Sql =
        """
        SELECT request_id, patient_id, asker_id, site, role, asked_at, expires_at, reason
        FROM care_request WHERE answered_at IS NULL
        """;

    private volatile FrozenDictionary<long, WaitingRequest> waiting = FrozenDictionary<long, WaitingRequest>.Empty;

    /// <summary>Those of a site that may still be answered, the oldest first.</summary>
    public IReadOnlyList<WaitingRequest> Of(short site, DateTimeOffset now) =>
        waiting.Count == 0
            ? []
            : [.. waiting.Values.Where(one => one.Site == site && now < one.Expires).OrderBy(one => one.AskedAt)];

    /// <summary>One that may still be answered.</summary>
    public WaitingRequest? Find(long request, DateTimeOffset now) =>
        waiting.TryGetValue(request, out WaitingRequest? one) && now < one.Expires ? one : null;

    /// <summary>Those that wait, as the turn sees them.</summary>
    public static List<WaitingRequest> Live(Turn turn)
    {
        using DbDataReader row = turn.Read(Sql);
        return Read(row);
    }

    /// <summary>Puts what a turn leaves, once it is durable.</summary>
    public void Follow(Turn turn)
    {
        List<WaitingRequest> rows = Live(turn);
        turn.OnCommit(() => waiting = rows.ToFrozenDictionary(one => one.Id));
    }

    /// <inheritdoc/>
    public void Load(DbConnection connection)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = Sql;
        using DbDataReader row = command.ExecuteReader();
        waiting = Read(row).ToFrozenDictionary(one => one.Id);
    }

    private static List<WaitingRequest> Read(DbDataReader row)
    {
        List<WaitingRequest> read = [];
        while (row.Read())
        {
            read.Add(new(
                row.GetInt64(0), new(row.GetInt64(1)), new(row.GetInt64(2)), row.GetInt16(3), (Role)row.GetInt16(4),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)), row.GetFieldValue<byte[]>(7)));
        }

        return read;
    }
}
