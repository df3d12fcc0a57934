using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Serment.TransparencyLog.Tiles;

/// <summary>A path of C2SP tlog-tiles: <c>tile/&lt;L&gt;/&lt;N&gt;[.p/&lt;W&gt;]</c> for hashes,
/// <c>tile/entries/&lt;N&gt;[.p/&lt;W&gt;]</c> for leaves. The index is written in groups of three digits, all but
/// the last with an <c>x</c> before: 1234067 is <c>x001/x234/067</c>.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TilePath
{
    /// <summary>The path of a signed checkpoint, relative to the log's folder.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>The highest level that the format can write.</summary>
    public const int MaxPathLevel = 63;

    private const string Root = "tile";
    private const string Entries = "entries";
    private const string PartialMark = ".p";
    private const int FixedParts = 2;
    private const int MaxPathChars = 64;
    private const int GroupDigits = 3;
    private const int GroupModulus = 1000;

    private TilePath(int? level, long index, int width)
    {
        if (level is < 0 or > MaxPathLevel)
        {
            throw new ArgumentOutOfRangeException(nameof(level));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Tile.FullWidth);
        Level = level;
        Index = index;
        Width = width;
    }

    /// <summary>The tile's level, or null for an entry bundle.</summary>
    public int? Level { get; }

    /// <summary>The number of the tile or bundle, from 0.</summary>
    public long Index { get; }

    /// <summary>How many hashes or entries it holds, 1 to 256.</summary>
    public int Width { get; }

    /// <summary>The path of a tile of hashes.</summary>
    public static TilePath OfTile(int level, long index, int width = Tile.FullWidth) => new(level, index, width);

    /// <summary>The path of a bundle of entries.</summary>
    public static TilePath OfEntries(long index, int width = Tile.FullWidth) => new(null, index, width);

    /// <summary>Reads a path; only the one canonical spelling of each is accepted.</summary>
    /// <exception cref="LogFormatException">It is not such a path.</exception>
    public static TilePath Parse(string text) =>
        TryParse(text, out TilePath path) ? path : throw new LogFormatException("this is not a tlog-tiles path");

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out TilePath path)
    {
        path = default;
        if (text is null || text.Length > MaxPathChars)
        {
            return false;
        }

        string[] parts = text.Split('/');
        if (parts.Length <= FixedParts || !string.Equals(parts[0], Root, StringComparison.Ordinal)
            || !TryParseLevel(parts[1], out int? level))
        {
            return false;
        }

        parts = parts[FixedParts..];
        if (!TryTakeWidth(ref parts, out int width) || !TryParseIndex(parts, out long index))
        {
            return false;
        }

        // Leading zero groups, "+1" or "01" would give one tile several names; only what we would write ourselves
        // counts.
        TilePath parsed = new(level, index, width);
        if (!string.Equals(parsed.ToString(), text, StringComparison.Ordinal))
        {
            return false;
        }

        path = parsed;
        return true;
    }

    /// <summary>The path's text.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(Root).Append('/');
        text.Append(Level is int level ? level.ToString(CultureInfo.InvariantCulture) : Entries);
        AppendIndex(text, Index);
        if (Width != Tile.FullWidth)
        {
            text.Append(PartialMark).Append('/').Append(Width.ToString(CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    private static void AppendIndex(StringBuilder text, long index)
    {
        Stack<long> groups = new();
        do
        {
            groups.Push(index % GroupModulus);
            index /= GroupModulus;
        }
        while (index != 0);

        while (groups.TryPop(out long group))
        {
            text.Append('/').Append(groups.Count == 0 ? "" : "x");
            text.Append(group.ToString("D3", CultureInfo.InvariantCulture));
        }
    }

    private static bool TryParseLevel(string text, out int? level)
    {
        level = null;
        if (string.Equals(text, Entries, StringComparison.Ordinal))
        {
            return true;
        }

        if (!TryParseDigits(text, out long number) || number > MaxPathLevel)
        {
            return false;
        }

        level = (int)number;
        return true;
    }

    private static bool TryTakeWidth(ref string[] parts, out int width)
    {
        width = Tile.FullWidth;
        if (parts.Length < 2 || !parts[^2].EndsWith(PartialMark, StringComparison.Ordinal))
        {
            return true;
        }

        if (!TryParseDigits(parts[^1], out long partial) || partial is < 1 or >= Tile.FullWidth)
        {
            return false;
        }

        width = (int)partial;
        parts = [.. parts[..^2], parts[^2][..^PartialMark.Length]];
        return true;
    }

    private static bool TryParseIndex(string[] groups, out long index)
    {
        index = 0;
        for (int i = 0; i < groups.Length; i++)
        {
            bool last = i == groups.Length - 1;
            string group = groups[i];
            string digits = last ? group : group.StartsWith('x') ? group[1..] : "";
            if (digits.Length != GroupDigits || !TryParseDigits(digits, out long value)
                || index > (long.MaxValue - value) / GroupModulus)
            {
                return false;
            }

            index = index * GroupModulus + value;
        }

        return groups.Length > 0;
    }

    private static bool TryParseDigits(string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
