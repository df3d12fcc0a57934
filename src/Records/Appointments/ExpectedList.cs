using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Appointments.Booking;
using Serment.Records.Patients;

namespace Serment.Records.Appointments;

/// <summary>A line with the person's card, as far as the custodian opened it.</summary>
public sealed record ExpectedPatient(AppointmentRow Appointment, PatientCard Card);

/// <summary>Whose lines a day's list shows.</summary>
/// <param name="Units">Those of these units.</param>
/// <param name="Staff">Somebody's own; where given, a colleague's are left out.</param>
public sealed record ExpectedOf(IReadOnlyCollection<int> Units, ActorId? Staff = null);

/// <summary>The people expected on a day. Every card shown is a disclosure, cheap where there is care.</summary>
public sealed class ExpectedList(RecordDoor door, DatabaseLocation main)
{
    /// <summary>Lines shown; a unit's day is shorter.</summary>
    public const int MaxRows = 200;

    private const int MaxOfSite = 10_000;

    private const string OfDay =
        "SELECT " + AppointmentRow.Columns
        + " FROM appointment WHERE site = @site AND day = @day AND (@unit = 0 OR unit_id = @unit)"
        + " ORDER BY minute_of_day, appointment_id LIMIT @limit";

    private const string StampOfDay =
        """
        SELECT CAST(COALESCE(SUM((appointment_id % 1000003) * version), 0) AS bigint)
        FROM appointment WHERE site = @site AND day BETWEEN @from AND @until
        """;

    /// <summary>The day's list, with cards.</summary>
    public async Task<IReadOnlyList<ExpectedPatient>> RunAsync(
        SessionToken session, string siteCode, DateOnly day, ExpectedOf whose, CancellationToken stop)
    {
        if ((whose.Units.Count == 0 && whose.Staff is null) || await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return [];
        }

        List<AppointmentRow> rows = [.. (await RowsAsync(site, day, whose, stop)).Take(MaxRows)];
        PatientCard[] cards = await door.CardsAsync(rows.Select(row => row.Patient), session, day, stop);
        return [.. rows.Zip(cards, (row, card) => new ExpectedPatient(row, card))];
    }

    /// <summary>
    /// A number that changes with any row of these days: what a page asks for to stay current. It names nobody.
    /// </summary>
    public async Task<long> StampAsync(string siteCode, DateOnly from, DateOnly until, CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return 0;
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = StampOfDay;
        command.Add("@site", site);
        command.Add("@from", Days.ToNumber(from));
        command.Add("@until", Days.ToNumber(until));
        return (long)(await command.ExecuteScalarAsync(stop))!;
    }

    private async Task<IEnumerable<AppointmentRow>> RowsAsync(
        short site, DateOnly day, ExpectedOf whose, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfDay;
        command.Add("@site", site);
        command.Add("@day", Days.ToNumber(day));
        command.Add("@unit", whose.Staff is null && whose.Units.Count == 1 ? whose.Units.First() : 0);
        command.Add("@limit", MaxOfSite);
        List<AppointmentRow> rows = await AgendaRows.ReadAsync(command, stop);
        return rows.Where(row => whose.Staff is { } me
            ? row.Staff == me || (row.Staff is null && whose.Units.Contains(row.UnitId))
            : whose.Units.Contains(row.UnitId));
    }
}
