using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Statistics;

namespace Serment.Records.Laboratory.Bench;

/// <summary>A result that somebody typed for one analysis of an opened tube.</summary>
/// <param name="Tube">The tube, as it was opened just now.</param>
/// <param name="Task">The analysis.</param>
/// <param name="SeenVersion">The task's version that the page showed.</param>
/// <param name="Value">The value.</param>
public sealed record TypedResult(BenchTube Tube, BenchTask Task, int SeenVersion, TypedValue Value)
{
    /// <summary>Parts of a culture or a blood group.</summary>
    public IReadOnlyList<DeterminationPart> Parts { get; init; } = [];

    /// <summary>An answer that follows from the parts; null where it was typed.</summary>
    public CodedValue? Answer { get; init; }

    /// <summary>Known to be abnormal or critical beyond what the catalogue says; null to let the catalogue judge.</summary>
    public ResultFlag? Flag { get; init; }

    /// <summary>Whether it is provisional: another reading will follow.</summary>
    public bool IsProvisional { get; init; }

    /// <summary>What the report says beside it.</summary>
    public IReadOnlyList<Remark> Remarks { get; init; } = [];

    /// <summary>Blocks the analysis with the result.</summary>
    public bool Blocks { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(TypedResult);
}

/// <summary>What became of a typed result.</summary>
/// <param name="Task">The task.</param>
/// <param name="Outcome">Saved, or why not.</param>
/// <param name="Reason">The custodian's reason.</param>
public sealed record ResultSaved(EntryId Task, SealOutcome Outcome, DecisionReason Reason);

/// <summary>
/// Seals what was typed as determinations by hand, with their flags, and the computed ones whose inputs are there. One
/// transaction for each order; of two who type the same analysis, the second is told.
/// </summary>
public sealed class EnterResults(SaveEntries save, ApplyBenchRules rules, TimeProvider clock)
{
    private const string Discrepant = "Réactions discordantes : groupe non rendu";

    /// <summary>Seals them.</summary>
    /// <param name="typed">Of one or several tubes.</param>
    /// <param name="session">Who typed.</param>
    /// <param name="token">The session's secret.</param>
    /// <param name="stop">Until the commit.</param>
    public async Task<IReadOnlyList<ResultSaved>> RunAsync(
        IReadOnlyList<TypedResult> typed, SessionDescription session, SessionToken token, CancellationToken stop)
    {
        List<ResultSaved> saved = [];
        foreach (IGrouping<(PatientId, EntryId), TypedResult> order in
            typed.GroupBy(one => (one.Tube.Tube.Patient, one.Tube.Tube.Request)))
        {
            foreach (TypedResult[] part in order.Chunk(SaveEntries.MaxDrafts / 2))
            {
                (SealOutcome outcome, DecisionReason reason) = await SaveAsync(part, session, token, stop);
                saved.AddRange(part.Select(one => new ResultSaved(one.Task.Row.Task, outcome, reason)));
            }
        }

        return saved;
    }

    /// <summary>
    /// A blood group by its reactions. Where they do not fit each other, or another determination of the person says
    /// something else, it blocks and alarms.
    /// </summary>
    public static TypedResult Group(BenchTube tube, BenchTask task, int seen, BloodReactions read)
    {
        TypedResult typed = new(tube, task, seen, new(Text: BloodGroupRules.GroupOf(read) is null ? Discrepant : null))
        {
            Parts = BloodGroupRules.PartsOf(read),
            Answer = BloodGroupRules.GroupOf(read) is { } group ? new(group, group) : null,
        };
        Determination made = MakeDetermination.Typed(typed, default, tube.Tube.ChangedAt);
        bool blocks = BloodGroupRules.StandingOf(made, task.Elsewhere)
            is GroupStanding.Contradicted or GroupStanding.Discrepant;
        return blocks ? typed with { Blocks = true, Flag = ResultFlag.CriticalAbnormal } : typed;
    }

