using System.Data.Common;
using Serment.Database;
using Serment.RecordAccess;
using Serment.Records.Storage;

namespace Serment.Records.Appointments;

/// <summary>How many people one unit expects.</summary>
public sealed record UnitCount(int UnitId, int Count);

/// <summary>Counts a day's appointments by unit: numbers only, nobody's card is opened for it.</summary>
public sealed class CountExpected(RecordDoor door, DatabaseLocation main)
{
    /// <summary>Units counted.</summary>
    public const int MaxUnits = 500;

    private const string OfDay =
        """
        SELECT unit_id, COUNT(*)
        FROM appointment
        WHERE site = @site AND day = @day AND status <> @cancelled
        GROUP BY unit_id
        ORDER BY unit_id
        LIMIT @limit
        """;

    public async Task<IReadOnlyList<UnitCount>> RunAsync(string siteCode, DateOnly day, CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return [];
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfDay;
        command.Add("@site", site);
        command.Add("@day", Days.ToNumber(day));
        command.Add("@cancelled", (short)AppointmentStatus.Cancelled);
        command.Add("@limit", MaxUnits);
        List<UnitCount> counts = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            counts.Add(new(reader.GetInt32(0), (int)reader.GetInt64(1)));
        }

        return counts;
    }
}
