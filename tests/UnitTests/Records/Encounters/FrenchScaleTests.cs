using Serment.Records.Encounters;

namespace Serment.UnitTests.Records.Encounters;

/// <summary>The table that the SFMU published: version 1, March 2018.</summary>
public sealed class FrenchScaleTests
{
    private static readonly DateTimeOffset Arrived = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(TriageLevel.Tri1, "1", 0)]
    [InlineData(TriageLevel.Tri2, "2", 20)]
    [InlineData(TriageLevel.Tri3A, "3A", 60)]
    [InlineData(TriageLevel.Tri3B, "3B", 90)]
    [InlineData(TriageLevel.Tri4, "4", 120)]
    [InlineData(TriageLevel.Tri5, "5", 240)]
    public void Says_within_how_many_minutes_a_physician_comes(TriageLevel level, string code, int minutes)
    {
        Assert.Equal(code, FrenchScale.CodeOf(level));
        Assert.Equal(minutes, FrenchScale.DelayMinutes(level));
        DateTimeOffset due = Arrived.AddMinutes(minutes);
        Assert.False(FrenchScale.IsOverdue(level, Arrived, null, due));
        Assert.True(FrenchScale.IsOverdue(level, Arrived, null, due.AddSeconds(1)));
        Assert.False(FrenchScale.IsOverdue(level, Arrived, due, due.AddHours(1)));
    }

    [Fact]
    public void Who_is_not_sorted_yet_is_not_overdue_but_waits()
    {
        Assert.False(FrenchScale.IsOverdue(null, Arrived, null, Arrived.AddHours(9)));
        Assert.Equal(75, FrenchScale.WaitedMinutes(Arrived, null, Arrived.AddMinutes(75.9)));
        Assert.Equal(10, FrenchScale.WaitedMinutes(Arrived, Arrived.AddMinutes(10), Arrived.AddHours(9)));
        Assert.Equal(0, FrenchScale.WaitedMinutes(Arrived, null, Arrived.AddMinutes(-1)));
    }

    [Fact]
    public void Levels_are_in_the_order_of_their_urgency() =>
        Assert.Equal(
            FrenchScale.Levels.Order(), FrenchScale.Levels.OrderBy(FrenchScale.DelayMinutes));
}
