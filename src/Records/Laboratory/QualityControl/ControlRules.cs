using System.Collections.Frozen;

namespace Serment.Records.Laboratory.QualityControl;

/// <summary>A rule of the multi-rule procedure. Names are stored and shown: 1-2s, R-4s, 10x.</summary>
public enum WestgardRule : byte
{
    /// <summary>One result beyond 2 SD.</summary>
    OneTwoS = 1,

    /// <summary>One result beyond 3 SD.</summary>
    OneThreeS = 2,

    /// <summary>Two in succession beyond the same 2 SD limit.</summary>
    TwoTwoS = 3,

    /// <summary>Within one run, one level beyond +2 SD and another beyond -2 SD.</summary>
    RangeFourS = 4,

    /// <summary>Four in succession beyond the same 1 SD limit.</summary>
    FourOneS = 5,

    /// <summary>Ten in succession on one side of the mean.</summary>
    TenX = 6,

    /// <summary>Eight in succession on one side of the mean.</summary>
    EightX = 7,

    /// <summary>Twelve in succession on one side of the mean.</summary>
    TwelveX = 8,

    /// <summary>Two of three in succession beyond the same 2 SD limit: for three levels.</summary>
    TwoOfThreeTwoS = 9,

    /// <summary>Three in succession beyond the same 1 SD limit: for three levels.</summary>
    ThreeOneS = 10,

    /// <summary>Six in succession on one side of the mean: for three levels.</summary>
    SixX = 11,

    /// <summary>Nine in succession on one side of the mean: for three levels.</summary>
    NineX = 12,
}

/// <summary>What a violated rule means.</summary>
public enum RuleSeverity : byte
{
    /// <summary>The rule is not used.</summary>
    Off = 0,

    /// <summary>Somebody should look.</summary>
    Warning = 1,

    /// <summary>The run is rejected: nothing is released until a person acted.</summary>
    Reject = 2,
}

/// <summary>Which rules judge an analysis on an instrument, and whether they look across its levels.</summary>
public sealed class ControlRules
{
    private static readonly FrozenDictionary<WestgardRule, string> Names = new Dictionary<WestgardRule, string>
    {
        [WestgardRule.OneTwoS] = "1-2s",
        [WestgardRule.OneThreeS] = "1-3s",
        [WestgardRule.TwoTwoS] = "2-2s",
        [WestgardRule.RangeFourS] = "R-4s",
        [WestgardRule.FourOneS] = "4-1s",
        [WestgardRule.TenX] = "10x",
        [WestgardRule.EightX] = "8x",
        [WestgardRule.TwelveX] = "12x",
        [WestgardRule.TwoOfThreeTwoS] = "2of3-2s",
        [WestgardRule.ThreeOneS] = "3-1s",
        [WestgardRule.SixX] = "6x",
        [WestgardRule.NineX] = "9x",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, WestgardRule> Rules =
        Names.ToFrozenDictionary(one => one.Value, one => one.Key, StringComparer.Ordinal);

    private readonly FrozenDictionary<WestgardRule, RuleSeverity> severities;

    /// <summary>A set of rules.</summary>
    /// <param name="severities">What each means; one that is not named is off.</param>
    /// <param name="looksAcross">
    /// Whether 2-2s, 4-1s, 10x and their like also count results of different levels in their order of time.
    /// </param>
    public ControlRules(IReadOnlyDictionary<WestgardRule, RuleSeverity> severities, bool looksAcross)
    {
        this.severities = severities.ToFrozenDictionary();
        LooksAcross = looksAcross;
    }

    /// <summary>
    /// The classical multi-rule for two levels: 1-2s warns, 1-3s, 2-2s, R-4s, 4-1s and 10x reject. Westgard, Barry, Hunt,
    /// Groth: A multi-rule Shewhart chart for quality control in clinical chemistry. Clin Chem 1981;27:493-501.
    /// </summary>
    public static ControlRules Classical { get; } = new(
        new Dictionary<WestgardRule, RuleSeverity>
        {
            [WestgardRule.OneTwoS] = RuleSeverity.Warning,
            [WestgardRule.OneThreeS] = RuleSeverity.Reject,
            [WestgardRule.TwoTwoS] = RuleSeverity.Reject,
            [WestgardRule.RangeFourS] = RuleSeverity.Reject,
            [WestgardRule.FourOneS] = RuleSeverity.Reject,
            [WestgardRule.TenX] = RuleSeverity.Reject,
        },
        looksAcross: true);

    /// <summary>Whether results of different levels are counted together.</summary>
    public bool LooksAcross { get; }

    /// <summary>What a violation of the rule means.</summary>
    public RuleSeverity Of(WestgardRule rule) => severities.GetValueOrDefault(rule, RuleSeverity.Off);

    /// <summary>What people call the rule.</summary>
    public static string NameOf(WestgardRule rule) => Names[rule];

    /// <summary>The rule of that name; null where there is none.</summary>
    public static WestgardRule? Find(string name) => Rules.TryGetValue(name, out WestgardRule rule) ? rule : null;

    /// <summary>As rows bear it: <c>1-2s:1 1-3s:2 across</c>.</summary>
    public string ToText()
    {
        IEnumerable<string> words = Enum.GetValues<WestgardRule>()
            .Where(rule => Of(rule) != RuleSeverity.Off)
            .Select(rule => $"{Names[rule]}:{(int)Of(rule)}");
        return string.Join(' ', LooksAcross ? words.Append("across") : words);
    }

    /// <summary>Reads what <see cref="ToText"/> writes; words that it does not know are left out.</summary>
    public static ControlRules Parse(string text)
    {
        Dictionary<WestgardRule, RuleSeverity> found = [];
        bool across = false;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            across |= word is "across";
            int colon = word.LastIndexOf(':');
            if (colon > 0 && Find(word[..colon]) is { } rule)
            {
                found[rule] = word[(colon + 1)..] is "2" ? RuleSeverity.Reject : RuleSeverity.Warning;
            }
        }

        return new(found, across);
    }
}
