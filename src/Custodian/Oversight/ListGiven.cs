using System.Data.Common;
using Serment.Custodian.Evidence;
using Serment.Custodian.Relationships;
using Serment.Custodian.Serving;
using Serment.Custodian.Storage;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Oversight;

/// <summary>
/// What colleagues gave each other, for the security office: who stands in for whom, patients handed over, requests to be
/// let in. A patient is a random number, and no reason is shown.
/// </summary>
internal sealed class ListGiven(CustodyCore core)
{
    /// <summary>Lines of each kind.</summary>
    public const int MaxLines = 200;

    private static readonly TimeSpan RequestsShown = TimeSpan.FromDays(7);

    /// <summary>Answers <see cref="MessageKind.ListGiven"/>.</summary>
    public async Task<GivenList> RunAsync(Caller caller, Nothing nothing, CancellationToken stop)
    {
        SessionFacts session = caller.Person;
        DateTimeOffset now = core.Writer.Now;
        return await core.Readers.RunAsync(
            reader => new GivenList(
                core.Covers.DescribeAll(session.Site, now), ReadGiven(reader, session.Site, now),
                ReadRequests(reader, session.Site, now)),
            stop);
    }

    private List<HandOverSummary> ReadGiven(CustodyReader reader, short site, DateTimeOffset now)
    {
        using DbDataReader row = reader.Read(
            """
            SELECT relationship_id, patient_id, starts_at, ends_at, staff_id, declared_by, log_index, unit_id, site, kind, seal
            FROM relationship WHERE site = @p1 AND ends_at > @p2 AND kind IN (4, 5, 7)
            ORDER BY ends_at LIMIT @p3
            """,
            site, now.ToUnixTimeMilliseconds(), MaxLines);
        List<HandOverSummary> given = [];
        while (row.Read())
        {
            if (RelationshipRows.Read(row, reader.Seals) is { } one)
            {
                given.Add(new(
                    one.Id, (RelationshipKind)one.Kind, new(one.Patient),
                    one.Staff is long staff
                        ? core.People.NameOf(new(staff)) ?? ""
                        : core.People.UnitOf(one.Unit ?? 0)?.Name ?? "",
                    core.People.NameOf(new(one.DeclaredBy)) ?? "", DateTimeOffset.FromUnixTimeMilliseconds(one.StartsAtMs),
                    DateTimeOffset.FromUnixTimeMilliseconds(one.EndsAtMs)));
            }
        }

        return given;
    }

    private List<CareRequestSummary> ReadRequests(CustodyReader reader, short site, DateTimeOffset now)
    {
        using DbDataReader row = reader.Read(
            """
            SELECT request_id, patient_id, asker_id, role, asked_at, answer, expires_at, answered_by, answered_at
            FROM care_request WHERE site = @p1 AND asked_at > @p2
            ORDER BY asked_at DESC LIMIT @p3
            """,
            site, (now - RequestsShown).ToUnixTimeMilliseconds(), MaxLines);
        List<CareRequestSummary> requests = [];
        while (row.Read())
        {
            bool isAnswered = !row.IsDBNull(7);
            requests.Add(new(
                row.GetInt64(0), new(row.GetInt64(1)), core.People.NameOf(new(row.GetInt64(2))) ?? "",
                (Role)row.GetInt16(3), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
                !row.IsDBNull(5) ? (CareRequestState)row.GetInt16(5)
                    : now < DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)) ? CareRequestState.Waiting
                    : CareRequestState.Expired,
                isAnswered ? core.People.NameOf(new(row.GetInt64(7))) : null,
                isAnswered ? DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(8)) : null));
        }

        return requests;
    }
}
