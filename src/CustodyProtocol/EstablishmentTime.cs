namespace Serment.CustodyProtocol;

/// <summary>
/// The time of the establishments, in which both processes show times to people: never the zone that a machine happens
/// to be set to, or the same moment would read differently on an approval and in the log.
/// </summary>
public static class EstablishmentTime
{
    /// <summary>The zone's name in the IANA data base.</summary>
    public const string ZoneId = "Europe/Paris";

    /// <summary>The zone.</summary>
    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(ZoneId);

    /// <summary>A moment as clocks on the wall show it there.</summary>
    public static DateTime Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Zone).DateTime;
}
