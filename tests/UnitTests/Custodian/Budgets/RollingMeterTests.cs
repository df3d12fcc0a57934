using FsCheck;
using FsCheck.Fluent;
using Serment.Custodian.Budgets;

namespace Serment.UnitTests.Custodian.Budgets;

public sealed class RollingMeterTests
{
    private const long HourMs = 3_600_000;

    private static readonly WindowLimits Two = new(2, 3, 4);

    [Fact]
    public void The_same_patient_again_costs_nothing_more()
    {
        RollingMeter meter = new();
        meter.Spend(1, 0);
        meter.Spend(2, 0);
        meter.Spend(1, 10);

        Assert.Equal(2, meter.Count(0, 20));
        Assert.True(meter.HasRoom(1, Two, 20));
        Assert.False(meter.HasRoom(3, Two, 20));
    }

    [Fact]
    public void The_unit_comes_back_when_the_hour_is_over_and_not_before()
    {
        RollingMeter meter = new();
        meter.Spend(1, 0);
        meter.Spend(2, 0);

        Assert.False(meter.HasRoom(3, Two, HourMs - 1));
        Assert.True(meter.HasRoom(3, Two, HourMs));
    }

    [Fact]
    public void Each_window_has_its_own_limit()
    {
        RollingMeter meter = new();
        for (int i = 0; i < 3; i++)
        {
            meter.Spend(i, i * HourMs);
        }

        Assert.False(meter.HasRoom(9, Two, 4 * HourMs));
        Assert.True(meter.HasRoom(9, Two, (24 * HourMs) + HourMs));
    }

    [Fact]
    public void A_limit_of_zero_allows_nothing() => Assert.False(new RollingMeter().HasRoom(1, default, 0));

    [Fact]
    public void After_thirty_days_nothing_is_remembered()
    {
        RollingMeter meter = new();
        meter.Spend(1, 0);

        Assert.Equal(0, meter.Count(2, 720 * HourMs));
        Assert.True(meter.IsEmpty);
    }

    /// <summary>Held against a meter that counts from the whole history each time.</summary>
    [Fact]
    public void Counts_as_a_plain_history_does_and_never_exceeds_a_limit()
    {
        Gen<List<(int Subject, int Minutes)>> visits =
            from list in Gen.ListOf(
                from subject in Gen.Choose(1, 8)
                from minutes in Gen.Choose(0, 300)
                select (subject, minutes))
            select list.ToList();
        WindowLimits limits = new(3, 5, 6);

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(visits.ToArbitrary(), list =>
            {
                RollingMeter meter = new();
                List<(int Subject, long At)> history = [];
                long now = 0;
                foreach ((int subject, int minutes) in list)
                {
                    now += minutes * 60_000L;
                    if (meter.HasRoom(subject, limits, now))
                    {
                        meter.Spend(subject, now);
                        history.Add((subject, now));
                    }

                    for (int window = 0; window < MeterWindows.Hours.Length; window++)
                    {
                        long since = now - (MeterWindows.Hours[window] * HourMs);
                        int plain = history.Where(one => one.At > since).Select(one => one.Subject).Distinct().Count();
                        if (meter.Count(window, now) != plain || plain > limits.Of(window))
                        {
                            return false;
                        }
                    }
                }

                return true;
            }));
    }
}
