using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Bench;

namespace Serment.UnitTests.Records.Laboratory.Bench;

public sealed class BloodGroupRulesTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(4, 0, 4, 0, 4, "A POS")]
    [InlineData(0, 4, 0, 3, 0, "B NEG")]
    [InlineData(4, 4, 3, 0, 0, "AB POS")]
    [InlineData(0, 0, 4, 4, 4, "O POS")]
    [InlineData(0, 0, 0, 2, 2, "O NEG")]
    public void Follows_from_cells_and_plasma(int a, int b, int d, int withA, int withB, string group) =>
        Assert.Equal(group, BloodGroupRules.GroupOf(Of(a, b, d, withA, withB)));

    [Theory]
    [InlineData(4, 0, 4, 4, 4)]
    [InlineData(0, 0, 4, 0, 4)]
    [InlineData(4, 0, 1, 0, 4)]
    [InlineData(1, 0, 4, 0, 4)]
    public void Says_nothing_where_they_do_not_fit_or_are_weak(int a, int b, int d, int withA, int withB) =>
        Assert.Null(BloodGroupRules.GroupOf(Of(a, b, d, withA, withB)));

    [Fact]
    public void Says_nothing_where_the_control_reacts_or_a_reaction_is_missing()
    {
        Assert.Null(BloodGroupRules.GroupOf(Of(4, 0, 4, 0, 4) with { Control = 2 }));
        Assert.Null(BloodGroupRules.GroupOf(Of(4, 0, 4, 0, 4) with { CellsB = null }));
    }

    [Fact]
    public void Is_valid_with_a_second_independent_specimen_only()
    {
        Determination first = Made(1, "A POS", At, 7);

        Assert.Equal(GroupStanding.First, BloodGroupRules.StandingOf(first, []));
        Assert.Equal(GroupStanding.First, BloodGroupRules.StandingOf(first, [Made(1, "A POS", At.AddHours(1), 8)]));
        Assert.Equal(GroupStanding.First, BloodGroupRules.StandingOf(first, [Made(2, "A POS", At, 8)]));
        Assert.Equal(GroupStanding.First, BloodGroupRules.StandingOf(first, [Made(2, "A POS", At.AddMinutes(2), 7)]));
        Assert.Equal(GroupStanding.Confirmed, BloodGroupRules.StandingOf(first, [Made(2, "A POS", At.AddMinutes(2), 8)]));
        Assert.Equal(GroupStanding.Confirmed, BloodGroupRules.StandingOf(first, [Made(2, "A POS", At.AddHours(3), 7)]));
    }

    [Fact]
    public void Is_contradicted_by_any_other_group_however_many_agree() =>
        Assert.Equal(
            GroupStanding.Contradicted,
            BloodGroupRules.StandingOf(
                Made(1, "A POS", At, 7), [Made(2, "A POS", At.AddHours(3), 8), Made(3, "O POS", At.AddYears(-4), 9)]));

    private static BloodReactions Of(int a, int b, int d, int withA, int withB) =>
        new((byte)a, (byte)b, (byte)d, (byte)withA, (byte)withB, 0);

    private static Determination Made(int tube, string group, DateTimeOffset at, long by) => new()
    {
        Patient = new(1), Request = new(2), Task = new(tube), Specimen = new(tube),
        TubeNumber = tube.ToString(System.Globalization.CultureInfo.InvariantCulture), Analysis = "GS", Loinc = "882-1",
        Label = "Groupe sanguin", CatalogueVersion = 1, ResultedAt = at, CollectedAt = at, CollectedBy = new ActorId(by),
        Coded = new(group, group),
    };
}
