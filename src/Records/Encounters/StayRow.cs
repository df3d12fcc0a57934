using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Appointments;

namespace Serment.Records.Encounters;

/// <summary>What the worklists learn of a stay that changes.</summary>
internal sealed record StayRow
{
    public required DbTransaction Transaction { get; init; }

    public required short Site { get; init; }

    public required PatientId Patient { get; init; }

    public required long Encounter { get; init; }

    public required int Version { get; init; }

    public required StayHistory Before { get; init; }

    public required StayHistory After { get; init; }

    public required Stay Stay { get; init; }

    public required bool IsCancellation { get; init; }

    public required long NowMs { get; init; }

    /// <summary>The records of the person, where several were joined: what is due may stand in any of them.</summary>
    public IReadOnlyList<PatientId> Records
    {
        get => field ?? [Patient];
        init;
    }
}

/// <summary>Writes the rows of a stay: routing, nobody's name, no reason.</summary>
internal static class StayRows
{
    private const string Upsert =
        """
        INSERT INTO encounter (patient_id, encounter_id, site, class, status, unit_id, bed_id, physician_id, isolation,
                               expected_at, expected_out, started_at, ended_at, seen_at, disposition, triage,
                               triaged_at, orientation, orientation_unit, oriented_at, oriented_by, version,
                               changed_at)
        VALUES (@patient, @encounter, @site, @class, @status, @unit, @bed, @physician, @isolation,
                @expected, @out, @started, @ended, @seen, @disposition, NULL, NULL,
                @orientation, @orientationUnit, @orientedAt, @orientedBy, @version, @now)
        ON CONFLICT (patient_id, encounter_id) DO UPDATE SET
            class = excluded.class, status = excluded.status, unit_id = excluded.unit_id, bed_id = excluded.bed_id,
            physician_id = excluded.physician_id, isolation = excluded.isolation,
            expected_at = excluded.expected_at, expected_out = excluded.expected_out,
            started_at = excluded.started_at, ended_at = excluded.ended_at, seen_at = excluded.seen_at,
            disposition = excluded.disposition, orientation = excluded.orientation,
            orientation_unit = excluded.orientation_unit, oriented_at = excluded.oriented_at,
            oriented_by = excluded.oriented_by, version = excluded.version, changed_at = excluded.changed_at
        """;

    private const string Open =
        "INSERT INTO open_stay (patient_id, encounter_id) VALUES (@patient, @encounter) ON CONFLICT DO NOTHING";

    private const string Opened = "SELECT encounter_id FROM open_stay WHERE patient_id = @patient";

    private const string Close = "DELETE FROM open_stay WHERE patient_id = @patient AND encounter_id = @encounter";

    /// <summary>Writes them.</summary>
    /// <exception cref="BedRefusedException">The bed is somebody else's, or she is in another stay.</exception>
    public static async Task WriteAsync(DbConnection connection, StayRow row, CancellationToken stop)
    {
        await OpenAsync(connection, row, stop);
        await StayBeds.WriteAsync(connection, row, stop);
        StayStretch? last = row.After.Stretches.Count > 0 ? row.After.Stretches[^1] : null;
        Place? place = last?.Place ?? row.After.Expected?.Place ?? row.Before.Expected?.Place
            ?? row.Before.Stretches.Select(one => one.Place).FirstOrDefault();
        await using DbCommand command = Command(connection, Upsert, row);
        command.Add("@site", row.Site);
        command.Add("@class", (short)(last?.Class ?? StayClass.Inpatient));
        command.Add("@status", (short)row.After.Status);
        command.Add("@unit", place?.UnitId ?? 0);
        command.Add("@bed", row.After.Status == StayStatus.Planned ? place?.BedId : row.After.Current?.Place.BedId);
        command.Add("@physician", last?.Physician?.Value);
        command.Add("@isolation", (short)(row.Stay.Isolation ? 1 : 0));
        command.Add("@expected", row.After.Expected?.At.ToUnixTimeMilliseconds());
        command.Add("@out", row.Stay.ExpectedOut is { } day ? Days.ToNumber(day) : null);
        command.Add("@started", row.After.From?.ToUnixTimeMilliseconds());
        command.Add("@ended", row.After.End?.At.ToUnixTimeMilliseconds());
        command.Add("@seen", row.After.SeenAt?.ToUnixTimeMilliseconds());
        command.Add("@disposition", (short?)row.After.End?.Disposition);
        AddOrientation(command, row.Stay.Awaited);
        command.Add("@version", row.Version);
        command.Add("@now", row.NowMs);
        await command.ExecuteNonQueryAsync(stop);
        await DueFollows.WriteAsync(connection, row, stop);
    }

    private static void AddOrientation(DbCommand command, Orientation? awaited)
    {
        command.Add("@orientation", (short?)awaited?.Kind);
        command.Add("@orientationUnit", awaited?.UnitId);
        command.Add("@orientedAt", awaited?.At.ToUnixTimeMilliseconds());
        command.Add("@orientedBy", awaited?.By.Value);
    }

    private static async Task OpenAsync(DbConnection connection, StayRow row, CancellationToken stop)
    {
        await using DbCommand command = Command(connection, row.After.IsOpen ? Open : Close, row);
        await command.ExecuteNonQueryAsync(stop);
        if (!row.After.IsOpen)
        {
            return;
        }

        await using DbCommand opened = Command(connection, Opened, row);
        if (Convert.ToInt64(
            await opened.ExecuteScalarAsync(stop), System.Globalization.CultureInfo.InvariantCulture) != row.Encounter)
        {
            throw new BedRefusedException(BedRefusal.OtherStay);
        }
    }

    private static DbCommand Command(DbConnection connection, string sql, StayRow row)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = row.Transaction;
        command.Add("@patient", row.Patient.Value);
        command.Add("@encounter", row.Encounter);
        return command;
    }
}
