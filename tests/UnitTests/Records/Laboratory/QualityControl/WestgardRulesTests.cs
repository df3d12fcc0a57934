using Serment.Records.Laboratory.QualityControl;

namespace Serment.UnitTests.Records.Laboratory.QualityControl;

/// <summary>
/// Published examples. Single level: S. Westgard, "Break All the Rules", answers to part one (N = 1), westgard.com 2015:
/// a control of mean 47 and SD 3. Two and three levels: the definitions of Westgard, Barry, Hunt, Groth, Clin Chem
/// 1981;27:493-501, of J. O. Westgard's "Westgard Rules and Multirules", and "50 ways to break your Westgard rules".
/// </summary>
public sealed class WestgardRulesTests
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    // "Break All the Rules", part one: measurements 1 to 61 as published.
    private static readonly decimal[] PartOne =
    [
        42.5m, 55.1m, 46.4m, 47.0m, 43.1m, 56.9m, 41.3m, 44.9m, 45.5m, 41.3m, 47.0m, 37.7m, 41.6m, 53.3m, 55.4m, 44.6m,
        47.3m, 48.2m, 41.3m, 42.8m, 44.3m, 47.6m, 44.3m, 45.8m, 47.6m, 39.8m, 39.8m, 50.9m, 49.7m, 45.5m, 45.2m, 47.3m,
        47.9m, 44.3m, 40.1m, 48.2m, 40.7m, 41.9m, 43.4m, 43.7m, 49.7m, 42.2m, 52.1m, 44.6m, 45.2m, 45.8m, 41.6m, 41.3m,
        44.9m, 43.7m, 45.2m, 50.6m, 50.3m, 51.2m, 51.5m, 44.3m, 41.6m, 53.9m, 48.8m, 48.2m, 50.6m,
    ];

    [Theory]
    [InlineData("1-3s:2", new[] { 6, 12 })]
    [InlineData("2-2s:2", new[] { 15, 27 })]
    [InlineData("4-1s:2", new[] { 40, 55 })]
    [InlineData("8x:2", new[] { 51 })]
    [InlineData("10x:2", new int[0])]
    public void Finds_what_break_all_the_rules_part_one_finds(string rules, int[] broken)
    {
        ControlRules one = ControlRules.Parse(rules);
        ControlPoint[] points =
            [.. PartOne.Select((value, i) => new ControlPoint(1, Monday.AddDays(i), (value - 47) / 3))];

        int[] found =
        [
            .. Enumerable.Range(1, points.Length)
                .Where(last => WestgardRules.Judge(one, points.AsSpan(0, last)).Count > 0),
        ];

        Assert.Equal(broken, found);
    }

    [Theory]
    [InlineData("2.1 0.5", "")]
    [InlineData("3.0", "")]
    [InlineData("3.1", "1-3s")]
    [InlineData("-3.1", "1-3s")]
    [InlineData("2.0 2.0", "")]
    [InlineData("2.1 2.1", "2-2s")]
    [InlineData("2.1 -2.1", "")]
    [InlineData("1.1 1.2 1.3 1.4", "4-1s")]
    [InlineData("1.1 1.2 1.0 1.4", "")]
    [InlineData("-1.1 -1.2 -1.3 -1.4", "4-1s")]
    [InlineData(".1 .1 .1 .1 .1 .1 .1 .1 .1 .1", "10x")]
    [InlineData(".1 .1 .1 .1 0 .1 .1 .1 .1 .1", "")]
    [InlineData("-.1 -.1 -.1 -.1 -.1 -.1 -.1 -.1 -.1 -.1", "10x")]
    public void Judges_the_newest_of_one_level(string z, string broken) =>
        Assert.Equal(broken, Rejecting(ControlRules.Classical, Days(z)));

    [Fact]
    public void Warns_beyond_two_and_rejects_beyond_three()
    {
        RuleViolation[] beyondTwo = [.. WestgardRules.Judge(ControlRules.Classical, Days("0.2 2.2"))];
        RuleViolation[] beyondThree = [.. WestgardRules.Judge(ControlRules.Classical, Days("0.2 3.2"))];

        Assert.Equal(new RuleViolation(WestgardRule.OneTwoS, RuleSeverity.Warning), Assert.Single(beyondTwo));
        Assert.Contains(new RuleViolation(WestgardRule.OneThreeS, RuleSeverity.Reject), beyondThree);
    }

    // Each run: level 1, level 2.
    [Theory]
    [InlineData("2.1/2.2", "2-2s")]
    [InlineData("0/2.1 2.2/0", "")]
    [InlineData("2.1/0 2.2/0", "")]
    [InlineData("2.1/-2.2", "R-4s")]
    [InlineData("-2.1/2.2", "R-4s")]
    [InlineData("1.9/-2.2", "")]
    [InlineData("2.1/0.1 0.3/-2.2", "")]
    [InlineData("1.1/1.2 1.3/1.4", "4-1s")]
    [InlineData("-1.1/-1.2 -1.3/-1.4", "4-1s")]
    [InlineData("1.1/0.2 1.3/1.4", "")]
    [InlineData(".1/.2 .1/.2 .1/.2 .1/.2 .1/.2", "10x")]
    [InlineData(".1/.2 .1/.2 .1/-.2 .1/.2 .1/.2", "")]
    public void Judges_two_levels_within_and_across_runs(string runs, string broken) =>
        Assert.Equal(broken, Rejecting(ControlRules.Classical, Runs(runs)));

    [Fact]
    public void Two_of_one_level_in_succession_are_found_behind_another_level() =>
        Assert.Equal("2-2s", Rejecting(ControlRules.Classical, Runs("0/2.1 0.3/2.2")));

    [Theory]
    [InlineData("2of3-2s:2 across", "2.1/0.1/2.3", "2of3-2s")]
    [InlineData("2of3-2s:2 across", "2.1/0.1/-2.3", "")]
    [InlineData("3-1s:2 across", "1.1/1.2/1.3", "3-1s")]
    [InlineData("3-1s:2 across", "1.1/-1.2/1.3", "")]
    [InlineData("6x:2 across", ".1/.2/.1 .1/.1/.1", "6x")]
    [InlineData("9x:2 across", ".1/.2/.1 .1/.1/.1", "")]
    [InlineData("9x:2 across", ".1/.2/.1 .1/.1/.1 .1/.1/.1", "9x")]
    [InlineData("12x:2 across", ".1/.2/.1 .1/.1/.1 .1/.1/.1 .1/.1/.1", "12x")]
    public void Judges_three_levels(string rules, string runs, string broken) =>
        Assert.Equal(broken, Rejecting(ControlRules.Parse(rules), Runs(runs)));

    [Fact]
    public void Levels_count_alone_where_rules_do_not_look_across() =>
        Assert.Equal("", Rejecting(ControlRules.Parse("2-2s:2 4-1s:2 10x:2"), Runs("2.1/2.2 1.3/1.4")));

    [Fact]
    public void Levels_that_are_hours_apart_are_two_runs()
    {
        ControlPoint[] points =
        [
            new(1, Monday, 2.1m), new(2, Monday + WestgardRules.RunLength + TimeSpan.FromMinutes(1), -2.1m),
        ];

        Assert.Equal("", Rejecting(ControlRules.Classical, points));
    }

    [Fact]
    public void Rules_are_read_as_they_are_written()
    {
        ControlRules read = ControlRules.Parse(ControlRules.Classical.ToText());

        Assert.Equal("1-2s:1 1-3s:2 2-2s:2 R-4s:2 4-1s:2 10x:2 across", read.ToText());
        Assert.True(read.LooksAcross);
        Assert.Equal(RuleSeverity.Off, read.Of(WestgardRule.TwelveX));
    }

    [Fact]
    public void Nothing_is_judged_without_a_result() =>
        Assert.Empty(WestgardRules.Judge(ControlRules.Classical, []));

    // What the last of them breaks, without what only warns.
    private static string Rejecting(ControlRules rules, ControlPoint[] points) =>
        string.Join(
            ' ',
            WestgardRules.Judge(rules, points).Where(one => one.Severity == RuleSeverity.Reject)
                .Select(one => ControlRules.NameOf(one.Rule)));

    private static ControlPoint[] Days(string z) =>
        [.. Numbers(z, ' ').Select((one, day) => new ControlPoint(1, Monday.AddDays(day), one))];

    private static ControlPoint[] Runs(string runs) =>
    [
        .. runs.Split(' ').SelectMany((run, day) => Numbers(run, '/')
            .Select((z, level) => new ControlPoint(level + 1, Monday.AddDays(day).AddMinutes(level), z))),
    ];

    private static IEnumerable<decimal> Numbers(string text, char between) =>
        text.Split(between)
            .Select(one => decimal.Parse(one, System.Globalization.CultureInfo.InvariantCulture));
}
