using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;

namespace Serment.UnitTests.Records.Appointments;

public sealed class AppointmentFlowTests
{
    private static readonly DateTimeOffset Nine = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly AppointmentRow Row =
        new(new PatientId(1), 2, 540, 0, null, AppointmentStatus.Expected, 0, 1);

    [Fact]
    public void A_step_forward_can_be_taken_back_and_an_end_cannot()
    {
        foreach (AppointmentStatus from in Enum.GetValues<AppointmentStatus>())
        {
            Assert.All(AppointmentFlow.Next(from), to => Assert.True(AppointmentFlow.Allows(from, to)));
            if (AppointmentFlow.Back(from) is { } back)
            {
                Assert.True(AppointmentFlow.Allows(from, back));
            }

            Assert.False(AppointmentFlow.Allows(AppointmentStatus.Cancelled, from));
            Assert.False(AppointmentFlow.Allows(AppointmentStatus.NoShow, from));
        }
    }

    [Fact]
    public void Times_are_kept_and_go_with_a_step_back()
    {
        AppointmentRow arrived = To(Row, AppointmentStatus.Arrived, Nine);
        AppointmentRow inside = To(arrived, AppointmentStatus.InConsultation, Nine.AddMinutes(20));
        AppointmentRow done = To(inside, AppointmentStatus.Done, Nine.AddMinutes(35));
        Assert.Equal(
            (Nine, Nine.AddMinutes(20), Nine.AddMinutes(35)), (done.ArrivedAt, done.StartedAt, done.EndedAt));
        Assert.Equal(TimeSpan.FromMinutes(20), done.WaitedAt(Nine.AddHours(3)));
        Assert.Equal(TimeSpan.FromMinutes(5), arrived.WaitedAt(Nine.AddMinutes(5)));

        AppointmentRow again = To(done, AppointmentStatus.InConsultation, Nine.AddHours(1));
        Assert.Equal((Nine.AddMinutes(20), null), (again.StartedAt!.Value, again.EndedAt));
        Assert.Null(To(arrived, AppointmentStatus.Expected, Nine.AddHours(1)).ArrivedAt);
        Assert.Null(Row.WaitedAt(Nine));
    }

    [Fact]
    public void Whoever_waits_accepts_a_slot_of_the_agenda_length_days_and_part_of_the_day()
    {
        DateOnly day = new(2026, 3, 2);
        WaitingRow waiting = new(
            new PatientId(1), 1, 7, 0, 20, day, day.AddDays(3), DayParts.Morning, Nine,
            new(new PatientId(1), new EntryId(1), 1), 1);
        Assert.True(waiting.Accepts(new(7, new(day, new(540, 560)))));
        Assert.False(waiting.Accepts(new(8, new(day, new(540, 560)))));
        Assert.False(waiting.Accepts(new(7, new(day, new(540, 555)))));
        Assert.False(waiting.Accepts(new(7, new(day, new(840, 860)))));
        Assert.False(waiting.Accepts(new(7, new(day.AddDays(4), new(540, 560)))));
        Assert.True((waiting with { ScheduleId = 0 }).Accepts(new(8, new(day, new(540, 560)))));
    }

    [Fact]
    public void Days_and_weeks_are_counted_as_in_ISO_8601()
    {
        Assert.Equal(7, Days.Weekday(new DateOnly(2026, 3, 1)));
        Assert.Equal(new DateOnly(2026, 2, 23), Days.MondayOf(new DateOnly(2026, 3, 1)));
        Assert.Equal(new DateOnly(2026, 3, 1), Days.FromNumber(Days.ToNumber(new DateOnly(2026, 3, 1))));
        TimeZoneInfo paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
        Assert.Equal(TimeSpan.FromHours(2), Days.Moment(new DateOnly(2026, 3, 29), 150, paris).Offset);
        (DateTimeOffset from, DateTimeOffset until) = Days.Whole(new DateOnly(2026, 3, 29), paris);
        Assert.Equal(TimeSpan.FromHours(23), until - from);
    }

    private static AppointmentRow To(AppointmentRow row, AppointmentStatus status, DateTimeOffset now) =>
        ChangeAppointment.After(row, new(row.Patient, row.AppointmentId, row.Version, status), now);
}
