using Serment.Simulation.Draws;
using Xunit;

namespace Serment.UnitTests.Simulation;

public sealed class SeededSourceTests
{
    [Fact]
    public void Gives_the_same_numbers_for_the_same_seed_and_others_for_another()
    {
        ulong[] one = Numbers("a");

        Assert.Equal(one, Numbers("a"));
        Assert.NotEqual(one, Numbers("b"));
    }

    [Fact]
    public void Draws_evenly_within_its_limits()
    {
        SeededSource source = new("even");
        int[] counts = new int[10];
        for (int i = 0; i < 100_000; i++)
        {
            counts[source.Below(10)]++;
            Assert.InRange(source.Unit(), 0, 0.999999999999);
        }

        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void A_weighted_draw_keeps_its_weights()
    {
        SeededSource source = new("weights");
        WeightedDraw<char> draw = new([('a', 7), ('b', 2), ('c', 1), ('d', 0)]);
        Dictionary<char, int> counts = [];
        for (int i = 0; i < 100_000; i++)
        {
            char drawn = draw.Draw(source);
            counts[drawn] = counts.GetValueOrDefault(drawn) + 1;
        }

        Assert.InRange(counts['a'], 69_000, 71_000);
        Assert.InRange(counts['b'], 19_300, 20_700);
        Assert.InRange(counts['c'], 9_500, 10_500);
        Assert.False(counts.ContainsKey('d'));
    }

    private static ulong[] Numbers(string seed)
    {
        SeededSource source = new(seed);
        return [.. Enumerable.Range(0, 100).Select(_ => source.NextBits())];
    }
}
