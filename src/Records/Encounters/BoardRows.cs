using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.Records.Entries;
using Serment.Records.Locations;

namespace Serment.Records.Encounters;

/// <summary>A stay as a board routes it: no person.</summary>
public sealed record BoardRow
{
    /// <summary>Whose.</summary>
    public required PatientId Patient { get; init; }

    /// <summary>The stay's entry and version: what a movement must build upon.</summary>
    public required EntryVersion Entry { get; init; }

    /// <summary>Kind of stay.</summary>
    public required StayClass Class { get; init; }

    /// <summary>Planned, present or away.</summary>
    public required StayStatus Status { get; init; }

    /// <summary>Unit.</summary>
    public required int UnitId { get; init; }

    /// <summary>Bed or box.</summary>
    public long? BedId { get; init; }

    /// <summary>Responsible physician.</summary>
    public ActorId? Physician { get; init; }

    /// <summary>Must lie alone.</summary>
    public bool Isolation { get; init; }

    /// <summary>When a planned one is expected.</summary>
    public DateTimeOffset? ExpectedAt { get; init; }

    /// <summary>The day of leaving, as planned: yyyymmdd.</summary>
    public int? ExpectedOut { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When a physician took the patient on.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>Triage.</summary>
    public TriageLevel? Triage { get; init; }

    /// <summary>Where the patient goes from the emergency department, as decided.</summary>
    public OrientationRow? Orientation { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(BoardRow);
}

/// <summary>A decision that waits to be carried out.</summary>
/// <param name="Kind">What.</param>
/// <param name="UnitId">Of an admission: where to.</param>
/// <param name="At">When it was decided.</param>
/// <param name="By">Who decided.</param>
public sealed record OrientationRow(OrientationKind Kind, int? UnitId, DateTimeOffset At, ActorId By)
{
    /// <summary>Whether it sends the patient to a unit.</summary>
    public bool IsFor(int unit) => Kind == OrientationKind.Admission && UnitId == unit;
}

/// <summary>A unit's beds and stays, nobody's card among them.</summary>
/// <param name="Beds">Its beds, by room.</param>
/// <param name="Rows">Who is there, away or expected by tonight.</param>
/// <param name="IsTruncated">Whether there are more than a page shows.</param>
/// <param name="Stamp">A number that changes when any of it does.</param>
public sealed record BoardRouting(
    IReadOnlyList<Bed> Beds, IReadOnlyList<BoardRow> Rows, bool IsTruncated, string Stamp)
{
    /// <summary>Who is still in the emergency department and is to be admitted here.</summary>
    public IReadOnlyList<BoardRow> Oriented { get; init; } = [];
}

/// <summary>Reads the routing of a unit's board: two queries, no person.</summary>
public sealed class BoardRows(RecordDoor door, DatabaseLocation main)
{
    /// <summary>Stays that one page shows; each card counts.</summary>
    public const int MaxRows = 200;

    private const string Columns =
        """
        SELECT patient_id, encounter_id, version, class, status, unit_id, bed_id, physician_id, isolation, expected_at,
               expected_out, started_at, seen_at, triage, orientation, orientation_unit, oriented_at, oriented_by
        FROM encounter
        """;

    private const string OfUnit =
        Columns
        + """
         WHERE site = @site AND (unit_id = @unit OR (orientation_unit = @unit AND orientation = 1))
          AND status <= 3 AND (status > 1 OR expected_at < @tomorrow)
        ORDER BY status DESC, started_at, encounter_id
        LIMIT @limit
        """;

    private const string OfSite =
        Columns
        + """
         WHERE site = @site AND status <= 3 AND (status > 1 OR expected_at < @tomorrow)
        LIMIT @limit
        """;

    /// <summary>The routing of one unit; without a unit of the whole site, to be counted only.</summary>
    /// <param name="siteCode">The site.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="tomorrow">Who is expected before this time belongs to today's board.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<BoardRouting> RunAsync(
        string siteCode, int? unit, DateTimeOffset tomorrow, CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return new([], [], false, "0");
        }

        int limit = unit is null ? ListBeds.MaxBeds : MaxRows;
        await using DbConnection connection = await main.OpenAsync(stop);
        List<Bed> beds = await ListBeds.RowsAsync(connection, site, unit, stop);
        List<BoardRow> rows = await RowsAsync(connection, site, unit, tomorrow, limit, stop);
        bool isTruncated = rows.Count > limit;
        List<BoardRow> shown = isTruncated ? rows[..limit] : rows;
        return new(
            beds, [.. shown.Where(row => unit is null || row.UnitId == unit)], isTruncated, StampOf(beds, rows))
        {
            Oriented = [.. shown.Where(row => unit is not null && row.UnitId != unit).OrderBy(OrientedAt)],
        };
    }

