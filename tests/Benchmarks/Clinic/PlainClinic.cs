using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Serment.Benchmarks.Pages;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Appointments.Schedules;
using Serment.Records.Encounters;
using Serment.Records.Patients;
using Serment.Web.Appointments;
using Serment.Web.Encounters;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Benchmarks.Clinic;

/// <summary>
/// The baseline's week of agendas and board of beds: the product's own queries of worklists, on the baseline's database,
/// and its own components; names, units and staff stand there in clear. The door is asked for the site's number alone,
/// which it knows after the first time.
/// </summary>
internal sealed class PlainClinic(RecordDoor door, PlainRows rows)
{
    private const string Staff = "SELECT staff_id, name FROM plain_staff";
    private const string Units = "SELECT unit_id, code, name FROM plain_unit";

    private readonly ReadAgendas agendas = new(door, rows.Location);
    private readonly ReadAgenda agenda = new(door, rows.Location);
    private readonly ExpectedList list = new(door, rows.Location);
    private readonly BoardRows board = new(door, rows.Location);

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/agenda", AgendaAsync);
        app.MapGet("/beds/{unit:int}", BedsAsync);
    }

    /// <summary>As <see cref="AgendaRoutes"/> does.</summary>
    private async Task<IResult> AgendaAsync(
        string? view, string? day, string? s, string? names, Visitor me, CancellationToken stop)
    {
        AgendaAddress address = AgendaAddress.Read(view, day, s, names, me.Today);
        AgendaSetup setup = await agendas.RunAsync(me.Session.SiteCode, address.First, stop);
        IReadOnlyList<Schedule> shown = [.. setup.Schedules.Where(one => address.Schedules.Contains(one.ScheduleId))];
        address = address with { Schedules = [.. shown.Select(one => one.ScheduleId)] };
        long stamp = await list.StampAsync(me.Session.SiteCode, address.First, address.Last, stop);
        IReadOnlyList<AppointmentRow> found = await agenda.RowsAsync(
            setup, address.Schedules, address.First, address.Last, stop);
        AgendaBoard columns = AgendaRoutes.BoardOf(address, setup, shown, found, me);
        PatientId[] named =
            [.. AgendaRoutes.NamedOf(columns, address, me.Today).Select(row => row.Patient).Distinct()];
        IReadOnlyList<OpenedCard> cards = named.Length is 0 or > ExpectedList.MaxRows
            ? []
            : await rows.CardsAsync(named, stop);
        return Page.Show<AgendaPage>(new AgendaModel
        {
            Address = address,
            Setup = setup,
            Shown = shown,
            Board = columns,
            Cards = cards.ToDictionary(card => card.Patient, card => PatientCard.From(card, me.Today)),
            Stamp = stamp,
            AsksTooMany = named.Length > ExpectedList.MaxRows,
        });
    }

    /// <summary>As <see cref="BoardRoutes"/> does for a unit's own staff.</summary>
    private async Task<IResult> BedsAsync(int unit, Visitor me, CancellationToken stop)
    {
        List<UnitDescription> units =
            await ReadAsync(Units, row => new UnitDescription(row.GetInt32(0), row.GetString(1), row.GetString(2)), stop);
        if (units.Find(one => one.UnitId == unit) is not { } shown)
        {
            return Problems.NotFound();
        }

        BoardRouting routing = await board.RunAsync(me.Session.SiteCode, unit, Places.Tomorrow(me), stop);
        IReadOnlyList<OpenedCard> cards = await rows.CardsAsync([.. routing.Rows.Select(row => row.Patient)], stop);
        List<(ActorId Id, string Name)> staff =
            await ReadAsync(Staff, row => (new ActorId(row.GetInt64(0)), row.GetString(1)), stop);
        return Page.Show<BoardPage>(new BoardModel(
            shown, routing,
            [.. routing.Rows.Select((row, i) => new BoardStay(row, PatientCard.From(cards[i], me.Today)))],
            staff.ToDictionary(one => one.Id, one => one.Name), ShowsNames: true, new(), HasEmergency: false));
    }

    private async Task<List<T>> ReadAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken stop)
    {
        await using DbConnection connection = await rows.Location.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        List<T> found = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            found.Add(read(reader));
        }

        return found;
    }
}
