using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;

namespace Serment.UnitTests.Records.Appointments.Booking;

/// <summary>The nights in which Paris turns its clocks, midnight, and times gone by.</summary>
public sealed class ClockChangeTests
{
    private static readonly DateOnly Autumn = new(2026, 10, 25);
    private static readonly DateOnly Spring = new(2027, 3, 28);
    private static readonly TimeZoneInfo Paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    [Theory]
    [InlineData(2026, 10, 25, 540, "2026-10-25T09:00:00+01:00", "2026-10-25T09:20:00+01:00")]
    [InlineData(2027, 3, 28, 540, "2027-03-28T09:00:00+02:00", "2027-03-28T09:20:00+02:00")]
    [InlineData(2026, 10, 25, 115, "2026-10-25T01:55:00+02:00", "2026-10-25T02:15:00+02:00")]
    [InlineData(2027, 3, 28, 110, "2027-03-28T01:50:00+01:00", "2027-03-28T03:10:00+02:00")]
    [InlineData(2026, 3, 3, 1420, "2026-03-03T23:40:00+01:00", "2026-03-04T00:00:00+01:00")]
    public void A_consultation_lasts_as_long_as_it_lasts(
        int year, int month, int day, int minute, string start, string end)
    {
        Appointment resource = new();
        AppointmentResource.Place(
            resource, new PatientId(1), new(new(year, month, day), new(minute, minute + 20)), null, null, Paris);
        Assert.Equal((start, end), (resource.Start, resource.End));
        Assert.Equal(
            TimeSpan.FromMinutes(20),
            DateTimeOffset.Parse(resource.End!, CultureInfo.InvariantCulture)
                - DateTimeOffset.Parse(resource.Start!, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void The_day_of_care_has_23_or_25_hours_and_leaves_no_gap()
    {
        Assert.Equal(TimeSpan.FromHours(25), Length(Autumn));
        Assert.Equal(TimeSpan.FromHours(23), Length(Spring));
        Assert.Equal(Days.Whole(Autumn, Paris).Until, Days.Whole(Autumn.AddDays(1), Paris).From);
        Assert.Equal(Days.Whole(Spring, Paris).Until, Days.Whole(Spring.AddDays(1), Paris).From);
    }

    [Theory]
    [InlineData(119, TimeFit.Fits)]
    [InlineData(120, TimeFit.NoSuchTime)]
    [InlineData(175, TimeFit.NoSuchTime)]
    [InlineData(180, TimeFit.Fits)]
    public void The_hour_that_summer_time_leaves_out_cannot_be_booked(int minute, TimeFit fit) =>
        Assert.Equal(fit, Range(Spring, minute, new(2027, 3, 1, 8, 0, 0)));

    [Fact]
    public void The_hour_that_comes_twice_can()
    {
        Assert.Equal(TimeFit.Fits, Range(Autumn, 150, new(2026, 10, 1, 8, 0, 0)));
        Assert.Equal(TimeFit.Fits, Range(Autumn, 150, new(2026, 10, 25, 2, 20, 0)));
    }

    [Fact]
    public void What_is_over_cannot_be_booked_what_has_begun_can_and_a_visit_without_agenda_is_noted_later()
    {
        DateTime ten = new(2026, 3, 3, 10, 0, 0);
        DateOnly day = new(2026, 3, 3);
        Assert.Equal(TimeFit.OutOfRange, Range(day, 580, ten));
        Assert.Equal(TimeFit.Fits, Range(day, 590, ten));
        Assert.Equal(TimeFit.OutOfRange, Range(day.AddDays(-1), 700, ten));
        Assert.Equal(TimeFit.OutOfRange, Range(day.AddDays(366), 700, ten));
        Assert.Equal(TimeFit.Fits, CheckTimes.RangeOf(new(day, new(480, 495)), false, ten, Paris));
    }

    [Fact]
    public void Midnight_ends_the_day_that_may_be_booked()
    {
        DateOnly day = new(2026, 3, 3);
        Assert.Equal(TimeFit.Fits, Range(day, 1420, new(2026, 3, 3, 23, 59, 0)));
        Assert.Equal(TimeFit.OutOfRange, Range(day, 1420, new(2026, 3, 4, 0, 0, 0)));
    }

    private static TimeSpan Length(DateOnly day) =>
        Days.Whole(day, Paris) is var (from, until) ? until - from : default;

    private static TimeFit Range(DateOnly day, int minute, DateTime localNow) =>
        CheckTimes.RangeOf(new(day, new(minute, minute + 20)), true, localNow, Paris);
}
