using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Serment.UnitTests.Records.Printing;

/// <summary>Reads the text of our own PDF files back, as a reader would: streams, fonts' maps, glyphs.</summary>
internal static partial class PdfReading
{
    /// <summary>The text of each page, a line a piece.</summary>
    public static IReadOnlyList<string> PagesOf(byte[] pdf)
    {
        IReadOnlyList<string> streams = StreamsOf(pdf);
        Dictionary<string, string>[] maps =
        [
            .. streams.Where(one => one.Contains("begincmap", StringComparison.Ordinal)).Select(MapOf),
        ];
        return
        [
            .. streams.Where(one => one.Contains(" Tj ET", StringComparison.Ordinal))
                .Select(page => string.Join(
                    '\n', Shown().Matches(page).Select(match => TextOf(match, maps)))),
        ];
    }

    /// <summary>Every stream, unpacked.</summary>
    public static IReadOnlyList<string> StreamsOf(byte[] pdf)
    {
        string raw = Encoding.Latin1.GetString(pdf);
        List<string> streams = [];
        foreach (Match match in Stream().Matches(raw))
        {
            int length = int.Parse(match.Groups["length"].ValueSpan, CultureInfo.InvariantCulture);
            using ZLibStream zlib = new(
                new MemoryStream(pdf, match.Index + match.Length, length), CompressionMode.Decompress);
            using MemoryStream unpacked = new();
            zlib.CopyTo(unpacked);
            streams.Add(Encoding.Latin1.GetString(unpacked.ToArray()));
        }

        return streams;
    }

    private static string TextOf(Match match, Dictionary<string, string>[] maps)
    {
        Dictionary<string, string> map = maps[match.Groups["font"].Value is "F1" ? 0 : 1];
        return string.Concat(match.Groups["glyphs"].Value.Chunk(4).Select(glyph => map[new string(glyph)]));
    }

    private static Dictionary<string, string> MapOf(string map) =>
        Pair().Matches(map).ToDictionary(
            pair => pair.Groups["glyph"].Value,
            pair => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(pair.Groups["text"].Value)),
            StringComparer.Ordinal);

    [GeneratedRegex(@"<</Length (?<length>\d+)/Filter/FlateDecode[^>]*>>\nstream\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Stream();

    [GeneratedRegex(@"/(?<font>F\d) \S+ Tf [^<]*<(?<glyphs>[0-9A-F]*)> Tj", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shown();

    [GeneratedRegex(
        @"^<(?<glyph>[0-9A-F]{4})><(?<text>[0-9A-F]+)>$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Pair();
}
