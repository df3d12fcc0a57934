using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Laboratory.QualityControl;
using Serment.Records.Laboratory.Statistics;
using Serment.Records.Laboratory.Validation;

namespace Serment.Records.Laboratory.Bench;

/// <summary>What the technician decides of one analysis.</summary>
/// <param name="Task">The analysis.</param>
/// <param name="SeenVersion">The task's version that the page showed.</param>
/// <param name="IsRerun">To be done once more; else it is validated.</param>
/// <param name="Keep">The determination that counts; null for the only one, or of a rerun.</param>
public sealed record TechnicalChoice(EntryId Task, int SeenVersion, bool IsRerun = false, EntryId? Keep = null)
{
    /// <summary>Longest reason or remark.</summary>
    public const int MaxTextChars = 300;

    /// <summary>The largest dilution.</summary>
    public const decimal MaxDilution = 10_000;

    /// <summary>Why the other determinations are rejected.</summary>
    public string? Reason { get; init; }

    /// <summary>For the biologist.</summary>
    public string? Remark { get; init; }

    /// <summary>By what a measured number is multiplied; 1 for nothing.</summary>
    public decimal Dilution { get; init; } = 1;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(TechnicalChoice);
}

/// <summary>Why an analysis could not be validated.</summary>
public enum TechnicalRefusal : byte
{
    /// <summary>It can.</summary>
    None = 0,

    /// <summary>Somebody changed it meanwhile.</summary>
    Changed = 1,

    /// <summary>Quality control blocks it.</summary>
    Control = 2,

    /// <summary>A contradiction blocks it.</summary>
    Contradiction = 3,

    /// <summary>There are several determinations and none was chosen.</summary>
    NoChoice = 4,

    /// <summary>Others would be rejected without a reason.</summary>
    NoReason = 5,

    /// <summary>It is restricted, and not the person's to validate.</summary>
    Restricted = 6,

    /// <summary>The dilution is not one.</summary>
    Dilution = 7,

    /// <summary>A blood group wants a second determination on an independent specimen.</summary>
    SecondNeeded = 8,

    /// <summary>It follows from others by a formula: those are done once more.</summary>
    Computed = 9,

    /// <summary>It follows by a formula from others that are not validated.</summary>
    Inputs = 10,
}

/// <summary>What became of a technical validation. Where anything is refused, nothing is stored.</summary>
/// <param name="Outcome">Saved, or why not.</param>
/// <param name="Reason">The custodian's reason.</param>
/// <param name="Refusals">Why, by task.</param>
/// <param name="Released">Analyses that rules released at once, without a biologist.</param>
public sealed record TechnicalResult(
    SealOutcome Outcome, DecisionReason Reason, IReadOnlyDictionary<EntryId, TechnicalRefusal> Refusals,
    int Released = 0);

