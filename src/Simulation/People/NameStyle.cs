using System.Globalization;
using System.Text;

namespace Serment.Simulation.People;

/// <summary>How a site writes names.</summary>
public enum NameStyle
{
    /// <summary>Capitals, no accents: <c>HELENE</c>.</summary>
    PlainCapitals,

    /// <summary>As in print: <c>Hélène</c>.</summary>
    Mixed,

    /// <summary>Capitals with accents: <c>HÉLÈNE</c>.</summary>
    AccentedCapitals,
}

/// <summary>Writes names in a style.</summary>
public static class NameWriting
{
    /// <summary>The name, which is given in mixed letters, in <paramref name="style"/>.</summary>
    public static string In(this string name, NameStyle style) => style switch
    {
        NameStyle.Mixed => name,
        NameStyle.AccentedCapitals => name.ToUpperInvariant(),
        _ => WithoutAccents(name).ToUpperInvariant(),
    };

    /// <summary>The name in plain letters.</summary>
    public static string WithoutAccents(string name)
    {
        if (Ascii.IsValid(name))
        {
            return name;
        }

        StringBuilder plain = new(name.Length + 1);
        string apart = name.Replace("œ", "oe", StringComparison.Ordinal).Replace("Œ", "OE", StringComparison.Ordinal);
        foreach (char c in apart.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                plain.Append(c);
            }
        }

        return plain.ToString();
    }

    /// <summary>From capitals to mixed letters: a capital after each hyphen, space and apostrophe.</summary>
    internal static string Mixed(string capitals)
    {
        char[] letters = capitals.ToLowerInvariant().ToCharArray();
        bool first = true;
        for (int i = 0; i < letters.Length; i++)
        {
            if (first)
            {
                letters[i] = char.ToUpperInvariant(letters[i]);
            }

            first = letters[i] is '-' or ' ' or '\'';
        }

        return new string(letters);
    }
}
