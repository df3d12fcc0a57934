using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Laboratory.Bench.Rules;

/// <summary>When a rule is asked.</summary>
public enum RuleMoment : byte
{
    /// <summary>
    /// When a result is typed or comes from an instrument, and again when it is technically validated. Of an instrument
    /// only where the condition names nothing but what it sent of that tube, age and sex (ADR 0025).
    /// </summary>
    Result = 1,

    /// <summary>Only when a result is technically validated.</summary>
    Technical = 2,
}

/// <summary>What a rule does.</summary>
public enum RuleAction : byte
{
    /// <summary>Adds an analysis to the tube.</summary>
    Add = 1,

    /// <summary>Rejects an analysis' determination; it is to be done once more.</summary>
    Reject = 2,

    /// <summary>Holds an analysis for a biologist.</summary>
    Hold = 3,
}

/// <summary>A rule in one version. A change makes the next version; none is ever altered.</summary>
/// <param name="Code">Its name in short: 1 to 20 capitals, digits, hyphens.</param>
/// <param name="Version">From 1.</param>
/// <param name="IsActive">Whether it counts.</param>
/// <param name="Moment">When it is asked.</param>
/// <param name="Condition">See <see cref="RuleExpression"/>.</param>
/// <param name="Action">What it does.</param>
/// <param name="Target">Of which analysis.</param>
/// <param name="Reason">Why, as the result shows it.</param>
/// <param name="ChangedAt">When this version was made.</param>
/// <param name="ChangedBy">By which biologist.</param>
public sealed record BenchRule(
    string Code, int Version, bool IsActive, RuleMoment Moment, string Condition, RuleAction Action, string Target,
    string Reason, DateTimeOffset ChangedAt, ActorId ChangedBy)
{
    /// <summary>Longest code.</summary>
    public const int MaxCodeChars = 20;

    /// <summary>Longest reason.</summary>
    public const int MaxReasonChars = 160;

    /// <summary>Its name and version, as whatever it does bears them.</summary>
    public string Name => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Code} v{Version}");
}

/// <summary>The rules of a site's bench.</summary>
public sealed class BenchRules(DatabaseLocation main)
{
    /// <summary>Rules of a site.</summary>
    public const int MaxRules = 300;

    private const string Newest =
        """
        SELECT r.code, r.version, r.is_active, r.moment, r.condition, r.action, r.target, r.reason, r.changed_at, r.changed_by
        FROM bench_rule r
        WHERE r.site = @site AND r.version = (
            SELECT MAX(n.version) FROM bench_rule n WHERE n.site = r.site AND n.code = r.code)
        ORDER BY r.code LIMIT @limit
        """;

    private const string Insert =
        """
        INSERT INTO bench_rule (site, code, version, is_active, moment, condition, action, target, reason, changed_at,
            changed_by)
        SELECT @site, @code, @version, @active, @moment, @condition, @action, @target, @reason, @at, @by
        WHERE @version = 1 + COALESCE((SELECT MAX(version) FROM bench_rule WHERE site = @site AND code = @code), 0)
        """;

    /// <summary>The newest version of each.</summary>
    public async Task<IReadOnlyList<BenchRule>> ListAsync(short site, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        return await ListAsync(connection, site, stop);
    }

    /// <summary>The newest version of each, over a connection that is open.</summary>
    public static async Task<IReadOnlyList<BenchRule>> ListAsync(
        DbConnection connection, short site, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Newest;
        command.Add("@site", site);
        command.Add("@limit", MaxRules);
        List<BenchRule> rules = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            rules.Add(new(
                reader.GetString(0), reader.GetInt32(1), reader.GetInt16(2) != 0, (RuleMoment)reader.GetInt16(3),
                reader.GetString(4), (RuleAction)reader.GetInt16(5), reader.GetString(6), reader.GetString(7),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(8)), new(reader.GetInt64(9))));
        }

        return rules;
    }

    /// <summary>Stores the next version; false where somebody was first, and nothing is stored.</summary>
    public async Task<bool> AddAsync(short site, BenchRule rule, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Insert;
        command.Add("@site", site);
        command.Add("@code", rule.Code);
        command.Add("@version", rule.Version);
        command.Add("@active", rule.IsActive ? (short)1 : (short)0);
        command.Add("@moment", (short)rule.Moment);
        command.Add("@condition", rule.Condition);
        command.Add("@action", (short)rule.Action);
        command.Add("@target", rule.Target);
        command.Add("@reason", rule.Reason);
        command.Add("@at", rule.ChangedAt.ToUnixTimeMilliseconds());
        command.Add("@by", rule.ChangedBy.Value);
        try
        {
            return await command.ExecuteNonQueryAsync(stop) == 1;
        }
        catch (DbException) when (!stop.IsCancellationRequested)
        {
            // Two made the same version at once: the key refuses the second.
            IReadOnlyList<BenchRule> now = await ListAsync(site, stop);
            if (now.Any(one => string.Equals(one.Code, rule.Code, StringComparison.Ordinal) && one.Version >= rule.Version))
            {
                return false;
            }

            throw;
        }
    }
}
