namespace Serment.Records.Laboratory.Statistics;

/// <summary>
/// Minutes in buckets that grow by a tenth: whole minutes up to ten, then each bucket a tenth wider than the one
/// before, up to sixty days. A quantile read from them is the geometric middle of its bucket, off by 5 % at most above
/// ten minutes and by half a minute below.
/// </summary>
public static class TurnaroundBuckets
{
    /// <summary>Above this no longer told apart: sixty days.</summary>
    public const double MaxMinutes = 60 * 24 * 60;

    private const int Whole = 10;
    private const double Growth = 1.1;

    /// <summary>The bucket of a length; a negative one counts as nothing.</summary>
    public static int Of(TimeSpan length)
    {
        double minutes = Math.Clamp(length.TotalMinutes, 0, MaxMinutes);
        return minutes < Whole ? (int)minutes : Whole + (int)(Math.Log(minutes / Whole) / Math.Log(Growth));
    }

    /// <summary>The minutes that stand for a bucket.</summary>
    public static double Middle(int bucket) =>
        bucket < Whole ? bucket + 0.5 : Whole * Math.Pow(Growth, bucket - Whole + 0.5);

    /// <summary>A quantile in minutes from counts by bucket; null where nothing was counted.</summary>
    /// <param name="counts">Bucket and how many; in any order, a bucket may stand several times.</param>
    /// <param name="quantile">0.5 for the median, 0.9.</param>
    public static double? Quantile(IEnumerable<(int Bucket, long Count)> counts, double quantile)
    {
        (int Bucket, long Count)[] ordered = [.. counts.Where(one => one.Count > 0).OrderBy(one => one.Bucket)];
        long rank = (long)Math.Ceiling(quantile * ordered.Sum(one => one.Count));
        foreach ((int bucket, long count) in ordered)
        {
            rank -= count;
            if (rank <= 0)
            {
                return Middle(bucket);
            }
        }

        return null;
    }
}