    private static async Task<List<BoardRow>> RowsAsync(
        DbConnection connection, short site, int? unit, DateTimeOffset tomorrow, int limit, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = unit is null ? OfSite : OfUnit;
        command.Add("@site", site);
        command.Add("@tomorrow", tomorrow.ToUnixTimeMilliseconds());
        command.Add("@limit", limit + 1);
        if (unit is { } id)
        {
            command.Add("@unit", id);
        }

        List<BoardRow> rows = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            PatientId patient = new(reader.GetInt64(0));
            rows.Add(new()
            {
                Patient = patient,
                Entry = new(patient, new(reader.GetInt64(1)), reader.GetInt32(2)),
                Class = (StayClass)reader.GetInt16(3),
                Status = (StayStatus)reader.GetInt16(4),
                UnitId = reader.GetInt32(5),
                BedId = Number(reader, 6),
                Physician = Number(reader, 7) is { } physician ? new ActorId(physician) : null,
                Isolation = reader.GetInt16(8) != 0,
                ExpectedAt = Time(reader, 9),
                ExpectedOut = reader.IsDBNull(10) ? null : reader.GetInt32(10),
                StartedAt = Time(reader, 11),
                SeenAt = Time(reader, 12),
                Triage = reader.IsDBNull(13) ? null : (TriageLevel)reader.GetInt16(13),
                Orientation = OrientationOf(reader),
            });
        }

        return rows;
    }

    private static DateTimeOffset? OrientedAt(BoardRow row) => row.Orientation?.At;

    private static OrientationRow? OrientationOf(DbDataReader reader) =>
        !reader.IsDBNull(14) && Time(reader, 16) is { } at && Number(reader, 17) is { } by
            ? new(
                (OrientationKind)reader.GetInt16(14), reader.IsDBNull(15) ? null : reader.GetInt32(15), at, new(by))
            : null;

    private static long? Number(DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetInt64(column);

    private static DateTimeOffset? Time(DbDataReader reader, int column) =>
        Number(reader, column) is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    // FNV-1a over what a board shows: no person is in it, and it is the same on every server.
    private static string StampOf(List<Bed> beds, List<BoardRow> rows)
    {
        ulong hash = 14695981039346656037;
        foreach (Bed bed in beds)
        {
            Mix(ref hash, bed.BedId);
            Mix(ref hash, bed.Version);
        }

        foreach (BoardRow row in rows.OrderBy(one => one.Entry.Entry.Value))
        {
            // Not the stay's number: a board with one patient would confirm it to whoever knows it.
            Mix(ref hash, (row.StartedAt ?? row.ExpectedAt)?.ToUnixTimeMilliseconds() ?? 0);
            Mix(ref hash, row.BedId ?? 0);
            Mix(ref hash, (long)row.Status);
            Mix(ref hash, row.Entry.Version);
            Mix(ref hash, row.Triage is { } level ? (long)level : 0);
        }

        return hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Mix(ref ulong hash, long value) =>
        hash = unchecked((hash ^ (ulong)value) * 1099511628211);
}
