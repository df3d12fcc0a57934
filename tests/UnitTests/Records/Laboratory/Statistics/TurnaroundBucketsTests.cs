using Serment.Records.Laboratory.Statistics;

namespace Serment.UnitTests.Records.Laboratory.Statistics;

public sealed class TurnaroundBucketsTests
{
    [Fact]
    public void A_bucket_stands_for_its_minutes_within_five_per_cent_or_half_a_minute()
    {
        for (double minutes = 0; minutes < TurnaroundBuckets.MaxMinutes; minutes += 0.37 + (minutes / 50))
        {
            double told = TurnaroundBuckets.Middle(TurnaroundBuckets.Of(TimeSpan.FromMinutes(minutes)));
            Assert.True(
                Math.Abs(told - minutes) <= Math.Max(0.5, minutes * 0.05), $"{minutes} minutes are told as {told}");
        }
    }

    [Fact]
    public void Longer_is_never_in_a_lower_bucket()
    {
        int last = 0;
        for (double minutes = 0; minutes < 100_000; minutes += 0.25 + (minutes / 90))
        {
            int bucket = TurnaroundBuckets.Of(TimeSpan.FromMinutes(minutes));
            Assert.True(bucket >= last);
            last = bucket;
        }
    }

    [Fact]
    public void A_clock_that_went_back_counts_as_nothing_and_a_year_as_the_longest()
    {
        Assert.Equal(0, TurnaroundBuckets.Of(TimeSpan.FromMinutes(-5)));
        Assert.Equal(
            TurnaroundBuckets.Of(TimeSpan.FromMinutes(TurnaroundBuckets.MaxMinutes)),
            TurnaroundBuckets.Of(TimeSpan.FromDays(365)));
    }

    [Fact]
    public void Median_and_ninetieth_percentile_come_close_to_those_of_the_values()
    {
        double[] minutes = [.. Enumerable.Range(1, 999).Select(i => 12 + (i * i / 4_000.0))];
        (int, long)[] counts = [.. minutes.Select(one => (TurnaroundBuckets.Of(TimeSpan.FromMinutes(one)), 1L))];

        Assert.InRange(TurnaroundBuckets.Quantile(counts, 0.5)!.Value, minutes[499] * 0.95, minutes[499] * 1.05);
        Assert.InRange(TurnaroundBuckets.Quantile(counts, 0.9)!.Value, minutes[899] * 0.95, minutes[899] * 1.05);
    }

    [Fact]
    public void Nothing_counted_has_no_median() => Assert.Null(TurnaroundBuckets.Quantile([(3, 0)], 0.5));
}
