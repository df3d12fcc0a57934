using System.Data.Common;
using System.Globalization;
using Serment.Database;

namespace Serment.Cli.Demo;

/// <summary>The numbers that the custodian gave a site of the demo and its units.</summary>
/// <param name="Site">The site; 0 for one without units.</param>
/// <param name="ByCode">Units by code.</param>
internal sealed record DemoUnits(short Site, IReadOnlyDictionary<string, int> ByCode)
{
    /// <summary>Reads them from the demo's own custody database.</summary>
    public static async Task<DemoUnits> ReadAsync(DatabaseLocation custody, string siteCode, CancellationToken stop)
    {
        await using DbConnection connection = await custody.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT unit.unit_id, unit.site, unit.code FROM unit JOIN site ON site.site = unit.site
            WHERE site.code = @code
            """;
        command.Add("@code", siteCode);
        Dictionary<string, int> units = new(StringComparer.Ordinal);
        short site = 0;
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            units[reader.GetString(2)] = Convert.ToInt32(reader.GetValue(0), CultureInfo.InvariantCulture);
            site = Convert.ToInt16(reader.GetValue(1), CultureInfo.InvariantCulture);
        }

        return new(site, units);
    }
}
