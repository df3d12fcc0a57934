using Serment.Custodian.Evidence;
using Serment.Custodian.Keys;
using Serment.Custodian.Log;
using Serment.Custodian.Sealing;
using Serment.Custodian.Serving;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Relationships;

/// <summary>
/// Ends a relationship now. One that had not begun, or was declared within the last day, was a cancellation or a
/// mistake: it leaves no after-care. Ending takes access away, so whoever declared it, and whoever has it, may; and
/// reception may end any appointment or admission of its site with a patient whose card it has seen: it cancels and
/// discharges.
/// The security office may end what colleagues gave each other by hand.
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
                RelationshipRow row = Find(turn, caller, site, actor, ending.RelationshipId);
                turn.Append(LogLeaf.Event(
                    LogEventKind.RelationshipEnded, site, actor,
                    new EventBody
                    {
                        Session = caller.Session?.Id,
                        Subject = ending.RelationshipId,
                        Patient = new(row.Patient),
                    }));
                long nowMs = turn.Now.ToUnixTimeMilliseconds();
                return nowMs < row.StartsAtMs + (long)Mistake.TotalMilliseconds
                    ? turn.Execute("DELETE FROM relationship WHERE relationship_id = @p1", row.Id)
                    : row.EndsAtMs > nowMs ? RelationshipRows.End(turn, row, nowMs) : 0;
            },
            stop);
        return Nothing.Instance;
    }

    /// <summary>Whether a person declared it, or has it, or her unit has it.</summary>
    internal static bool IsOwn(SessionFacts session, ActorId declaredBy, ActorId? staff, int? unit) =>
        declaredBy == session.Staff || staff == session.Staff || (unit is int of && session.Units.Contains(of));

    private RelationshipRow Find(Turn turn, Caller caller, short site, ActorId actor, long id)
    {
        RelationshipRow row = RelationshipRows.Find(turn, site, id)
            ?? throw new CustodyRefusal(ResponseStatus.Conflict, "relationship-ended");
        bool isOwn = caller.Session is { } person
            ? IsOwn(person, new(row.DeclaredBy), row.Staff is long staff ? new ActorId(staff) : null, row.Unit)
            : row.DeclaredBy == actor.Value;
        bool isOffices = caller.Session is { Role: Role.SecurityOfficer }
            && Giving.IsGiven((RelationshipKind)row.Kind);
        bool isDesks = caller.Session is { Role: Role.Receptionist } session
            && row.Kind is (short)RelationshipKind.Appointment or (short)RelationshipKind.Admission
            && core.Meters.WasDisclosed(
                session.Staff, core.Links.SubjectOf(new(row.Patient), session.Staff),
                (turn.Now - SealEntries.AfterDisclosure).ToUnixTimeMilliseconds());
        return isOwn || isDesks || isOffices ? row : throw new CustodyRefusal(ResponseStatus.Forbidden, "not-yours");
    }
}
