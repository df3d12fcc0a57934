using System.Security.Cryptography;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Clients;

/// <summary>
/// Writes machine clients. Only the first start and an approved proposal call it; each appends its own leaf.
/// </summary>
internal static class ClientRows
{
    /// <summary>The flow of a site's import client: a large legacy file within minutes, and no more.</summary>
    public const long ImportFlowPerHour = 40_000_000;

    /// <summary>The flow of a client that a proposal registers: a busy interface, not a migration.</summary>
    public const long DefaultFlowPerHour = 100_000;

    private const string P256 = "1.2.840.10045.3.1.7";

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
