namespace Serment.Simulation.People;

/// <summary>Remembers how names look in a style: the same few thousand come again and again. Not safe for several
/// threads.</summary>
internal sealed class StyledNames
{
    private const int MaxRemembered = 50_000;

    private readonly Dictionary<string, string> plain = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> accented = new(StringComparer.Ordinal);

    /// <summary>The name in the style.</summary>
    public string In(string name, NameStyle style)
    {
        if (style == NameStyle.Mixed || name.Length == 0)
        {
            return name;
        }

        Dictionary<string, string> known = style == NameStyle.PlainCapitals ? plain : accented;
        if (known.TryGetValue(name, out string? styled))
        {
            return styled;
        }

        if (known.Count >= MaxRemembered)
        {
            known.Clear();
        }

        return known[name] = name.In(style);
    }
}
