using FsCheck;
using FsCheck.Fluent;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Xunit;

namespace Serment.UnitTests.Records.Laboratory.Orders;

public sealed class PlanTubesTests
{
    private const int Cases = 400;
    private const ulong Seed = 7064;
    private const ulong Gamma = 1111;

    private static readonly Container Serum = SmallCatalogue.Tube("SER", 2000, 2);
    private static readonly Container Heparin = SmallCatalogue.Tube("HEP", 1500, 3);
    private static readonly Container Citrate = SmallCatalogue.Tube("CIT", 1000, 1);

    [Fact]
    public void Puts_everything_of_a_kind_into_one_tube_in_the_order_of_draw()
    {
        LaboratoryCatalogue catalogue = SmallCatalogue.Of(
            [Serum, Citrate], SmallCatalogue.Measured("NA", 50, "SER"), SmallCatalogue.Measured("K", 50, "SER"),
            SmallCatalogue.Measured("TP", 300, "CIT"));

        TubePlan plan = PlanTubes.Of(["K", "TP", "NA", "K"], catalogue, SmallCatalogue.Inputs);

        string[] containers = [.. plan.Tubes.Select(one => one.Container.Code)];
        Assert.Equal(["CIT", "SER"], containers);
        Assert.Equal(["NA", "K"], plan.Tubes[1].Analyses);
        Assert.Equal(100, plan.Tubes[1].Microlitres);
        Assert.Empty(plan.Missing);
    }

    [Fact]
    public void Spares_a_tube_by_an_alternative()
    {
        LaboratoryCatalogue catalogue = SmallCatalogue.Of(
            [Serum, Heparin], SmallCatalogue.Measured("CRP", 100, "SER", "HEP"),
            SmallCatalogue.Measured("NH3", 100, "HEP"));

        PlannedTube tube = Assert.Single(PlanTubes.Of(["CRP", "NH3"], catalogue, SmallCatalogue.Inputs).Tubes);

        Assert.Equal("HEP", tube.Container.Code);
    }

    [Fact]
    public void Takes_the_usual_tube_where_an_alternative_spares_none()
    {
        LaboratoryCatalogue catalogue = SmallCatalogue.Of(
            [Heparin, Serum], SmallCatalogue.Measured("CRP", 100, "SER", "HEP"),
            SmallCatalogue.Measured("UREE", 100, "SER", "HEP"));

        PlannedTube tube = Assert.Single(PlanTubes.Of(["CRP", "UREE"], catalogue, SmallCatalogue.Inputs).Tubes);

        Assert.Equal("SER", tube.Container.Code);
    }

    [Fact]
    public void Takes_another_tube_where_one_is_too_small()
    {
        LaboratoryCatalogue catalogue = SmallCatalogue.Of(
            [Citrate], SmallCatalogue.Measured("A", 600, "CIT"), SmallCatalogue.Measured("B", 500, "CIT"),
            SmallCatalogue.Measured("C", 400, "CIT"), SmallCatalogue.Measured("D", 500, "CIT"),
            SmallCatalogue.Measured("HUGE", 5000, "CIT"));

        TubePlan plan = PlanTubes.Of(["A", "B", "C", "D", "HUGE"], catalogue, SmallCatalogue.Inputs);

        Assert.Equal(3, plan.Tubes.Count);
        Assert.Single(plan.Tubes, one => one.Analyses is ["HUGE"]);
    }

    [Fact]
    public void Hangs_computed_ones_on_the_tube_of_their_inputs_and_adds_what_they_need()
    {
        LaboratoryCatalogue catalogue = SmallCatalogue.Of(
            [Serum], SmallCatalogue.Measured("CHOL", 50, "SER"), SmallCatalogue.Measured("HDL", 50, "SER"),
            SmallCatalogue.Computed("NONHDL", "CHOL+HDL"), SmallCatalogue.Computed("RATIO", "NONHDL+HDL"));

        TubePlan plan = PlanTubes.Of(["RATIO", "CHOL"], catalogue, SmallCatalogue.Inputs);

        Assert.Equal(["CHOL", "HDL", "NONHDL", "RATIO"], Assert.Single(plan.Tubes).Analyses);
        Assert.Equal(["NONHDL", "HDL"], plan.Added);
        Assert.Equal(100, plan.Tubes[0].Microlitres);
    }

