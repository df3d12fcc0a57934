using System.Data.Common;
using Serment.Database;
using Serment.RecordAccess;

namespace Serment.Records.Locations;

/// <summary>The beds of a unit, or of the whole site.</summary>
public sealed class ListBeds(RecordDoor door, DatabaseLocation main)
{
    /// <summary>Beds of one site.</summary>
    public const int MaxBeds = 2_000;

    private const string OfSite =
        """
        SELECT bed_id, unit_id, room, name, kind, can_isolate, state, reserved_for, version
        FROM bed
        WHERE site = @site AND removed = 0 AND (@unit = 0 OR unit_id = @unit)
        ORDER BY unit_id, room, name
        LIMIT @limit
        """;

    /// <summary>Lists them by unit, room and name.</summary>
    public async Task<IReadOnlyList<Bed>> RunAsync(string siteCode, int? unit, CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return [];
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        return await RowsAsync(connection, site, unit, stop);
    }

    /// <summary>The same on a connection that is open.</summary>
    internal static async Task<List<Bed>> RowsAsync(
        DbConnection connection, short site, int? unit, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfSite;
        command.Add("@site", site);
        command.Add("@unit", unit ?? 0);
        command.Add("@limit", MaxBeds);
        List<Bed> beds = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            beds.Add(new(
                reader.GetInt64(0), reader.GetInt32(1), reader.GetString(2), reader.GetString(3),
                (BedKind)reader.GetInt16(4), reader.GetInt16(5) != 0, (BedState)reader.GetInt16(6),
                await reader.IsDBNullAsync(7, stop) ? null : reader.GetInt64(7), reader.GetInt32(8)));
        }

        // Rooms by number where they have one: 9 before 10.
        beds.Sort((a, b) => a.UnitId != b.UnitId ? a.UnitId.CompareTo(b.UnitId)
            : Natural(a.Room, b.Room) is not 0 and int rooms ? rooms
            : Natural(a.Name, b.Name));
        return beds;
    }

    private static int Natural(string a, string b) =>
        int.TryParse(a, out int left) && int.TryParse(b, out int right)
            ? left.CompareTo(right)
            : string.CompareOrdinal(a, b);
}
