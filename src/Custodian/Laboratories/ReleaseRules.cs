using System.Data.Common;
using Serment.Custodian.People;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Laboratories;

/// <summary>
/// The rules by which laboratories release results, in memory as the database durably has them. Who could write here
/// could have results go out unseen: the table is in the register.
/// </summary>
internal sealed class ReleaseRules : IDurableState
{
    private const string Sql =
        """
        SELECT unit_id, site, rule_number, rule_version, name, digest, rule_text, proposed_by, approved_by, active_at
        FROM release_rule WHERE ended_at IS NULL ORDER BY unit_id, rule_number
        """;

    private volatile IReadOnlyList<Rule> rules = [];

    private sealed record Rule(
        short Site, int Unit, int Number, int Version, string Name, byte[] Digest, string Text, ActorId ProposedBy,
        ActorId ApprovedBy, DateTimeOffset Since);

    /// <summary>Those of a site that are in force.</summary>
    public IReadOnlyList<ActiveReleaseRule> Of(short site, PeopleDirectory people) =>
    [
        .. rules.Where(rule => rule.Site == site).Select(rule => new ActiveReleaseRule(
            rule.Unit, rule.Number, rule.Version, rule.Name, rule.Digest, rule.Text,
            people.NameOf(rule.ProposedBy) ?? "", people.NameOf(rule.ApprovedBy) ?? "", rule.Since)),
    ];

    /// <summary>Puts a rule in the place of its older version. Only an approved proposal calls it.</summary>
    public void Activate(Turn turn, short site, ProposalDraft draft, ActorId proposer, ActorId approver)
    {
        int unit = draft.UnitIds![0];
        Close(turn, site, unit, draft.RuleNumber!.Value, approver);
        turn.Execute(
            """
            INSERT INTO release_rule
                (unit_id, rule_number, active_at, proposed_by, approved_by, rule_version, site, digest, name, rule_text)
            VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10)
            """,
            unit, draft.RuleNumber.Value, turn.Now.ToUnixTimeMilliseconds(), proposer.Value, approver.Value,
            draft.RuleVersion!.Value, site, draft.RuleDigest!, draft.Name!.Trim(), draft.RuleText!);
        Follow(turn);
    }

    /// <summary>Switches a rule off; nothing where there is none.</summary>
    public void End(Turn turn, short site, int unit, int number, ActorId by)
    {
        Close(turn, site, unit, number, by);
        Follow(turn);
    }

    /// <inheritdoc/>
    public void Load(DbConnection connection)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = Sql;
        using DbDataReader row = command.ExecuteReader();
        rules = Read(row);
    }

    private static void Close(Turn turn, short site, int unit, int number, ActorId by) =>
        turn.Execute(
            """
            UPDATE release_rule SET ended_at = @p4, ended_by = @p5
            WHERE unit_id = @p1 AND rule_number = @p2 AND site = @p3 AND ended_at IS NULL
            """,
            unit, number, site, turn.Now.ToUnixTimeMilliseconds(), by.Value);

    private void Follow(Turn turn)
    {
        using DbDataReader row = turn.Read(Sql);
        IReadOnlyList<Rule> next = Read(row);
        turn.OnCommit(() => rules = next);
    }

    private static List<Rule> Read(DbDataReader row)
    {
        List<Rule> read = [];
        while (row.Read())
        {
            read.Add(new(
                row.GetInt16(1), row.GetInt32(0), row.GetInt32(2), row.GetInt32(3), row.GetString(4),
                row.GetFieldValue<byte[]>(5), row.GetString(6), new(row.GetInt64(7)), new(row.GetInt64(8)),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(9))));
        }

        return read;
    }
}
