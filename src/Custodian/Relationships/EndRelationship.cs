using System.Data.Common;
using Serment.Custodian.Log;
using Serment.Custodian.Serving;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Relationships;

/// <summary>
/// Ends a relationship now. One that had not begun, or was declared within the last day, was a cancellation or a
/// mistake:
/// it leaves no after-care. Ending takes access away, so whoever declared it, and whoever has it, may.
/// </summary>
internal sealed class EndRelationship(CustodyCore core)
{
    private static readonly TimeSpan Mistake = TimeSpan.FromHours(24);

    /// <summary>Answers <see cref="MessageKind.EndRelationship"/>.</summary>
    public async Task<Nothing> RunAsync(Caller caller, RelationshipEnding ending, CancellationToken stop)
    {
        short site = caller.Client?.Site ?? caller.Person.Site;
        ActorId actor = caller.Client?.Id ?? caller.Person.Staff;
        await core.Writer.RunAsync(
            turn =>
            {
                (PatientId patient, DateTimeOffset from) = Find(turn, caller, site, actor, ending.RelationshipId);
                turn.Append(LogLeaf.Event(
                    LogEventKind.RelationshipEnded, site, actor,
                    new EventBody
                    {
                        Session = caller.Session?.Id,
                        Subject = ending.RelationshipId,
                        Patient = patient,
                    }));
                return turn.Now < from + Mistake
                    ? turn.Execute("DELETE FROM relationship WHERE relationship_id = @p1", ending.RelationshipId)
                    : turn.Execute(
                        "UPDATE relationship SET ends_at = @p2 WHERE relationship_id = @p1 AND ends_at > @p2",
                        ending.RelationshipId, turn.Now.ToUnixTimeMilliseconds());
            },
            stop);
        return Nothing.Instance;
    }

    private static (PatientId Patient, DateTimeOffset From) Find(
        Turn turn, Caller caller, short site, ActorId actor, long id)
    {
        using DbDataReader row = turn.Read(
            "SELECT patient_id, starts_at, staff_id, unit_id, declared_by FROM relationship "
            + "WHERE relationship_id = @p1 AND site = @p2",
            id, site);
        if (!row.Read())
        {
            throw new CustodyRefusal(ResponseStatus.Conflict, "relationship-ended");
        }

        bool isOwn = row.GetInt64(4) == actor.Value
            || (!row.IsDBNull(2) && row.GetInt64(2) == actor.Value)
            || (!row.IsDBNull(3) && caller.Session?.Units.Contains(row.GetInt32(3)) == true);
        return isOwn
            ? (new(row.GetInt64(0)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)))
            : throw new CustodyRefusal(ResponseStatus.Forbidden, "not-yours");
    }
}
