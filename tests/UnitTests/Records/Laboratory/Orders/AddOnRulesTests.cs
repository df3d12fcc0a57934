using Serment.CustodyProtocol;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;
using Xunit;

namespace Serment.UnitTests.Records.Laboratory.Orders;

public sealed class AddOnRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 9, 30, 0, TimeSpan.Zero);

    private static readonly LaboratoryCatalogue Offered = SmallCatalogue.Of(
        [SmallCatalogue.Tube("SER", 300, 2), SmallCatalogue.Tube("HEP", 300, 3)],
        SmallCatalogue.Measured("K", 100, "SER", "HEP"), SmallCatalogue.Measured("BIG", 250, "SER"));

    [Theory]
    [InlineData(SpecimenState.Planned, null, true)]
    [InlineData(SpecimenState.Received, -23, true)]
    [InlineData(SpecimenState.Received, -25, false)]
    [InlineData(SpecimenState.Unsatisfactory, -1, false)]
    [InlineData(SpecimenState.SentOut, -1, false)]
    [InlineData(SpecimenState.Destroyed, -1, false)]
    public void A_tube_must_be_there_and_stable(SpecimenState state, int? collectedHours, bool fits)
    {
        SpecimenRow tube = Tube(1, "SER", state, collectedHours);

        Assert.Equal(fits ? tube : null, AddOnRules.Choose(Offered.Find("K")!, [tube], [], Offered, Now));
    }

    [Fact]
    public void A_tube_must_not_be_full()
    {
        SpecimenRow tube = Tube(1, "SER", SpecimenState.Received, -1);

        Assert.Null(AddOnRules.Choose(Offered.Find("BIG")!, [tube], [Task(tube, "K")], Offered, Now));
        Assert.NotNull(AddOnRules.Choose(
            Offered.Find("BIG")!, [tube], [Task(tube, "K") with { Status = AnalysisStatus.Cancelled }], Offered, Now));
    }

    [Fact]
    public void The_usual_tube_goes_before_an_alternative_and_the_younger_before_the_older()
    {
        SpecimenRow heparin = Tube(1, "HEP", SpecimenState.Received, -1);
        SpecimenRow old = Tube(2, "SER", SpecimenState.Received, -9);
        SpecimenRow young = Tube(3, "SER", SpecimenState.Received, -2);

        Assert.Equal(young, AddOnRules.Choose(Offered.Find("K")!, [heparin, old, young], [], Offered, Now));
        Assert.Equal(heparin, AddOnRules.Choose(Offered.Find("K")!, [heparin], [], Offered, Now));
        Assert.Null(AddOnRules.Choose(
            Offered.Find("K")!, [young with { KeepUntil = Now.AddHours(-1) }], [], Offered, Now));
    }

    private static SpecimenRow Tube(long id, string container, SpecimenState state, int? hours) => new()
    {
        Patient = new(7),
        Specimen = new(id),
        Site = 1,
        LaboratoryId = 1,
        Request = new(9),
        Number = "261234567896",
        Container = container,
        State = state,
        Priority = OrderPriority.Routine,
        Person = BenchPerson.Unknown,
        PlannedAt = Now,
        CollectedAt = hours is { } ago ? Now.AddHours(ago) : null,
        ChangedAt = Now,
    };

    private static TaskRow Task(SpecimenRow tube, string code) => new()
    {
        Patient = tube.Patient,
        Task = new(50),
        Site = 1,
        LaboratoryId = 1,
        Request = tube.Request,
        Specimen = tube.Specimen,
        Analysis = code,
        Section = Section.Biochemistry,
        Status = AnalysisStatus.Ready,
        Priority = OrderPriority.Routine,
        Person = BenchPerson.Unknown,
        RegisteredAt = Now,
        DueAt = Now,
        ChangedAt = Now,
    };
}
