using FsCheck;
using FsCheck.Fluent;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.CarePlans;

namespace Serment.UnitTests.Records.CarePlans;

public sealed class CareScheduleTests
{
    private static readonly TimeZoneInfo Paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.FromHours(1));

    private static readonly Gen<CareSchedule> Schedules =
        from rhythm in Gen.Elements(CareRhythm.Hours, CareRhythm.Days)
        from every in Gen.Choose(1, 31)
        from hours in Gen.ListOf(Gen.Choose(0, 23))
        select new CareSchedule(
            rhythm, every,
            rhythm == CareRhythm.Days
                ? [.. hours.Append(8).Distinct().Order().Take(6).Select(hour => new TimeOnly(hour, 0))]
                : [],
            Start);

    [Fact]
    public void The_next_time_is_later_and_none_lies_between()
    {
        Prop.ForAll(Arb.From(Schedules), Arb.From(Gen.Choose(-100, 60_000)), (schedule, minutes) =>
        {
            DateTimeOffset time = Start.AddMinutes(minutes);
            DateTimeOffset next = schedule.After(time, Paris)!.Value;
            DateTimeOffset before = schedule.After(next.AddMinutes(-1), Paris)!.Value;
            return next > time && next >= Start && before == next;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Handling_leaves_the_next_time_in_the_future_and_the_missed_ones_in_between()
    {
        Prop.ForAll(Arb.From(Schedules), Arb.From(Gen.Choose(0, 60_000)), (schedule, minutes) =>
        {
            DateTimeOffset now = Start.AddMinutes(minutes);
            (IReadOnlyList<DateTimeOffset> missed, DateTimeOffset? next) = schedule.Handle(Start, now, Paris);
            return next > now && missed.All(one => one > Start && one <= now)
                && missed.Count <= CareSchedule.MaxMissed && missed.Order().SequenceEqual(missed);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_change_of_position_every_three_hours_done_late_names_what_was_missed()
    {
        CareSchedule schedule = new(CareRhythm.Hours, 3, [], Start);
        (IReadOnlyList<DateTimeOffset> missed, DateTimeOffset? next) =
            schedule.Handle(Start, Start.AddHours(7).AddMinutes(10), Paris);

        Assert.Equal([Start.AddHours(3), Start.AddHours(6)], missed);
        Assert.Equal(Start.AddHours(9), next);
    }

    [Fact]
    public void A_dressing_every_two_days_keeps_the_clocks_time_over_a_change_of_the_clock()
    {
        DateTimeOffset start = new(2026, 3, 28, 9, 0, 0, TimeSpan.FromHours(1));
        CareSchedule schedule = new(CareRhythm.Days, 2, [new TimeOnly(9, 0)], start);

        Assert.Equal(new(2026, 3, 30, 9, 0, 0, TimeSpan.FromHours(2)), schedule.After(start, Paris));
    }

    [Fact]
    public void What_is_due_once_is_done_with() =>
        Assert.Null(new CareSchedule(CareRhythm.Once, 1, [], Start).Handle(Start, Start.AddDays(1), Paris).Next);

    [Fact]
    public void A_plan_goes_through_FHIR_and_back()
    {
        CareSchedule schedule = new(CareRhythm.Days, 2, [new TimeOnly(8, 0), new TimeOnly(20, 30)], Start);
        CarePlan plan = CareResources.Plan(new(42), "Pansement <b>", schedule, new(7), Start);
        CarePlan back = (CarePlan)FhirJson.ReadResource(FhirJson.ToBytes(plan));
        CareAction action = CareResources.Read(
            new Serment.Records.Entries.CurrentEntry<CarePlan>(
                new(new(42), new(5), 1), back, Start.ToUnixTimeMilliseconds(), new ActorId(7)))!;

        Assert.Equal("Pansement <b>", action.Title);
        Assert.Equal(schedule.TimesOfDay, action.Schedule.TimesOfDay);
        Assert.Equal((schedule.Rhythm, schedule.Every, schedule.Start),
            (action.Schedule.Rhythm, action.Schedule.Every, action.Schedule.Start));
        Assert.True(action.IsActive);
    }
}
