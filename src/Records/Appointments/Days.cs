namespace Serment.Records.Appointments;

/// <summary>Local days as the worklists hold them: yyyymmdd.</summary>
internal static class Days
{
    public static int ToNumber(DateOnly day) => (day.Year * 10_000) + (day.Month * 100) + day.Day;
}
