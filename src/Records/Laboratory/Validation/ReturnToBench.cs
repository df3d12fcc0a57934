using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Statistics;

namespace Serment.Records.Laboratory.Validation;

/// <summary>What a biologist does with an analysis that she does not validate.</summary>
public enum BenchStep : byte
{
    /// <summary>She holds it, with a reason.</summary>
    Hold = 1,

    /// <summary>It is to be determined once more, with a reason.</summary>
    Rerun = 2,

    /// <summary>A hold is lifted.</summary>
    Lift = 3,
}

/// <summary>
/// Holds analyses, lifts holds, asks for reruns. Why stands as an internal remark in the sealed determination: rows bear
/// no words. A rerun puts the analysis on the bench's list again, and what was computed of it; the determination that is there
/// stays, to be chosen from once there is another.
/// </summary>
public sealed class ReturnToBench(
    OpenForValidation opening, RecordDoor door, SaveEntries save, Catalogues catalogues)
{
    /// <summary>Longest reason.</summary>
    public const int MaxReasonChars = 300;

    /// <summary>Code of the remark that says why something is held or to be done once more.</summary>
    public const string RemarkCode = "BIO";

    /// <summary>Does it.</summary>
    public async Task<ValidationDone> RunAsync(
        PatientId patient, EntryId request, IReadOnlyList<LineChoice> choices, BenchStep step, string? reason,
        SessionDescription who, SessionToken session, DateTimeOffset now, CancellationToken stop)
    {
        if ((step != BenchStep.Lift && string.IsNullOrWhiteSpace(reason)) || reason?.Length > MaxReasonChars)
        {
            throw new ArgumentException("a hold or a rerun has a reason, and not too long a one", nameof(reason));
        }

        if (choices.Count == 0 || await opening.ReadRowsAsync(patient, request, who, now, stop) is not { } rows)
        {
            return new(ValidationOutcome.Unknown);
        }

        LineChoice[] following = [];
        if (step == BenchStep.Rerun)
        {
            DependentResults formulas = new(rows, await catalogues.CurrentAsync(rows.Request.Site, stop));
            if (choices.Any(one => formulas.IsComputed(one.Task)))
            {
                return new(ValidationOutcome.Forbidden, ValidationObstacle.Computed);
            }

            following = [.. formulas.Of(choices.Select(one => one.Task), AnalysisStatus.Technical)];
            choices = [.. choices, .. following.Where(one => choices.All(chosen => chosen.Task != one.Task))];
        }

        if (await ValidateBiologically.MatchAsync(door, rows, choices, session, stop) is not { } matched)
        {
            return new(ValidationOutcome.Unknown);
        }

        if (matched.Refusal is { } refusal)
        {
            return refusal;
        }

        if (matched.Lines.Any(line => line.Task.Status != AnalysisStatus.Technical
            || (step == BenchStep.Lift && line.Task.Hold != AnalysisHold.Held)))
        {
            return new(ValidationOutcome.Moved);
        }

        EntryDraft[] drafts =
        [
            .. matched.Lines.Select(line => new EntryDraft(
                ObservationResource.Of(Returned(line.Kept.Made, step) with
                {
                    Remarks =
                    [
                        .. line.Kept.Made.Remarks,
                        new(reason is { Length: > 0 } ? reason : "–", RemarkCode, who.StaffId, now, IsInternal: true),
                    ],
                }), matched.Compartment, line.Kept.Version)),
        ];
        return await ValidationSteps.SealAsync(save, patient, drafts, session, async (connection, transaction) =>
        {
            foreach ((_, TaskRow task, SealedDetermination kept) in matched.Lines)
            {
                bool follows = following.Any(one => one.Task == task.Task);
                await ValidationSteps.MoveAsync(
                    connection, transaction, Moved(task, step, follows, now), Returned(kept, step), stop);
                if (step == BenchStep.Rerun && !follows)
                {
                    await LaboratoryCounts.AddAsync(
                        connection, transaction,
                        new LaboratoryCount(task.Site, task.LaboratoryId, now, task.Section, CountKind.Rerun), stop);
                }
            }
        }, stop);
    }

    // What is done once more is not technically validated any more: somebody chooses between the old and the new.
    private static Determination Returned(Determination made, BenchStep step) => step == BenchStep.Rerun
        ? made with { Status = DeterminationStatus.Arrived, Technical = null }
        : made;

    private static SealedDetermination Returned(SealedDetermination kept, BenchStep step) => step == BenchStep.Rerun
        ? kept with { Row = kept.Row with { State = RunState.Arrived } }
        : kept;

    private static TaskRow Moved(TaskRow task, BenchStep step, bool follows, DateTimeOffset now) =>
        step switch
        {
            BenchStep.Hold => task with { Hold = AnalysisHold.Held, ChangedAt = now },
            BenchStep.Lift => task with { Hold = AnalysisHold.None, ChangedAt = now },
            _ => task with
            {
                Status = follows ? AnalysisStatus.Resulted : AnalysisStatus.Ready, Hold = AnalysisHold.Rerun,
                TechnicalAt = null, TechnicalBy = null, ChangedAt = now,
            },
        };
}
