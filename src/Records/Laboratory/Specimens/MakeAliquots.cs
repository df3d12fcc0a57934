using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>Fills parts of a container into others, with numbers of their own. Nobody's record is opened.</summary>
public sealed class MakeAliquots(LaboratoryClient client, DatabaseLocation main, Catalogues catalogues)
{
    /// <summary>Aliquots made at once.</summary>
    public const int MaxAliquots = 10;

    /// <summary>Makes them; null where the container is not here, or somebody changed it at the same moment.</summary>
    public async Task<IReadOnlyList<SpecimenRow>?> RunAsync(
        short site, IReadOnlyCollection<int> laboratories, string scanned, int count, ActorId by, DateTimeOffset now,
        int year, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxAliquots);
        SpecimenRow? row;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            row = await ScannedTube.FindAsync(connection, site, scanned, stop);
        }

        if (row is not { State: SpecimenState.Received } parent || !laboratories.Contains(parent.LaboratoryId)
            || (await catalogues.CurrentAsync(site, stop)).FindContainer(parent.Container) is not { } container)
        {
            return null;
        }

        SpecimenRow[] aliquots =
        [
            .. Enumerable.Range(0, count).Select(_ => parent with
            {
                Specimen = EntryId.New(), Number = AccessionNumber.Draw(year), Parent = parent.Specimen, Rack = "",
                Position = 0, StoredAt = null, ReceivedAt = now, ReceivedBy = by, ChangedAt = now, Version = 1,
            }),
        ];
        try
        {
            await client.SealAsync(
                site,
                [
                    .. aliquots.Select(one => (
                        parent.Patient,
                        new SpecimenStep(parent.Specimen, SpecimenAction.Aliquoted, now, by) { Other = one.Specimen })),
                ],
                async (connection, transaction, _, cancel) =>
                {
                    await ScannedTube.MoveAsync(connection, transaction, parent with { ChangedAt = now }, cancel);
                    foreach (SpecimenRow one in aliquots)
                    {
                        await SpecimenRows.InsertAsync(connection, transaction, one, cancel);
                    }
                },
                stop,
                [
                    .. aliquots.Select(one => (
                        parent.Patient,
                        new EntryDraft(
                            SpecimenResource.Write(
                                SpecimenResource.Planned(one.Number, parent.Request, container) with
                                {
                                    Parent = parent.Specimen, CollectedAt = parent.CollectedAt,
                                    Collector = parent.CollectedBy,
                                },
                                parent.Patient),
                            Compartment.Laboratory, Entry: one.Specimen))),
                ]);
            return aliquots;
        }
        catch (SpecimenMovedException)
        {
            return null;
        }
    }
}
