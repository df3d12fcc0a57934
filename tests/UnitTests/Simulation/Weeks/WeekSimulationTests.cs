using Serment.Simulation.Draws;
using Serment.Simulation.Weeks;

namespace Serment.UnitTests.Simulation.Weeks;

public sealed class WeekSimulationTests
{
    private static readonly DateTime[] Moments =
    [
        new(2026, 11, 18, 10, 20, 0), new(2026, 11, 22, 3, 0, 0), new(2026, 11, 23, 0, 5, 0), new(2026, 12, 24, 17, 59, 0),
    ];

    [Fact]
    public void The_same_seed_gives_the_same_week()
    {
        WeekSetting setting = Setting(Moments[0]);
        WeekPlan one = WeekSimulation.Draw("a", setting);
        WeekPlan other = WeekSimulation.Draw("a", setting);
        Assert.Equal(one.Consultations, other.Consultations);
        Assert.Equal(one.Stays, other.Stays);
        Assert.Equal(one.Emergencies, other.Emergencies);
        Assert.NotEqual(one.Consultations, WeekSimulation.Draw("b", setting).Consultations);
    }

    [Fact]
    public void Nobody_is_in_two_beds_and_no_bed_holds_two()
    {
        foreach (WeekPlan plan in Weeks())
        {
            IEnumerable<int> inHouse = plan.Stays.Select(stay => stay.Person).Concat(plan.Emergencies.Select(one => one.Person));
            Assert.Equal(inHouse.Count(), inHouse.Distinct().Count());
            PlannedStay[] open = [.. plan.Stays.Where(stay => stay.Discharged is null)];
            Assert.Equal(open.Length, open.DistinctBy(stay => (stay.Case.Unit, stay.Bed)).Count());
            Assert.All(plan.Stays, stay => Assert.True(stay.Discharged is null || stay.Discharged > stay.Admitted));
        }
    }

    [Fact]
    public void A_practitioner_has_one_consultation_at_a_time_and_none_on_closed_days()
    {
        DateOnly closed = new(2026, 11, 20);
        WeekPlan plan = WeekSimulation.Draw("a", Setting(Moments[0]) with { ClosedDays = new HashSet<DateOnly> { closed } });
        Assert.NotEmpty(plan.Consultations);
        Assert.DoesNotContain(plan.Consultations, one => one.Day == closed || one.Day.DayOfWeek == DayOfWeek.Sunday);
        foreach (IGrouping<(int, DateOnly), PlannedConsultation> day in
            plan.Consultations.GroupBy(one => (one.Practitioner, one.Day)))
        {
            PlannedConsultation[] inOrder = [.. day.OrderBy(one => one.MinuteOfDay)];
            Assert.All(
                inOrder.Zip(inOrder.Skip(1)),
                pair => Assert.True(pair.First.MinuteOfDay + pair.First.DurationMinutes <= pair.Second.MinuteOfDay));
        }
    }

    [Fact]
    public void What_lies_in_the_future_has_not_happened()
    {
        foreach (DateTime now in Moments)
        {
            WeekPlan plan = WeekSimulation.Draw("a", Setting(now));
            Assert.All(plan.Stays, stay => Assert.True(stay.Admitted <= now && (stay.Discharged ?? now) <= now));
            Assert.All(plan.Emergencies, one => Assert.True(one.Arrived < now));
            Assert.All(
                plan.Consultations.Where(one => Begins(one) > now),
                one => Assert.True(one.Stage is ConsultationStage.Expected or ConsultationStage.Arrived
                    or ConsultationStage.Cancelled));
        }
    }

    [Fact]
    public void Illnesses_happen_to_those_to_whom_they_can()
    {
        WeekSetting setting = Setting(Moments[0]);
        WeekPlan plan = WeekSimulation.Draw("a", setting);
        Assert.Contains(plan.Stays, stay => stay.Case.Group == CaseGroup.Mother);
        Assert.All(
            plan.Stays.Where(stay => stay.Case.Group == CaseGroup.Mother),
            stay => Assert.True(setting.People[stay.Person] is { IsWoman: true, Age: >= 19 and <= 42 }));
        Assert.All(plan.Stays, stay => Assert.True(setting.Beds.ContainsKey(stay.Case.Unit)));
    }

    private static DateTime Begins(PlannedConsultation one) => one.Day.ToDateTime(TimeOnly.MinValue).AddMinutes(one.MinuteOfDay);

    private static IEnumerable<WeekPlan> Weeks() => Moments.Select(now => WeekSimulation.Draw("a", Setting(now)));

    private static WeekSetting Setting(DateTime now)
    {
        SeededSource source = new("people");
        return new(
            now, 4, new Dictionary<string, int>(StringComparer.Ordinal) { ["MED"] = 24, ["CHIR"] = 20, ["MAT"] = 16 },
            [.. Enumerable.Range(0, 160).Select(_ => (source.Between(1, 95), source.Chance(0.5)))], new HashSet<DateOnly>());
    }
}
