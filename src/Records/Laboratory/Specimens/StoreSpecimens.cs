using System.Data.Common;
using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>What storing, finding or destroying says to a scan.</summary>
public enum StorageAnswer : byte
{
    /// <summary>Done.</summary>
    Done = 1,

    /// <summary>No container of this laboratory bears that number.</summary>
    Unknown = 2,

    /// <summary>It is not here: never received, refused, sent out or destroyed.</summary>
    NotHere = 3,

    /// <summary>Another container stands at that place.</summary>
    Taken = 4,

    /// <summary>The rack has no more places.</summary>
    Full = 5,

    /// <summary>It must still be kept.</summary>
    TooEarly = 6,

    /// <summary>Not a rack's code, or not a place of a rack.</summary>
    NoRack = 7,

    /// <summary>Somebody changed it at the same moment: scan it again.</summary>
    Moved = 8,

    /// <summary>It stands in that rack already: nothing is changed.</summary>
    Already = 9,
}

/// <summary>The answer, with the container where it may be shown.</summary>
public sealed record Storing(StorageAnswer Answer, SpecimenRow? Specimen, short NextPosition = 0)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(Storing);
}

/// <summary>Stores containers by rack and place, finds them, and destroys them after their time. Nobody is named.</summary>
public sealed class StoreSpecimens(LaboratoryClient client, DatabaseLocation main, Catalogues catalogues)
{
    /// <summary>Places of a rack.</summary>
    public const short MaxPositions = 200;

    /// <summary>Longest code of a rack.</summary>
    public const int MaxRackCharacters = 16;

    /// <summary>Containers of a list.</summary>
    public const int MaxListed = 200;

    private const int DefaultKeepDays = 7;

    private const string OfRack =
        $"SELECT {SpecimenRows.Columns} FROM specimen WHERE site = @site AND rack = @rack ORDER BY position LIMIT @limit";

    private const string Due =
        $"""
        SELECT {SpecimenRows.Columns} FROM specimen
        WHERE site = @site AND laboratory_id = @laboratory AND state = @state AND keep_until > 0 AND keep_until <= @now
        ORDER BY keep_until, rack, position LIMIT @limit
        """;

    /// <summary>
    /// A rack's code: a letter, then letters, digits and hyphens; null for anything else. Tubes' numbers begin with a
    /// digit, so that neither is taken for the other.
    /// </summary>
    public static string? CleanRack(string? typed)
    {
        string text = (typed ?? "").Trim().ToUpperInvariant();
        return text.Length is > 1 and <= MaxRackCharacters && char.IsAsciiLetterUpper(text[0])
            && text.All(one => char.IsAsciiLetterOrDigit(one) || one is '-')
                ? text
                : null;
    }

    /// <summary>Puts a container at a place of a rack.</summary>
    public async Task<Storing> PlaceAsync(
        short site, IReadOnlyCollection<int> laboratories, string rack, short position, string scanned, ActorId by,
        DateTimeOffset now, CancellationToken stop)
    {
        if (CleanRack(rack) is not { } code || position < 1)
        {
            return new(StorageAnswer.NoRack, null);
        }

        if (position > MaxPositions)
        {
            return new(StorageAnswer.Full, null);
        }

        SpecimenRow row;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            if (await ScannedTube.FindAsync(connection, site, scanned, stop) is not { } found
                || !laboratories.Contains(found.LaboratoryId))
            {
                return new(StorageAnswer.Unknown, null, position);
            }

            if (found.State != SpecimenState.Received)
            {
                return new(StorageAnswer.NotHere, found, position);
            }

            // Scanned again: a second place would leave a hole, and a list that is not what stands there.
            if (found.Position > 0 && string.Equals(found.Rack, code, StringComparison.Ordinal))
            {
                return new(StorageAnswer.Already, found, position);
            }

            List<SpecimenRow> there = await RackAsync(connection, site, code, stop);
            if (there.Exists(one => one.Position == position && one.Specimen != found.Specimen
                && one.State == SpecimenState.Received))
            {
                return new(StorageAnswer.Taken, found, FirstFree(there, position));
            }

            row = found;
        }