/// <summary>
/// Technical validation: keeps one determination of each analysis and rejects the others with a reason, or asks for
/// another. New versions of the Observations and the rows go into one transaction; what quality control blocks does not
/// pass. What a rule that two people switched on releases is final with the same step (ADR 0024).
/// </summary>
public sealed class ValidateTechnically(
    SaveEntries save, ApplyBenchRules rules, ReleaseRuleRows releaseRules, DatabaseLocation main, TimeProvider clock)
{
    private const string TooLate = "Tube reçu au-delà du délai ou de la stabilité de cette analyse";

    /// <summary>Validates.</summary>
    /// <param name="tube">As it was opened just now.</param>
    /// <param name="choices">One for each analysis that is decided.</param>
    /// <param name="session">Who.</param>
    /// <param name="token">The session's secret.</param>
    /// <param name="stop">Until the commit.</param>
    public async Task<TechnicalResult> RunAsync(
        BenchTube tube, IReadOnlyList<TechnicalChoice> choices, SessionDescription session, SessionToken token,
        CancellationToken stop)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Validated by = new(now, session.StaffId, session.Name);
        Dictionary<EntryId, TechnicalRefusal> refusals = [];
        List<Step> steps = [];
        List<BenchTask> computable = [];
        foreach (TechnicalChoice choice in choices)
        {
            BenchTask? task = tube.Tasks.FirstOrDefault(one => one.Row.Task == choice.Task);
            if (task is not null && !choice.IsRerun && choice.SeenVersion == task.Row.Version && tube.CanCompute(task))
            {
                computable.Add(task);
                continue;
            }

            TechnicalRefusal refusal = TechnicalRules.RefusalOf(task, choice, session.Role);
            if (refusal != TechnicalRefusal.None)
            {
                refusals[choice.Task] = refusal;
            }
            else
            {
                steps.Add(new(task!, choice, TechnicalRules.NextOf(tube, task!, choice, by)));
            }
        }

        HashSet<string> kept = [.. Measured(steps).Select(one => one.Analysis)];
        foreach (Step step in steps.Where(step => step.Task.IsComputed
            && FollowFormulas.WaitsFor(tube, step.Task, kept).Any()))
        {
            refusals[step.Task.Row.Task] = TechnicalRefusal.Inputs;
        }

        if (refusals.Count > 0 || steps.Count + computable.Count == 0)
        {
            return new(SealOutcome.Refused, DecisionReason.None, refusals);
        }

        steps = [.. WithComputed(tube, steps, computable, by).Select(step => tube.IsLate(step.Task) ? Late(step, by) : step)];
        BenchRuleEffect effect = await rules.RunAsync(
            tube, [.. steps.Select(step => step.Kept).OfType<Determination>()], isTechnical: true, now, stop);
        steps = [.. steps.Select(step => step with { Next = Ruled(step.Next, effect) })];
        AutomaticRelease release = steps.Exists(step => step.Kept is not null)
            ? await AutomaticRelease.OfAsync(releaseRules, main, tube, token, now, stop)
            : AutomaticRelease.None;
        steps = [.. steps.Select(step => Released(tube, step, release, effect, now))];
        EntryDraft[] drafts =
        [
            .. steps.SelectMany(step => step.Next, (_, next) => new EntryDraft(
                ObservationResource.Of(next.Made), next.Run.Compartment, IsNew(next.Run) ? null : next.Run.Version,
                IsNew(next.Run) ? next.Run.Row.Entry : null)),
        ];
        return await StoreAsync(tube, steps, drafts, effect, release, token, now, by, refusals, stop);
    }

    /// <summary>
    /// Validates all that has come of a tube, where nothing of it wants a look; null, and nothing is done, where
    /// something does.
    /// </summary>
    public async Task<TechnicalResult?> WithoutRemarkAsync(
        BenchTube tube, SessionDescription session, SessionToken token, CancellationToken stop)
    {
        BenchTask[] resulted = [.. tube.Tasks.Where(one => one.Row.Status == AnalysisStatus.Resulted)];
        HashSet<string> measured =
            [.. resulted.Where(one => !one.IsComputed).Select(one => one.Analysis?.Code).OfType<string>()];
        resulted = Array.FindAll(
            resulted,
            one => !one.IsComputed || !FollowFormulas.WaitsFor(tube, one, measured).Any());
        return resulted.Length > 0 && Array.TrueForAll(
            resulted,
            one => TechnicalRules.IsWithoutRemark(tube, one)
                && tube.Blocks.Find(one.Current!.Made.InstrumentId, one.Current.Made.Analysis) is null)
            ? await RunAsync(
                tube, [.. resulted.Select(one => new TechnicalChoice(one.Row.Task, one.Row.Version))], session, token,
                stop)
            : null;
    }

    // What follows by a formula from values that are validated now is validated with them, computed anew of just those.
    private static List<Step> WithComputed(
        BenchTube tube, List<Step> steps, List<BenchTask> computable, Validated by)
    {
        Determination[] measured = [.. Measured(steps)];
        HashSet<string> changed = [.. measured.Select(one => one.Analysis)];
        List<Step> all = [.. steps];
        foreach (MadeFor one in FollowFormulas.Of(tube, measured, by.At, isTechnical: true))
        {
            Step? chosen = all.Find(step => step.Task == one.Task);
            bool isSame = one.Task.Current is { } current && FollowFormulas.IsSame(current.Made, one.Made);
            if ((chosen is null && !computable.Contains(one.Task)
                    && !FollowFormulas.NeedsOf(one.Task.Analysis).Any(changed.Contains))
                || (chosen is not null && isSame))
            {
                continue;
            }

            if (chosen is not null)
            {
                all.Remove(chosen);
            }

            all.Add(ComputedStep(tube, one, isSame, chosen?.Choice, by));
        }

        return all;
    }

    private static Step ComputedStep(
        BenchTube tube, MadeFor made, bool isSame, TechnicalChoice? choice, Validated by)
    {
        BenchTask task = made.Task;
        BenchRun run = isSame ? task.Current! : NewRun(task.Row, made.Made, by.At);
        choice = new(task.Row.Task, task.Row.Version, Keep: run.Row.Entry)
        {
            Reason = FollowFormulas.Recomputed,
            Remark = choice?.Remark,
        };
        return new(
            task, choice,
            TechnicalRules.NextOf(
                tube, isSame ? task : task with { Runs = [.. task.Runs, run] }, choice, by));
    }

    private static BenchRun NewRun(TaskRow task, Determination made, DateTimeOffset now)
    {
        RunRow row = new()
        {
            Patient = task.Patient,
            Entry = EntryId.New(),
            Task = task.Task,
            Site = task.Site,
            State = RunState.Arrived,
            ResultedAt = now,
            EntryVersion = 0,
        };
        return new(row, new(task.Patient, row.Entry, 0), Compartment.Laboratory, made);
    }

    // The biologist reads it beside the value.
    private static Step Late(Step step, Validated by) => step with
    {
        Next =
        [
            .. step.Next.Select(one => one.Made.Status == DeterminationStatus.Technical
                ? (one.Run, one.Made with { Remarks = [.. one.Made.Remarks, new(TooLate, At: by.At, IsInternal: true)] })
                : one),
        ],
    };

    // What was not computed, of what is validated now.
    private static IEnumerable<Determination> Measured(IEnumerable<Step> steps) =>
        steps.Where(step => !step.Task.IsComputed).Select(step => step.Kept).OfType<Determination>();

    private static IReadOnlyList<(BenchRun Run, Determination Made)> Ruled(
        IReadOnlyList<(BenchRun Run, Determination Made)> next, BenchRuleEffect effect) =>
    [
        .. next.Select(one => one.Made.Status == DeterminationStatus.Technical
            ? (one.Run, effect.Apply(one.Made))
            : one),
    ];

    // Only what has just been judged, with history and pregnancy, by the catalogue in effect.
    private static Step Released(
        BenchTube tube, Step step, AutomaticRelease release, BenchRuleEffect effect, DateTimeOffset now) =>
        step.Kept is { } kept && kept.CatalogueVersion == tube.Catalogue.Version
        && effect.HoldOf(kept.Analysis) is null && !tube.IsLate(step.Task)
        && release.Release(kept, step.Task.Row, step.Task.Runs.Count, now) is { } released
            ? step with { Next = [.. step.Next.Select(one => one.Made == kept ? (one.Run, released) : one)] }
            : step;

    private async Task<TechnicalResult> StoreAsync(
        BenchTube tube, List<Step> steps, EntryDraft[] drafts, BenchRuleEffect effect, AutomaticRelease release,
        SessionToken token, DateTimeOffset now, Validated by, Dictionary<EntryId, TechnicalRefusal> refusals,
        CancellationToken stop)
    {
        TaskRow[] released = [.. steps.Where(step => step.IsReleased).Select(step => step.Task.Row)];

        async Task WorkAsync(
            DbConnection connection, DbTransaction transaction, SealReceipt? receipt, CancellationToken cancel)
        {
            await CheckControlsAsync(connection, transaction, tube, steps, now, refusals, cancel);
            foreach (Step step in steps)
            {
                bool isHeld = step.Kept is { } kept && effect.HoldOf(kept.Analysis) is not null;
                await StoreAsync(
                    connection, transaction, step, isHeld, isHeld || tube.IsLate(step.Task), now, by, cancel);
            }

            await effect.StoreAsync(connection, transaction, tube, cancel);
            await LaboratoryCounts.AddAsync(
                connection, transaction,
                [
                    .. steps.Select(step => new LaboratoryCount(
                        tube.Tube.Site, tube.Tube.LaboratoryId, now, step.Task.Row.Section,
                        step.Kept is null ? CountKind.Rerun : CountKind.Technical)),
                    .. steps.Where(step => step.Next.Any(one => IsNew(one.Run))).Select(step => new LaboratoryCount(
                        tube.Tube.Site, tube.Tube.LaboratoryId, now, step.Task.Row.Section, CountKind.Resulted)),
                ],
                cancel);
            await release.FinishAsync(connection, transaction, released, now, cancel);
        }

        try
        {
            if (drafts.Length == 0)
            {
                await AloneAsync(WorkAsync, stop);
                return new(SealOutcome.Saved, DecisionReason.None, refusals);
            }

            EntriesSaved saved = await save.RunAsync(tube.Tube.Patient, drafts, token, stop, WorkAsync);
            if (saved.Outcome == SealOutcome.VersionConflict)
            {
                steps.ForEach(step => refusals[step.Task.Row.Task] = TechnicalRefusal.Changed);
            }

            return new(
                saved.Outcome, saved.Reason, refusals, saved.Outcome == SealOutcome.Saved ? released.Length : 0);
        }
        catch (BenchStepLostException)
        {
            if (refusals.Count == 0)
            {
                steps.ForEach(step => refusals[step.Task.Row.Task] = TechnicalRefusal.Changed);
            }

            return new(SealOutcome.Refused, DecisionReason.None, refusals);
        }
    }

    // Only rows change: nothing is sealed.
    private async Task AloneAsync(
        Func<DbConnection, DbTransaction, SealReceipt?, CancellationToken, Task> work, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
        await work(connection, transaction, null, stop);
        await transaction.CommitAsync(CancellationToken.None);
    }

    // In the transaction of the release: a control that fails meanwhile still blocks it.
    private static async Task CheckControlsAsync(
        DbConnection connection, DbTransaction transaction, BenchTube tube, List<Step> steps, DateTimeOffset now,
        Dictionary<EntryId, TechnicalRefusal> refusals, CancellationToken stop)
    {
        ReleaseBlocks blocks = await ReleaseBlocks.OfAsync(connection, tube.Tube.Site, now, stop, transaction);
        foreach (Step step in steps)
        {
            Determination? kept = step.Kept;
            if (kept is not null && blocks.Find(kept.InstrumentId, kept.Analysis) is not null)
            {
                refusals[step.Task.Row.Task] = TechnicalRefusal.Control;
            }
        }

        if (refusals.Count > 0)
        {
            throw new BenchStepLostException();
        }
    }

    private static async Task StoreAsync(
        DbConnection connection, DbTransaction transaction, Step step, bool isHeld, bool wantsLook, DateTimeOffset now,
        Validated by, CancellationToken stop)
    {
        foreach ((BenchRun run, Determination made) in step.Next)
        {
            await MoveAsync(connection, transaction, run, made, stop);
        }

        Determination? kept = step.Kept;
        TaskRow changed = kept is null
            ? step.Task.Row with
            {
                Status = AnalysisStatus.Resulted,
                Hold = AnalysisHold.Rerun,
                ResultedAt = step.Task.Row.ResultedAt ?? now,
                ChangedAt = now,
            }
            : step.Task.Row with
            {
                Status = AnalysisStatus.Technical,
                Hold = isHeld ? AnalysisHold.Held : AnalysisHold.None,
                Attention = wantsLook && kept.Attention == Attention.None ? Attention.Look : kept.Attention,
                InstrumentId = kept.InstrumentId,
                ResultedAt = step.Task.Row.ResultedAt ?? now,
                TechnicalAt = now,
                TechnicalBy = by.By,
                ChangedAt = now,
            };
        changed = step.IsReleased ? AutomaticRelease.Released(changed, now) : changed;
        if (!await TaskRows.UpdateAsync(connection, transaction, changed, stop))
        {
            throw new BenchStepLostException();
        }
    }

    /// <summary>Stores what became of a determination: its row with the sealed Observation's next version.</summary>
    /// <exception cref="BenchStepLostException">Somebody was first.</exception>
    internal static async Task MoveAsync(
        DbConnection connection, DbTransaction transaction, BenchRun run, Determination made, CancellationToken stop)
    {
        RunRow row = run.Row with
        {
            State = made.Status == DeterminationStatus.Rejected ? RunState.Rejected : RunState.Kept,
            Attention = made.Attention,
            EntryVersion = run.Row.EntryVersion + 1,
        };
        if (IsNew(run))
        {
            await RunRows.InsertAsync(connection, transaction, row, stop);
        }
        else if (!await RunRows.UpdateAsync(connection, transaction, row, stop))
        {
            throw new BenchStepLostException();
        }
    }

    // Just computed: there is no earlier version.
    private static bool IsNew(BenchRun run) => run.Row.EntryVersion == 0;

    private sealed record Step(
        BenchTask Task, TechnicalChoice Choice, IReadOnlyList<(BenchRun Run, Determination Made)> Next)
    {
        /// <summary>The one that counts; null of a rerun.</summary>
        public Determination? Kept =>
            Next.Select(one => one.Made).FirstOrDefault(one => one.Status != DeterminationStatus.Rejected);

        /// <summary>Whether a rule released it.</summary>
        public bool IsReleased => Kept is { Status: DeterminationStatus.Final };
    }
}
