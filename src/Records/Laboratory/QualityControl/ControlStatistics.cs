namespace Serment.Records.Laboratory.QualityControl;

/// <summary>What own results of a level say.</summary>
/// <param name="Count">How many.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Sd">Their standard deviation, with n - 1; 0 of fewer than two.</param>
/// <param name="CvPercent">SD in per cent of the mean; null where the mean is 0.</param>
/// <param name="BiasPercent">Mean against the target's, in per cent of it; null where there is none.</param>
public sealed record ControlStatistics(
    int Count, decimal Mean, decimal Sd, decimal? CvPercent, decimal? BiasPercent)
{
    /// <summary>
    /// Own results that a target of one's own wants: at least 20, on different days. CLSI C24, 4th edition: Statistical
    /// Quality Control for Quantitative Measurement Procedures.
    /// </summary>
    public const int LeastForTarget = 20;

    private const int Decimals = 6;

    /// <summary>Of values, against a target's mean.</summary>
    public static ControlStatistics? Of(IReadOnlyList<decimal> values, decimal? target)
    {
        if (values.Count == 0)
        {
            return null;
        }

        decimal mean = values.Average();
        decimal squares = values.Sum(one => (one - mean) * (one - mean));
        decimal sd = values.Count < 2 ? 0 : (decimal)Math.Sqrt((double)(squares / (values.Count - 1)));
        return new(
            values.Count, Math.Round(mean, Decimals), Math.Round(sd, Decimals),
            mean == 0 ? null : Math.Round(100 * sd / Math.Abs(mean), 3),
            target is null or 0 ? null : Math.Round(100 * (mean - target.Value) / Math.Abs(target.Value), 3));
    }

    /// <summary>
    /// The sigma metric: (allowable total error - |bias|) / CV, all in per cent. J. O. Westgard, Six Sigma Quality Design
    /// and Control. Null where something of it is not known.
    /// </summary>
    public decimal? SigmaOf(decimal? allowableError) =>
        allowableError is { } error && CvPercent is > 0 and { } cv && BiasPercent is { } bias
            ? Math.Round((error - Math.Abs(bias)) / cv, 1)
            : null;
}
