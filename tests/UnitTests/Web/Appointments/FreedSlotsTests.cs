using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Appointments.Schedules;
using Serment.Web.Appointments;

namespace Serment.UnitTests.Web.Appointments;

public sealed class FreedSlotsTests
{
    private static readonly DateOnly Monday = new(2026, 3, 2);

    private static readonly Schedule Doctor = new(1, ScheduleKind.Practitioner, "Dr A", null, 0, 1, 15, true, 1)
    {
        Hours = [new(1, new(480, 720))],
        Exceptions = [new(1, 1, Monday.AddDays(7), Monday.AddDays(7), false, new(0, 1440))],
    };

    [Fact]
    public void Offers_times_to_come_in_open_hours_that_nobody_shares()
    {
        AppointmentRow[] ended =
        [
            At(1, 0, 480), At(2, 0, 600), At(3, 7, 600), At(4, 14, 600), At(5, 14, 620) with { IsOverbooked = true },
            At(6, 15, 600),
        ];
        IReadOnlyList<FreeSlot> free =
            FreedSlots.Of(new(1, [], [Doctor], []), ended, new(2026, 3, 2, 9, 0, 0));
        Assert.Equal(
            [(Monday, 600), (Monday.AddDays(14), 600)], free.Select(one => (one.Time.Day, one.Time.Time.From)));
    }

    [Fact]
    public void One_slot_or_several_travel_in_an_address_and_nonsense_does_not()
    {
        FreeSlot[] two =
            [new(1, new(Monday, new(480, 500))), new(3, new(Monday.AddDays(7), new(600, 640)))];
        Assert.Equal("/waiting?slot=1.2026-03-02.480&minutes=20", FreedSlots.Path(two[..1]));
        string path = FreedSlots.Path(two);
        Assert.Equal("/waiting?slot=1.2026-03-02.480.20_3.2026-03-09.600.40", path);
        Assert.Equal(two, FreedSlots.Parse(path[(path.IndexOf('=', StringComparison.Ordinal) + 1)..], 0));
        Assert.Equal(two[..1], FreedSlots.Parse("1.2026-03-02.480", 20));
        Assert.Empty(FreedSlots.Parse("1.2026-03-02.480", 0));
        Assert.Empty(FreedSlots.Parse("1.2026-03-02.480.900_x_1.2026-03-02_1.-2.3", 0));
        Assert.Equal(BookAppointment.MaxTimes, FreedSlots.Parse(
            string.Join('_', Enumerable.Repeat("1.2026-03-02.480.20", 90)), 0).Count);
    }

    [Theory]
    [InlineData("3.2026-03-02.540", true)]
    [InlineData("3.2026-03-02.540.20", true)]
    [InlineData("3.2026-03-02.540.20.2", true)]
    [InlineData("3.2026-03-02.540.20.2.1", false)]
    [InlineData("3.2026-03-02.1440", false)]
    [InlineData("3.2026-03-02.540.481", false)]
    [InlineData("3.2026-03-02.-5", false)]
    [InlineData("3.2026-13-02.540", false)]
    [InlineData("", false)]
    public void A_slot_reads_back_as_it_was_written(string text, bool isOne) =>
        Assert.Equal(isOne ? text : null, SlotText.Parse(text)?.ToString());

    [Fact]
    public void A_discreet_kind_never_stands_in_an_address()
    {
        FreeSlot slot = new(1, new(Monday, new(480, 500)));
        ConsultationKind kind = new(7, "Dépistage", 20, 1, false, true, true, 1, []);
        Assert.Equal("1.2026-03-02.480.20", SlotSearchRoutes.TextOf(slot, kind).ToString());
        Assert.Equal(
            "1.2026-03-02.480.20.7", SlotSearchRoutes.TextOf(slot, kind with { IsDiscreet = false }).ToString());
    }

    private static AppointmentRow At(long id, int days, int minute) =>
        new(new PatientId(1), id, minute, 0, null, AppointmentStatus.Expected, 0, 1)
        {
            Day = Monday.AddDays(days), ScheduleId = 1, Minutes = 20,
        };
}
