using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Cultures;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.QualityControl;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Laboratory.Statistics;

namespace Serment.Records.Laboratory.Validation;

/// <summary>What is in force at one moment, for the results of one order that are technically validated then.</summary>
public sealed class AutomaticRelease
{
    private readonly IReadOnlyList<RuleInForce> rules;
    private readonly ReleaseBlocks? blocks;

    private AutomaticRelease(IReadOnlyList<RuleInForce> rules, ReleaseBlocks? blocks, RequestRow? request)
    {
        this.rules = rules;
        this.blocks = blocks;
        Request = request;
    }

    /// <summary>Nothing is released without a biologist.</summary>
    public static AutomaticRelease None { get; } = new([], null, null);

    /// <summary>The order; null where no rule is in force.</summary>
    public RequestRow? Request { get; }

    /// <summary>
    /// Asks the custodian what is in force, and quality control what is blocked. It is asked anew at each validation: a
    /// rule that is switched off releases nothing more.
    /// </summary>
    /// <param name="rows">The written rules.</param>
    /// <param name="main">The main database.</param>
    /// <param name="tube">A tube of the order as it was opened, with its whole history.</param>
    /// <param name="session">Whose technical validation it is.</param>
    /// <param name="now">Now.</param>
    /// <param name="stop">Cancels.</param>
    public static async Task<AutomaticRelease> OfAsync(
        ReleaseRuleRows rows, DatabaseLocation main, BenchTube tube, SessionToken session, DateTimeOffset now,
        CancellationToken stop)
    {
        // Where part of the record did not open, an earlier result may be missing: a biologist looks.
        short site = tube.Tube.Site;
        if (tube.IsPartial
            || await rows.InForceAsync(site, tube.Tube.LaboratoryId, session, stop) is not { Count: > 0 } inForce)
        {
            return None;
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        if (await NonConformities.HasReserveAsync(connection, tube.Tube.Patient, tube.Tube.Request, stop))
        {
            // What a reserve means for a result, a biologist judges.
            return None;
        }

        return await RequestRows.FindAsync(connection, null, tube.Tube.Patient, tube.Tube.Request, stop) is { } request
            ? new(inForce, await ReleaseBlocks.OfAsync(connection, site, now, stop), request)
            : None;
    }

    /// <summary>
    /// The determination as a rule releases it, with its mark; null where none does, and a biologist looks. It is called
    /// with a determination that is being technically validated, by the step that seals it.
    /// </summary>
    /// <param name="technical">The determination as it is technically validated.</param>
    /// <param name="task">Its task.</param>
    /// <param name="runs">Determinations of the task.</param>
    /// <param name="now">Now.</param>
    public Determination? Release(Determination technical, TaskRow task, int runs, DateTimeOffset now)
    {
        // Somebody looks at a culture, whatever a rule says, and at what is provisional.
        if (Request is null || technical.Status != DeterminationStatus.Technical || technical.IsProvisional
            || CultureParts.IsCulture(technical))
        {
            return null;
        }

        RuleCase asked = new(
            technical, task.Person, Request.WardId != 0, task.Priority, task.Hold, runs,
            blocks!.Find(technical.InstrumentId, technical.Analysis) is not null, task.IsSensitive);
        return rules.FirstOrDefault(one => one.Rule.Check(asked) is null) is { } rule
            ? technical with
            {
                Status = DeterminationStatus.Final,
                Biological = new(
                    now, Name: $"{rule.Approved.ProposedBy}, {rule.Approved.ApprovedBy}", Rule: rule.Rule.Mark),
            }
            : null;
    }

    /// <summary>The row of a task whose determination a rule released.</summary>
    public static TaskRow Released(TaskRow technical, DateTimeOffset now) =>
        technical with { Status = AnalysisStatus.Final, FinalAt = now, FinalBy = null };

    /// <summary>Counts what was released and completes the order where nothing of it is left, in the same transaction.</summary>
    /// <param name="connection">Connection.</param>
    /// <param name="transaction">Transaction.</param>
    /// <param name="released">The tasks as they were.</param>
    /// <param name="now">Now.</param>
    /// <param name="stop">Cancels.</param>
    public async Task FinishAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<TaskRow> released, DateTimeOffset now,
        CancellationToken stop)
    {
        foreach (TaskRow task in released)
        {
            await FinalSteps.CountAsync(connection, transaction, task, now, CountKind.Automatic, stop);
        }

        if (released.Count > 0)
        {
            await FinalSteps.CompleteAsync(connection, transaction, Request!, now, stop);
        }
    }
}
