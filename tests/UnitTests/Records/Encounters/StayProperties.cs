using FsCheck;
using FsCheck.Fluent;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Encounters;

namespace Serment.UnitTests.Records.Encounters;

/// <summary>What holds of every stay, whatever was written down, late, out of order or cancelled.</summary>
public sealed class StayProperties
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 18, 0, 0, TimeSpan.Zero);

    private static readonly Gen<Command> Commands =
        from cancel in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        from kind in Gen.Frequency(
            (3, Gen.Elements(MovementKind.Arrival, MovementKind.Admission)),
            (6, Gen.Elements(Enum.GetValues<MovementKind>())))
        from minute in Gen.Choose(0, 40)
        from unit in Gen.Choose(1, 2)
        from bed in Gen.Choose(0, 2)
        from physician in Gen.Choose(0, 2)
        from which in Gen.Choose(0, 10)
        select new Command(cancel, kind, minute, unit, bed, physician, which);

    private static readonly Arbitrary<Command[]> Sequences = Gen.ArrayOf(Commands, 25).ToArbitrary();

    [Fact]
    public void Every_accepted_sequence_makes_a_history_without_gap_or_overlap() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(Sequences, commands => Played(commands).All(step => IsWhole(step.After.History))));

    [Fact]
    public void Cancelling_what_was_just_written_restores_what_was_before() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(Sequences, commands => Played(commands).All(step =>
            {
                if (step.Added is not { } added)
                {
                    return true;
                }

                // An arrival written down late, before the admission, is that admission's history and cannot go alone.
                StayDecision undone = StayRules.Cancel(step.After, added.Id, new(1), [], Now);
                return undone.Why == MovementRefusal.StillNeeded
                    ? added.Opens
                    : Same(undone.Stay!.History, step.Before.History);
            })));

    [Fact]
    public void Nothing_that_was_written_down_disappears() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(200),
            Prop.ForAll(Sequences, commands => Played(commands).All(step =>
                step.Before.Movements.All(before => step.After.Movements.Any(after =>
                    after.Id == before.Id && after.At == before.At && after.EnteredAt == before.EnteredAt)))));

    [Fact]
    public void The_resource_gives_the_same_stay_back() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(200),
            Prop.ForAll(Sequences, commands => Played(commands).TakeLast(1).All(step =>
            {
                Encounter resource = new();
                EncounterResource.Write(step.After, new(5), resource);
                Stay read = EncounterResource.Read(
                    FhirJson.Read<Encounter>(FhirJson.ToBytes(resource)));
                return read.Movements.SequenceEqual(step.After.Movements)
                    && Same(read.History, step.After.History);
            })));

    private static bool IsWhole(StayHistory history)
    {
        IReadOnlyList<StayStretch> all = history.Stretches;
        for (int i = 0; i < all.Count; i++)
        {
            bool isLast = i == all.Count - 1;
            DateTimeOffset? next = isLast ? history.End?.At : all[i + 1].From;
            if (all[i].Until != next || (next is { } until && until <= all[i].From))
            {
                return false;
            }
        }

        return all.Count > 0 || history.End is null;
    }

    private static bool Same(StayHistory one, StayHistory other) =>
        one.Stretches.SequenceEqual(other.Stretches) && one.Expected?.Id == other.Expected?.Id
        && one.End?.Id == other.End?.Id && one.Status == other.Status;

    private static List<Step> Played(Command[] commands)
    {
        List<Step> steps = [];
        Stay stay = Stay.Empty;
        for (int i = 0; i < commands.Length; i++)
        {
            Movement movement = commands[i].ToMovement(i + 1);
            StayDecision decision = commands[i].Cancel
                ? StayRules.Cancel(stay, commands[i].Which, new(1), [], Now)
                : StayRules.Add(stay, movement, [], Now);
            if (decision.Stay is { } after)
            {
                steps.Add(new(stay, after, commands[i].Cancel ? null : movement));
                stay = after;
            }
        }

        return steps;
    }

    private sealed record Step(Stay Before, Stay After, Movement? Added);

    private sealed record Command(
        bool Cancel, MovementKind Kind, int Minute, int Unit, int Bed, int Physician, int Which)
    {
        public Movement ToMovement(int number) => new()
        {
            Id = number,
            Kind = Kind,
            At = Now.AddHours(-5).AddMinutes(Minute),
            EnteredAt = Now.AddSeconds(number),
            EnteredBy = new(1),
            Class = Kind == MovementKind.Arrival ? StayClass.Emergency : StayClass.Inpatient,
            Place = Kind is MovementKind.PreAdmission or MovementKind.Arrival or MovementKind.Admission
                or MovementKind.Transfer
                    ? new(Unit, Bed == 0 ? null : Bed, $"{Unit}-{Bed}")
                    : null,
            Physician = Physician == 0 || Kind is MovementKind.Leave or MovementKind.Return
                ? null
                : new ActorId(Physician),
        };
    }
}
