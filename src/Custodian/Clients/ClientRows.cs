using System.Data.Common;
using System.Security.Cryptography;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Clients;

/// <summary>
/// Machine clients as rows. Only the first start and an approved proposal write one; each appends its own leaf.
/// </summary>
internal static class ClientRows
{
    /// <summary>The flow of a site's import client: a large legacy file within minutes, and no more.</summary>
    public const long ImportFlowPerHour = 40_000_000;

    /// <summary>The flow of a site's laboratory client: the analysers of a large platform at their busiest.</summary>
    public const long LaboratoryFlowPerHour = 1_000_000;

    /// <summary>The flow of a client that a proposal registers: a busy interface, not a migration.</summary>
    public const long DefaultFlowPerHour = 100_000;

    /// <summary>Clients in a list.</summary>
    public const int MaxListed = 100;

    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>How rows are read: in a turn, or beside the writer.</summary>
    public delegate DbDataReader ReadRows(string sql, params ReadOnlySpan<object?> values);

    /// <summary>
    /// A client that has not ended, as it is now, with its public key. Only within a turn is the table known to be sound.
    /// </summary>
    public static (ClientFacts Facts, byte[] Key)? FindLive(ReadRows read, ActorId client)
    {
        using DbDataReader row = read(
            """
            SELECT site, name, rights, flow_per_hour, public_key FROM client
            WHERE client_id = @p1 AND ended_at IS NULL
            """,
            client.Value);
        return row.Read()
            ? (new(client, row.GetInt16(0), row.GetString(1), (ClientRights)row.GetInt16(2), row.GetInt64(3)),
                (byte[])row.GetValue(4))
            : null;
    }

    /// <summary>Asked again in the turn: a client that ended while its request waited does nothing more.</summary>
    /// <exception cref="CustodyRefusal">It has ended.</exception>
    public static void ThrowUnlessLive(Turn turn, ClientFacts client)
    {
        if (turn.Scalar("SELECT 1 FROM client WHERE client_id = @p1 AND ended_at IS NULL", client.Id.Value) is null)
        {
            throw new CustodyRefusal(ResponseStatus.NotSignedIn, "client-ended");
        }
    }

    /// <summary>The name of a site's client that has not ended; null when there is none.</summary>
    public static string? NameOfLive(Turn turn, short site, ActorId client) =>
        turn.Scalar(
            "SELECT name FROM client WHERE client_id = @p1 AND site = @p2 AND ended_at IS NULL", client.Value, site)
            as string;

    /// <summary>Ends a client for good: its key proves nothing any more, on no connection.</summary>
    public static void End(Turn turn, ActorId client) =>
        turn.Execute(
            "UPDATE client SET ended_at = @p2 WHERE client_id = @p1 AND ended_at IS NULL",
            client.Value, turn.Now.ToUnixTimeMilliseconds());

    /// <summary>The clients of a site, those that live first; at most <see cref="MaxListed"/>.</summary>
    public static ClientList List(CustodyReader reader, short site)
    {
        using DbDataReader row = reader.Read(
            """
            SELECT client_id, name, rights, created_at, ended_at FROM client WHERE site = @p1
            ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, created_at, name LIMIT @p2
            """,
            site, MaxListed);
        List<ClientSummary> clients = [];
        while (row.Read())
        {
            clients.Add(new(
                new(row.GetInt64(0)), row.GetString(1), (ClientRights)row.GetInt16(2),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
                row.IsDBNull(4) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4))));
        }

        return new(clients);
    }

    /// <summary>Inserts a client.</summary>
    /// <exception cref="CryptographicException">The key is not a public key on P-256.</exception>
    public static void Insert(
        Turn turn, ActorId client, short site, string name, ECDsa publicKey, ClientRights rights, long flowPerHour)
    {
        if (!string.Equals(publicKey.ExportParameters(false).Curve.Oid.Value, P256, StringComparison.Ordinal))
        {
            throw new CryptographicException("a machine client's key is on P-256");
        }

        turn.Execute(
            """
            INSERT INTO client (client_id, site, name, public_key, rights, flow_per_hour, created_at, ended_at)
            VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8)
            """,
            client.Value, site, name, publicKey.ExportSubjectPublicKeyInfo(), (short)rights, flowPerHour,
            turn.Now.ToUnixTimeMilliseconds(), null);
    }
}
