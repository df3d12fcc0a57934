using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;

namespace Serment.Records.Locations;

/// <summary>How a change of the configuration ended.</summary>
public enum BedsChanged : byte
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>Somebody changed it meanwhile, or somebody lies in it.</summary>
    Conflict = 1,

    /// <summary>A bed of that unit has that room and name already.</summary>
    NameTaken = 2,

    /// <summary>The site has as many beds as it may.</summary>
    TooMany = 3,
}

/// <summary>A room to add, with its beds numbered from 1; a single one bears the room's name.</summary>
public sealed record RoomDraft(int UnitId, string Room, int Beds, BedKind Kind, bool CanIsolate);

/// <summary>Adds, changes and removes rooms and beds. No patient is in it.</summary>
public sealed class ChangeBeds(RecordDoor door, DatabaseLocation main, TimeProvider clock)
{
    /// <summary>Longest name of a room or bed.</summary>
    public const int MaxNameCharacters = 12;

    /// <summary>Beds in one room.</summary>
    public const int MaxBedsOfRoom = 20;

    private const string Insert =
        """
        INSERT INTO bed (site, bed_id, unit_id, room, name, kind, can_isolate, state, reserved_for, removed, version,
                         changed_at)
        VALUES (@site, @bed, @unit, @room, @name, @kind, @isolate, 1, NULL, 0, 1, @now)
        """;

    private const string Update =
        """
        UPDATE bed SET room = @room, name = @name, can_isolate = @isolate, version = version + 1, changed_at = @now
        WHERE site = @site AND bed_id = @bed AND version = @version AND removed = 0
        """;

    private const string Remove =
        """
        UPDATE bed SET removed = 1, version = version + 1, changed_at = @now
        WHERE site = @site AND bed_id = @bed AND version = @version AND removed = 0 AND reserved_for IS NULL
          AND NOT EXISTS (SELECT 1 FROM bed_stay
                          WHERE bed_stay.site = @site AND bed_stay.bed_id = @bed AND bed_stay.until_ms = @open)
        """;

    private const string SetState =
        """
        UPDATE bed SET state = @state, reserved_for = NULL, version = version + 1, changed_at = @now
        WHERE site = @site AND bed_id = @bed AND version = @version AND removed = 0
          AND NOT EXISTS (SELECT 1 FROM bed_stay
                          WHERE bed_stay.site = @site AND bed_stay.bed_id = @bed AND bed_stay.until_ms = @open)
        """;

    /// <summary>Adds a room with its beds.</summary>
    public async Task<BedsChanged> AddAsync(string siteCode, RoomDraft draft, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(draft.Beds, MaxBedsOfRoom, nameof(draft));
        short site = await SiteAsync(siteCode, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        List<Bed> known = await ListBeds.RowsAsync(connection, site, null, stop);
        if (known.Count + draft.Beds > ListBeds.MaxBeds)
        {
            return BedsChanged.TooMany;
        }

        if (known.Exists(one => one.UnitId == draft.UnitId && Same(one.Room, draft.Room)))
        {
            return BedsChanged.NameTaken;
        }

        await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
        for (int i = 1; i <= draft.Beds; i++)
        {
            await using DbCommand command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = Insert;
            command.Add("@site", site);
            command.Add("@bed", OpaqueId.Draw());
            command.Add("@unit", draft.UnitId);
            command.Add("@room", draft.Room);
            command.Add(
                "@name", draft.Beds == 1 ? "" : i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            command.Add("@kind", (short)draft.Kind);
            command.Add("@isolate", (short)(draft.CanIsolate ? 1 : 0));
            command.Add("@now", NowMs);
            await command.ExecuteNonQueryAsync(stop);
        }

        await transaction.CommitAsync(CancellationToken.None);
        return BedsChanged.Done;
    }

    /// <summary>Renames a bed or changes what it can do.</summary>
    public async Task<BedsChanged> UpdateAsync(
        string siteCode, long bed, int version, string room, string name, bool canIsolate, CancellationToken stop)
    {
        short site = await SiteAsync(siteCode, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        List<Bed> known = await ListBeds.RowsAsync(connection, site, null, stop);
        Bed? current = known.Find(one => one.BedId == bed);
        if (current is not null
            && known.Exists(one => one.BedId != bed && one.UnitId == current.UnitId && Same(one.Room, room)
                && Same(one.Name, name)))
        {
            return BedsChanged.NameTaken;
        }

        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Update;
        command.Add("@room", room);
        command.Add("@name", name);
        command.Add("@isolate", (short)(canIsolate ? 1 : 0));
        return await FinishAsync(command, site, bed, version);
    }

    /// <summary>Takes a bed out of the configuration; where somebody lies in it, or will, it stays.</summary>
    public async Task<BedsChanged> RemoveAsync(string siteCode, long bed, int version, CancellationToken stop)
    {
        short site = await SiteAsync(siteCode, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Remove;
        command.Add("@open", long.MaxValue);
        return await FinishAsync(command, site, bed, version);
    }

    /// <summary>Says that a bed is clean, closed, kept or free; not while somebody lies in it.</summary>
    public async Task<BedsChanged> SetStateAsync(
        string siteCode, long bed, int version, BedState state, CancellationToken stop)
    {
        short site = await SiteAsync(siteCode, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = SetState;
        command.Add("@state", (short)state);
        command.Add("@open", long.MaxValue);
        return await FinishAsync(command, site, bed, version);
    }

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<BedsChanged> FinishAsync(DbCommand command, short site, long bed, int version)
    {
        command.Add("@site", site);
        command.Add("@bed", bed);
        command.Add("@version", version);
        command.Add("@now", NowMs);
        return await command.ExecuteNonQueryAsync(CancellationToken.None) != 0 ? BedsChanged.Done : BedsChanged.Conflict;
    }

    private async Task<short> SiteAsync(string siteCode, CancellationToken stop) =>
        await door.SiteOfCodeAsync(siteCode, stop)
            ?? throw new InvalidOperationException("the session's site is unknown");

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
