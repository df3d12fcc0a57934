using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Laboratory.Catalogue;

/// <summary>What became of a change.</summary>
public enum CatalogueChangeState : byte
{
    /// <summary>It is the version that is named.</summary>
    Saved = 1,

    /// <summary>Somebody changed the same item meanwhile; the version that is named is theirs.</summary>
    ChangedMeanwhile = 2,

    /// <summary>The date of effect has passed.</summary>
    Past = 3,

    /// <summary>A later change of the item is planned already, and would undo this one: the date must not be before.</summary>
    Planned = 4,

    /// <summary>The catalogue would not be sound.</summary>
    Faults = 5,

    /// <summary>Nothing would change.</summary>
    Same = 6,

    /// <summary>The site has made too many versions, or too many people save at once.</summary>
    Full = 7,
}

/// <summary>What became of a change.</summary>
/// <param name="State">Saved, or why not.</param>
/// <param name="Version">The version made, or that of somebody else; 0 for none.</param>
/// <param name="Faults">What is wrong; none unless it is <see cref="CatalogueChangeState.Faults"/>.</param>
public sealed record CatalogueChanged(
    CatalogueChangeState State, int Version = 0, IReadOnlyList<CatalogueFault>? Faults = null);

/// <summary>
/// Makes a new version of a site's catalogue. Rows are only added. Whoever saves over a version that another person
/// changed meanwhile is told; so is who would leave an order without its container or a panel without its analysis.
/// </summary>
public sealed class ChangeCatalogue(DatabaseLocation main, Catalogues catalogues, TimeProvider clock)
{
    /// <summary>Characters of a reason.</summary>
    public const int MaxReason = 300;

    private const int MostAttempts = 5;

    private const string InsertVersion =
        """
        INSERT INTO catalogue_version (site, version, effective_from, recorded_at, recorded_by, reason)
        VALUES (@site, @version, @from, @at, @by, @reason)
        ON CONFLICT (site, version) DO NOTHING
        """;

    private const string InsertItem =
        """
        INSERT INTO catalogue_item (site, version, kind, code, body)
        VALUES (@site, @version, @kind, @code, @body)
        """;

    /// <summary>The version that changed an item last, planned ones included; 1 where the site never did.</summary>
    public static int LastChange(IReadOnlyList<CatalogueVersion> versions, CatalogueItemKind kind, string code) =>
        versions.LastOrDefault(one => Sets(one, kind, code))?.Version ?? ShippedCatalogue.Version;

    /// <summary>Makes the version.</summary>
    /// <param name="site">The site.</param>
    /// <param name="item">The item as it is to be.</param>
    /// <param name="seen">What <see cref="LastChange"/> said when the item was shown.</param>
    /// <param name="from">Date of effect; null for now.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="by">Who.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<CatalogueChanged> RunAsync(
        short site, CatalogueItem item, int seen, DateTimeOffset? from, string reason, ActorId by, CancellationToken stop)
    {
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            catalogues.Forget(site);
            IReadOnlyList<CatalogueVersion> versions = await catalogues.VersionsAsync(site, stop);
            DateTimeOffset now = clock.GetUtcNow().AsStored();
            CatalogueVersion made = new(
                versions is [.., { } last] ? last.Version + 1 : ShippedCatalogue.Version + 1,
                from ?? now, now, by.Value, reason, [item]);
            if (Refusal(versions, made, item, seen) is { } refusal)
            {
                return refusal;
            }

            if (await StoreAsync(site, made, stop))
            {
                catalogues.Forget(site);
                return new CatalogueChanged(CatalogueChangeState.Saved, made.Version);
            }
        }

        return new CatalogueChanged(CatalogueChangeState.Full);
    }

    private static CatalogueChanged? Refusal(
        IReadOnlyList<CatalogueVersion> versions, CatalogueVersion made, CatalogueItem item, int seen)
    {
        int last = LastChange(versions, item.Kind, item.Code);
        if (last != seen)
        {
            return new CatalogueChanged(CatalogueChangeState.ChangedMeanwhile, last);
        }

        if (versions.Count >= Catalogues.MaxVersions)
        {
            return new CatalogueChanged(CatalogueChangeState.Full);
        }

        if (made.EffectiveFrom < made.RecordedAt)
        {
            return new CatalogueChanged(CatalogueChangeState.Past);
        }

        CatalogueVersion? planned = versions
            .Where(one => one.EffectiveFrom > made.EffectiveFrom && Sets(one, item.Kind, item.Code))
            .MaxBy(one => one.EffectiveFrom);
        if (planned is not null)
        {
            return new CatalogueChanged(CatalogueChangeState.Planned, planned.Version);
        }

        if (string.Equals(CatalogueHistory.BodyOf(versions, item.Kind, item.Code), item.Body, StringComparison.Ordinal))
        {
            return new CatalogueChanged(CatalogueChangeState.Same, last);
        }

        // The versions that are planned for later stand on this one: they must stay sound too.
        CatalogueVersion[] with = [.. versions, made];
        IReadOnlyList<CatalogueFault> faults =
        [
            .. with.Where(one => one == made || one.EffectiveFrom > made.EffectiveFrom)
                .SelectMany(one =>
                    CatalogueRules.Check(CatalogueHistory.Build(ShippedCatalogue.Catalogue, with, one.Version)!))
                .Distinct(),
        ];
        return faults.Count > 0 ? new CatalogueChanged(CatalogueChangeState.Faults, 0, faults) : null;
    }

    private static bool Sets(CatalogueVersion version, CatalogueItemKind kind, string code) =>
        version.Items.Any(one => one.Kind == kind && string.Equals(one.Code, code, StringComparison.Ordinal));

    /// <summary>Stores it; false where another one took its number.</summary>
    private async Task<bool> StoreAsync(short site, CatalogueVersion made, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
        await using (DbCommand command = connection.CreateCommand())
        {
            command.Transaction = transaction;
            command.CommandText = InsertVersion;
            command.Add("@site", site);
            command.Add("@version", made.Version);
            command.Add("@from", made.EffectiveFrom.ToUnixTimeMilliseconds());
            command.Add("@at", made.RecordedAt.ToUnixTimeMilliseconds());
            command.Add("@by", made.RecordedBy);
            command.Add("@reason", made.Reason);
            if (await command.ExecuteNonQueryAsync(stop) != 1)
            {
                return false;
            }
        }

        foreach (CatalogueItem item in made.Items)
        {
            await using DbCommand command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = InsertItem;
            command.Add("@site", site);
            command.Add("@version", made.Version);
            command.Add("@kind", (short)item.Kind);
            command.Add("@code", item.Code);
            command.Add("@body", item.Body);
            await command.ExecuteNonQueryAsync(stop);
        }

        await transaction.CommitAsync(stop);
        return true;
    }
}
