using System.Globalization;
using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.Sealing;
using Serment.Custodian.Serving;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Relationships;

/// <summary>
/// Joins two records of one person, or separates them again. Each keeps its own key, so nothing is lost. Who joins
/// gains nothing by it (<see cref="PatientLinks"/>): otherwise a record of one's own making would open any other.
/// </summary>
internal sealed class LinkPatients(CustodyCore core)
{
    /// <summary>Both identities must have been seen this short a while ago: one compares them side by side.</summary>
    public static readonly TimeSpan SideBySide = TimeSpan.FromHours(1);

    /// <summary>Answers <see cref="MessageKind.LinkPatients"/>.</summary>
    public async Task<PatientsLinked> RunAsync(Caller caller, PatientLink link, CancellationToken stop)
    {
        SessionFacts session = caller.Person;
        if (!RoleCompartments.Writes(session.Role).Contains(Compartment.Identity))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "role-forbids");
        }

        if (link.Survivor == link.Replaced)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "same-patient");
        }

        long[] both = [link.Survivor.Value, link.Replaced.Value];
        PatientFacts facts = await core.Readers.RunAsync(
            reader => PatientFacts.Read(reader, session.Site, both, both), stop);
        foreach (PatientId patient in (PatientId[])[link.Survivor, link.Replaced])
        {
            if (facts.KeyOf(patient) is null
                || !SeenLately.Holds(core, session, patient, facts, core.Writer.Now, SideBySide))
            {
                throw new CustodyRefusal(ResponseStatus.Forbidden, "not-disclosed");
            }
        }

        return await core.Writer.RunAsync(turn => new PatientsLinked(Store(turn, session, link)), stop);
    }

    /// <summary>
    /// Decides on the rows as this turn sees them: two that are asked for at once must not make a circle. A link that
    /// is there already is put in the log once more, and a separation too: whoever could not finish tries again.
    /// </summary>
    private long Store(Turn turn, SessionFacts session, PatientLink link)
    {
        PatientId? survivor = SurvivorOf(turn, link.Replaced);
        if (survivor is not null && survivor != link.Survivor)
        {
            throw AlreadyLinked();
        }

        bool isJoined = survivor is not null;
        if (link.Undo && !isJoined && !WasSeparated(turn, link))
        {
            throw new CustodyRefusal(ResponseStatus.Conflict, "not-linked");
        }

        if (!link.Undo && !isJoined)
        {
            ThrowUnlessJoinable(turn, link);
        }

        long index = turn.Append(LogLeaf.Event(
            LogEventKind.PatientsLinked, session.Site, session.Staff,
            new EventBody
            {
                Session = session.Id,
                Patient = link.Survivor,
                Subject = link.Replaced.Value,
                Code = link.Undo ? (byte)1 : (byte)0,
            }));
        if (link.Undo)
        {
            turn.Execute("DELETE FROM patient_link WHERE patient_id = @p1", link.Replaced.Value);
            core.Links.Separate(turn, link.Replaced);
            return index;
        }

        // Who made a link first stays its maker: a second try by somebody else must not free the first of that.
        if (!isJoined)
        {
            turn.Execute(
                "INSERT INTO patient_link (patient_id, survivor_id, log_index, linked_by) VALUES (@p1, @p2, @p3, @p4)",
                link.Replaced.Value, link.Survivor.Value, index, session.Staff.Value);
            core.Links.Join(turn, link.Replaced, link.Survivor, session.Staff, index);
        }

        return index;
    }

    private void ThrowUnlessJoinable(Turn turn, PatientLink link)
    {
        PatientId last = link.Survivor;
        for (int i = 0; i <= PatientLinks.MaxChain && SurvivorOf(turn, last) is { } next; i++)
        {
            last = next;
        }

        if (last == link.Replaced)
        {
            throw AlreadyLinked();
        }

        if (core.Links.SamePerson(link.Survivor).Count + core.Links.SamePerson(link.Replaced).Count
            > PatientLinks.MaxChain)
        {
            throw new CustodyRefusal(ResponseStatus.Conflict, "too-many-linked");
        }
    }

    private static PatientId? SurvivorOf(Turn turn, PatientId patient) =>
        turn.Scalar("SELECT survivor_id FROM patient_link WHERE patient_id = @p1", patient.Value) is { } survivor
            ? new PatientId(Convert.ToInt64(survivor, CultureInfo.InvariantCulture))
            : null;

    // The kind stands here as in the index: 16 is PatientsLinked, its code 1 a separation.
    private bool WasSeparated(Turn turn, PatientLink link) =>
        core.Log.Events.Any(one =>
            one.Kind == LogEventKind.PatientsLinked
            && one.Row.Code == 1
            && one.Row.Patient == link.Survivor
            && one.Row.Subject == link.Replaced.Value)
        || turn.Scalar(
            """
            SELECT 1 FROM log_event WHERE patient_id = @p1 AND subject_id = @p2 AND kind = 16 AND code = 1 LIMIT 1
            """,
            link.Survivor.Value, link.Replaced.Value) is not null;

    private static CustodyRefusal AlreadyLinked() => new(ResponseStatus.Conflict, "already-linked");
}
