using System.Data.Common;
using System.Security.Cryptography;
using Serment.Custodian.Keys;
using Serment.Custodian.Log;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Signing;

/// <summary>A laboratory's signing key as its row has it.</summary>
internal sealed record ReportKeyRow(long KeyId, short Site, byte[] Certificate, byte[] Wrapped);

/// <summary>The keys that sign reports: one in force at each site, the older ones kept for their certificates.</summary>
internal static class ReportKeyRows
{
    /// <summary>Keys in a list.</summary>
    public const int MaxListed = 100;

    /// <summary>The site's key; made when the first report is signed.</summary>
    public static ReportKeyRow Current(Turn turn, SiteKeys site, ActorId who)
    {
        using (DbDataReader row = turn.Read(
            "SELECT key_id, certificate, wrapped_key FROM report_key WHERE site = @p1 AND ended_at IS NULL", site.Site))
        {
            if (row.Read())
            {
                return new(row.GetInt64(0), site.Site, (byte[])row.GetValue(1), (byte[])row.GetValue(2));
            }
        }

        string name = turn.Scalar("SELECT name FROM site WHERE site = @p1", site.Site) as string ?? site.Code;
        long keyId = OpaqueId.Draw();
        (byte[] certificate, byte[] wrapped) = ReportKeyBox.Create(site, keyId, name, turn.Now);
        turn.Append(LogLeaf.Event(
            LogEventKind.ReportKeyMade, site.Site, who,
            new EventBody { Subject = keyId, Commitment = SHA256.HashData(certificate) }));
        turn.Execute(
            """
            INSERT INTO report_key (key_id, site, created_at, ended_at, certificate, wrapped_key)
            VALUES (@p1, @p2, @p3, @p4, @p5, @p6)
            """,
            keyId, site.Site, turn.Now.ToUnixTimeMilliseconds(), null, certificate, wrapped);
        return new(keyId, site.Site, certificate, wrapped);
    }

    /// <summary>A site's keys, the current one last.</summary>
    public static ReportKeyList List(CustodyReader reader, short site)
    {
        using DbDataReader row = reader.Read(
            """
            SELECT key_id, certificate, created_at, ended_at FROM report_key WHERE site = @p1
            ORDER BY created_at, key_id LIMIT @p2
            """,
            site, MaxListed);
        List<ReportKey> keys = [];
        while (row.Read())
        {
            keys.Add(new(
                row.GetInt64(0), (byte[])row.GetValue(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
                row.IsDBNull(3) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3))));
        }

        return new(keys);
    }
}
