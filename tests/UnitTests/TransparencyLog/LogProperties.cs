using FsCheck;
using FsCheck.Fluent;

namespace Serment.UnitTests.TransparencyLog;

/// <summary>Runs a property over generated numbers, always the same ones.</summary>
internal static class LogProperties
{
    internal const int Cases = 60;
    private const ulong Seed = 6962;
    private const ulong Gamma = 9163;

    /// <summary>Checks a property of a tree size and a free number, which picks a leaf, a bit and the like.</summary>
    internal static void Hold(int maxSize, Func<int, int, bool> property)
    {
        Gen<(int Size, int Pick)> cases =
            from size in Gen.Choose(1, maxSize)
            from pick in Gen.Choose(0, int.MaxValue - 1)
            select (size, pick);
        Prop.ForAll(cases.ToArbitrary(), each => property(each.Size, each.Pick))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Cases).WithReplay(Seed, Gamma));
    }
}
