using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Specimens;

namespace Serment.UnitTests.Records.Laboratory.Specimens;

public sealed class SpecimenStepTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 7, 30, 15, 120, TimeSpan.FromHours(1));

    [Fact]
    public void Comes_back_from_its_Provenance_as_it_was()
    {
        SpecimenStep step = new(EntryId.New(), SpecimenAction.Reserved, At, ActorId.New())
        {
            Cause = SpecimenCause.Haemolysed,
            Note = "Potassium sous réserve",
            Informed = "IDE du service",
            InformedAt = At.AddMinutes(5),
            Place = "A12 / 7",
            Other = EntryId.New(),
        };
        Assert.Equal(step, Read(step.ToResource()));
    }

    [Fact]
    public void A_plain_step_bears_nothing_more()
    {
        SpecimenStep step = new(EntryId.New(), SpecimenAction.Received, At, ActorId.New());
        Provenance resource = step.ToResource();
        Assert.Null(resource.Extension);
        Assert.Null(resource.Reason);
        Assert.Equal(step, Read(resource));
    }

    [Fact]
    public void Another_Provenance_is_no_step() => Assert.Null(Read(new Provenance()));

    [Fact]
    public void Reserves_are_those_of_their_container()
    {
        EntryId tube = EntryId.New();
        SpecimenStep reserve = new(tube, SpecimenAction.Reserved, At, ActorId.New()) { Cause = SpecimenCause.LowVolume };
        SpecimenStep[] all =
        [
            reserve, reserve with { Specimen = EntryId.New() }, reserve with { Action = SpecimenAction.Refused },
        ];
        Assert.Equal([reserve], SpecimenStep.ReservesOf(tube, all));
    }

    private static SpecimenStep? Read(Provenance resource) => SpecimenStep.Read(
        new CurrentEntry<Provenance>(new(PatientId.New(), EntryId.New(), 1), resource, 0, ActorId.New()));
}
