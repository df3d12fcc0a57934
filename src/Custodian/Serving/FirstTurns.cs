using System.Data.Common;
using Serment.Custodian.Keys;
using Serment.Custodian.Log;
using Serment.Custodian.Relationships;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Serving;

/// <summary>
/// What is done once, before anybody is answered: an older database is sealed, a restored one is put in the log.
/// </summary>
internal static class FirstTurns
{
    /// <summary>Does it.</summary>
    /// <param name="core">The custodian, its state loaded.</param>
    /// <param name="kept">The head that was kept outside the database, if any.</param>
    /// <param name="stop">Cancels.</param>
    public static async Task RunAsync(CustodyCore core, LogHead? kept, CancellationToken stop)
    {
        if (core.Keys.ResealedLogKey is byte[] logKey)
        {
            await core.Writer.RunAsync(turn => SealAll(turn, core, logKey), stop);
            core.Log.IsUnsealed = false;
        }

        if (core.Options.AcceptRestored)
        {
            await core.Writer.RunAsync(turn => NoteRestored(turn, core, kept), stop);
        }

        HeadFile.Write(core.Options.HeadPath, core.Keys, core.Log.Head);
    }

    private static int SealAll(Turn turn, CustodyCore core, byte[] logKey)
    {
        List<RelationshipRow> rows = [];
        using (DbDataReader reader = turn.Read(
            """
            SELECT relationship_id, patient_id, starts_at, ends_at, staff_id, declared_by, log_index, unit_id, site, kind, seal
            FROM relationship
            """))
        {
            while (reader.Read())
            {
                rows.Add(RelationshipRows.ReadUnchecked(reader));
            }
        }

        foreach (RelationshipRow row in rows)
        {
            RelationshipRows.End(turn, row, row.EndsAtMs);
        }

        turn.Execute("UPDATE log_key SET wrapped_key = @p1", logKey);
        Alert(turn, core, new() { Code = (byte)AlertCode.CustodyFirstSealed, Number = rows.Count });
        return rows.Count;
    }

    private static int NoteRestored(Turn turn, CustodyCore core, LogHead? kept)
    {
        Alert(turn, core, new()
        {
            Code = (byte)AlertCode.CustodyRestored,
            Number = kept?.Size,
            Commitment = kept is null ? null : kept.Root.ToArray(),
        });
        return core.Keys.Sites.Count;
    }

    private static void Alert(Turn turn, CustodyCore core, in EventBody body)
    {
        foreach (SiteKeys site in core.Keys.Sites)
        {
            turn.Append(LogLeaf.Event(LogEventKind.Alert, site.Site, default, body));
        }
    }
}