    [Fact]
    public void Names_what_the_laboratory_does_not_offer()
    {
        LaboratoryCatalogue catalogue = SmallCatalogue.Of(
            [Serum], SmallCatalogue.Measured("K", 50, "SER"), SmallCatalogue.Measured("LOST", 50, "GONE"),
            SmallCatalogue.Measured("OLD", 50, "SER") with { IsRetired = true });

        TubePlan plan = PlanTubes.Of(["K", "LOST", "OLD", "NEVER"], catalogue, SmallCatalogue.Inputs);

        Assert.Equal(["OLD", "NEVER", "LOST"], plan.Missing);
        Assert.Equal(["K"], Assert.Single(plan.Tubes).Analyses);
    }

    [Fact]
    public void Never_takes_more_tubes_than_trying_everything_does() =>
        Hold(5, catalogue =>
        {
            TubePlan plan = Plan(catalogue);
            return IsSound(plan, catalogue) && plan.Tubes.Count == FewestByTryingAll(catalogue);
        });

    [Fact]
    public void Holds_volumes_and_additives_of_large_orders() =>
        Hold(60, catalogue => IsSound(Plan(catalogue), catalogue));

    private static TubePlan Plan(LaboratoryCatalogue catalogue) =>
        PlanTubes.Of([.. catalogue.Analyses.Select(one => one.Code)], catalogue, SmallCatalogue.Inputs);

    private static bool IsSound(TubePlan plan, LaboratoryCatalogue catalogue) =>
        plan.Missing.Count == 0
        && plan.Placed.Select(one => one.Code).Order(StringComparer.Ordinal)
            .SequenceEqual(
                catalogue.Analyses.Select(one => one.Code).Order(StringComparer.Ordinal), StringComparer.Ordinal)
        && plan.Tubes.All(tube => tube.Analyses.Count > 0 && tube.Microlitres <= tube.Container.UsableMicrolitres
            && tube.Analyses.All(
                code => Allowed(catalogue.Find(code)!).Contains(tube.Container.Code, StringComparer.Ordinal)));

    private static IEnumerable<string> Allowed(Analysis analysis) => [analysis.Container, .. analysis.Alternatives];

    /// <summary>Puts each analysis into each tube that is open or new, in turn, without any cleverness.</summary>
    private static int FewestByTryingAll(LaboratoryCatalogue catalogue)
    {
        int best = int.MaxValue;
        List<(string Container, int Left)> open = [];
        Try(0);
        return best;

        void Try(int at)
        {
            if (at == catalogue.Analyses.Count)
            {
                best = Math.Min(best, open.Count);
                return;
            }

            Analysis analysis = catalogue.Analyses[at];
            foreach (string allowed in Allowed(analysis))
            {
                for (int i = 0; i < open.Count; i++)
                {
                    (string Container, int Left) tube = open[i];
                    if (tube.Container == allowed && tube.Left >= analysis.Microlitres)
                    {
                        open[i] = tube with { Left = tube.Left - analysis.Microlitres };
                        Try(at + 1);
                        open[i] = tube;
                    }
                }

                open.Add((allowed, catalogue.FindContainer(allowed)!.UsableMicrolitres - analysis.Microlitres));
                Try(at + 1);
                open.RemoveAt(open.Count - 1);
            }
        }
    }

    private static void Hold(int most, Func<LaboratoryCatalogue, bool> property)
    {
        string[][] kinds =
        [
            ["SER"], ["HEP"], ["CIT"], ["SER", "HEP"], ["HEP", "CIT"], ["CIT", "HEP", "SER"], ["HEP", "SER"],
        ];
        Gen<Analysis> one =
            from kind in Gen.Elements(kinds)
            from microlitres in Gen.Elements(0, 50, 200, 350, 500, 600, 999)
            select SmallCatalogue.Measured("X", microlitres, kind);
        Gen<LaboratoryCatalogue> catalogues =
            from count in Gen.Choose(1, most)
            from analyses in one.ListOf(count)
            select SmallCatalogue.Of(
                [Serum, Heparin, Citrate], [.. analyses.Select((each, at) => each with { Code = "A" + at })]);
        Prop.ForAll(catalogues.ToArbitrary(), property)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Cases).WithReplay(Seed, Gamma));
    }
}
