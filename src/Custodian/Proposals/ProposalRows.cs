using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Proposals;

/// <summary>A proposal as it is stored.</summary>
internal sealed record StoredProposal(
    ProposalId Id, short Site, ActorId Proposer, ActorId? Subject, ProposalDraft Draft, DateTimeOffset Made,
    DateTimeOffset Expires, ProposalState State, ActorId? DecidedBy, DateTimeOffset? DecidedAt, byte[]? CodeMac)
{
    /// <summary>
    /// The state as of now: what waits beyond its time has expired, also before anybody wrote that down.
    /// </summary>
    public ProposalState StateAt(DateTimeOffset now) =>
        State == ProposalState.Waiting && now >= Expires ? ProposalState.Expired : State;
}

/// <summary>Proposals as rows.</summary>
internal static class ProposalRows
{
    /// <summary>Proposals in one list.</summary>
    public const int MaxListed = 200;

    /// <summary>Adds a proposal.</summary>
    public static void Insert(Turn turn, StoredProposal proposal) =>
        turn.Execute(
            """
            INSERT INTO proposal
                (proposal_id, proposer_id, subject_id, made_at, expires_at, decided_by, decided_at,
                 site, kind, state, draft, code_mac)
            VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12)
            """,
            proposal.Id.Value, proposal.Proposer.Value, proposal.Subject?.Value, proposal.Made.ToUnixTimeMilliseconds(),
            proposal.Expires.ToUnixTimeMilliseconds(), proposal.DecidedBy?.Value,
            proposal.DecidedAt?.ToUnixTimeMilliseconds(), proposal.Site, (short)proposal.Draft.Kind,
            (short)proposal.State, JsonSerializer.Serialize(proposal.Draft, CustodyJson.Default.ProposalDraft),
            proposal.CodeMac);

    /// <summary>One proposal of a site.</summary>
    public static StoredProposal? Find(Turn turn, short site, ProposalId id)
    {
        using DbDataReader row = turn.Read(
            """
            SELECT proposal_id, site, proposer_id, subject_id, draft, made_at, expires_at, state, decided_by, decided_at,
                code_mac
            FROM proposal WHERE proposal_id = @p1 AND site = @p2
            """,
            id.Value, site);
        return row.Read() ? From(row) : null;
    }

    /// <summary>Proposals of a site, waiting ones first, newest first.</summary>
    public static IReadOnlyList<StoredProposal> List(Turn turn, short site)
    {
        using DbDataReader row = turn.Read(
            """
            SELECT proposal_id, site, proposer_id, subject_id, draft, made_at, expires_at, state, decided_by, decided_at,
                code_mac
            FROM proposal WHERE site = @p1
            ORDER BY CASE WHEN state = @p2 AND expires_at > @p3 THEN 0 ELSE 1 END, made_at DESC LIMIT @p4
            """,
            site, (short)ProposalState.Waiting, turn.Now.ToUnixTimeMilliseconds(), MaxListed);
        List<StoredProposal> proposals = [];
        while (row.Read())
        {
            proposals.Add(From(row));
        }

        return proposals;
    }

    /// <summary>How many proposals of a site wait.</summary>
    public static int CountWaiting(Turn turn, short site) =>
        Convert.ToInt32(
            turn.Scalar(
                "SELECT COUNT(*) FROM proposal WHERE site = @p1 AND state = @p2 AND expires_at > @p3",
                site, (short)ProposalState.Waiting, turn.Now.ToUnixTimeMilliseconds()),
            CultureInfo.InvariantCulture);

    /// <summary>Proposals of a kind that took effect by their proposer alone, since then.</summary>
    public static int CountDecidedAlone(Turn turn, ActorId proposer, ProposalKind kind, DateTimeOffset since) =>
        Convert.ToInt32(
            turn.Scalar(
                """
                SELECT COUNT(*) FROM proposal
                WHERE proposer_id = @p1 AND decided_by = @p1 AND kind = @p2 AND state = @p3 AND decided_at > @p4
                """,
                proposer.Value, (short)kind, (short)ProposalState.Approved, since.ToUnixTimeMilliseconds()),
            CultureInfo.InvariantCulture);

    /// <summary>Decides a waiting proposal; the caller has read in this turn that it waits.</summary>
    public static void Decide(
        Turn turn, ProposalId id, ProposalState state, ActorId by, ActorId? subject, string? evidence) =>
        turn.Execute(
            """
            UPDATE proposal SET state = @p2, decided_by = @p3, decided_at = @p4, subject_id = @p5, evidence = @p6
            WHERE proposal_id = @p1 AND state = @p7
            """,
            id.Value, (short)state, by.Value, turn.Now.ToUnixTimeMilliseconds(), subject?.Value, evidence,
            (short)ProposalState.Waiting);

    private static StoredProposal From(DbDataReader row) =>
        new(
            new(row.GetInt64(0)), row.GetInt16(1), new(row.GetInt64(2)), Actor(row, 3),
            JsonSerializer.Deserialize(row.GetString(4), CustodyJson.Default.ProposalDraft)!, At(row, 5), At(row, 6),
            (ProposalState)row.GetInt16(7), Actor(row, 8), row.IsDBNull(9) ? null : At(row, 9),
            row.IsDBNull(10) ? null : row.GetFieldValue<byte[]>(10));

    private static ActorId? Actor(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : new ActorId(row.GetInt64(column));

    private static DateTimeOffset At(DbDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
