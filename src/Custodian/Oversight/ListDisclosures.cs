using System.Data.Common;
using Serment.Custodian.Evidence;
using Serment.Custodian.Sealing;
using Serment.Custodian.Serving;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Oversight;

/// <summary>
/// Who opened a patient's record, newest first: what the patient may ask. The asker has the record in hand.
/// </summary>
internal sealed class ListDisclosures(CustodyCore core)
{
    /// <summary>Longest page.</summary>
    public const int MaxLimit = 200;

    /// <summary>Answers <see cref="MessageKind.ListDisclosures"/>.</summary>
    public async Task<DisclosureList> RunAsync(Caller caller, DisclosureQuery query, CancellationToken stop)
    {
        if (query.Limit is <= 0 or > MaxLimit)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "limit", nameof(query.Limit));
        }

        SessionFacts session = caller.Person;
        IReadOnlyList<PatientId> samePerson = core.Links.SamePerson(query.Patient, session.Staff);
        PatientFacts facts = await core.Readers.RunAsync(
            reader => PatientFacts.Read(
                reader, session.Site, [query.Patient.Value], [.. samePerson.Select(one => one.Value)]),
            stop);
        if (facts.KeyOf(query.Patient) is null
            || !SeenLately.Holds(core, session, query.Patient, facts, core.Writer.Now, SealEntries.AfterDisclosure))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "not-disclosed");
        }

        await core.Writer.IndexAsync(stop);
        List<Disclosure> all = [];
        foreach (PatientId record in samePerson)
        {
            all.AddRange(await core.Readers.RunAsync(reader => Read(reader, record, query), stop));
        }

        List<Disclosure> page = [.. all.OrderByDescending(one => one.LogIndex).Take(query.Limit + 1)];
        bool hasMore = page.Count > query.Limit;
        return new(hasMore ? page[..query.Limit] : page, hasMore);
    }

    private List<Disclosure> Read(CustodyReader reader, PatientId patient, DisclosureQuery query)
    {
        List<Disclosure> found = [];
        using DbDataReader row = reader.Read(
            """
            SELECT log_index, at, actor_id, role, purpose, outcome, reason, kind, code, compartments
            FROM log_event
            WHERE patient_id = @p1 AND log_index < @p2 AND kind IN (10, 11) AND role IS NOT NULL
            ORDER BY log_index DESC
            LIMIT @p3
            """,
            patient.Value, query.Before ?? long.MaxValue, query.Limit + 1);
        while (row.Read())
        {
            found.Add(new(
                row.GetInt64(0),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
                core.People.NameOf(new(row.GetInt64(2))) ?? string.Empty,
                (Role)row.GetInt16(3),
                (AccessPurpose)row.GetInt16(4),
                (Outcome)row.GetInt16(5),
                (DecisionReason)row.GetInt16(6),
                row.IsDBNull(8) ? null : (StepUpKind)row.GetInt16(8),
                Opened((byte)row.GetInt16(9))));
        }

        return found;
    }

    private static List<Compartment> Opened(byte bits) =>
        [.. Compartments.All.Where(compartment => (bits & Log.ReleaseBody.BitOf(compartment)) != 0)];
}
