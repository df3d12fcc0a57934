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
/// Joins two records of one person, or separates them again. Each keeps its own key, so nothing is lost.
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

    private long Store(Turn turn, SessionFacts session, PatientLink link)
    {
        PatientId? survivor = core.Links.SurvivorOf(link.Replaced);
        bool isJoined = survivor == link.Survivor;
        if (link.Undo ? !isJoined : survivor is not null || core.Links.SubjectOf(link.Survivor) == link.Replaced)
        {
            throw new CustodyRefusal(ResponseStatus.Conflict, link.Undo ? "not-linked" : "already-linked");
        }

        if (!link.Undo && core.Links.SamePerson(link.Survivor).Count + core.Links.SamePerson(link.Replaced).Count
            > PatientLinks.MaxChain)
        {
            throw new CustodyRefusal(ResponseStatus.Conflict, "too-many-linked");
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
        }
        else
        {
            turn.Execute(
                "INSERT INTO patient_link (patient_id, survivor_id, log_index) VALUES (@p1, @p2, @p3)",
                link.Replaced.Value, link.Survivor.Value, index);
            core.Links.Join(turn, link.Replaced, link.Survivor);
        }

        return index;
    }
}
