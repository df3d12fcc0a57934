namespace Serment.Records.Laboratory.QualityControl;

/// <summary>A control's result as rules see it.</summary>
/// <param name="Level">Which level, of which lot: results of one are a series.</param>
/// <param name="At">When it was measured.</param>
/// <param name="Z">How many SD above its target's mean it lies: (value - mean) / SD.</param>
public readonly record struct ControlPoint(long Level, DateTimeOffset At, decimal Z);

/// <summary>A rule that the newest result broke.</summary>
public readonly record struct RuleViolation(WestgardRule Rule, RuleSeverity Severity);

/// <summary>
/// The multi-rule procedure for internal quality control: Westgard, Barry, Hunt, Groth, Clin Chem 1981;27:493-501, and
/// for three levels J. O. Westgard, Basic QC Practices. "Beyond" is strictly more than the limit; "on one side" leaves out
/// the mean itself. A run is the results of different levels that were measured within <see cref="RunLength"/> of its
/// first; a level that comes again begins the next one.
/// </summary>
public static class WestgardRules
{
    /// <summary>How far apart the levels of one run may be measured.</summary>
    public static readonly TimeSpan RunLength = TimeSpan.FromMinutes(60);

    /// <summary>Results that any rule looks back upon, of each level and of all together.</summary>
    public const int LongestWindow = 12;

    /// <summary>The rules that the newest result breaks, each once, in their order.</summary>
    /// <param name="rules">Which rules count.</param>
    /// <param name="points">Results in their order of time, the one to judge last.</param>
    public static IReadOnlyList<RuleViolation> Judge(ControlRules rules, ReadOnlySpan<ControlPoint> points)
    {
        if (points.IsEmpty)
        {
            return [];
        }

        Series series = new(
            Take(points, points[^1].Level), Take(points[RunStart(points)..], null), Take(points, null));
        List<RuleViolation> found = [];
        foreach (WestgardRule rule in Enum.GetValues<WestgardRule>())
        {
            RuleSeverity severity = rules.Of(rule);
            if (severity != RuleSeverity.Off
                && (rule == WestgardRule.RangeFourS
                    ? BreaksRange(points)
                    : Breaks(rule, series.Own) || (rules.LooksAcross && Breaks(rule, series.Across(rule)))))
            {
                found.Add(new(rule, severity));
            }
        }

        return found;
    }

    /// <summary>Where the run of the newest result begins.</summary>
    public static int RunStart(ReadOnlySpan<ControlPoint> points)
    {
        int start = 0;
        for (int i = 1; i < points.Length; i++)
        {
            bool again = false;
            for (int j = start; j < i; j++)
            {
                again |= points[j].Level == points[i].Level;
            }

            if (again || points[i].At - points[start].At > RunLength)
            {
                start = i;
            }
        }

        return start;
    }

    private static bool Breaks(WestgardRule rule, ReadOnlySpan<decimal> newest) => rule switch
    {
        WestgardRule.OneTwoS => Beyond(newest, 1, 1, 2),
        WestgardRule.OneThreeS => Beyond(newest, 1, 1, 3),
        WestgardRule.TwoTwoS => Beyond(newest, 2, 2, 2),
        WestgardRule.TwoOfThreeTwoS => Beyond(newest, 2, 3, 2),
        WestgardRule.ThreeOneS => Beyond(newest, 3, 3, 1),
        WestgardRule.FourOneS => Beyond(newest, 4, 4, 1),
        WestgardRule.SixX => Beyond(newest, 6, 6, 0),
        WestgardRule.EightX => Beyond(newest, 8, 8, 0),
        WestgardRule.NineX => Beyond(newest, 9, 9, 0),
        WestgardRule.TenX => Beyond(newest, 10, 10, 0),
        WestgardRule.TwelveX => Beyond(newest, 12, 12, 0),
        _ => false,
    };

    // Whether the newest and enough others of the last few lie beyond one and the same limit.
    private static bool Beyond(ReadOnlySpan<decimal> newest, int count, int of, decimal limit)
    {
        decimal sign = newest[0] > 0 ? 1 : -1;
        if (newest[0] * sign <= limit)
        {
            return false;
        }

        int beyond = 0;
        for (int i = 0; i < Math.Min(of, newest.Length); i++)
        {
            beyond += newest[i] * sign > limit ? 1 : 0;
        }

        return beyond >= count;
    }

    // Only within a run: between runs, a difference between levels tells of a shift, which the other rules find.
    private static bool BreaksRange(ReadOnlySpan<ControlPoint> points)
    {
        ControlPoint newest = points[^1];
        ReadOnlySpan<ControlPoint> others = points[RunStart(points)..^1];
        foreach (ControlPoint other in others)
        {
            if ((newest.Z > 2 && other.Z < -2) || (newest.Z < -2 && other.Z > 2))
            {
                return true;
            }
        }

        return false;
    }

    // A rule for one run looks at the levels of this run; the others go back through runs.
    private readonly record struct Series(decimal[] Own, decimal[] Run, decimal[] All)
    {
        public decimal[] Across(WestgardRule rule) =>
            rule is WestgardRule.TwoTwoS or WestgardRule.TwoOfThreeTwoS or WestgardRule.ThreeOneS ? Run : All;
    }

    // The newest first.
    private static decimal[] Take(ReadOnlySpan<ControlPoint> points, long? level)
    {
        List<decimal> taken = [];
        for (int i = points.Length - 1; i >= 0 && taken.Count < LongestWindow; i--)
        {
            if (level is null || points[i].Level == level)
            {
                taken.Add(points[i].Z);
            }
        }

        return [.. taken];
    }
}
