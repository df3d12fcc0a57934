using System.Text;
using Serment.Records.Printing;

namespace Serment.UnitTests.Records.Printing;

public sealed class PdfPaperTests
{
    private static readonly PaperSetup Setup =
        new("Ordonnance", "fr-FR", "Clinique des Dunes", "Page", new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public void What_the_font_lacks_is_named_and_takes_no_place()
    {
        Assert.Equal("😀", PdfPaper.Unprintable("Prendre 😀 le matin 😀\net le soir : ½ à 37 °C"));
        Assert.Equal("", PdfPaper.Unprintable("œuf, l’été – 5 µg"));
    }

    [Fact]
    public void Sets_French_and_goes_on_over_the_page()
    {
        PdfPaper paper = new(Setup);
        paper.Text("Ordonnance", TextStyle.Title, TextSide.Middle);
        paper.Columns("Dr Anaïs Le Goff\nŒsophage – cœur", "Née le 14/07/1980");
        paper.Rule();
        paper.Table(
            [0.2, 0.8],
            ["N°", "Ligne"],
            Enumerable.Range(1, 120)
                .Select(i => (IReadOnlyList<string>)[$"{i}", "à jeun, 1 comprimé " + new string('x', 90)]));
        paper.Frame("Signature", 0.5, 1, 70);
        byte[] bytes = paper.Finish();

        Assert.True(paper.PageCount > 2);
        IReadOnlyList<string> pages = PdfReading.PagesOf(bytes);
        Assert.Equal(paper.PageCount, pages.Count);
        Assert.Contains("Œsophage – cœur", pages[0], StringComparison.Ordinal);
        Assert.All(pages, page => Assert.Contains("Clinique des Dunes", page, StringComparison.Ordinal));
        Assert.All(pages, page => Assert.Contains("Ligne", page, StringComparison.Ordinal));
        Assert.Contains($"Page {pages.Count}/{pages.Count}", pages[^1], StringComparison.Ordinal);
        Assert.Contains("Signature", pages[^1], StringComparison.Ordinal);
        Assert.InRange(bytes.Length, 5_000, 120_000);
    }

    [Fact]
    public void What_is_typed_breaks_neither_the_file_nor_its_properties()
    {
        const string Attack = ") Tj ET endstream endobj\n%%EOF <</JS (app.alert(1))>> \u202Eesrever\u0000\u0007";
        PdfPaper paper = new(Setup);
        paper.Text(Attack);
        paper.Table([1.0], [Attack], [[Attack]]);
        byte[] bytes = paper.Finish();

        string raw = Encoding.Latin1.GetString(bytes);
        Assert.DoesNotContain("app.alert", raw, StringComparison.Ordinal);
        Assert.DoesNotContain("/JS", raw, StringComparison.Ordinal);
        Assert.Single(raw.Split("%%EOF")[..^1]);
        Assert.Contains("app.alert(1))>> esrever", Assert.Single(PdfReading.PagesOf(bytes)), StringComparison.Ordinal);
        Assert.All(
            PdfReading.StreamsOf(bytes),
            stream => Assert.DoesNotContain("app.alert", stream, StringComparison.Ordinal));
    }

    [Fact]
    public void Says_no_more_of_itself_than_what_kind_of_paper_it_is()
    {
        PdfPaper paper = new(Setup);
        paper.Text("LE GOFF Anaïs");
        string raw = Encoding.Latin1.GetString(paper.Finish());
        string info = raw[raw.IndexOf("<</Title", StringComparison.Ordinal)..];
        Assert.StartsWith(
            "<</Title" + PdfFile.Text("Ordonnance") + "/Creator(Serment)/CreationDate(D:20260302090000Z)>>", info,
            StringComparison.Ordinal);
        Assert.DoesNotContain("GOFF", raw, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_place_in_the_table_is_an_object()
    {
        PdfPaper paper = new(Setup);
        paper.Text("é");
        byte[] bytes = paper.Finish();
        string raw = Encoding.Latin1.GetString(bytes);
        string[] places =
        [
            .. raw[raw.LastIndexOf("xref\n0", StringComparison.Ordinal)..]
                .Split('\n')
                .Where(line => line.EndsWith(" n ", StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(places);
        for (int i = 0; i < places.Length; i++)
        {
            int at = int.Parse(places[i].AsSpan(0, 10), System.Globalization.CultureInfo.InvariantCulture);
            Assert.StartsWith($"{i + 1} 0 obj", raw[at..(at + 12)], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Control_and_direction_characters_are_left_out() =>
        Assert.Equal("ab c\nd é", PdfText.Clean("a\u202E\u0000b\tc\r\nd e\u0301\uFFFF\uD800"));

    [Fact]
    public void Long_words_are_cut_and_spaces_break() =>
        Assert.Equal(["aa bb", "cccccc", "cc", "", "d"], LineBreaks.Of("aa bb cccccccc\n\nd", line => line.Length <= 6));
}