        LaboratoryCatalogue catalogue = await catalogues.CurrentAsync(site, stop);
        int days = catalogue.FindContainer(row.Container)?.KeepDays is > 0 and int kept ? kept : DefaultKeepDays;
        SpecimenRow stored = row with
        {
            Rack = code, Position = position, StoredAt = now, ChangedAt = now, KeepUntil = now.AddDays(days),
        };
        string place = string.Create(CultureInfo.InvariantCulture, $"{code} / {position}");
        return await StepAsync(
            stored, new(row.Specimen, SpecimenAction.Stored, now, by) { Place = place }, (short)(position + 1), stop);
    }

    /// <summary>Where a container is.</summary>
    public async Task<Storing> FindAsync(
        short site, IReadOnlyCollection<int> laboratories, string scanned, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        return await ScannedTube.FindAsync(connection, site, scanned, stop) is { } found
            && laboratories.Contains(found.LaboratoryId)
                ? new(StorageAnswer.Done, found)
                : new(StorageAnswer.Unknown, null);
    }

    /// <summary>What stands in a rack, by place.</summary>
    public async Task<IReadOnlyList<SpecimenRow>> OfRackAsync(
        short site, IReadOnlyCollection<int> laboratories, string rack, CancellationToken stop)
    {
        if (CleanRack(rack) is not { } code)
        {
            return [];
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        return
        [
            .. (await RackAsync(connection, site, code, stop)).Where(one =>
                laboratories.Contains(one.LaboratoryId) && one.State == SpecimenState.Received),
        ];
    }

    /// <summary>The containers that a laboratory need not keep any longer, the oldest first.</summary>
    public async Task<IReadOnlyList<SpecimenRow>> DueAsync(
        short site, int laboratory, DateTimeOffset now, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Due;
        command.Add("@site", site);
        command.Add("@laboratory", laboratory);
        command.Add("@state", (short)SpecimenState.Received);
        command.Add("@now", now.ToUnixTimeMilliseconds());
        command.Add("@limit", MaxListed);
        return await ScannedTube.ListAsync(command, stop);
    }

    /// <summary>Confirms by its scan that a container whose time is over is destroyed.</summary>
    public async Task<Storing> DestroyAsync(
        short site, IReadOnlyCollection<int> laboratories, string scanned, ActorId by, DateTimeOffset now,
        CancellationToken stop)
    {
        Storing found = await FindAsync(site, laboratories, scanned, stop);
        if (found.Specimen is not { } row)
        {
            return found;
        }

        if (row.State is not (SpecimenState.Received or SpecimenState.Unsatisfactory))
        {
            return new(StorageAnswer.NotHere, row);
        }

        // What was refused has no time to be kept; what was never stored is still on the bench.
        if (row.State == SpecimenState.Received && (row.KeepUntil is not { } until || until > now))
        {
            return new(StorageAnswer.TooEarly, row);
        }

        SpecimenRow destroyed = row with
        {
            State = SpecimenState.Destroyed, Rack = "", Position = 0, ChangedAt = now,
        };
        return await StepAsync(destroyed, new(row.Specimen, SpecimenAction.Destroyed, now, by), 0, stop);
    }

    /// <summary>The first free place of a rack from one on.</summary>
    public static short FirstFree(IEnumerable<SpecimenRow> there, short from)
    {
        HashSet<short> taken = [.. there.Where(one => one.State == SpecimenState.Received).Select(one => one.Position)];
        short place = from;
        while (taken.Contains(place))
        {
            place++;
        }

        return place;
    }

    private static async Task<List<SpecimenRow>> RackAsync(
        DbConnection connection, short site, string rack, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfRack;
        command.Add("@site", site);
        command.Add("@rack", rack);
        command.Add("@limit", MaxPositions);
        return await ScannedTube.ListAsync(command, stop);
    }

    private async Task<Storing> StepAsync(SpecimenRow changed, SpecimenStep step, short next, CancellationToken stop)
    {
        try
        {
            await client.SealAsync(
                changed.Site, [(changed.Patient, step)],
                (connection, transaction, _, cancel) =>
                    ScannedTube.MoveAsync(connection, transaction, changed, cancel),
                stop);
            return new(StorageAnswer.Done, changed, next);
        }
        catch (SpecimenMovedException)
        {
            return new(StorageAnswer.Moved, null, next);
        }
    }
}
