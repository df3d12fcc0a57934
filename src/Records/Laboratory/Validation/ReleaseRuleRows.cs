using System.Data.Common;
using System.Security.Cryptography;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Laboratory.Validation;

/// <summary>A written rule.</summary>
/// <param name="Rule">Its content; null where it cannot be read any more.</param>
/// <param name="Number">Number.</param>
/// <param name="Version">Version.</param>
/// <param name="By">Who wrote it.</param>
/// <param name="At">When.</param>
public sealed record WrittenRule(ReleaseRule? Rule, int Number, int Version, ActorId By, DateTimeOffset At);

/// <summary>A rule in force: what is written here is what two people approved.</summary>
public sealed record RuleInForce(ReleaseRule Rule, ActiveReleaseRule Approved);

/// <summary>
/// The written rules of a laboratory. What stands here alone releases nothing: it is in force only while the custodian says
/// so, and only with the very content and the very sentences that were approved.
/// </summary>
public sealed class ReleaseRuleRows(DatabaseLocation main, CustodianClient custodian)
{
    /// <summary>Versions listed.</summary>
    public const int MaxListed = 200;

    private const string Sql =
        """
        SELECT rule_number, rule_version, content, written_by, written_at FROM laboratory_rule
        WHERE site = @site AND laboratory_id = @laboratory
        ORDER BY rule_number, rule_version DESC LIMIT @limit
        """;

    private const string Insert =
        """
        INSERT INTO laboratory_rule
            (site, laboratory_id, rule_number, rule_version, content, written_by, written_at)
        VALUES (@site, @laboratory, @number, @version, @content, @by, @at)
        ON CONFLICT (site, laboratory_id, rule_number, rule_version) DO NOTHING
        """;

    /// <summary>The written rules, the newest version of each first.</summary>
    public async Task<IReadOnlyList<WrittenRule>> ListAsync(short site, int laboratory, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Sql;
        command.Add("@site", site);
        command.Add("@laboratory", laboratory);
        command.Add("@limit", MaxListed);
        List<WrittenRule> rules = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            ReleaseRule? rule = ReleaseRule.Parse(reader.GetString(2));
            bool isHere = rule is not null && rule.Site == site && rule.LaboratoryId == laboratory
                && rule.Number == reader.GetInt32(0) && rule.Version == reader.GetInt32(1);
            rules.Add(new(
                isHere ? rule : null, reader.GetInt32(0), reader.GetInt32(1), new(reader.GetInt64(3)),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(4))));
        }

        return rules;
    }

    /// <summary>Writes a version; false where somebody wrote that version first. It is not in force by that.</summary>
    public async Task<bool> AddAsync(ReleaseRule rule, ActorId by, DateTimeOffset now, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rule.Analyses.Count, ReleaseRule.MaxAnalyses, nameof(rule));
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Insert;
        command.Add("@site", rule.Site);
        command.Add("@laboratory", rule.LaboratoryId);
        command.Add("@number", rule.Number);
        command.Add("@version", rule.Version);
        command.Add("@content", rule.ToContent());
        command.Add("@by", by.Value);
        command.Add("@at", now.ToUnixTimeMilliseconds());
        return await command.ExecuteNonQueryAsync(stop) == 1;
    }

    /// <summary>Proposes a version to the custodian, where a second person decides.</summary>
    /// <exception cref="CustodyException">Not a biologist of that laboratory, for example.</exception>
    public Task<ProposalMade> ProposeAsync(
        ReleaseRule rule, string? comment, SessionToken session, CancellationToken stop) =>
        AskAsync(
            new(
                ProposalKind.ActivateReleaseRule, Name: rule.Name, UnitIds: [rule.LaboratoryId], Comment: comment,
                RuleNumber: rule.Number, RuleVersion: rule.Version, RuleDigest: rule.Digest(),
                RuleText: rule.Sentences()),
            session, stop);

    /// <summary>Switches a rule off, at once.</summary>
    public Task<ProposalMade> EndAsync(int laboratory, int number, SessionToken session, CancellationToken stop) =>
        AskAsync(
            new(ProposalKind.EndReleaseRule, UnitIds: [laboratory], RuleNumber: number), session, stop);

    /// <summary>What the custodian says: rules in force and waiting ones, of all laboratories of the site.</summary>
    public Task<ReleaseRuleList> ApprovedAsync(SessionToken session, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.ListReleaseRules, session, Nothing.Instance, CustodyJson.Default.Nothing,
            CustodyJson.Default.ReleaseRuleList, stop);

    /// <summary>The rules in force of a laboratory; asked each time, so that one that is switched off counts no more.</summary>
    public async Task<IReadOnlyList<RuleInForce>> InForceAsync(
        short site, int laboratory, SessionToken session, CancellationToken stop)
    {
        ReleaseRuleList approved = await ApprovedAsync(session, stop);
        return approved.Active.Any(one => one.UnitId == laboratory)
            ? InForce(await ListAsync(site, laboratory, stop), approved.Active, laboratory)
            : [];
    }

    /// <summary>Those written rules that are the approved ones, in content and in words. Pure.</summary>
    public static IReadOnlyList<RuleInForce> InForce(
        IReadOnlyList<WrittenRule> written, IReadOnlyList<ActiveReleaseRule> approved, int laboratory) =>
    [
        .. from one in approved
           where one.UnitId == laboratory
           from rule in written.Select(row => row.Rule).OfType<ReleaseRule>()
           where rule.Number == one.Number && rule.Version == one.Version && rule.LaboratoryId == laboratory
               && CryptographicOperations.FixedTimeEquals(rule.Digest(), one.Digest)
               && string.Equals(rule.Sentences(), one.Text, StringComparison.Ordinal)
           select new RuleInForce(rule, one),
    ];

    private Task<ProposalMade> AskAsync(ProposalDraft draft, SessionToken session, CancellationToken stop) =>
        custodian.AskAsync(
            MessageKind.Propose, session, draft, CustodyJson.Default.ProposalDraft, CustodyJson.Default.ProposalMade,
            stop);
}
