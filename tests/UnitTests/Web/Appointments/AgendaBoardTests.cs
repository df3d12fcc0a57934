using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Schedules;
using Serment.Web.Appointments;

namespace Serment.UnitTests.Web.Appointments;

public sealed class AgendaBoardTests
{
    private static readonly DateOnly Monday = new(2026, 3, 2);

    private static readonly Schedule Doctor = new(1, ScheduleKind.Practitioner, "Dr A", new ActorId(9), 0, 1, 20, true, 1)
    {
        Hours = [new(1, new(540, 660))],
    };

    [Fact]
    public void A_column_is_what_is_booked_and_the_free_time_between()
    {
        AgendaColumn column = Assert.Single(Board(Row(560, 20), Row(620, 20, AppointmentStatus.Cancelled)).Columns);
        Assert.Equal(
            [540, 560, 580, 600, 620, 640], column.Pieces.Select(piece => piece.Time.From));
        Assert.Single(column.Rows);
    }

    [Fact]
    public void What_overlaps_stands_in_lanes_and_what_follows_stands_alone()
    {
        AgendaColumn column = Assert.Single(Board(Row(540, 40), Row(550, 20), Row(560, 20), Row(600, 20)).Columns);
        Assert.Equal(
            [(0, 3), (1, 3), (2, 3), (0, 1)],
            column.Pieces.Where(piece => piece.Row is not null).Select(piece => (piece.Lane, piece.Lanes)));
    }

    [Fact]
    public void The_hours_shown_hold_everything_and_the_past_offers_nothing()
    {
        Assert.Equal(new Interval(540, 660), Board().Shown);
        Assert.Equal(new Interval(420, 720), Board(Row(425, 20), Row(690, 20)).Shown);
        AgendaBoard past = AgendaBoard.Of(Setup(), [Doctor], [Monday], [], (Monday.AddDays(1), 0));
        Assert.Empty(past.Columns[0].Pieces);
        AgendaBoard now = AgendaBoard.Of(Setup(), [Doctor], [Monday], [], (Monday, 605));
        Assert.Equal(600, now.Columns[0].Pieces[0].Time.From);
    }

    [Fact]
    public void An_address_says_days_and_numbers_and_forgets_what_makes_no_sense()
    {
        AgendaAddress address = AgendaAddress.Read("week", "2026-03-04", "3.x.1,3", "<b>", Monday);
        Assert.Equal("/agenda?view=week&day=2026-03-04&s=3.1", address.ToPath());
        Assert.Equal((Monday, Monday.AddDays(6)), (address.First, address.Last));
        AgendaAddress named = AgendaAddress.Read(null, null, "3", "s3", Monday);
        Assert.True(named.AsksName(3, Monday));
        Assert.False(named.AsksName(4, Monday));
        Assert.True(AgendaAddress.Read(null, null, "3", "d2026-03-02", Monday).AsksName(4, Monday));
        Assert.Null(SlotText.Parse("3.2026-03-02"));
        Assert.Null(SlotText.Parse("3.2026-03-02.1440"));
        Assert.Equal("3.2026-03-02.540", SlotText.Parse("3.2026-03-02.540")!.ToString());
    }

    [Fact]
    public void Only_her_own_agenda_is_hers_to_close()
    {
        AgendaSetup setup = Setup();
        Assert.Single(ExceptionRoutes.KeptBy(setup, new ActorId(9), Role.Physician));
        Assert.Empty(ExceptionRoutes.KeptBy(setup, new ActorId(8), Role.Physician));
        Assert.Single(ExceptionRoutes.KeptBy(setup, new ActorId(8), Role.Administrator));
    }

    private static AgendaSetup Setup() => new(1, [new(1, "Ici", false, 1)], [Doctor], []);

    private static AgendaBoard Board(params AppointmentRow[] rows) =>
        AgendaBoard.Of(Setup(), [Doctor], [Monday], rows, (Monday.AddDays(-1), 0));

    private static AppointmentRow Row(
        int minute, int minutes, AppointmentStatus status = AppointmentStatus.Expected) =>
        new(new PatientId(minute), minute, minute, 0, null, status, 0, 1)
        {
            Day = Monday, ScheduleId = 1, Minutes = minutes,
        };
}
