using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Appointments.Schedules;

namespace Serment.IntegrationTests.Records.Appointments;

public sealed class ListDisplacedTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_closing_puts_its_appointments_on_the_list_until_they_are_moved_or_it_is_taken_back(
        DatabaseEngine engine)
    {
        await using Consultations clinic = await Consultations.StartAsync(engine);
        (SessionToken Token, SessionDescription Who) desk = await clinic.SignInAsync();
        PatientId[] patients = await clinic.PatientsAsync(desk.Token, 3);
        await clinic.BookAsync(desk, patients[0], 540, weeks: [1]);
        await clinic.BookAsync(desk, patients[1], 600, room: 2);
        await clinic.BookAsync(desk, patients[2], 640);
        Assert.Empty(await ListAsync(clinic));

        SaveAgendas save = new(clinic.Bed.Main);
        await save.AddExceptionAsync(
            1, new(1, 0, Consultations.Tuesday, Consultations.Tuesday, false, new(0, 630)), CancellationToken.None);
        Assert.Equal([540, 600], (await ListAsync(clinic)).Select(row => row.MinuteOfDay));

        // Moved to another day, it is off the list.
        AppointmentRow first = (await ListAsync(clinic))[0];
        Assert.Equal(
            BookingOutcome.Booked,
            (await clinic.Move.RunAsync(
                new(first.Patient, first.AppointmentId, first.Version, 1, null, Consultations.Tuesday.AddDays(1), 540),
                desk.Who, desk.Token, clinic.Zone, CancellationToken.None)).Outcome);
        Assert.Equal([600], (await ListAsync(clinic)).Select(row => row.MinuteOfDay));

        // The room alone is closed: whoever needs it is hit.
        Schedule agenda = (await SetupAsync(clinic)).ScheduleOf(1)!;
        Assert.True(await save.DropExceptionAsync(1, 1, agenda.Exceptions[0].ExceptionId, CancellationToken.None));
        Assert.Empty(await ListAsync(clinic));
        await save.AddExceptionAsync(
            1, new(2, 0, Consultations.Tuesday, Consultations.Tuesday, false, new(0, 1440)), CancellationToken.None);
        Assert.Equal([600], (await ListAsync(clinic)).Select(row => row.MinuteOfDay));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Other_hours_hit_the_weekday_they_change_on_every_day_of_the_calendar(DatabaseEngine engine)
    {
        await using Consultations clinic = await Consultations.StartAsync(engine);
        (SessionToken Token, SessionDescription Who) desk = await clinic.SignInAsync();
        PatientId patient = (await clinic.PatientsAsync(desk.Token, 1))[0];
        Schedule agenda = (await SetupAsync(clinic)).ScheduleOf(1)!;

        // Each weekday open at an hour of its own; one appointment on each of the days, across a year's end and a
        // February: the database's reckoning of weekdays is right exactly when nothing is on the list.
        SaveAgendas save = new(clinic.Bed.Main);
        Schedule own = agenda with
        {
            Hours = [.. Enumerable.Range(1, 7).Select(day => new OpeningHours(day, new(day * 60, (day * 60) + 20)))],
        };
        Assert.NotNull(await save.ScheduleAsync(1, own, CancellationToken.None));
        for (int i = 0; i < 120; i++)
        {
            DateOnly day = new DateOnly(2026, 12, 1).AddDays(i);
            await InsertAsync(clinic, patient, i + 1, day, Days.Weekday(day) * 60);
        }

        Assert.DoesNotContain(await ListAsync(clinic), row => FrenchHolidays.On(row.Day, false) is null);
        Schedule without = own with { Version = own.Version + 1, Hours = [.. own.Hours.Where(one => one.Weekday != 3)] };
        Assert.NotNull(await save.ScheduleAsync(1, without, CancellationToken.None));
        IReadOnlyList<AppointmentRow> hit = await ListAsync(clinic);
        Assert.Equal(17, hit.Count);
        Assert.All(hit, row => Assert.Equal(DayOfWeek.Wednesday, row.Day.DayOfWeek));
    }

    private static async Task InsertAsync(
        Consultations clinic, PatientId patient, int number, DateOnly day, int minute)
    {
        await using System.Data.Common.DbConnection connection =
            await clinic.Bed.Main.OpenAsync(CancellationToken.None);
        await using System.Data.Common.DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            INSERT INTO appointment (patient_id, appointment_id, site, day, minute_of_day, unit_id, staff_id, status,
                created_by, relationship_id, version, schedule_id, minutes)
            VALUES (@patient, @number, 1, @day, @minute, 1, NULL, 1, 1, 0, 1, 1, 20)
            """;
        command.Add("@patient", patient.Value);
        command.Add("@number", (long)number);
        command.Add("@day", Days.ToNumber(day));
        command.Add("@minute", (short)minute);
        await command.ExecuteNonQueryAsync();
    }

    private static Task<AgendaSetup> SetupAsync(Consultations clinic) =>
        clinic.Agendas.RunAsync("CLINIQUE", Consultations.Tuesday, CancellationToken.None);

    private static async Task<IReadOnlyList<AppointmentRow>> ListAsync(Consultations clinic) =>
        await new ListDisplaced(clinic.Bed.Main).RunAsync(
            await SetupAsync(clinic), [1, 2], Consultations.Tuesday, CancellationToken.None);
}
