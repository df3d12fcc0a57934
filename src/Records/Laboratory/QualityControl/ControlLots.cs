using System.Data.Common;

namespace Serment.Records.Laboratory.QualityControl;

/// <summary>Materials and lots as rows.</summary>
internal static class ControlLots
{
    private const string Materials =
        """
        SELECT material_id, laboratory_id, name, supplier, section
        FROM control_material WHERE site = @site AND is_active = 1 ORDER BY name LIMIT @limit
        """;

    // Those that are used up too: their curves are still looked at.
    private const string Lots =
        """
        SELECT t.lot_id, t.material_id, t.number, t.expires_on, t.state, t.version, l.level_id, l.level, l.code
        FROM control_lot t JOIN control_level l ON l.site = t.site AND l.lot_id = t.lot_id
        WHERE t.site = @site
        ORDER BY t.state, t.expires_on DESC, t.lot_id, l.level
        LIMIT @limit
        """;

    /// <summary>The materials, by name.</summary>
    public static async Task<List<ControlMaterial>> MaterialsAsync(
        DbConnection connection, short site, CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(
            null, Materials, ("@site", site), ("@limit", ReadControls.MaxRows));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<ControlMaterial> found = [];
        while (await reader.ReadAsync(stop))
        {
            found.Add(new(
                reader.GetInt64(0), reader.GetInt32(1), reader.GetString(2), reader.GetString(3),
                (Section)reader.GetInt16(4)));
        }

        return found;
    }

    /// <summary>The lots with their levels: parallel ones first, then those in use.</summary>
    public static async Task<List<ControlLot>> ReadAsync(DbConnection connection, short site, CancellationToken stop)
    {
        Dictionary<long, ControlMaterial> materials =
            (await MaterialsAsync(connection, site, stop)).ToDictionary(one => one.Id);
        await using DbCommand command = connection.Ask(null, Lots, ("@site", site), ("@limit", ReadControls.MaxRows));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<ControlLot> found = [];
        List<ControlLevel> levels = [];
        while (await reader.ReadAsync(stop))
        {
            if (!materials.TryGetValue(reader.GetInt64(1), out ControlMaterial? material))
            {
                continue;
            }

            if (found.Count == 0 || found[^1].Id != reader.GetInt64(0))
            {
                levels = [];
                found.Add(new(
                    reader.GetInt64(0), material, reader.GetString(2), reader.GetDay(3),
                    (ControlLotState)reader.GetInt16(4), reader.GetInt32(5), levels));
            }

            levels.Add(new(reader.GetInt64(6), reader.GetInt16(7), reader.GetString(8)));
        }

        return found;
    }
}
