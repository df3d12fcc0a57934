using System.Globalization;
using System.Text;

namespace Serment.Records.Printing;

/// <summary>
/// A font in one file: notes the glyphs used, and at the end embeds these (ISO 32000-1, 9.7: a Type 0 font with
/// Identity-H, and a map back to characters so that the text can be searched and read aloud).
/// </summary>
internal sealed class PdfFont(TrueTypeFont face, string key)
{
    private const int PerThousand = 1000;
    private readonly SortedDictionary<ushort, Rune> used = [];

    /// <summary>The font's name in the pages.</summary>
    public string Key => key;

    /// <summary>A text's width at a size in points.</summary>
    public double WidthOf(string text, double points) => face.WidthOf(text) * points / face.UnitsPerEm;

    /// <summary>The text as the hexadecimal numbers of its glyphs.</summary>
    public string GlyphsOf(string text)
    {
        StringBuilder hex = new("<");
        foreach (Rune rune in text.EnumerateRunes())
        {
            ushort glyph = face.GlyphOf(rune);
            if (glyph == 0)
            {
                // An empty box among the words of a prescription would be read as something.
                continue;
            }

            used.TryAdd(glyph, rune);
            hex.Append(glyph.ToString("X4", CultureInfo.InvariantCulture));
        }

        return hex.Append('>').ToString();
    }

    /// <summary>Embeds it; gives the object's number.</summary>
    public int Embed(PdfFile file)
    {
        // A subset's name begins with six capitals and a plus (9.6.4).
        string name = $"SRMNT{(char)('A' + (key[^1] % 26))}+{face.Name}";
        byte[] subset = face.Subset(used.Keys);
        int program = file.AddStream(
            subset, string.Create(CultureInfo.InvariantCulture, $"/Length1 {subset.Length}"));
        int descriptor = file.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[{string.Join(' ', face.Box.Select(Scaled))}]/ItalicAngle 0"
            + $"/Ascent {Scaled(face.Ascent)}/Descent {Scaled(face.Descent)}/CapHeight {Scaled(face.Ascent)}/StemV 80"
            + $"/FontFile2 {program} 0 R>>"));
        StringBuilder widths = new();
        foreach (ushort glyph in used.Keys)
        {
            widths.Append(CultureInfo.InvariantCulture, $"{glyph}[{Scaled(face.WidthOf(glyph))}]");
        }

        int descendant = file.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}"
            + $"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            + $"/FontDescriptor {descriptor} 0 R/CIDToGIDMap/Identity/DW 600/W[{widths}]>>"));
        int map = file.AddStream(Encoding.ASCII.GetBytes(CharacterMap()));
        return file.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]"
            + $"/ToUnicode {map} 0 R>>"));
    }

    private string CharacterMap()
    {
        const int MaxInBlock = 100;
        StringBuilder map = new(
            "/CIDInit/ProcSet findresource begin 12 dict begin begincmap"
            + "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def/CMapName/Adobe-Identity-UCS def"
            + "/CMapType 2 def 1 begincodespacerange<0000><FFFF>endcodespacerange\n");
        foreach (KeyValuePair<ushort, Rune>[] block in used.Chunk(MaxInBlock))
        {
            map.Append(CultureInfo.InvariantCulture, $"{block.Length} beginbfchar\n");
            foreach ((ushort glyph, Rune rune) in block)
            {
                string character = Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(rune.ToString()));
                map.Append(CultureInfo.InvariantCulture, $"<{glyph:X4}><{character}>\n");
            }

            map.Append("endbfchar\n");
        }

        return map.Append("endcmap CMapName currentdict/CMap defineresource pop end end").ToString();
    }

    private int Scaled(int units) => units * PerThousand / face.UnitsPerEm;
}
