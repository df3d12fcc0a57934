using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Entries;

namespace Serment.IntegrationTests.Records.Appointments;

public sealed class CancelSeriesTests
{
    private const string Care = "SELECT COUNT(*) FROM relationship WHERE kind = 1";
    private const string Cancelled = "SELECT COUNT(*) FROM appointment WHERE status = 4";

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Cancels_what_was_shown_with_cells_care_and_sealed_reason_and_leaves_who_arrived(
        DatabaseEngine engine)
    {
        await using Consultations clinic = await Consultations.StartAsync(engine);
        (SessionToken Token, SessionDescription Who) desk = await clinic.SignInAsync();
        PatientId[] patients = await clinic.PatientsAsync(desk.Token, 2);
        await clinic.BookAsync(desk, patients[0], 540, weeks: [1, 2, 3]);
        await clinic.BookAsync(desk, patients[1], 600);
        AppointmentRow[] series = await SeriesAsync(clinic, patients[0]);
        Assert.Equal(4, series.Length);
        await clinic.Change.RunAsync(
            new(patients[0], series[0].AppointmentId, 1, AppointmentStatus.Arrived), desk.Who, desk.Token, clinic.Zone,
            CancellationToken.None);
        Assert.Equal(10, await clinic.Bed.Custody.CountAsync(Care));

        BookingResult result = await CancelAsync(clinic, desk, series[1], Shown(series[1..]));
        Assert.Equal(BookingOutcome.Booked, result.Outcome);

        Assert.Equal(3, await clinic.Bed.CountAsync(Cancelled));
        Assert.Equal(4, await clinic.Bed.Custody.CountAsync(Care));
        Assert.Equal(8, await clinic.Bed.CountAsync("SELECT COUNT(*) FROM slot_claim"));
        AppointmentRow[] after = await SeriesAsync(clinic, patients[0]);
        Assert.Equal(AppointmentStatus.Arrived, after[0].Status);
        Assert.All(after[1..], row => Assert.Equal((EndReason.Transport, 2), (row.Reason, row.Entry!.Version)));
        Assert.Equal(
            BookingOutcome.Stale, (await CancelAsync(clinic, desk, series[1], Shown(series[1..]))).Outcome);

        // The freed time can be had again.
        Assert.Equal(
            BookingOutcome.Booked,
            (await clinic.Book.RunAsync(
                new()
                {
                    Patient = patients[1],
                    Times = [new(series[1].Day, series[1].Time)],
                    ScheduleId = 1,
                    KindId = Consultations.Short,
                },
                desk.Who, desk.Token, clinic.Zone, CancellationToken.None)).Outcome);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Cancels_nothing_when_one_of_them_has_changed_or_is_not_of_the_series(DatabaseEngine engine)
    {
        await using Consultations clinic = await Consultations.StartAsync(engine);
        (SessionToken Token, SessionDescription Who) desk = await clinic.SignInAsync();
        PatientId[] patients = await clinic.PatientsAsync(desk.Token, 2);
        await clinic.BookAsync(desk, patients[0], 540, weeks: [1, 2]);
        await clinic.BookAsync(desk, patients[0], 600);
        await clinic.BookAsync(desk, patients[1], 640, weeks: [1]);
        AppointmentRow[] series = await SeriesAsync(clinic, patients[0]);
        AppointmentRow single = (await clinic.RowsAsync()).First(row => row.MinuteOfDay == 600);
        AppointmentRow[] stranger = await SeriesAsync(clinic, patients[1]);
        foreach (ShownAppointment[] shown in new[]
        {
            Shown([series[0], series[1] with { Version = 2 }]), Shown([series[0], single]),
            Shown([series[0], stranger[0]]), [],
        })
        {
            Assert.Equal(BookingOutcome.Stale, (await CancelAsync(clinic, desk, series[0], shown)).Outcome);
        }

        Assert.Equal(BookingOutcome.Stale, (await CancelAsync(clinic, desk, single, Shown([single]))).Outcome);
        Assert.Equal(0, await clinic.Bed.CountAsync(Cancelled));
        Assert.Equal(12, await clinic.Bed.Custody.CountAsync(Care));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Of_two_who_cancel_at_once_one_wins_and_nothing_is_cancelled_twice(DatabaseEngine engine)
    {
        await using Consultations clinic = await Consultations.StartAsync(engine);
        (SessionToken Token, SessionDescription Who) desk = await clinic.SignInAsync();
        PatientId patient = (await clinic.PatientsAsync(desk.Token, 1))[0];
        await clinic.BookAsync(desk, patient, 540, weeks: [1, 2]);
        AppointmentRow[] series = await SeriesAsync(clinic, patient);

        BookingResult[] results = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => Task.Run(
            () => CancelAsync(clinic, desk, series[i], Shown(i == 1 ? series[1..] : series)))));

        Assert.Single(results, one => one.Outcome == BookingOutcome.Booked);
        Assert.Equal(
            results[1].Outcome == BookingOutcome.Booked ? 2 : 3, await clinic.Bed.CountAsync(Cancelled));
    }