    private async Task<(SealOutcome Outcome, DecisionReason Reason)> SaveAsync(
        TypedResult[] typed, SessionDescription session, SessionToken token, CancellationToken stop)
    {
        if (Array.Exists(typed, one => one.SeenVersion != one.Task.Row.Version || !one.Task.IsEnterable))
        {
            return (SealOutcome.VersionConflict, DecisionReason.None);
        }

        DateTimeOffset now = clock.GetUtcNow();
        BenchTube tube = typed[0].Tube;
        List<NewRun> runs =
        [
            .. typed.Select(one => new NewRun(
                one.Task, MakeDetermination.Typed(one, session.StaffId, now), session.StaffId, one.Blocks)),
        ];
        MadeFor[] computed =
        [
            .. FollowFormulas.Of(tube, [.. runs.Select(one => one.Made)], now)
                .Where(one => one.Task.Runs is not [.., var last] || !FollowFormulas.IsSame(last.Made, one.Made)),
        ];
        runs.AddRange(computed.Select(one => new NewRun(one.Task, one.Made, null, false)));
        (BenchRun Run, Determination Made)[] superseded =
        [
            .. computed.SelectMany(one => one.Task.Runs).Where(one => one.Row.State == RunState.Arrived)
                .Select(one => (
                    one,
                    TechnicalRules.Reject(
                        one.Made, FollowFormulas.Recomputed, new(now, session.StaffId, session.Name)))),
        ];
        BenchRuleEffect effect =
            await rules.RunAsync(tube, [.. runs.Select(one => one.Made)], isTechnical: false, now, stop);
        runs = [.. runs.Select(one => one with { Made = effect.Apply(one.Made) })];
        EntryDraft[] drafts =
        [
            .. runs.Select(one => new EntryDraft(
                ObservationResource.Of(one.Made),
                one.Task.Row.IsSensitive ? Compartment.Sensitive : Compartment.Laboratory, Entry: one.Entry)),
            .. superseded.Select(one => new EntryDraft(
                ObservationResource.Of(one.Made), one.Run.Compartment, one.Run.Version)),
        ];
        try
        {
            EntriesSaved result = await save.RunAsync(
                tube.Tube.Patient, drafts, token, stop,
                async (connection, transaction, _, cancel) =>
                {
                    foreach ((BenchRun run, Determination made) in superseded)
                    {
                        await ValidateTechnically.MoveAsync(connection, transaction, run, made, cancel);
                    }

                    await StoreAsync(connection, transaction, tube, runs, effect, now, cancel);
                });
            return (result.Outcome, result.Reason);
        }
        catch (BenchStepLostException)
        {
            return (SealOutcome.VersionConflict, DecisionReason.None);
        }
    }

    private static async Task StoreAsync(
        DbConnection connection, DbTransaction transaction, BenchTube tube, List<NewRun> runs, BenchRuleEffect effect,
        DateTimeOffset now, CancellationToken stop)
    {
        foreach (NewRun run in runs)
        {
            await RunRows.InsertAsync(
                connection, transaction,
                new()
                {
                    Patient = tube.Tube.Patient,
                    Entry = run.Entry,
                    Task = run.Task.Row.Task,
                    Site = tube.Tube.Site,
                    State = run.Made.Status == DeterminationStatus.Rejected ? RunState.Rejected : RunState.Arrived,
                    Attention = run.Made.Attention,
                    ResultedAt = now,
                    RecordedBy = run.By,
                },
                stop);
            TaskRow changed = run.Task.Row with
            {
                Status = AnalysisStatus.Resulted,
                Hold = run.Blocks ? AnalysisHold.Blocked
                    : run.Made.Status == DeterminationStatus.Rejected ? AnalysisHold.Rerun
                    : effect.HoldOf(run.Made.Analysis) is not null ? AnalysisHold.Held
                    : AnalysisHold.None,
                Attention = AttentionOf(tube, run, effect),
                InstrumentId = 0,
                ResultedAt = run.Task.Row.ResultedAt ?? now,
                ChangedAt = now,
            };
            if (!await TaskRows.UpdateAsync(connection, transaction, changed, stop))
            {
                throw new BenchStepLostException();
            }
        }

        await effect.StoreAsync(connection, transaction, tube, stop);
        await LaboratoryCounts.AddAsync(
            connection, transaction,
            [
                .. runs.Select(one => new LaboratoryCount(
                    tube.Tube.Site, tube.Tube.LaboratoryId, now, one.Task.Row.Section, CountKind.Resulted)),
            ],
            stop);
    }

    // What an earlier determination wanted stays wanted until somebody has chosen between the two.
    private static Attention AttentionOf(BenchTube tube, NewRun run, BenchRuleEffect effect)
    {
        Attention earlier = run.By is not null && run.Task.Runs.Any(one => one.Row.State == RunState.Arrived)
            ? run.Task.Row.Attention
            : Attention.None;
        bool wantsLook = tube.IsLate(run.Task) || run.Made.Status == DeterminationStatus.Rejected
            || effect.HoldOf(run.Made.Analysis) is not null;
        return run.Blocks
            ? Attention.Critical
            : ((Attention[])[run.Made.Attention, earlier, wantsLook ? Attention.Look : Attention.None]).Max();
    }

    private sealed record NewRun(BenchTask Task, Determination Made, ActorId? By, bool Blocks)
    {
        public EntryId Entry { get; } = EntryId.New();
    }
}

/// <summary>Somebody was first: the whole step is rolled back.</summary>
internal sealed class BenchStepLostException : Exception;
