using Serment.CustodyProtocol;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;

namespace Serment.UnitTests.Records.Laboratory.Bench;

public sealed class TechnicalRulesTests
{
    [Fact]
    public void Takes_the_only_determination_without_being_told() =>
        Assert.Equal(TechnicalRefusal.None, Of(Task(1), one => one));

    [Fact]
    public void Wants_a_choice_and_a_reason_where_there_are_several()
    {
        BenchTask two = Task(2);

        Assert.Equal(TechnicalRefusal.NoChoice, Of(two, one => one));
        Assert.Equal(TechnicalRefusal.NoReason, Of(two, one => one with { Keep = two.Runs[1].Row.Entry }));
        Assert.Equal(
            TechnicalRefusal.None, Of(two, one => one with { Keep = two.Runs[1].Row.Entry, Reason = "Hémolyse" }));
        Assert.Equal(TechnicalRefusal.NoChoice, Of(two, one => one with { Keep = new EntryId(99), Reason = "Hémolyse" }));
    }

    [Fact]
    public void Refuses_what_has_changed_or_is_blocked()
    {
        Assert.Equal(TechnicalRefusal.Changed, TechnicalRules.RefusalOf(null, new(new(1), 1), Role.Biologist));
        Assert.Equal(TechnicalRefusal.Changed, Of(Task(1), one => one with { SeenVersion = 2 }));
        Assert.Equal(
            TechnicalRefusal.Changed, Of(Task(1, row => row with { Status = AnalysisStatus.Technical }), one => one));
        Assert.Equal(
            TechnicalRefusal.Contradiction, Of(Task(1, row => row with { Hold = AnalysisHold.Blocked }), one => one));
    }

    [Fact]
    public void Leaves_restricted_analyses_to_a_biologist()
    {
        BenchTask restricted = Task(1, row => row with { Analysis = null });

        Assert.Equal(TechnicalRefusal.Restricted, Of(restricted, one => one));
        Assert.Equal(
            TechnicalRefusal.None, TechnicalRules.RefusalOf(restricted, new(restricted.Row.Task, 1), Role.Biologist));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(10_001)]
    public void Refuses_a_dilution_that_is_none(double factor) =>
        Assert.Equal(TechnicalRefusal.Dilution, Of(Task(1), one => one with { Dilution = (decimal)factor }));

    [Fact]
    public void Passes_without_a_look_only_what_wants_none()
    {
        Assert.True(TechnicalRules.IsWithoutRemark(Task(1)));
        Assert.False(TechnicalRules.IsWithoutRemark(Task(2)));
        Assert.False(TechnicalRules.IsWithoutRemark(Task(1, row => row with { Attention = Attention.Look })));
        Assert.False(TechnicalRules.IsWithoutRemark(Task(1, row => row with { Hold = AnalysisHold.Held })));
        Assert.False(TechnicalRules.IsWithoutRemark(Task(1, row => row with { Analysis = null })));
    }

    private static TechnicalRefusal Of(BenchTask task, Func<TechnicalChoice, TechnicalChoice> with) =>
        TechnicalRules.RefusalOf(task, with(new(task.Row.Task, 1)), Role.LaboratoryTechnician);

    private static BenchTask Task(int runs, Func<TaskRow, TaskRow>? with = null)
    {
        PatientId patient = new(1);
        DateTimeOffset at = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
        TaskRow row = new()
        {
            Patient = patient, Task = new(5), Site = 1, LaboratoryId = 2, Request = new(3), Specimen = new(4),
            Analysis = "K", Section = Section.Biochemistry, Status = AnalysisStatus.Resulted,
            Priority = OrderPriority.Routine, Person = BenchPerson.Unknown, RegisteredAt = at, DueAt = at, ChangedAt = at,
        };
        return new(
            with is null ? row : with(row), null,
            [
                .. Enumerable.Range(10, runs).Select(i => new BenchRun(
                    new()
                    {
                        Patient = patient, Entry = new(i), Task = new(5), Site = 1, State = RunState.Arrived,
                        ResultedAt = at,
                    },
                    new(patient, new(i), 1), Compartment.Laboratory,
                    new()
                    {
                        Patient = patient, Request = new(3), Task = new(5), Specimen = new(4), TubeNumber = "1",
                        Analysis = "K", Loinc = "2823-3", Label = "Potassium", CatalogueVersion = 1, ResultedAt = at,
                        Number = 4,
                    })),
            ],
            []);
    }
}
