using System.Data.Common;
using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.Serving;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Oversight;

/// <summary>
/// A page of the log for the security office: who did what when, a patient being a random number at most.
/// </summary>
internal sealed class ReadLog(CustodyCore core)
{
    /// <summary>Answers <see cref="MessageKind.ReadLog"/>.</summary>
    public async Task<LogPage> RunAsync(Caller caller, LogQuery query, CancellationToken stop)
    {
        if (query.Limit is <= 0 or > LogQuery.MaxLimit)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "limit", nameof(query.Limit));
        }

        SessionFacts session = caller.Person;
        await core.Writer.IndexAsync(stop);
        return await core.Readers.RunAsync(reader => Read(reader, session.Site, query), stop);
    }

    private LogPage Read(CustodyReader reader, short site, LogQuery query)
    {
        LogHead head = core.Log.Head;
        List<LogEvent> events = [];
        using DbDataReader row = reader.Read(
            """
            SELECT log_index, at, kind, actor_id, role, patient_id, outcome, reason, charged, code, number, client.name
            FROM log_event LEFT JOIN client ON client.client_id = log_event.actor_id
            WHERE log_event.site IN (@p1, 0) AND log_index < @p2
                AND (@p3 = 0 OR kind = @p3)
                AND (@p4 = 0 OR actor_id = @p4)
                AND (@p5 = 0 OR kind IN (4, 11, 15, 17))
                AND (@p6 = 0 OR kind = 50)
            ORDER BY log_index DESC
            LIMIT @p7
            """,
            site, query.Before ?? long.MaxValue, query.Kind is LogEventKind kind ? (int)kind : 0,
            query.Actor?.Value ?? 0L,
            query.RefusalsOnly ? 1 : 0, query.AlertsOnly ? 1 : 0, query.Limit + 1);
        while (events.Count < query.Limit && row.Read())
        {
            events.Add(EventOf(row));
        }

        return new(events, events.Count == query.Limit && row.Read(), head.Size, head.Root.ToString());
    }

    private LogEvent EventOf(DbDataReader row)
    {
        LogEventKind kind = (LogEventKind)row.GetInt16(2);
        ActorId actor = new(row.GetInt64(3));
        return new(
            row.GetInt64(0),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
            kind,
            actor.Value == 0 ? null : actor,
            core.People.NameOf(actor) ?? (row.IsDBNull(11) ? null : row.GetString(11)),
            row.IsDBNull(4) ? null : (Role)row.GetInt16(4),
            row.IsDBNull(5) ? null : new PatientId(row.GetInt64(5)),
            row.IsDBNull(6) ? null : (Outcome)row.GetInt16(6),
            row.IsDBNull(7) ? null : (DecisionReason)row.GetInt16(7),
            row.IsDBNull(8) ? null : Shown((Meter)row.GetInt16(8)),
            EventDetail.Of(
                kind,
                row.IsDBNull(9) ? null : (byte)row.GetInt16(9),
                row.IsDBNull(10) ? null : row.GetInt64(10)));
    }

    // Broken glass has a meter of its own; outside, it is what it is: a patient outside current care.
    private static MeterKind? Shown(Meter meter) => meter == Meter.BreakGlass ? MeterKind.OffPattern : (MeterKind)meter;
}
