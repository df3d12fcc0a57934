using Serment.Custodian.Budgets;

namespace Serment.UnitTests.Custodian.Budgets;

public sealed class FlowMeterTests
{
    private const long MinuteMs = 60_000;

    [Fact]
    public void Refuses_beyond_the_hour_and_spends_nothing_then()
    {
        FlowMeter meter = new();

        Assert.True(meter.TrySpend(60, 100, 0));
        Assert.False(meter.TrySpend(41, 100, MinuteMs));
        Assert.True(meter.TrySpend(40, 100, MinuteMs));
        Assert.False(meter.TrySpend(1, 100, 59 * MinuteMs));
    }

    [Fact]
    public void Gives_back_minute_by_minute()
    {
        FlowMeter meter = new();
        meter.TrySpend(60, 100, 0);
        meter.TrySpend(40, 100, MinuteMs);

        Assert.True(meter.TrySpend(60, 100, 60 * MinuteMs));
        Assert.False(meter.TrySpend(1, 100, 60 * MinuteMs));
    }

    [Fact]
    public void Forgets_after_a_long_silence()
    {
        FlowMeter meter = new();
        meter.TrySpend(100, 100, 0);

        Assert.True(meter.TrySpend(100, 100, 100_000 * MinuteMs));
    }
}
