using System.Collections.Concurrent;
using System.Data.Common;
using Serment.Database;

namespace Serment.Records.Laboratory.Catalogue;

/// <summary>
/// The catalogues of the sites: the shipped one with each site's own versions over it. What a site stored is read again
/// after <see cref="FreshSeconds"/> at the latest, so that a change made through another web server counts here too.
/// </summary>
public sealed class Catalogues(DatabaseLocation main, TimeProvider clock)
{
    /// <summary>For how long a site's versions are taken as known.</summary>
    public const int FreshSeconds = 5;

    /// <summary>Versions that a site can make.</summary>
    public const int MaxVersions = 20_000;

    /// <summary>Built versions that are kept, of all sites.</summary>
    public const int MaxKept = 64;

    private const string Select =
        """
        SELECT v.version, v.effective_from, v.recorded_at, v.recorded_by, v.reason, i.kind, i.code, i.body
        FROM catalogue_version v
        LEFT JOIN catalogue_item i ON i.site = v.site AND i.version = v.version
        WHERE v.site = @site AND v.version > @after
        ORDER BY v.version, i.kind, i.code
        LIMIT @most
        """;

    private readonly ConcurrentDictionary<short, Known> known = new();
    private readonly ConcurrentDictionary<(short Site, int Version), LaboratoryCatalogue> built = new();

    /// <summary>The version in effect now.</summary>
    public async Task<LaboratoryCatalogue> CurrentAsync(short site, CancellationToken stop)
    {
        IReadOnlyList<CatalogueVersion> versions = await VersionsAsync(site, stop);
        return Build(site, versions, CatalogueHistory.InEffect(versions, clock.GetUtcNow()))!;
    }

    /// <summary>A version, of now, earlier or planned: what results that name it were made with.</summary>
    /// <exception cref="KeyNotFoundException">The site has no such version.</exception>
    public async Task<LaboratoryCatalogue> VersionAsync(short site, int version, CancellationToken stop) =>
        Build(site, await VersionsAsync(site, stop), version)
            ?? throw new KeyNotFoundException($"Site {site} has no version {version} of its catalogue.");

    /// <summary>The versions that a site made, in the order of their numbers.</summary>
    public async Task<IReadOnlyList<CatalogueVersion>> VersionsAsync(short site, CancellationToken stop)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (known.TryGetValue(site, out Known? before) && now - before.ReadAt < TimeSpan.FromSeconds(FreshSeconds))
        {
            return before.Versions;
        }

        // Versions are never changed: only those after the last known one are read.
        int after = before is { Versions: [.., { } last] } ? last.Version : ShippedCatalogue.Version;
        IReadOnlyList<CatalogueVersion> added = await ReadAsync(site, after, stop);
        IReadOnlyList<CatalogueVersion> versions = [.. before?.Versions ?? [], .. added];
        known[site] = new Known(now, versions);
        return versions;
    }

    /// <summary>Has a site's versions read again at the next question.</summary>
    internal void Forget(short site) => known.TryRemove(site, out _);

    private LaboratoryCatalogue? Build(short site, IReadOnlyList<CatalogueVersion> versions, int version)
    {
        if (version == ShippedCatalogue.Version)
        {
            return ShippedCatalogue.Catalogue;
        }

        if (built.TryGetValue((site, version), out LaboratoryCatalogue? kept))
        {
            return kept;
        }

        LaboratoryCatalogue? made = CatalogueHistory.Build(ShippedCatalogue.Catalogue, versions, version);

        // A planned version may yet have another one come before it: only what is in effect stays as it is.
        if (made is not null && made.EffectiveFrom <= clock.GetUtcNow())
        {
            if (built.Count >= MaxKept)
            {
                built.Clear();
            }

            built[(site, version)] = made;
        }

        return made;
    }

    private async Task<IReadOnlyList<CatalogueVersion>> ReadAsync(short site, int after, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Select;
        command.Add("@site", site);
        command.Add("@after", after);
        command.Add("@most", MaxVersions);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<CatalogueVersion> versions = [];
        List<CatalogueItem> items = [];
        while (await reader.ReadAsync(stop))
        {
            int version = reader.GetInt32(0);
            if (versions is not [.., { } last] || last.Version != version)
            {
                items = [];
                versions.Add(new CatalogueVersion(
                    version, DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)),
                    DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)), reader.GetInt64(3),
                    reader.GetString(4), items));
            }

            if (!await reader.IsDBNullAsync(5, stop))
            {
                items.Add(new CatalogueItem(
                    (CatalogueItemKind)reader.GetInt16(5), reader.GetString(6),
                    await reader.IsDBNullAsync(7, stop) ? null : reader.GetString(7)));
            }
        }

        return versions;
    }

    private sealed record Known(DateTimeOffset ReadAt, IReadOnlyList<CatalogueVersion> Versions);
}
