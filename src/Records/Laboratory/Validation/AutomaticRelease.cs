using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.QualityControl;

namespace Serment.Records.Laboratory.Validation;

/// <summary>What is in force at one moment, for the results that are technically validated then.</summary>
public sealed class AutomaticRelease
{
    private readonly IReadOnlyList<RuleInForce> rules;
    private readonly ReleaseBlocks? blocks;

    private AutomaticRelease(IReadOnlyList<RuleInForce> rules, ReleaseBlocks? blocks)
    {
        this.rules = rules;
        this.blocks = blocks;
    }

    /// <summary>Nothing is released without a biologist.</summary>
    public static AutomaticRelease None { get; } = new([], null);

    /// <summary>Asks the custodian what is in force, and quality control what is blocked.</summary>
    public static async Task<AutomaticRelease> OfAsync(
        ReleaseRuleRows rows, DatabaseLocation main, short site, int laboratory, SessionToken session,
        DateTimeOffset now, CancellationToken stop)
    {
        IReadOnlyList<RuleInForce> inForce = await rows.InForceAsync(site, laboratory, session, stop);
        if (inForce.Count == 0)
        {
            return None;
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        return new(inForce, await ReleaseBlocks.OfAsync(connection, site, now, stop));
    }

    /// <summary>
    /// The determination as a rule releases it, with its mark; null where none does, and a biologist looks. It is called
    /// with a determination that is being technically validated, by the step that seals it.
    /// </summary>
    /// <param name="technical">The determination as it is technically validated.</param>
    /// <param name="task">Its task.</param>
    /// <param name="wardId">The unit that ordered; 0 from outside.</param>
    /// <param name="runs">Determinations of the task.</param>
    /// <param name="now">Now.</param>
    public Determination? Release(Determination technical, TaskRow task, int wardId, int runs, DateTimeOffset now)
    {
        if (rules.Count == 0)
        {
            return null;
        }

        RuleCase asked = new(
            technical, task.Person, wardId != 0, task.Priority, task.Hold, runs,
            blocks!.Find(technical.InstrumentId, technical.Analysis) is not null, task.IsSensitive);
        return rules.FirstOrDefault(one => one.Rule.Check(asked) is null) is { } rule
            ? technical with
            {
                Status = DeterminationStatus.Final,
                Biological = new(now, Name: $"{rule.Approved.ProposedBy}, {rule.Approved.ApprovedBy}", Rule: rule.Rule.Mark),
            }
            : null;
    }

    /// <summary>The row of a task whose determination a rule released.</summary>
    public static TaskRow Released(TaskRow technical, DateTimeOffset now) =>
        technical with { Status = AnalysisStatus.Final, FinalAt = now, FinalBy = null };
}