    [Fact]
    public async Task A_cut_in_the_middle_leaves_the_whole_series_standing_and_the_same_again_goes_through()
    {
        await using Consultations clinic = await Consultations.StartAsync(DatabaseEngine.Sqlite);
        (SessionToken Token, SessionDescription Who) desk = await clinic.SignInAsync();
        PatientId patient = (await clinic.PatientsAsync(desk.Token, 1))[0];
        await clinic.BookAsync(desk, patient, 540, weeks: [1, 2]);
        AppointmentRow[] series = await SeriesAsync(clinic, patient);
        await RunAsync(
            clinic,
            $"""
            CREATE TRIGGER cut BEFORE UPDATE ON appointment WHEN OLD.appointment_id = {series[2].AppointmentId}
            BEGIN SELECT RAISE(ABORT, 'cut'); END
            """);

        await Assert.ThrowsAnyAsync<DbException>(() => CancelAsync(clinic, desk, series[0], Shown(series)));
        Assert.Equal(0, await clinic.Bed.CountAsync(Cancelled));
        Assert.Equal(12, await clinic.Bed.CountAsync("SELECT COUNT(*) FROM slot_claim"));
        Assert.All(await SeriesAsync(clinic, patient), row => Assert.Equal(1, row.Entry!.Version));

        await RunAsync(clinic, "DROP TRIGGER cut");
        Assert.Equal(BookingOutcome.Booked, (await CancelAsync(clinic, desk, series[0], Shown(series))).Outcome);
        Assert.Equal(3, await clinic.Bed.CountAsync(Cancelled));
        Assert.Equal(0, await clinic.Bed.CountAsync("SELECT COUNT(*) FROM slot_claim"));
        Assert.Equal(0, await clinic.Bed.Custody.CountAsync(Care));
    }

    private static Task<BookingResult> CancelAsync(
        Consultations clinic, (SessionToken Token, SessionDescription Who) by, AppointmentRow anchor,
        ShownAppointment[] shown) =>
        new CancelSeries(
            clinic.Bed.Door, new SaveEntries(clinic.Bed.Door), clinic.Web, clinic.Bed.Main, clinic.Bed.Custody.Clock)
            .RunAsync(anchor, shown, EndReason.Transport, by.Who, by.Token, CancellationToken.None);

    private static ShownAppointment[] Shown(IEnumerable<AppointmentRow> rows) =>
        [.. rows.Select(row => new ShownAppointment(row.AppointmentId, row.Version))];

    private static async Task<AppointmentRow[]> SeriesAsync(Consultations clinic, PatientId patient) =>
        [.. (await clinic.RowsAsync()).Where(row => row.Patient == patient && row.SeriesId != 0)];

    private static async Task RunAsync(Consultations clinic, string sql)
    {
        await using DbConnection connection = await clinic.Bed.Main.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
