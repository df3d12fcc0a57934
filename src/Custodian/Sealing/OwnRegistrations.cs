using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.Relationships;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Sealing;

/// <summary>Who registers a patient may see for a day what was typed.</summary>
internal static class OwnRegistrations
{
    /// <summary>Adds the relationship, in the turn that seals the first entries.</summary>
    public static void Add(Turn turn, SessionFacts session, PatientId patient)
    {
        long id = OpaqueId.Draw();
        DateTimeOffset until = turn.Now + Decide.OwnRegistration;
        long index = turn.Append(LogLeaf.Event(
            LogEventKind.RelationshipDeclared, session.Site, session.Staff,
            new EventBody
            {
                Session = session.Id,
                Subject = id,
                Patient = patient,
                Code = (byte)RelationshipKind.Registration,
                Number = session.Staff.Value,
                Until = until,
            }));
        RelationshipRows.Insert(turn, new(
            id, patient.Value, turn.Now.ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds(), session.Staff.Value,
            session.Staff.Value, index, null, session.Site, (short)RelationshipKind.Registration));
    }
}
