using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Bench;

/// <summary>The rules of technical validation, without a database.</summary>
internal static class TechnicalRules
{
    /// <summary>Why a choice cannot be carried out; none where it can.</summary>
    public static TechnicalRefusal RefusalOf(BenchTask? task, TechnicalChoice choice, Role role)
    {
        if (task is null || task.Row.Version != choice.SeenVersion || task.Row.Status != AnalysisStatus.Resulted)
        {
            return TechnicalRefusal.Changed;
        }

        if (task.Row.IsSensitive && role != Role.Biologist)
        {
            return TechnicalRefusal.Restricted;
        }

        if (task.Row.Hold == AnalysisHold.Blocked && !MayResolve(task, choice, role))
        {
            return TechnicalRefusal.Contradiction;
        }

        if (choice.Dilution is < 1 or > TechnicalChoice.MaxDilution)
        {
            return TechnicalRefusal.Dilution;
        }

        if (choice.IsRerun)
        {
            return task.IsComputed ? TechnicalRefusal.Computed : TechnicalRefusal.None;
        }

        BenchRun[] open = [.. task.Runs.Where(one => one.Row.State == RunState.Arrived)];
        if (KeptOf(open, choice) is not { } kept)
        {
            return TechnicalRefusal.NoChoice;
        }

        if (task.Analysis is { Kind: AnswerKind.BloodGroup })
        {
            GroupStanding standing = BloodGroupRules.StandingOf(kept.Made, task.Elsewhere);
            if (standing != GroupStanding.Confirmed)
            {
                return standing == GroupStanding.First
                    ? TechnicalRefusal.SecondNeeded
                    : TechnicalRefusal.Contradiction;
            }
        }

        return open.Length > 1 && string.IsNullOrWhiteSpace(choice.Reason)
            ? TechnicalRefusal.NoReason
            : TechnicalRefusal.None;
    }

    /// <summary>The next versions of a task's open determinations: one kept, the others rejected with the reason.</summary>
    public static IReadOnlyList<(BenchRun Run, Determination Made)> NextOf(
        BenchTube tube, BenchTask task, TechnicalChoice choice, Validated by)
    {
        BenchRun[] open = [.. task.Runs.Where(one => one.Row.State == RunState.Arrived)];
        if (choice.IsRerun)
        {
            // A rerun leaves what is there, to be chosen from; a contradiction that a biologist settles is rejected.
            return task.Row.Hold == AnalysisHold.Blocked
                ? [.. open.Select(run => (run, Reject(run.Made, choice.Reason!, by)))]
                : [];
        }

        BenchRun kept = KeptOf(open, choice)!;
        return
        [
            .. open.Select(run => (
                run, run == kept ? Keep(tube, task, choice, run.Made, by) : Reject(run.Made, choice.Reason!, by))),
        ];
    }

    /// <summary>A determination that a rule or a person rejects.</summary>
    public static Determination Reject(Determination made, string reason, Validated by) =>
        made with { Status = DeterminationStatus.Rejected, Rejected = by, Reason = reason };

    /// <summary>
    /// Whether a task may be validated with all others of a list: one determination, nothing to look at, nothing in the
    /// way.
    /// </summary>
    public static bool IsWithoutRemark(BenchTask task) =>
        task.Row is { Status: AnalysisStatus.Resulted, Hold: AnalysisHold.None, Attention: Attention.None, IsSensitive: false }
        && task.Runs.Count(one => one.Row.State == RunState.Arrived) == 1
        && task.Current is { Made.Attention: Attention.None };

    /// <summary>The same, as it is judged with history and pregnancy, of which an instrument knows nothing.</summary>
    public static bool IsWithoutRemark(BenchTube tube, BenchTask task) =>
        IsWithoutRemark(task) && task.Current is { } current
        && (tube.AnalysisOf(current.Made) is not { } analysis
            || MakeDetermination.Judge(current.Made, analysis, tube, task.Comparable).Attention == Attention.None);

    // A contradiction is settled by a biologist alone, and only with a specimen that was taken after.
    private static bool MayResolve(BenchTask task, TechnicalChoice choice, Role role)
    {
        if (role != Role.Biologist)
        {
            return false;
        }

        if (!choice.IsRerun)
        {
            return task.Current is { } current
                && BloodGroupRules.StandingOf(current.Made, task.Elsewhere) == GroupStanding.Confirmed;
        }

        return !string.IsNullOrWhiteSpace(choice.Reason)
            && task.Current is { } blocked
            && task.Elsewhere.Any(one => BloodGroupRules.AreIndependent(one, blocked.Made)
                && one.ResultedAt > blocked.Made.ResultedAt);
    }

    private static Determination Keep(
        BenchTube tube, BenchTask task, TechnicalChoice choice, Determination made, Validated by)
    {
        // By the catalogue that it was made with: a version since then changes neither range nor unit of what is there.
        Analysis? analysis = tube.AnalysisOf(made);
        Determination kept = analysis is not null
            ? MakeDetermination.Diluted(made, choice.Dilution, analysis, tube, task.Comparable)
            : made;

        // The instrument knew neither history nor pregnancy.
        if (analysis is not null && choice.Dilution == 1
            && string.Equals(made.Unit, analysis.Unit, StringComparison.Ordinal))
        {
            Determination judged = MakeDetermination.Judge(made, analysis, tube, task.Comparable);
            kept = made.Flag is ResultFlag.CriticalAbnormal || made.Parts.Count > 0 ? made : judged;
        }

        return kept with
        {
            Status = DeterminationStatus.Technical,
            Technical = by,
            Remarks = string.IsNullOrWhiteSpace(choice.Remark)
                ? kept.Remarks
                : [.. kept.Remarks, new(choice.Remark, By: by.By, At: by.At, IsInternal: true)],
        };
    }

    private static BenchRun? KeptOf(BenchRun[] open, TechnicalChoice choice) =>
        choice.Keep is { } chosen ? Array.Find(open, one => one.Row.Entry == chosen)
        : open.Length == 1 ? open[0]
        : null;
}
