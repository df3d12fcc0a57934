using FsCheck;
using FsCheck.Fluent;
using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.CustodyProtocol;
using Outcome = Serment.CustodyProtocol.Outcome;

namespace Serment.UnitTests.Custodian.Decisions;

/// <summary>What holds of the decision whatever is asked.</summary>
public sealed class DecideProperties
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly PatientId Patient = new(42);

    private static readonly Gen<CareRelationship> Relationship =
        from kind in Gen.Elements(Enum.GetValues<RelationshipKind>())
        from staff in Gen.Elements<ActorId?>(new ActorId(1), new ActorId(2), null)
        from unit in Gen.Choose(1, 3)
        from fromHours in Gen.Choose(-2000, 100)
        from length in Gen.Choose(1, 2000)
        from declarer in Gen.Choose(1, 3)
        select new CareRelationship(
            1, Patient, kind, staff, staff is null ? unit : null, Now.AddHours(fromHours),
            Now.AddHours(fromHours + length), new(declarer));

    private static readonly Gen<StandIn> Stands =
        from staff in Gen.Elements<ActorId?>(new ActorId(2), new ActorId(3), null)
        from unit in Gen.Choose(1, 3)
        from fromHours in Gen.Choose(-100, 100)
        from length in Gen.Choose(1, 200)
        select new StandIn(
            staff, new HashSet<int> { unit }, Now.AddHours(fromHours), Now.AddHours(fromHours + length));

    private static readonly Gen<Case> Cases =
        from role in Gen.Elements(Enum.GetValues<Role>())
        from purpose in Gen.Elements(Enum.GetValues<AccessPurpose>())
        from known in Gen.Elements(true, false)
        from stepUps in Gen.SubListOf(Enum.GetValues<StepUpKind>())
        from room in Gen.Choose(0, 31)
        from standsIn in Gen.ListOf(Stands)
        from relationships in Gen.ListOf(Relationship)
        select new Case(
            new SessionFacts(
                new(9), new(1), role, 1, new HashSet<int> { 1 },
                [.. stepUps.Select(kind => new ActiveStepUp(kind, Patient, Now.AddMinutes(1)))])
            {
                StandsIn = [.. standsIn],
            },
            new AccessRequest(Patient, purpose, known),
            [.. relationships],
            new Room(
                (room & 1) != 0, (room & 2) != 0, (room & 4) != 0, (room & 8) != 0, (room & 16) != 0));

    [Fact]
    public void More_relationships_never_turn_a_yes_into_a_no() =>
        Holds(Prop.ForAll(
            (from one in Cases from more in Relationship select (one: one.Known(), more)).ToArbitrary(),
            pair => Rank(pair.one.Decide([.. pair.one.Relationships, pair.more])) >= Rank(pair.one.Decide())));

    [Fact]
    public void Standing_in_opens_nothing_that_somebody_declared_for_herself() =>
        Holds(Prop.ForAll(
            (from one in Cases from stands in Stands select (one: one.Known(), stands)).ToArbitrary(),
            pair =>
            {
                Case own = pair.one with
                {
                    Relationships = [.. pair.one.Relationships.Where(tie => tie.DeclaredBy == pair.one.Session.Staff)],
                };
                Case covered = own with { Session = own.Session with { StandsIn = [pair.stands] } };
                Case alone = own with { Session = own.Session with { StandsIn = [] } };
                return covered.Decide() == alone.Decide();
            }));

    [Fact]
    public void More_room_never_turns_a_yes_into_a_no() =>
        Holds(Prop.ForAll(
            Cases.ToArbitrary(),
            one => Rank((one with { Room = new(true, true, true, true, true) }).Decide()) >= Rank(one.Decide())));

    [Fact]
    public void Nothing_is_allowed_without_being_charged_where_there_is_room() =>
        Holds(Prop.ForAll(
            Cases.ToArbitrary(),
            one =>
            {
                Decision decision = one.Decide();
                return decision.Outcome != Outcome.Allowed
                    || decision.Charged switch
                    {
                        Meter.InCare => one.Room.InCare,
                        Meter.OffPattern => one.Room.OffPattern && one.Room.Breaker,
                        Meter.BreakGlass => one.Room.BreakGlass,
                        _ => false,
                    };
            }));

    [Fact]
    public void Who_does_not_exist_is_never_opened_and_never_told_apart_by_the_price() =>
        Holds(Prop.ForAll(
            Cases.ToArbitrary(),
            one =>
            {
                Case stranger = one with { Relationships = [] };
                Decision known = stranger.Known().Decide();
                Decision unknown = (stranger with { Request = stranger.Request with { IsKnown = false } }).Decide();
                return unknown.Outcome != Outcome.Allowed
                    && unknown.Charged == known.Charged
                    && (known.Outcome == Outcome.Allowed || unknown == known);
            }));

    private static void Holds(Property property) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), property);

    private static int Rank(Decision decision) =>
        decision.Outcome switch
        {
            Outcome.Allowed => 2,
            Outcome.StepUp => 1,
            _ => 0,
        };

    private sealed record Case(
        SessionFacts Session, AccessRequest Request, IReadOnlyList<CareRelationship> Relationships, Room Room)
    {
        public Case Known() => this with { Request = Request with { IsKnown = true } };

        public Decision Decide(IReadOnlyList<CareRelationship>? relationships = null) =>
            Serment.Custodian.Decisions.Decide.For(Session, Request, relationships ?? Relationships, Room, Now);
    }
}
