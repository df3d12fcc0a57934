using Serment.Custodian.Decisions;
using Serment.Custodian.Relationships;
using Serment.CustodyProtocol;

namespace Serment.UnitTests.Custodian.Relationships;

public sealed class RenewalRulesTests
{
    private const int Ward = 4;

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 18, 0, 0, TimeSpan.Zero);
    private static readonly PatientId Patient = new(77);
    private static readonly ActorId Desk = new(1);
    private static readonly ActorId Anna = new(2);
    private static readonly ActorId Bruno = new(3);

    [Fact]
    public void What_reception_or_two_people_declared_goes_on()
    {
        Assert.True(Allows([Known(Desk, 0, 8)]));
        Assert.True(Allows([Known(Desk, -9, -1)]));
        Assert.True(Allows([Known(Anna, -9, -1), Known(Bruno, -3, 5)]));
    }

    [Fact]
    public void What_one_carer_declared_alone_or_nobody_did_does_not()
    {
        Assert.False(Allows([]));
        Assert.False(Allows([Known(Anna, -1, 7)]));
        Assert.False(Allows([Known(Anna, -9, -1), Known(Anna, -3, 5)]));
    }

    [Fact]
    public void What_lapsed_long_ago_has_not_begun_or_is_of_another_unit_kind_or_person_does_not()
    {
        Assert.False(Allows([Known(Desk, -40, -30)]));
        Assert.False(Allows([Known(Desk, 1, 9)]));
        Assert.False(Allows([Known(Desk, 0, 8) with { UnitId = 5 }]));
        Assert.False(Allows([Known(Desk, 0, 8) with { UnitId = null, Staff = Anna }]));
        Assert.False(Allows([Known(Desk, 0, 8) with { Kind = RelationshipKind.Appointment }]));
        Assert.False(Allows([Known(Desk, 0, 8) with { Patient = new(78) }]));
    }

    [Fact]
    public void A_renewal_is_a_units_admission_and_short()
    {
        CareRelationship[] known = [Known(Desk, 0, 8)];
        Assert.False(Allows(known, Wanted(11)));
        Assert.False(Allows(known, Wanted(8) with { Kind = RelationshipKind.Appointment }));
        Assert.False(Allows(known, Wanted(8) with { UnitId = null, Staff = Anna }));
    }

    private static bool Allows(CareRelationship[] known, RelationshipDeclaration? wanted = null) =>
        RenewalRules.Allows(wanted ?? Wanted(8), known, who => who == Desk, Now);

    private static RelationshipDeclaration Wanted(int days) =>
        new(Patient, RelationshipKind.Admission, null, Ward, Now, Now.AddDays(days), Renewal: true);

    private static CareRelationship Known(ActorId by, int fromDays, int untilDays) => new(
        1, Patient, RelationshipKind.Admission, null, Ward, Now.AddDays(fromDays), Now.AddDays(untilDays), by);
}
