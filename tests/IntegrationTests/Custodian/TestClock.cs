namespace Serment.IntegrationTests.Custodian;

/// <summary>A clock that a test sets, forwards and back.</summary>
internal sealed class TestClock : TimeProvider
{
    private long nowMs = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref nowMs));

    public void Advance(TimeSpan by) => Interlocked.Add(ref nowMs, (long)by.TotalMilliseconds);
}
