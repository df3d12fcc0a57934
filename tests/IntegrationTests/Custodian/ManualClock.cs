namespace Serment.IntegrationTests.Custodian;

/// <summary>A clock that moves when told; the wall can be set back, the monotonic time only grows.</summary>
internal sealed class ManualClock : TimeProvider
{
    private DateTimeOffset wall = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => wall;

    public override long GetTimestamp() => ticks;

    public void Advance(TimeSpan by)
    {
        wall += by;
        ticks += by.Ticks;
    }

    /// <summary>Sets the wall clock back while time goes on.</summary>
    public void SetBack(TimeSpan by) => wall -= by;
}
