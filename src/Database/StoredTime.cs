namespace Serment.Database;

/// <summary>Times as rows hold them: milliseconds since 1970.</summary>
public static class StoredTime
{
    /// <summary>The time that is read back when this one is stored: the rest of a millisecond is cut off.</summary>
    public static DateTimeOffset AsStored(this DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
