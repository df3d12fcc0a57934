namespace Serment.Interop.Legacy.Profiles;

/// <summary>A profile bound to the header of one file: which place holds which column, what is missing, what is
/// dropped.</summary>
public sealed class ColumnPlan
{
    private readonly ColumnRule?[] rules;

    private ColumnPlan(IReadOnlyList<string> header, ColumnRule?[] rules, LegacyProfile profile)
    {
        this.rules = rules;
        Header = header;
        Profile = profile;
        Missing = [.. profile.Columns.Where(rule => !rules.Contains(rule))];
        Dropped = [.. header.Where((_, place) => rules[place] is null)];
        Destroyed = [.. header.Where((_, place) => rules[place]?.Destroyed == true)];
        int[] order = [.. rules.Where(rule => rule is not null).Select(rule => IndexOf(profile.Columns, rule!))];
        Reordered = order.Zip(order.Skip(1)).Any(pair => pair.First > pair.Second);
    }

    /// <summary>The profile.</summary>
    public LegacyProfile Profile { get; }

    /// <summary>The columns of the file, in its order.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>Columns of the profile that the file does not have.</summary>
    public IReadOnlyList<ColumnRule> Missing { get; }

    /// <summary>Columns of the file that the profile does not name: they are not taken.</summary>
    public IReadOnlyList<string> Dropped { get; }

    /// <summary>Columns of the file whose values are destroyed.</summary>
    public IReadOnlyList<string> Destroyed { get; }

    /// <summary>The file has the profile's columns in another order.</summary>
    public bool Reordered { get; }

    /// <summary>How many columns are taken.</summary>
    public int TakenCount => rules.Count(rule => rule is { Destroyed: false });

    /// <summary>The rule for the column at <paramref name="place"/>, or null if it is dropped.</summary>
    public ColumnRule? RuleAt(int place) => rules[place];

    /// <summary>Binds by name, whatever the order, capitals, accents and punctuation.</summary>
    internal static ColumnPlan Bind(LegacyProfile profile, IReadOnlyList<string> header)
    {
        Dictionary<string, ColumnRule> byName = new(StringComparer.Ordinal);
        foreach (ColumnRule rule in profile.Columns)
        {
            foreach (string name in rule.OtherNames.Prepend(rule.Source))
            {
                byName[ColumnName.Key(name)] = rule;
            }
        }

        return new ColumnPlan(
            header, [.. header.Select(name => byName.GetValueOrDefault(ColumnName.Key(name)))], profile);
    }

    private static int IndexOf(IReadOnlyList<ColumnRule> rules, ColumnRule rule)
    {
        for (int i = 0; i < rules.Count; i++)
        {
            if (ReferenceEquals(rules[i], rule))
            {
                return i;
            }
        }

        return -1;
    }
}
