using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;

namespace Serment.Records.Laboratory.Validation;

/// <summary>
/// Provisional results: one Observation is what the record shows of a culture, from the first provisional reading on. Each
/// later reading is entered and validated beside it, and becomes its next version when a biologist validates it: so the
/// ward sees the last validated one meanwhile, and every earlier one stays.
/// </summary>
internal static class ProvisionalSteps
{
    private const string TakenOver = "Repris comme version suivante du résultat provisoire";

    /// <summary>The Observation that the record shows of a task; null where there is none yet.</summary>
    public static RunRow? ShownOf(ValidationRows rows, TaskRow task, SealedDetermination kept) =>
        rows.Runs.FirstOrDefault(run =>
            run.Task == task.Task && run.State == RunState.Provisional && run.Entry != kept.Row.Entry);

    /// <summary>What is sealed when a determination is validated.</summary>
    /// <param name="validated">As the biologist leaves it.</param>
    /// <param name="kept">As it was.</param>
    /// <param name="shown">The Observation that shows the task's provisional result; null for none.</param>
    /// <param name="compartment">Where it is sealed.</param>
    public static IEnumerable<EntryDraft> Drafts(
        Determination validated, SealedDetermination kept, RunRow? shown, Compartment compartment)
    {
        if (shown is null)
        {
            yield return new(ObservationResource.Of(validated), compartment, kept.Version);
            yield break;
        }

        yield return new(
            ObservationResource.Of(validated), compartment, new(shown.Patient, shown.Entry, shown.EntryVersion));
        yield return new(
            ObservationResource.Of(TechnicalRules.Reject(kept.Made, TakenOver, validated.Biological!)), compartment,
            kept.Version);
    }

    /// <summary>The task as the validation leaves it: final, or to be read again.</summary>
    public static TaskRow Moved(TaskRow task, Determination validated, DateTimeOffset now, ActorId by) =>
        validated.IsProvisional
            ? task with
            {
                Status = AnalysisStatus.Ready, Hold = AnalysisHold.Growing, TechnicalAt = null, TechnicalBy = null,
                FinalAt = now, FinalBy = by, ChangedAt = now,
            }
            : task with
            {
                Status = AnalysisStatus.Final, Hold = AnalysisHold.None, FinalAt = now, FinalBy = by, ChangedAt = now,
            };

    /// <summary>Moves the runs whose Observations got their next versions.</summary>
    /// <exception cref="StepMovedException">Somebody was first.</exception>
    public static async Task MoveRunsAsync(
        DbConnection connection, DbTransaction transaction, Determination validated, SealedDetermination kept,
        RunRow? shown, CancellationToken stop)
    {
        RunState state = validated.IsProvisional ? RunState.Provisional : RunState.Kept;
        RunRow[] changed = shown is null
            ? [kept.Row with { State = state }]
            :
            [
                shown with { State = state, Attention = validated.Attention },
                kept.Row with { State = RunState.Rejected },
            ];
        foreach (RunRow row in changed)
        {
            if (!await RunRows.UpdateAsync(
                connection, transaction, row with { EntryVersion = row.EntryVersion + 1 }, stop))
            {
                throw new StepMovedException();
            }
        }
    }
}
