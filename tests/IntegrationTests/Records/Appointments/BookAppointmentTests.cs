using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;

namespace Serment.IntegrationTests.Records.Appointments;

public sealed class BookAppointmentTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Of_many_at_once_one_gets_the_last_slot_and_the_others_leave_nothing_behind(DatabaseEngine engine)
    {
        const int Desks = 12;
        await using Consultations clinic = await Consultations.StartAsync(engine);
        (SessionToken, SessionDescription)[] desks = new (SessionToken, SessionDescription)[Desks];
        PatientId[] patients = new PatientId[Desks];
        for (int i = 0; i < Desks; i++)
        {
            desks[i] = await clinic.SignInAsync();
            patients[i] = (await clinic.PatientsAsync(desks[i].Item1, 1))[0];
        }

        // Overlapping, not equal: the slots begin five minutes apart; half of them want the room as well.
        BookingResult[] results = await Task.WhenAll(Enumerable.Range(0, Desks).Select(i => Task.Run(
            () => clinic.BookAsync(desks[i], patients[i], 600 + (i % 4 * 5), room: i % 2 * 2))));

        Assert.Single(results, one => one.Outcome == BookingOutcome.Booked);
        Assert.All(
            results.Where(one => one.Outcome != BookingOutcome.Booked),
            one => Assert.Equal(TimeFit.Taken, Assert.Single(one.Times).Fit));
        AppointmentRow row = Assert.Single(await clinic.RowsAsync());
        Assert.Equal(row.RoomId == 0 ? 4 : 8, await clinic.Bed.CountAsync("SELECT COUNT(*) FROM slot_claim"));
        Assert.Equal(1, await clinic.Bed.CountAsync("SELECT COUNT(*) FROM entry"));

        // What was declared for the others has ended: no unit has their records by a booking that failed.
        Assert.Equal(
            2, await clinic.Bed.Custody.CountAsync("SELECT COUNT(*) FROM relationship WHERE kind = 1"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_row_tells_no_kind_that_tells_why_and_the_sealed_entry_does(DatabaseEngine engine)
    {
        await using Consultations clinic = await Consultations.StartAsync(engine, patients: 1);
        await clinic.BookAsync(clinic.Desk, clinic.Patients[0], 540, Consultations.Discreet, note: "Appeler avant");
        await clinic.BookAsync(clinic.Desk, clinic.Patients[0], 600, Consultations.Short);

        IReadOnlyList<AppointmentRow> rows = await clinic.RowsAsync();
        Assert.Equal([0, Consultations.Short], rows.Select(row => row.KindId));
        AppointmentDetails? said = await clinic.DetailsAsync(clinic.Desk, rows[0]);
        Assert.Equal(("Dépistage VIH", "Appeler avant"), (said!.KindName, said.Note));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Overbooks_only_where_the_kind_allows_it_and_twice_at_most(DatabaseEngine engine)
    {
        await using Consultations clinic = await Consultations.StartAsync(engine, patients: 4);
        Assert.Equal(BookingOutcome.Booked, (await clinic.BookAsync(clinic.Desk, clinic.Patients[0], 540)).Outcome);
        Assert.Equal(
            BookingOutcome.NotFree, (await clinic.BookAsync(clinic.Desk, clinic.Patients[1], 540, over: true)).Outcome);
        Assert.Equal(
            BookingOutcome.NotFree,
            (await clinic.BookAsync(clinic.Desk, clinic.Patients[1], 540, Consultations.Overbookable)).Outcome);
        foreach (BookingOutcome expected in (BookingOutcome[])
            [BookingOutcome.Booked, BookingOutcome.Booked, BookingOutcome.NotFree])
        {
            Assert.Equal(
                expected,
                (await clinic.BookAsync(clinic.Desk, clinic.Patients[1], 545, Consultations.Overbookable, over: true)).Outcome);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_series_is_booked_whole_or_not_at_all(DatabaseEngine engine)
    {
        await using Consultations clinic = await Consultations.StartAsync(engine, patients: 2);
        await clinic.BookAsync(clinic.Desk, clinic.Patients[0], 540, weeks: [2]);
        BookingResult refused = await clinic.BookAsync(clinic.Desk, clinic.Patients[1], 540, weeks: [1, 2, 3]);
        Assert.Equal(
            [TimeFit.Taken, TimeFit.Fits, TimeFit.Taken, TimeFit.Fits], refused.Times.Select(one => one.Fit));
        Assert.Equal(2, (await clinic.RowsAsync()).Count);

        Assert.Equal(
            BookingOutcome.Booked, (await clinic.BookAsync(clinic.Desk, clinic.Patients[1], 600, weeks: [1, 2, 3])).Outcome);
        Assert.Equal(6, (await clinic.RowsAsync()).Count);

        // The sixth week's Monday is Easter's; the Tuesday after is not.
        Assert.Equal(
            TimeFit.OutOfRange, (await clinic.BookAsync(clinic.Desk, clinic.Patients[1], 600, weeks: [60])).Times[1].Fit);
        Assert.Equal(TimeFit.Closed, (await clinic.BookAsync(clinic.Desk, clinic.Patients[1], 715)).Times[0].Fit);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_booking_gives_the_practitioner_care_from_that_day_and_whoever_books_for_herself_none(
        DatabaseEngine engine)
    {
        await using Consultations clinic = await Consultations.StartAsync(engine);
        (SessionToken Token, SessionDescription Who) desk = await clinic.SignInAsync();
        (SessionToken Token, SessionDescription Who) own = await clinic.SignInAsync(Role.Physician, clinic.Physician);
        PatientId[] patients = await clinic.PatientsAsync(desk.Token, 2);
        await clinic.BookAsync(desk, patients[0], 540);
        await clinic.Bed.Custody.TouchAsync(own.Token, StepUpKind.OffPattern, patients[1]);
        await SealedPatients.AskAsync(clinic.Web, own.Token, AccessPurpose.Care, patients[1]);
        Assert.Equal(BookingOutcome.Booked, (await clinic.BookAsync(own, patients[1], 600)).Outcome);

        Assert.Equal(Outcome.StepUp, await AskAsync(clinic, patients[0]));
        clinic.Bed.Custody.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(Outcome.Allowed, await AskAsync(clinic, patients[0]));
        Assert.Equal(Outcome.StepUp, await AskAsync(clinic, patients[1]));

        // Reception sees the patient come: now two people stand behind it.
        desk = await clinic.SignInAsync();
        await SealedPatients.AskAsync(clinic.Web, desk.Token, AccessPurpose.Card, patients[1]);
        AppointmentRow row = Assert.Single(await clinic.RowsAsync(), one => one.Patient == patients[1]);
        BookingResult arrived = await clinic.Change.RunAsync(
            new(row.Patient, row.AppointmentId, row.Version, AppointmentStatus.Arrived), desk.Who, desk.Token,
            clinic.Zone, CancellationToken.None);
        Assert.Equal(BookingOutcome.Booked, arrived.Outcome);
        Assert.Equal(Outcome.Allowed, await AskAsync(clinic, patients[1]));
    }

    private static async Task<Outcome> AskAsync(Consultations clinic, PatientId patient)
    {
        (SessionToken token, _) = await clinic.SignInAsync(Role.Physician, clinic.Physician);
        return (await SealedPatients.AskAsync(clinic.Web, token, AccessPurpose.Care, patient)).Outcome;
    }
}
