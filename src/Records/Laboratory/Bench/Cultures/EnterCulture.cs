using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Bench.Cultures;

/// <summary>Makes of a reading what <see cref="EnterResults"/> seals.</summary>
public static class EnterCulture
{
    /// <summary>The cultures of a tube that a reading can be entered for.</summary>
    public static IEnumerable<BenchTask> TasksOf(BenchTube tube) =>
        tube.Tasks.Where(one => one.IsEnterable && one.Analysis!.Kind == AnswerKind.Culture);

    /// <summary>The reading that the next one starts from: the provisional one, or the one to be read once more.</summary>
    public static CultureReading? LastOf(BenchTask task) =>
        task.Runs.LastOrDefault(one => one.Row.State != RunState.Rejected) is { } last ? CultureParts.Read(last.Made) : null;

    /// <summary>The result to be sealed.</summary>
    /// <param name="tube">The tube, as it was opened just now.</param>
    /// <param name="task">Its culture.</param>
    /// <param name="seen">The task's version that the page showed.</param>
    /// <param name="reading">A reading without faults.</param>
    /// <param name="by">Who read it.</param>
    /// <param name="now">When.</param>
    public static TypedResult Of(
        BenchTube tube, BenchTask task, int seen, CultureReading reading, ActorId by, DateTimeOffset now)
    {
        if (CultureRules.Check(reading) is not CultureFault.None and var fault)
        {
            throw new ArgumentException($"not a reading: {fault}", nameof(reading));
        }

        CultureSite site = CultureRules.SiteOf(task.Analysis!.Loinc);
        return new(tube, task, seen, new())
        {
            Answer = CultureParts.AnswerOf(reading.Outcome),
            Parts = CultureParts.Of(reading, site, BreakpointTable.Current),
            Flag = CultureRules.FlagOf(reading, site),
            IsProvisional = reading.IsProvisional,
            Remarks = reading.Remark is { Length: > 0 } remark ? [new(remark, By: by, At: now)] : [],
        };
    }
    /// <summary>A culture with another reading, at the same specimen.</summary>
    /// <param name="made">The culture.</param>
    /// <param name="reading">The right reading.</param>
    /// <param name="by">Who corrects it.</param>
    /// <param name="now">When.</param>
    public static Determination Corrected(
        Determination made, CultureReading reading, ActorId by, DateTimeOffset now)
    {
        if (reading.IsProvisional || CultureRules.Check(reading) != CultureFault.None)
        {
            throw new ArgumentException("a correction is a final reading without faults", nameof(reading));
        }

        CultureSite site = CultureRules.SiteOf(made.Loinc);
        return made with
        {
            Coded = CultureParts.AnswerOf(reading.Outcome),
            Parts = CultureParts.Of(reading, site, BreakpointTable.Current),
            Flag = CultureRules.FlagOf(reading, site),
            Remarks =
            [
                .. made.Remarks.Where(one => one.IsInternal),
                .. reading.Remark is { Length: > 0 } remark ? [new Remark(remark, By: by, At: now)] : Array.Empty<Remark>(),
            ],
        };
    }
}
