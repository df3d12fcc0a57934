using Serment.Records.Charts.Vitals;

namespace Serment.UnitTests.Records.Charts.Vitals;

/// <summary>Against the printed tables of the Royal College of Physicians (2017), at every value.</summary>
public sealed class News2Tests
{
    private static readonly News2Input Normal = new(16, 97, false, false, 120, 70, Consciousness.Alert, 37.0m);

    [Theory]
    [InlineData(2, 8, 3)]
    [InlineData(9, 11, 1)]
    [InlineData(12, 20, 0)]
    [InlineData(21, 24, 2)]
    [InlineData(25, 80, 3)]
    public void Respiration_rate(int from, int to, int points) =>
        AssertBand(from, to, points, News2Parameter.RespirationRate, value => Normal with { RespirationRate = value });

    [Theory]
    [InlineData(30, 91, 3)]
    [InlineData(92, 93, 2)]
    [InlineData(94, 95, 1)]
    [InlineData(96, 100, 0)]
    public void Saturation_on_scale_1_is_the_same_on_air_and_on_oxygen(int from, int to, int points)
    {
        AssertBand(
            from, to, points, News2Parameter.OxygenSaturation, value => Normal with { SaturationPercent = value });
        AssertBand(
            from, to, points, News2Parameter.OxygenSaturation,
            value => Normal with { SaturationPercent = value, IsOnOxygen = true });
    }

    [Theory]
    [InlineData(30, 83, 3, 3)]
    [InlineData(84, 85, 2, 2)]
    [InlineData(86, 87, 1, 1)]
    [InlineData(88, 92, 0, 0)]
    [InlineData(93, 94, 0, 1)]
    [InlineData(95, 96, 0, 2)]
    [InlineData(97, 100, 0, 3)]
    public void Saturation_on_scale_2_counts_too_much_oxygen(int from, int to, int onAir, int onOxygen)
    {
        AssertBand(
            from, to, onAir, News2Parameter.OxygenSaturation,
            value => Normal with { SaturationPercent = value, IsScale2 = true });
        AssertBand(
            from, to, onOxygen, News2Parameter.OxygenSaturation,
            value => Normal with { SaturationPercent = value, IsScale2 = true, IsOnOxygen = true });
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    public void Air_or_oxygen(bool isOnOxygen, int points) =>
        Assert.Equal(
            points, News2.Of(Normal with { IsOnOxygen = isOnOxygen }).Points[(int)News2Parameter.AirOrOxygen]);

    [Theory]
    [InlineData(30, 90, 3)]
    [InlineData(91, 100, 2)]
    [InlineData(101, 110, 1)]
    [InlineData(111, 219, 0)]
    [InlineData(220, 300, 3)]
    public void Systolic_pressure(int from, int to, int points) =>
        AssertBand(from, to, points, News2Parameter.SystolicPressure, value => Normal with { SystolicMmHg = value });

    [Theory]
    [InlineData(10, 40, 3)]
    [InlineData(41, 50, 1)]
    [InlineData(51, 90, 0)]
    [InlineData(91, 110, 1)]
    [InlineData(111, 130, 2)]
    [InlineData(131, 300, 3)]
    public void Pulse(int from, int to, int points) =>
        AssertBand(from, to, points, News2Parameter.Pulse, value => Normal with { PulseRate = value });

    [Theory]
    [InlineData(Consciousness.Alert, 0)]
    [InlineData(Consciousness.Confusion, 3)]
    [InlineData(Consciousness.Voice, 3)]
    [InlineData(Consciousness.Pain, 3)]
    [InlineData(Consciousness.Unresponsive, 3)]
    public void Level_of_consciousness(Consciousness level, int points) =>
        Assert.Equal(points, News2.Of(Normal with { Consciousness = level }).Points[(int)News2Parameter.Consciousness]);

    [Theory]
    [InlineData(250, 350, 3)]
    [InlineData(351, 360, 1)]
    [InlineData(361, 380, 0)]
    [InlineData(381, 390, 1)]
    [InlineData(391, 450, 2)]
    public void Temperature_in_tenths(int from, int to, int points) =>
        AssertBand(
            from, to, points, News2Parameter.Temperature, value => Normal with { TemperatureCelsius = value / 10m });

    [Theory]
    [InlineData(0, 0, 0, News2Risk.None, 12)]
    [InlineData(1, 0, 0, News2Risk.Low, 6)]
    [InlineData(2, 2, 0, News2Risk.Low, 6)]
    [InlineData(3, 0, 0, News2Risk.LowMedium, 1)]
    [InlineData(3, 1, 0, News2Risk.LowMedium, 1)]
    [InlineData(2, 2, 1, News2Risk.Medium, 1)]
    [InlineData(3, 2, 0, News2Risk.Medium, 1)]
    [InlineData(3, 3, 0, News2Risk.Medium, 1)]
    [InlineData(3, 3, 1, News2Risk.High, 0)]
    [InlineData(3, 3, 3, News2Risk.High, 0)]
    public void Triggers(int first, int second, int third, News2Risk risk, int hours)
    {
        News2 score = new(first + second + third, [first, second, third, 0, 0, 0, 0]);

        Assert.Equal(risk, score.Risk);
        Assert.Equal(TimeSpan.FromHours(hours), score.NextWithin);
    }

    [Fact]
    public void Somebody_well_has_nothing_and_the_worst_is_twenty()
    {
        News2 worst = News2.Of(new(30, 80, false, true, 80, 140, Consciousness.Voice, 34.0m));

        Assert.Equal(0, News2.Of(Normal).Total);
        Assert.Equal(20, worst.Total);
        Assert.Equal(News2Risk.High, worst.Risk);
    }

    [Fact]
    public void What_lies_between_two_bands_is_rounded()
    {
        Assert.Equal(1, News2.OfTemperature(38.05m));
        Assert.Equal(0, News2.OfTemperature(38.04m));
        Assert.Equal(3, News2.OfSaturationOnScale1(91.4m));
    }

    private static void AssertBand(
        int from, int to, int points, News2Parameter parameter, Func<decimal, News2Input> input)
    {
        for (int value = from; value <= to; value++)
        {
            News2 score = News2.Of(input(value));
            Assert.True(points == score.Points[(int)parameter], $"{parameter} {value}");
            Assert.Equal(score.Points.Sum(), score.Total);
        }
    }
}
