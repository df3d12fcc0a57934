using FsCheck;
using FsCheck.Fluent;
using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Appointments.Schedules;
using Interval = Serment.Records.Appointments.Schedules.Interval;

namespace Serment.UnitTests.Records.Appointments.Schedules;

/// <summary>What holds of every free slot, whatever the hours and whatever is booked.</summary>
public sealed class FreeSlotsProperties
{
    private static readonly DateOnly Monday = new(2026, 3, 2);

    private static readonly Gen<Interval> Parts =
        from start in Gen.Choose(0, 280)
        from length in Gen.Choose(1, 60)
        select new Interval(start * 5, Math.Min((start + length) * 5, Interval.DayMinutes));

    private static readonly Arbitrary<Day> Days =
        (from open in Gen.ListOf(Parts, 3)
         from busy in Gen.ListOf(Parts, 8)
         from minutes in Gen.Choose(1, 24)
         from step in Gen.Choose(1, 12)
         select new Day(OpeningRules.Joined(open), [.. busy], minutes * 5, step * 5)).ToArbitrary();

    [Fact]
    public void No_slot_overlaps_a_booking_and_all_lie_within_one_opening() => Holds(day =>
        FreeSlots.Starts(day.Open, day.Busy, day.Minutes, day.Step).All(start =>
        {
            Interval slot = new(start, start + day.Minutes);
            return !day.Busy.Exists(one => one.Overlaps(slot)) && FreeSlots.Fits(day.Open, slot);
        }));

    [Fact]
    public void Every_step_that_is_free_is_offered() => Holds(day =>
    {
        IReadOnlyList<int> starts = FreeSlots.Starts(day.Open, day.Busy, day.Minutes, day.Step);
        return day.Open.All(part => Enumerable.Range(0, 1 + (part.Minutes / day.Step))
            .Select(i => part.From + (i * day.Step))
            .Where(start => part.Contains(new(start, start + day.Minutes)))
            .All(start => starts.Contains(start) || day.Busy.Exists(one => one.Overlaps(new(start, start + day.Minutes)))));
    });

    [Fact]
    public void The_pieces_shown_are_exactly_the_free_time() => Holds(day =>
    {
        IReadOnlyList<Interval> pieces = FreeSlots.Pieces(day.Open, day.Busy, day.Step);
        int free = OpeningRules.Without(day.Open, day.Busy).Sum(one => one.Minutes);
        return pieces.Sum(one => one.Minutes) == free
            && pieces.All(piece => piece.Minutes <= day.Step && !day.Busy.Exists(one => one.Overlaps(piece)));
    });

    [Fact]
    public void The_search_offers_what_can_be_booked_in_the_part_of_the_day_asked_for() => Holds(day =>
    {
        Schedule schedule = new(1, ScheduleKind.Practitioner, "Dr A", null, 0, 1, day.Step, true, 1)
        {
            Hours = [.. day.Open.Select(one => new OpeningHours(1, one))],
        };
        AgendaSetup setup = new(1, [], [schedule], []);
        AppointmentRow[] rows =
        [
            .. day.Busy.Select(one => new AppointmentRow(
                new PatientId(1), 1, one.From, 0, null, AppointmentStatus.Expected, 0, 1)
            {
                Day = Monday, ScheduleId = 1, Minutes = one.Minutes,
            }),
        ];
        SlotQuery query = new([1], day.Minutes, DayParts.Afternoon, Monday, 0);
        return FindSlots.Of(setup, [schedule], rows, query, 20).All(slot =>
            slot.Time.Time.From >= 720 && FreeSlots.Fits(setup.OpenOn(schedule, slot.Time.Day), slot.Time.Time)
            && (slot.Time.Day != Monday || !day.Busy.Exists(one => one.Overlaps(slot.Time.Time))));
    });

    private static void Holds(Func<Day, bool> rule) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Days, rule));

    private sealed record Day(IReadOnlyList<Interval> Open, List<Interval> Busy, int Minutes, int Step);
}
