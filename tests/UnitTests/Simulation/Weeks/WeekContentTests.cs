using Serment.Records.Documents;
using Serment.Records.Documents.Checking;
using Serment.Records.Charts.Items;
using Serment.Simulation.Weeks;

namespace Serment.UnitTests.Simulation.Weeks;

public sealed class WeekContentTests
{
    private static readonly DateTime Now = new(2026, 11, 18, 10, 20, 0);

    [Fact]
    public void The_same_stay_has_the_same_results_and_an_hour_later_no_others()
    {
        foreach (ClinicalCase illness in CaseLibrary.All)
        {
            PlannedStay stay = StayOf(illness, daysIn: 3);
            IReadOnlyList<DrawnResult> first = LaboratoryLibrary.Draw(stay, Now);
            Assert.Equal(first, LaboratoryLibrary.Draw(stay, Now));
            Assert.Equal(
                first.Select(one => (one.TakenAt, one.Value)),
                LaboratoryLibrary.Draw(stay, Now.AddHours(1)).Select(one => (one.TakenAt, one.Value)));
        }
    }

    [Fact]
    public void Results_are_taken_within_the_stay_over_several_days_and_some_are_out_of_range()
    {
        foreach (ClinicalCase illness in CaseLibrary.All)
        {
            PlannedStay stay = StayOf(illness, daysIn: 3);
            IReadOnlyList<DrawnResult> drawn = LaboratoryLibrary.Draw(stay, Now);
            Assert.All(drawn, one => Assert.InRange(one.TakenAt, stay.Admitted, Now));
            Assert.True(drawn.Select(one => one.TakenAt.Date).Distinct().Count() > 1, illness.Code);
            Assert.Contains(drawn, one => one.Interpretation is not "N");
            Assert.Equal(drawn.Count, drawn.DistinctBy(one => (one.Analyte.Loinc, one.TakenAt)).Count());
        }
    }

    [Fact]
    public void What_was_measured_within_the_last_hour_is_preliminary()
    {
        PlannedStay stay = StayOf(CaseLibrary.All[0], daysIn: 2);
        Assert.DoesNotContain(LaboratoryLibrary.Draw(stay, Now), one => one.IsPreliminary);
        Assert.Contains(LaboratoryLibrary.Draw(stay, Now.Date.AddHours(8)), one => one.IsPreliminary);
    }

    [Fact]
    public void Every_range_and_critical_value_lies_around_the_next()
    {
        foreach (Analyte one in CaseLibrary.All.SelectMany(LaboratoryLibrary.CoursesOf).Select(course => course.Analyte))
        {
            decimal?[] inOrder = [one.CriticalLow, one.Low, one.High, one.CriticalHigh];
            decimal[] known = [.. inOrder.OfType<decimal>()];
            Assert.Equal(known.Order(), known);
        }
    }

    [Fact]
    public void Nobody_was_vaccinated_or_ill_before_being_born()
    {
        DateOnly today = DateOnly.FromDateTime(Now);
        for (int person = 0; person < 400; person++)
        {
            int age = person % 97;
            PersonBackground drawn = PersonBackground.Draw("a", person, age, today);
            Assert.All(drawn.Vaccines, one => Assert.InRange(one.On, today.AddYears(-age).AddDays(-1), today));
            Assert.All(drawn.Vaccines, one => Assert.NotNull(VaccinationResource.Find(one.Atc)));
            Assert.All(
                drawn.Problems.Concat(drawn.Operated), one => Assert.InRange(one.Since, today.Year - age, today.Year));
            Assert.True(drawn.LongTermSince is null || drawn.Problems.Any(one => one.IsLongTerm));
            Assert.Equal(drawn.Vaccines, PersonBackground.Draw("a", person, age, today).Vaccines);
        }
    }

    [Fact]
    public void A_rhythm_strip_is_an_image_that_the_record_takes()
    {
        byte[] strip = EcgStrip.Draw("a", 80, isFibrillating: true);
        Assert.Equal(strip, EcgStrip.Draw("a", 80, isFibrillating: true));
        Assert.Equal((FileKind.Png, FileRefusal.None), RecogniseFile.Of(strip));
        FileInspector inspector = FileInspector.Of(FileKind.Png);
        Assert.Equal(strip.Length, inspector.Take(strip));
        Assert.Equal(FileRefusal.None, inspector.Finish());
    }

    private static PlannedStay StayOf(ClinicalCase illness, int daysIn) => new(
        0, illness, 4, Now.Date.AddDays(-daysIn).AddHours(11), DateOnly.FromDateTime(Now).AddDays(3), null, null, false, 70);
}
