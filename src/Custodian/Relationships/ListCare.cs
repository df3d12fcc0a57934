using System.Data.Common;
using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.Custodian.Sealing;
using Serment.Custodian.Serving;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.Relationships;

/// <summary>Who cares for a patient and why. Whoever asks has the record in hand.</summary>
internal sealed class ListCare(CustodyCore core)
{
    /// <summary>Answers <see cref="MessageKind.ListCare"/>.</summary>
    public async Task<CareList> RunAsync(Caller caller, CareQuery query, CancellationToken stop)
    {
        SessionFacts session = caller.Person;
        DateTimeOffset now = core.Writer.Now;
        PatientFacts facts = await AskColleague.ReadAsync(core, session, [query.Patient], stop);
        if (facts.KeyOf(query.Patient) is null
            || !SeenLately.Holds(core, session, query.Patient, facts, now, SealEntries.AfterDisclosure))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "not-disclosed");
        }

        List<CareRelationship> shown =
        [
            .. AskColleague.TiesOf(core, session, query.Patient, facts)
                .OrderByDescending(one => Decide.CareUntil(one.Kind, one.Until) > now)
                .ThenByDescending(one => one.From)
                .Take(CareList.MaxLines),
        ];
        Dictionary<ActorId, string> clients = await ClientNamesAsync(shown, stop);
        return new([.. shown.Select(one => Line(session, one, clients, now))]);
    }

    private CareLine Line(
        SessionFacts session, CareRelationship one, Dictionary<ActorId, string> clients, DateTimeOffset now)
    {
        string name = one.Staff is ActorId staff
            ? core.People.NameOf(staff) ?? ""
            : core.People.UnitOf(one.UnitId ?? 0)?.Name ?? "";
        DateTimeOffset careUntil = Decide.CareUntil(one.Kind, one.Until);
        return new(
            one.Id, one.Kind, one.Staff, one.UnitId, name, one.From, one.Until, careUntil,
            core.People.NameOf(one.DeclaredBy) ?? clients.GetValueOrDefault(one.DeclaredBy, ""),
            one.DeclaredBy == one.Staff
                || (one.UnitId is int unit && core.People.Find(one.DeclaredBy)?.UnitIds.Contains(unit) == true),
            one.Until > now && EndRelationship.IsOwn(session, one.DeclaredBy, one.Staff, one.UnitId),
            careUntil > now && one.From <= now ? core.Covers.DescribeFor(one.Staff, one.UnitId, now) : []);
    }

    private Task<Dictionary<ActorId, string>> ClientNamesAsync(List<CareRelationship> shown, CancellationToken stop)
    {
        ActorId[] unknown =
            [.. shown.Select(one => one.DeclaredBy).Distinct().Where(one => core.People.Find(one) is null)];
        return core.Readers.RunAsync(
            reader =>
            {
                Dictionary<ActorId, string> names = [];
                foreach (ActorId client in unknown)
                {
                    using DbDataReader row = reader.Read("SELECT name FROM client WHERE client_id = @p1", client.Value);
                    if (row.Read())
                    {
                        names[client] = row.GetString(0);
                    }
                }

                return names;
            },
            stop);
    }
}
