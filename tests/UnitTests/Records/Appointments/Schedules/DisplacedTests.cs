using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Schedules;

namespace Serment.UnitTests.Records.Appointments.Schedules;

public sealed class DisplacedTests
{
    private static readonly DateOnly Monday = new(2026, 3, 2);

    private static readonly Schedule Doctor = new(1, ScheduleKind.Practitioner, "Dr A", null, 0, 1, 15, true, 1)
    {
        Hours = [new(1, new(480, 720)), new(1, new(840, 1080))],
    };

    private static readonly Schedule Room = new(2, ScheduleKind.Room, "Salle", null, 0, 1, 15, true, 1)
    {
        Hours = [new(1, new(480, 1080))],
    };

    [Fact]
    public void A_closing_displaces_what_it_touches_and_nothing_else()
    {
        AppointmentRow[] rows = [At(1, 480), At(2, 590), At(3, 600), At(4, 840)];
        Schedule away = Doctor with { Exceptions = [new(1, 1, Monday, Monday, false, new(600, 720))] };
        Assert.Equal([2, 3], Ids(Displaced.By(Setup(Doctor), Setup(away), rows)));
        Assert.Empty(Displaced.By(Setup(away), Setup(Doctor), rows));
    }

    [Fact]
    public void Who_has_arrived_or_was_cancelled_is_not_moved()
    {
        AppointmentRow[] rows =
        [
            .. Enum.GetValues<AppointmentStatus>().Select((status, i) => At(i, 480) with { Status = status }),
        ];
        AppointmentRow only = Assert.Single(Displaced.Of(Setup(Doctor with { IsActive = false }), rows));
        Assert.Equal(AppointmentStatus.Expected, only.Status);
    }

    [Fact]
    public void Other_hours_a_closed_room_and_a_given_up_agenda_displace()
    {
        Schedule shorter = Doctor with { Hours = [new(1, new(480, 600))] };
        Assert.Equal([2], Ids(Displaced.Of(Setup(shorter), [At(1, 480), At(2, 840)])));
        Schedule closed = Room with { Exceptions = [new(2, 1, Monday, Monday, false, new(0, 1440))] };
        Assert.Equal(
            [1], Ids(Displaced.Of(Setup(Doctor, closed), [At(1, 480) with { RoomId = 2 }, At(2, 500)])));
    }

    [Fact]
    public void Extra_hours_within_a_closing_keep_their_appointments_until_they_are_taken_away()
    {
        Schedule closed = Doctor with { Exceptions = [new(1, 1, Monday, Monday, false, new(0, 1440))] };
        Schedule open = closed with
        {
            Exceptions = [.. closed.Exceptions, new(1, 2, Monday, Monday, true, new(480, 540))],
        };
        Assert.Empty(Displaced.Of(Setup(open), [At(1, 480)]));
        Assert.Equal([1], Ids(Displaced.By(Setup(open), Setup(closed), [At(1, 480)])));
    }

    [Fact]
    public void An_overbooking_stands_out_of_hours_but_not_in_a_closing()
    {
        AppointmentRow late = At(1, 1080) with { IsOverbooked = true };
        Assert.Empty(Displaced.Of(Setup(Doctor), [late]));
        Schedule away = Doctor with { Exceptions = [new(1, 1, Monday, Monday, false, new(1000, 1440))] };
        Assert.Equal([1], Ids(Displaced.Of(Setup(away), [late])));
        Assert.Equal([1], Ids(Displaced.Of(Setup(Doctor), [late with { Day = Monday.AddDays(1) }])));
    }

    private static AppointmentRow At(long id, int minute) =>
        new(new PatientId(1), id, minute, 0, null, AppointmentStatus.Expected, 0, 1)
        {
            Day = Monday, ScheduleId = 1, Minutes = 20,
        };

    private static AgendaSetup Setup(params Schedule[] schedules) => new(1, [], schedules, []);

    private static IEnumerable<long> Ids(IEnumerable<AppointmentRow> rows) => rows.Select(row => row.AppointmentId);
}
