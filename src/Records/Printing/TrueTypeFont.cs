using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Serment.Records.Printing;

/// <summary>
/// What paper needs of a TrueType file (Apple and Microsoft's OpenType specification): glyphs of characters, widths, and
/// a subset with only the glyphs used. The file is one that comes with the program, not a stranger's.
/// </summary>
internal sealed class TrueTypeFont
{
    private const int PlatformWindows = 3;
    private const int EncodingBmp = 1;

    // A glyph that is made of others: bits of its parts' flags.
    private const int ArgsAreWords = 0x1;
    private const int HasScale = 0x8;
    private const int HasMore = 0x20;
    private const int HasTwoScales = 0x40;
    private const int HasMatrix = 0x80;

    private static readonly string[] Kept = ["cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"];
    private readonly byte[] file;
    private readonly Dictionary<string, (int At, int Length)> tables = new(StringComparer.Ordinal);
    private readonly Dictionary<int, ushort> glyphs = [];
    private readonly int metricCount;
    private readonly int metrics;
    private readonly bool hasLongLoca;

    private TrueTypeFont(byte[] file, string name)
    {
        this.file = file;
        Name = name;
        int count = U16(4);
        for (int i = 0; i < count; i++)
        {
            int at = 12 + (i * 16);
            tables.Add(Encoding.ASCII.GetString(file, at, 4), ((int)U32(at + 8), (int)U32(at + 12)));
        }

        int head = tables["head"].At;
        UnitsPerEm = U16(head + 18);
        Box = [I16(head + 36), I16(head + 38), I16(head + 40), I16(head + 42)];
        hasLongLoca = I16(head + 50) != 0;
        int hhea = tables["hhea"].At;
        Ascent = I16(hhea + 4);
        Descent = I16(hhea + 6);
        metricCount = U16(hhea + 34);
        metrics = tables["hmtx"].At;
        GlyphCount = U16(tables["maxp"].At + 4);
        ReadCharacters();
    }

    /// <summary>The PostScript name.</summary>
    public string Name { get; }

    /// <summary>Units in the height of a line.</summary>
    public int UnitsPerEm { get; }

    /// <summary>The box around all glyphs, in units.</summary>
    public IReadOnlyList<int> Box { get; }

    /// <summary>Above the base line, in units.</summary>
    public int Ascent { get; }

    /// <summary>Below the base line, in units; negative.</summary>
    public int Descent { get; }

    private int GlyphCount { get; }

    /// <summary>Unpacks a font that comes with the program.</summary>
    public static TrueTypeFont Load(string name)
    {
        using Stream packed = typeof(TrueTypeFont).Assembly.GetManifestResourceStream($"Serment.Records.Fonts.{name}.ttf.gz")
            ?? throw new InvalidOperationException("A font is missing from the program.");
        using GZipStream stream = new(packed, CompressionMode.Decompress);
        using MemoryStream unpacked = new();
        stream.CopyTo(unpacked);
        return new(unpacked.ToArray(), name);
    }

    /// <summary>The glyph of a character; 0, an empty box, where the font has none.</summary>
    public ushort GlyphOf(Rune character) => glyphs.GetValueOrDefault(character.Value);

    /// <summary>A glyph's width, in units.</summary>
    public int WidthOf(ushort glyph) => U16(metrics + (4 * Math.Min((int)glyph, metricCount - 1)));

