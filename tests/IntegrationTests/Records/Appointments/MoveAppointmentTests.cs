using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;

namespace Serment.IntegrationTests.Records.Appointments;

public sealed class MoveAppointmentTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Moves_row_cells_care_and_sealed_entry_together(DatabaseEngine engine)
    {
        await using Consultations clinic = await Consultations.StartAsync(engine, patients: 2);
        await clinic.BookAsync(clinic.Desk, clinic.Patients[0], 540, Consultations.Discreet, note: "Appeler avant");
        AppointmentRow row = (await clinic.RowsAsync())[0];
        DateOnly thursday = Consultations.Tuesday.AddDays(2);

        Assert.Equal(BookingOutcome.Booked, (await MoveAsync(clinic, clinic.Desk, row, thursday, 600)).Outcome);
        Assert.Equal(BookingOutcome.Stale, (await MoveAsync(clinic, clinic.Desk, row, thursday, 640)).Outcome);
        AppointmentRow moved = Assert.Single(await clinic.RowsAsync());
        Assert.Equal((thursday, 600, 2), (moved.Day, moved.MinuteOfDay, moved.Entry!.Version));
        Assert.Equal("Appeler avant", (await clinic.DetailsAsync(clinic.Desk, moved))!.Note);
        Assert.Equal(
            2, await clinic.Bed.Custody.CountAsync("SELECT COUNT(*) FROM relationship WHERE kind = 1"));

        // The old time is free again, the new one is not.
        Assert.Equal(BookingOutcome.Booked, (await clinic.BookAsync(clinic.Desk, clinic.Patients[1], 540)).Outcome);
        AppointmentRow other = Assert.Single(await clinic.RowsAsync(), one => one.Patient == clinic.Patients[1]);
        BookingResult refused = await MoveAsync(clinic, clinic.Desk, other, thursday, 610);
        Assert.Equal((BookingOutcome.NotFree, TimeFit.Taken), (refused.Outcome, refused.Times[0].Fit));
        Assert.Equal(8, await clinic.Bed.CountAsync("SELECT COUNT(*) FROM slot_claim"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Of_two_who_move_the_same_appointment_at_once_one_wins(DatabaseEngine engine)
    {
        await using Consultations clinic = await Consultations.StartAsync(engine, patients: 1);
        await clinic.BookAsync(clinic.Desk, clinic.Patients[0], 540);
        AppointmentRow row = (await clinic.RowsAsync())[0];

        BookingResult[] results = await Task.WhenAll(
            new[] { 600, 640, 680 }.Select(minute => Task.Run(
                () => MoveAsync(clinic, clinic.Desk, row, Consultations.Tuesday, minute))));

        Assert.Single(results, one => one.Outcome == BookingOutcome.Booked);
        Assert.Equal(4, await clinic.Bed.CountAsync("SELECT COUNT(*) FROM slot_claim"));
        Assert.Equal(
            2, await clinic.Bed.Custody.CountAsync("SELECT COUNT(*) FROM relationship WHERE kind = 1"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_end_with_its_reason_is_sealed_frees_the_time_and_finds_who_waits_for_it(DatabaseEngine engine)
    {
        await using Consultations clinic = await Consultations.StartAsync(engine, patients: 2);
        await clinic.BookAsync(clinic.Desk, clinic.Patients[0], 540);
        AppointmentRow row = (await clinic.RowsAsync())[0];
        await clinic.Waiting.AddAsync(
            new(clinic.Patients[1], 1, Consultations.Short, 20, Consultations.Tuesday, Consultations.Tuesday.AddDays(9),
                DayParts.Both, "Vit loin"),
            clinic.Desk.Who, clinic.Desk.Token, CancellationToken.None);

        Assert.Equal(
            BookingOutcome.Booked, (await EndAsync(clinic, clinic.Desk, row, AppointmentStatus.Cancelled)).Outcome);
        Assert.Equal(BookingOutcome.Stale, (await EndAsync(clinic, clinic.Desk, row, AppointmentStatus.Cancelled)).Outcome);
        Assert.Equal(0, await clinic.Bed.CountAsync("SELECT COUNT(*) FROM slot_claim"));
        Assert.Equal(
            0, await clinic.Bed.Custody.CountAsync("SELECT COUNT(*) FROM relationship WHERE kind = 1"));
        AppointmentRow ended = Assert.Single(await clinic.RowsAsync());
        Assert.Equal(
            (AppointmentStatus.Cancelled, EndReason.PatientAsked, 2), (ended.Status, ended.Reason, ended.Entry!.Version));

        WaitingRow waiting = Assert.Single(
            await clinic.Waiting.ListAsync("CLINIQUE", Consultations.Tuesday, CancellationToken.None));
        Assert.True(waiting.Accepts(new(1, new(row.Day, row.Time))));
        Assert.Equal(
            BookingOutcome.Booked,
            (await clinic.BookAsync(clinic.Desk, clinic.Patients[1], 540, waiting: waiting)).Outcome);
        Assert.Empty(await clinic.Waiting.ListAsync("CLINIQUE", Consultations.Tuesday, CancellationToken.None));
        Assert.Equal(
            (waiting.Entry.Entry, 2),
            (await clinic.RowsAsync()).Where(one => one.IsStanding)
                .Select(one => (one.Entry!.Entry, one.Entry.Version)).Single());

        // The line is answered once.
        Assert.NotEqual(
            BookingOutcome.Booked,
            (await clinic.BookAsync(clinic.Desk, clinic.Patients[1], 600, waiting: waiting)).Outcome);
        Assert.Equal(
            BookingOutcome.Stale,
            (await clinic.Waiting.WithdrawAsync(
                waiting.Patient, waiting.WaitingId, waiting.Version, clinic.Desk.Who, clinic.Desk.Token,
                CancellationToken.None)).Outcome);
    }

    private static Task<BookingResult> MoveAsync(
        Consultations clinic, (SessionToken Token, SessionDescription Who) by, AppointmentRow row, DateOnly day,
        int minute) => clinic.Move.RunAsync(
            new(row.Patient, row.AppointmentId, row.Version, 1, null, day, minute), by.Who, by.Token, clinic.Zone,
            CancellationToken.None);

    private static Task<BookingResult> EndAsync(
        Consultations clinic, (SessionToken Token, SessionDescription Who) by, AppointmentRow row,
        AppointmentStatus status) => clinic.Change.RunAsync(
            new(row.Patient, row.AppointmentId, row.Version, status, EndReason.PatientAsked), by.Who, by.Token,
            clinic.Zone, CancellationToken.None);
}
