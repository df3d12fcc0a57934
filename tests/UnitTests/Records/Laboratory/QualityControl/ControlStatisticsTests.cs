using Serment.CustodyProtocol;
using Serment.Records.Laboratory.QualityControl;

namespace Serment.UnitTests.Records.Laboratory.QualityControl;

public sealed class ControlStatisticsTests
{
    [Fact]
    public void Gives_mean_standard_deviation_and_bias()
    {
        ControlStatistics of = ControlStatistics.Of([2m, 4m, 4m, 4m, 5m, 5m, 7m, 9m], 4m)!;

        // The sum of squares is 32; with n - 1 the SD is the root of 32/7.
        Assert.Equal((8, 5m, 2.13809m), (of.Count, of.Mean, of.Sd));
        Assert.Equal((42.762m, 25m), (of.CvPercent, of.BiasPercent));
    }

    [Fact]
    public void Says_nothing_of_nothing_and_little_of_one()
    {
        Assert.Null(ControlStatistics.Of([], 4m));
        Assert.Equal(new(1, 4m, 0m, 0m, null), ControlStatistics.Of([4m], null));
    }

    // Westgard's worked example of a sigma metric: allowable error 10 %, bias 2 %, CV 2 %: (10 - 2) / 2 = 4.
    [Theory]
    [InlineData(10, 2, 2, 4)]
    [InlineData(10, -2, 2, 4)]
    [InlineData(10, 0, 2.5, 4)]
    public void Gives_the_sigma_metric(double error, double bias, double cv, double sigma) =>
        Assert.Equal(
            (decimal)sigma, new ControlStatistics(20, 100m, (decimal)cv, (decimal)cv, (decimal)bias).SigmaOf((decimal)error));

    [Fact]
    public void Gives_no_sigma_without_a_limit_or_a_bias()
    {
        Assert.Null(new ControlStatistics(20, 100m, 2m, 2m, 1m).SigmaOf(null));
        Assert.Null(new ControlStatistics(20, 100m, 2m, 2m, null).SigmaOf(10m));
    }

    // ISO 13528: |z| to 2 acceptable, from 3 unacceptable.
    [Theory]
    [InlineData("104", "2", "", AssessmentVerdict.Acceptable)]
    [InlineData("105", "2", "", AssessmentVerdict.ToWatch)]
    [InlineData("106", "2", "", AssessmentVerdict.Unacceptable)]
    [InlineData("94", "2", "", AssessmentVerdict.Unacceptable)]
    [InlineData("105", "", "5", AssessmentVerdict.Acceptable)]
    [InlineData("105.1", "", "5", AssessmentVerdict.Unacceptable)]
    [InlineData("100", "", "", AssessmentVerdict.ToWatch)]
    public void Judges_an_external_assessment(string value, string sd, string limit, AssessmentVerdict verdict) =>
        Assert.Equal(
            verdict,
            new AssessmentDraft(
                0, "P", "1", "A", 1, "K", Number(value)!.Value, 100m, Number(sd), Number(limit), "", "",
                new(2026, 1, 1)).Verdict);

    [Fact]
    public void Accepts_a_lot_only_from_enough_pairs_within_the_limit()
    {
        ParallelPair near = new("QC", 100m, 101m, new ActorId(1));
        ParallelRun few = Run([near, near, near, near]);

        Assert.False(few.IsWithin);
        Assert.True(Run([.. few.Pairs, near]).IsWithin);
        Assert.Equal(1m, few.MeanDifferencePercent);
        Assert.False(Run([.. few.Pairs, near with { NewValue = 120m }]).IsWithin);
        Assert.Null(Run([]).MeanDifferencePercent);
    }

    private static ParallelRun Run(IReadOnlyList<ParallelPair> pairs) =>
        new(1, new(1, "K", ParallelKind.Reagent, "R", "1", "2", 2m), default, new ActorId(1), pairs, null);

    private static decimal? Number(string text) =>
        text.Length == 0 ? null : decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
