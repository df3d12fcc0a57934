namespace Serment.Records.Medications;

/// <summary>What is asked before a dose is noted as given; the person may say yes.</summary>
public enum DoseQuestionKind : byte
{
    /// <summary>It is given long before its time.</summary>
    Early = 1,

    /// <summary>As needed: the last one is more recent than the line allows.</summary>
    TooSoon = 2,

    /// <summary>As needed: as many in 24 hours as the line allows.</summary>
    AtMost = 3,
}

/// <summary>One question.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Number">Hours before its time, hours since the last one, or the most in 24 hours.</param>
public sealed record DoseQuestion(DoseQuestionKind Kind, int Number)
{
    /// <summary>A planned dose may be given so long before its time without being asked.</summary>
    public const int EarlyHours = 2;

    /// <summary>What is to be asked; null where nothing stands against it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="dose">What is to be noted.</param>
    /// <param name="noted">What was noted before, of all lines.</param>
    public static DoseQuestion? Of(ChartLine line, GivenDose dose, IReadOnlyList<GivenDose> noted)
    {
        if (dose.Outcome != DoseOutcome.Given)
        {
            return null;
        }

        if (dose.Planned is { } due)
        {
            TimeSpan early = due - dose.At;
            return early > TimeSpan.FromHours(EarlyHours)
                ? new(DoseQuestionKind.Early, (int)Math.Round(early.TotalHours))
                : null;
        }

        DoseStep? step = line.Line.Steps.FirstOrDefault(one => one.IsAsNeeded);
        DateTimeOffset[] before =
        [
            .. noted.Where(one => one.Line == line.Id && one.Outcome == DoseOutcome.Given)
                .Select(one => one.At)
                .Where(at => at <= dose.At && at > dose.At.AddDays(-1)),
        ];
        if (step is null || before.Length == 0)
        {
            return null;
        }

        TimeSpan since = dose.At - before.Max();
        return step.MaxADay is { } most && before.Length >= most ? new(DoseQuestionKind.AtMost, most)
            : step.EveryHours is { } hours && since < TimeSpan.FromHours(hours)
                ? new(DoseQuestionKind.TooSoon, (int)since.TotalHours)
            : null;
    }
}
