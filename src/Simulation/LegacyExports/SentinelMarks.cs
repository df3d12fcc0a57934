using Serment.Simulation.Draws;

namespace Serment.Simulation.LegacyExports;

/// <summary>Marks of ZQ and ten letters, each different, in an order that tells nothing.</summary>
internal sealed class SentinelMarks
{
    private const int Letters = 10;

    // 26 to the tenth, and a step without a common divisor with it: every mark comes once before any comes twice.
    private const ulong Space = 141_167_095_653_376;
    private const ulong Step = 54_321_987_654_321;

    private ulong at;

    public SentinelMarks(string seed) => at = new SeededSource("sentinels " + seed).NextBits() % Space;

    /// <summary>A mark that was not given before.</summary>
    public string Next()
    {
        at = (at + Step) % Space;
        return string.Create(Letters + 2, at, static (span, value) =>
        {
            span[0] = 'Z';
            span[1] = 'Q';
            foreach (ref char c in span[2..])
            {
                c = (char)('A' + (value % 26));
                value /= 26;
            }
        });
    }
}
