using System.Data.Common;
using System.Text.Json;
using Serment.Database;
using Serment.RecordAccess;

namespace Serment.Records.Laboratory;

/// <summary>Where an import stands.</summary>
public enum ImportState : byte
{
    /// <summary>Under way, or interrupted.</summary>
    Running = 1,

    /// <summary>Every row is accounted for.</summary>
    Complete = 2,

    /// <summary>Complete, and the source was erased.</summary>
    SourceRetired = 3,
}

/// <summary>An import in figures: nothing of what it brought.</summary>
public sealed record ImportSummary(
    DateTimeOffset Begun, string Profile, ImportState State, long Rows, long Flagged, long Refused);

/// <summary>The newest imports into a site.</summary>
public sealed class ListImports(RecordDoor door, DatabaseLocation main)
{
    /// <summary>Imports shown.</summary>
    public const int MaxImports = 20;

    private const string Newest =
        """
        SELECT begun_at, profile, state, counts
        FROM import_job
        WHERE site = @site
        ORDER BY begun_at DESC
        LIMIT @limit
        """;

    /// <summary>Reads them, newest first.</summary>
    public async Task<IReadOnlyList<ImportSummary>> RunAsync(string siteCode, CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return [];
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Newest;
        command.Add("@site", site);
        command.Add("@limit", MaxImports);
        List<ImportSummary> imports = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            using JsonDocument counts = JsonDocument.Parse(reader.GetString(3));
            imports.Add(new(
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)),
                reader.GetString(1),
                (ImportState)reader.GetInt16(2),
                Of(counts, "rows"),
                Of(counts, "importedWithFlags"),
                Of(counts, "refused")));
        }

        return imports;
    }

    private static long Of(JsonDocument counts, string name) =>
        counts.RootElement.EnumerateObject()
            .Where(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase))
            .Select(one => one.Value.GetInt64())
            .FirstOrDefault();
}
