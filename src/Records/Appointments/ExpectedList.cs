using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Patients;

namespace Serment.Records.Appointments;

/// <summary>Where an appointment stands.</summary>
public enum AppointmentStatus : byte
{
    /// <summary>Not here yet.</summary>
    Expected = 1,

    /// <summary>Here.</summary>
    Arrived = 2,

    /// <summary>Seen.</summary>
    Done = 3,

    /// <summary>Not coming.</summary>
    Cancelled = 4,
}

/// <summary>One line of the day's list: routing only, no person.</summary>
public sealed record AppointmentRow(
    PatientId Patient, long AppointmentId, int MinuteOfDay, int UnitId, ActorId? Staff, AppointmentStatus Status,
    long RelationshipId, int Version);

/// <summary>A line with the person's card, as far as the custodian opened it.</summary>
public sealed record ExpectedPatient(AppointmentRow Appointment, PatientCard Card);

/// <summary>The people expected on a day. Every card shown is a disclosure, cheap where there is care.</summary>
public sealed class ExpectedList(RecordDoor door, DatabaseLocation main)
{
    /// <summary>Lines shown; a unit's day is shorter.</summary>
    public const int MaxRows = 200;

    private const string OfDay =
        """
        SELECT patient_id, appointment_id, minute_of_day, unit_id, staff_id, status, relationship_id, version
        FROM appointment
        WHERE site = @site AND day = @day AND (@unit = 0 OR unit_id = @unit)
        ORDER BY minute_of_day, appointment_id
        LIMIT @limit
        """;

    /// <summary>The day's list of these units, with cards.</summary>
    public async Task<IReadOnlyList<ExpectedPatient>> RunAsync(
        SessionToken session, string siteCode, DateOnly day, IReadOnlyCollection<int> units, CancellationToken stop)
    {
        if (units.Count == 0 || await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return [];
        }

        List<AppointmentRow> rows = [.. (await RowsAsync(site, day, units, stop)).Take(MaxRows)];
        if (rows.Count == 0)
        {
            return [];
        }

        using OpenedCards opened = await door.OpenCardsAsync(
            [.. rows.Select(row => row.Patient)], new(session, AccessPurpose.Card), stop);
        return [.. rows.Select((row, i) => new ExpectedPatient(row, PatientCard.From(opened.Cards[i], day)))];
    }

    private async Task<IReadOnlyList<AppointmentRow>> RowsAsync(
        short site, DateOnly day, IReadOnlyCollection<int> units, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfDay;
        command.Add("@site", site);
        command.Add("@day", Days.ToNumber(day));
        command.Add("@unit", units.Count == 1 ? units.First() : 0);
        command.Add("@limit", MaxRows);
        List<AppointmentRow> rows = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            int unit = reader.GetInt32(3);
            if (units.Contains(unit))
            {
                rows.Add(new(
                    new(reader.GetInt64(0)),
                    reader.GetInt64(1),
                    reader.GetInt16(2),
                    unit,
                    await reader.IsDBNullAsync(4, stop) ? null : new ActorId(reader.GetInt64(4)),
                    (AppointmentStatus)reader.GetInt16(5),
                    reader.GetInt64(6),
                    reader.GetInt32(7)));
            }
        }

        return rows;
    }
}
