using System.Globalization;
using System.Text;

namespace Serment.Records.Printing;

/// <summary>How labels come out of the printer. Lengths are in millimetres.</summary>
/// <param name="PageWidth">Width of a page.</param>
/// <param name="PageHeight">Height of a page.</param>
/// <param name="Columns">Labels beside each other.</param>
/// <param name="Rows">Labels below each other.</param>
/// <param name="LabelWidth">Width of one.</param>
/// <param name="LabelHeight">Height of one.</param>
/// <param name="Left">Margin on the left.</param>
/// <param name="Top">Margin above.</param>
public sealed record LabelPaper(
    double PageWidth, double PageHeight, int Columns, int Rows, double LabelWidth, double LabelHeight, double Left,
    double Top)
{
    /// <summary>A roll of labels of 50 × 25 mm: one label a page.</summary>
    public static LabelPaper Single { get; } = new(50, 25, 1, 1, 50, 25, 0, 0);

    /// <summary>An A4 sheet of 3 × 8 labels of 70 × 37 mm, without gaps.</summary>
    public static LabelPaper Sheet { get; } = new(210, 297, 3, 8, 70, 37, 0, 0.5);
}

/// <summary>One line of a label, in millimetres from the label's upper left corner.</summary>
/// <param name="X">Where it begins.</param>
/// <param name="Y">Its upper edge.</param>
/// <param name="Millimetres">Its height.</param>
/// <param name="Text">The text; what does not fit ends with dots.</param>
/// <param name="IsBold">Whether it is bold.</param>
/// <param name="IsInverse">Whether it is white on black.</param>
/// <param name="Right">Where it ends at the latest; null for the label's edge.</param>
internal sealed record LabelText(
    double X, double Y, double Millimetres, string Text, bool IsBold, bool IsInverse = false, double? Right = null);

/// <summary>One label: its bars, as widths in modules with a bar first, and its lines.</summary>
internal sealed record LabelDrawing(
    IReadOnlyList<int> Bars, double BarX, double BarY, double BarWidth, double BarHeight, IReadOnlyList<LabelText> Lines);

/// <summary>Writes labels as PDF into memory. The file's properties name nobody. Not for several threads.</summary>
internal sealed class PdfLabels(LabelPaper paper)
{
    private const double PointsOfMillimetre = 72 / 25.4;
    private readonly PdfFont regular = new(TrueTypeFont.Load("DejaVuSansCondensed"), "F1");
    private readonly PdfFont bold = new(TrueTypeFont.Load("DejaVuSansCondensed-Bold"), "F2");
    private readonly List<StringBuilder> pages = [];
    private int drawn;

    /// <summary>Draws the next label.</summary>
    public void Add(LabelDrawing label)
    {
        int place = drawn++ % (paper.Columns * paper.Rows);
        if (place == 0)
        {
            pages.Add(new());
        }

        double left = paper.Left + (place % paper.Columns * paper.LabelWidth);
        double top = paper.Top + (place / paper.Columns * paper.LabelHeight);
        DrawBars(label, left, top);
        foreach (LabelText line in label.Lines)
        {
            Draw(line, left, top);
        }
    }

    /// <summary>Ends the file. The caller wipes the bytes when they have served.</summary>
    public byte[] Finish(string title, string language, DateTimeOffset at)
    {
        using PdfFile file = new();
        int tree = file.Reserve();
        List<int> contents = pages.ConvertAll(page => file.AddStream(Encoding.ASCII.GetBytes(page.ToString())));
        string fonts = string.Create(
            CultureInfo.InvariantCulture,
            $"/{regular.Key} {regular.Embed(file)} 0 R/{bold.Key} {bold.Embed(file)} 0 R");
        List<int> numbers = contents.ConvertAll(content => file.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {Points(paper.PageWidth):0.##} {Points(paper.PageHeight):0.##}]"
            + $"/Resources<</Font<<{fonts}>>>>/Contents {content} 0 R>>")));
        file.Add(tree, string.Create(
            CultureInfo.InvariantCulture,
            $"<</Type/Pages/Count {numbers.Count}/Kids[{string.Join(' ', numbers.Select(one => $"{one} 0 R"))}]>>"));

        // Bars that are printed smaller to fit a page cannot be read.
        int catalog = file.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<</Type/Catalog/Pages {tree} 0 R/Lang{PdfFile.Text(language)}"
            + $"/ViewerPreferences<</DisplayDocTitle true/PrintScaling/None>>>>"));
        int info = file.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<</Title{PdfFile.Text(title)}/Creator(Serment)/CreationDate(D:{at.UtcDateTime:yyyyMMddHHmmss}Z)>>"));
        return file.Finish(catalog, info);
    }

    private static double Points(double millimetres) => millimetres * PointsOfMillimetre;

    private void DrawBars(LabelDrawing label, double left, double top)
    {
        if (label.Bars.Count == 0)
        {
            return;
        }

        double module = label.BarWidth / label.Bars.Sum();
        double x = left + label.BarX;
        StringBuilder page = pages[^1];
        page.Append("0 g\n");
        for (int i = 0; i < label.Bars.Count; i++)
        {
            double width = module * label.Bars[i];
            if (i % 2 == 0)
            {
                Rectangle(page, x, top + label.BarY, width, label.BarHeight);
            }

            x += width;
        }
    }

    private void Rectangle(StringBuilder page, double x, double y, double width, double height) =>
        page.Append(
            CultureInfo.InvariantCulture,
            $"{Points(x):0.###} {Points(paper.PageHeight - y - height):0.###} {Points(width):0.###} "
            + $"{Points(height):0.###} re f\n");

    private void Draw(LabelText line, double left, double top)
    {
        PdfFont font = line.IsBold ? bold : regular;
        double size = Points(line.Millimetres);
        double free = (line.Right ?? (paper.LabelWidth - 1)) - line.X;
        string text = Fitting(PdfText.Clean(line.Text).Replace('\n', ' '), font, size, free);
        StringBuilder page = pages[^1];
        if (line.IsInverse)
        {
            const double Around = 0.6;
            page.Append("0 g\n");
            Rectangle(
                page, left + line.X - Around, top + line.Y - Around,
                (font.WidthOf(text, size) / PointsOfMillimetre) + (2 * Around), line.Millimetres + (2 * Around));
        }

        page.Append(
            CultureInfo.InvariantCulture,
            $"{(line.IsInverse ? 1 : 0)} g BT /{font.Key} {size:0.##} Tf 1 0 0 1 {Points(left + line.X):0.##} "
            + $"{Points(paper.PageHeight - top - line.Y) - (size * 0.82):0.##} Tm {font.GlyphsOf(text)} Tj ET\n");
    }

    // A name that is too long ends with dots rather than on the neighbour's label.
    private static string Fitting(string text, PdfFont font, double size, double millimetres)
    {
        double free = Points(millimetres);
        string shown = text;
        while (shown.Length > 1 && font.WidthOf(shown, size) > free)
        {
            shown = shown[..^2] + "…";
        }

        return shown;
    }
}
