using Serment.CustodyProtocol;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Laboratory.Validation;

namespace Serment.UnitTests.Records.Laboratory.Bench;

public sealed class DeterminationTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 7, 41, 0, TimeSpan.FromHours(1));

    private static readonly BenchPerson Nobody = new(LaboratorySex.Unknown, (int)(50 * BenchPerson.DaysOfYear));

    private static readonly Analysis Haemoglobin = new()
    {
        Code = "HB",
        Loinc = "718-7",
        Fr = "Hémoglobine",
        En = "Haemoglobin",
        Section = Section.Haematology,
        Kind = AnswerKind.Quantity,
        Container = "EDT",
        Unit = "g/dL",
        Second = new("g/L", 10, 0),
        Ranges = [new(LaboratorySex.Male, Low: 13, High: 17), new(LaboratorySex.Female, Low: 12, High: 16)],
    };

    [Fact]
    public void Is_uncertain_where_the_ranges_that_might_fit_differ()
    {
        Determination made = Of(12.5m).Judge(Haemoglobin, Nobody);
        Assert.True(made.IsUncertain);
        Assert.Equal(ResultFlag.None, made.Flag);
        Assert.Equal(Attention.Look, made.Attention);
        Assert.Equal(new(125, "g/L"), made.Second);
    }

    [Fact]
    public void Forgets_what_was_said_of_another_value()
    {
        Determination made = (Of(12.5m) with { IsImplausible = true, Delta = new(9, At, true) }).Judge(Haemoglobin, Nobody);
        Determination again = (made with { Number = 14 }).Judge(Haemoglobin, Nobody);
        Assert.False(again.IsUncertain);
        Assert.False(again.IsImplausible);
        Assert.Null(again.Delta);
        Assert.Equal(ResultFlag.Normal, again.Flag);
        Assert.Equal(Attention.None, again.Attention);
    }

    [Fact]
    public void Is_judged_as_uncertain_or_not_when_it_is_corrected()
    {
        Determination sure = CorrectResult.Corrected(
            Of(12.5m).Judge(Haemoglobin, Nobody), Haemoglobin, new(Number: 14), Nobody);
        Assert.False(sure.IsUncertain);
        Assert.Equal(ResultFlag.Normal, sure.Flag);

        Determination unsure = CorrectResult.Corrected(sure, Haemoglobin, new(Number: 12.5m), Nobody);
        Assert.True(unsure.IsUncertain);
        Assert.Equal(new(125, "g/L"), unsure.Second);
    }

    private static Determination Of(decimal number)
    {
        TaskRow task = new()
        {
            Patient = new(1),
            Task = new(2),
            Site = 1,
            LaboratoryId = 3,
            Request = new(4),
            Specimen = new(5),
            Analysis = "HB",
            Section = Section.Haematology,
            Status = AnalysisStatus.Ready,
            Priority = OrderPriority.Routine,
            Person = Nobody,
            RegisteredAt = At,
            DueAt = At,
            ChangedAt = At,
        };
        SpecimenRow tube = new()
        {
            Patient = task.Patient,
            Specimen = task.Specimen,
            Site = 1,
            LaboratoryId = 3,
            Request = task.Request,
            Number = "26T0000001",
            Container = "EDT",
            State = SpecimenState.Received,
            Priority = OrderPriority.Routine,
            Person = Nobody,
            PlannedAt = At,
            CollectedAt = At,
            ChangedAt = At,
        };
        return Determination.Begin(task, tube, Haemoglobin, 1, At) with { Number = number, Unit = "g/dL" };
    }
}
