using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.Records.Appointments.Schedules;
using Serment.Records.Charts;
using Serment.Records.Entries;
using Serment.Records.Patients;

namespace Serment.Records.Appointments.Booking;

/// <summary>One appointment in full.</summary>
/// <param name="Row">The row.</param>
/// <param name="Card">The person's card, as far as it was opened.</param>
/// <param name="Details">What the sealed entry says; null where it was not opened or there is none.</param>
public sealed record OpenedAppointment(AppointmentRow Row, PatientCard Card, AppointmentDetails? Details);

/// <summary>Reads agendas: rows without a person, and names only where they are asked for.</summary>
public sealed class ReadAgenda(RecordDoor door, DatabaseLocation main)
{
    /// <summary>All rows of these agendas in these days, in one query.</summary>
    public async Task<IReadOnlyList<AppointmentRow>> RowsAsync(
        AgendaSetup setup, IEnumerable<int> schedules, DateOnly from, DateOnly until, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        return await AgendaRows.OfSchedulesAsync(connection, main.Engine, setup.Site, schedules, from, until, stop);
    }

    /// <summary>
    /// The cards of these rows' patients: one disclosure for each person, at most <see cref="ExpectedList.MaxRows"/>.
    /// </summary>
    public async Task<IReadOnlyDictionary<PatientId, PatientCard>> CardsAsync(
        IEnumerable<AppointmentRow> rows, SessionToken session, DateOnly today, CancellationToken stop)
    {
        PatientId[] patients = [.. rows.Select(row => row.Patient).Distinct()];
        return patients.Zip(await door.CardsAsync(patients, session, today, stop))
            .ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>
    /// One appointment with its card and note; null when there is none at this site, or it is another patient's.
    /// </summary>
    /// <remarks>
    /// Whose it really is, is charged before it is compared: otherwise the numbers of unnamed appointments could be
    /// tried with the number of somebody known, until one fits, for nothing.
    /// </remarks>
    public async Task<OpenedAppointment?> OneAsync(
        PatientId? patient, long appointment, SessionDescription who, SessionToken session, DateOnly today,
        CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(who.SiteCode, stop) is not { } site)
        {
            return null;
        }

        AppointmentRow? row;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            row = await AgendaRows.OfNumberAsync(connection, site, appointment, stop);
        }

        if (row is null)
        {
            return null;
        }

        PatientCard card = (await CardsAsync([row], session, today, stop))[row.Patient];
        if (patient is { } expected && expected != row.Patient)
        {
            return null;
        }

        return new(row, card, card.Identity is null || row.Entry is null || !who.Reads.Contains(Compartment.Contact)
            ? null
            : await DetailsAsync(row.Entry, who, session, stop));
    }

    /// <summary>What a sealed appointment says; null where it does not open.</summary>
    public async Task<AppointmentDetails?> DetailsAsync(
        EntryVersion entry, SessionDescription who, SessionToken session, CancellationToken stop)
    {
        EntryOpened<Appointment> opened = await door.OpenOneAsync<Appointment>(
            entry, Compartment.Contact, OpenSection.PurposeOf(who, session), stop);
        return opened.Current is { } found ? AppointmentResource.Details(found) : null;
    }
}