    /// <summary>A text's width, in units.</summary>
    public int WidthOf(string text)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            ushort glyph = GlyphOf(rune);
            width += glyph == 0 ? 0 : WidthOf(glyph);
        }

        return width;
    }

    /// <summary>A font file with the outlines of these glyphs only; the numbers of glyphs stay.</summary>
    public byte[] Subset(IEnumerable<ushort> used)
    {
        SortedSet<ushort> all = [0];
        Stack<ushort> open = new(used);
        while (open.TryPop(out ushort glyph))
        {
            if (all.Add(glyph))
            {
                foreach (ushort part in PartsOf(glyph))
                {
                    open.Push(part);
                }
            }
        }

        using MemoryStream outlines = new();
        byte[] places = new byte[4 * (GlyphCount + 1)];
        for (int glyph = 0; glyph < GlyphCount; glyph++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(places.AsSpan(4 * glyph), (uint)outlines.Length);
            if (all.Contains((ushort)glyph))
            {
                (int at, int length) = OutlineOf(glyph);
                outlines.Write(file, at, length);
                while (outlines.Length % 4 != 0)
                {
                    outlines.WriteByte(0);
                }
            }
        }

        BinaryPrimitives.WriteUInt32BigEndian(places.AsSpan(4 * GlyphCount), (uint)outlines.Length);
        byte[] head = Table("head");
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(50), 1);
        return Assemble(tag => tag switch
        {
            "glyf" => outlines.ToArray(),
            "loca" => places,
            "head" => head,
            _ => Table(tag),
        });
    }

    private byte[] Assemble(Func<string, byte[]> contentOf)
    {
        string[] tags = [.. Kept.Where(tables.ContainsKey)];
        using MemoryStream font = new();
        Span<byte> entry = stackalloc byte[16];
        entry.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(entry, 0x00010000);
        BinaryPrimitives.WriteUInt16BigEndian(entry[4..], (ushort)tags.Length);
        font.Write(entry[..12]);
        int at = 12 + (16 * tags.Length);
        foreach (string tag in tags)
        {
            byte[] content = contentOf(tag);
            Encoding.ASCII.GetBytes(tag, entry);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], Sum(content));
            BinaryPrimitives.WriteUInt32BigEndian(entry[8..], (uint)at);
            BinaryPrimitives.WriteUInt32BigEndian(entry[12..], (uint)content.Length);
            font.Write(entry);
            at += (content.Length + 3) & ~3;
        }

        foreach (string tag in tags)
        {
            font.Write(contentOf(tag));
            while (font.Length % 4 != 0)
            {
                font.WriteByte(0);
            }
        }

        return font.ToArray();
    }

    private List<ushort> PartsOf(ushort glyph)
    {
        List<ushort> parts = [];
        (int at, int length) = OutlineOf(glyph);
        if (length == 0 || I16(at) >= 0)
        {
            return parts;
        }

        at += 10;
        int flags;
        do
        {
            flags = U16(at);
            parts.Add(U16(at + 2));
            at += 4 + ((flags & ArgsAreWords) != 0 ? 4 : 2)
                + ((flags & HasScale) != 0 ? 2 : (flags & HasTwoScales) != 0 ? 4 : (flags & HasMatrix) != 0 ? 8 : 0);
        }
        while ((flags & HasMore) != 0);
        return parts;
    }

    private (int At, int Length) OutlineOf(int glyph)
    {
        int loca = tables["loca"].At;
        int from = hasLongLoca ? (int)U32(loca + (4 * glyph)) : 2 * U16(loca + (2 * glyph));
        int to = hasLongLoca ? (int)U32(loca + (4 * glyph) + 4) : 2 * U16(loca + (2 * glyph) + 2);
        return (tables["glyf"].At + from, to - from);
    }

    // The basic plane is all that the pages' texts are written in; what lies beyond is drawn as a box.
    private void ReadCharacters()
    {
        int cmap = tables["cmap"].At;
        int map = 0;
        for (int i = 0; i < U16(cmap + 2); i++)
        {
            int at = cmap + 4 + (8 * i);
            map = U16(at) == PlatformWindows && U16(at + 2) == EncodingBmp ? cmap + (int)U32(at + 4) : map;
        }

        int segments = U16(map + 6) / 2;
        int ends = map + 14;
        int starts = ends + (2 * segments) + 2;
        int deltas = starts + (2 * segments);
        int ranges = deltas + (2 * segments);
        for (int i = 0; i < segments; i++)
        {
            for (int c = U16(starts + (2 * i)); c <= U16(ends + (2 * i)) && c < 0xFFFF; c++)
            {
                int range = U16(ranges + (2 * i));
                int at = ranges + (2 * i) + range + (2 * (c - U16(starts + (2 * i))));
                int glyph = range == 0 ? c : U16(at);
                if (glyph != 0)
                {
                    glyphs[c] = (ushort)(glyph + U16(deltas + (2 * i)));
                }
            }
        }
    }

    private byte[] Table(string tag) => file.AsSpan(tables[tag].At, tables[tag].Length).ToArray();

    private static uint Sum(byte[] content)
    {
        uint sum = 0;
        for (int i = 0; i < content.Length; i += 4)
        {
            uint word = 0;
            for (int j = 0; j < 4; j++)
            {
                word = (word << 8) | (i + j < content.Length ? content[i + j] : 0u);
            }

            sum = unchecked(sum + word);
        }

        return sum;
    }

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at));

    private short I16(int at) => BinaryPrimitives.ReadInt16BigEndian(file.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
}
