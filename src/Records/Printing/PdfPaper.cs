using System.Globalization;
using System.Text;

namespace Serment.Records.Printing;

/// <summary>How a paper is set up. None of it may name a person: a file's properties travel with it unseen.</summary>
/// <param name="Title">The kind of paper, such as "Ordonnance".</param>
/// <param name="Language">The language's tag, such as <c>fr-FR</c>.</param>
/// <param name="Footer">Stands at the foot of every page, beside its number.</param>
/// <param name="PageWord">The word before "2/3".</param>
/// <param name="At">When it was made.</param>
public sealed record PaperSetup(string Title, string Language, string Footer, string PageWord, DateTimeOffset At)
{
    /// <summary>Random bytes, the file's identifier: so nobody guesses its digest. Empty for none.</summary>
    public ReadOnlyMemory<byte> Mark { get; init; }
}

/// <summary>A row of a table whose cells look different.</summary>
/// <param name="Cells">Its cells.</param>
/// <param name="Styles">Their styles; cells beyond have the last one.</param>
/// <param name="HasRule">Whether a line stands above it.</param>
public sealed record PaperRow(IReadOnlyList<string> Cells, IReadOnlyList<TextStyle> Styles, bool HasRule = true);

/// <summary>How text looks.</summary>
public enum TextStyle : byte
{
    /// <summary>Running text.</summary>
    Body = 0,

    /// <summary>Running text, bold.</summary>
    Strong,

    /// <summary>Small print.</summary>
    Small,

    /// <summary>The heading of a part.</summary>
    Heading,

    /// <summary>The paper's title.</summary>
    Title,
}

/// <summary>Where text stands between its edges.</summary>
public enum TextSide : byte
{
    /// <summary>Left.</summary>
    Left = 0,

    /// <summary>In the middle.</summary>
    Middle,

    /// <summary>Right.</summary>
    Right,
}

/// <summary>
/// Writes A4 pages from top to bottom into memory: headings, paragraphs, columns, tables that go on over the page, a
/// footer with page numbers. Nothing is written to disk. Lengths are in points (1/72 inch). Not for several threads.
/// </summary>
public sealed class PdfPaper
{
    /// <summary>Pages of one paper; more is refused.</summary>
    public const int MaxPages = 500;

    private const double PageWidth = 595.28;
    private const double PageHeight = 841.89;
    private const double Margin = 51;
    private const double Bottom = PageHeight - Margin - 34;
    private const double LineFactor = 1.35;
    private const double CellInside = 4;
    private static readonly Lazy<TrueTypeFont> RegularFace = new(() => TrueTypeFont.Load("DejaVuSansCondensed"));
    private static readonly Lazy<TrueTypeFont> BoldFace = new(() => TrueTypeFont.Load("DejaVuSansCondensed-Bold"));

    private readonly PaperSetup setup;
    private readonly PdfFont regular = new(RegularFace.Value, "F1");
    private readonly PdfFont bold = new(BoldFace.Value, "F2");
    private readonly List<StringBuilder> pages = [];
    private double y;

    /// <summary>Begins a paper.</summary>
    public PdfPaper(PaperSetup setup)
    {
        this.setup = setup;
        NewPage();
    }

    /// <summary>The page's width between the margins.</summary>
    public static double Width => PageWidth - (2 * Margin);

    /// <summary>The characters of a text that paper cannot show: they print as nothing.</summary>
    public static string Unprintable(string text) => string.Concat(
        PdfText.Clean(text).EnumerateRunes().Distinct()
            .Where(rune => rune.Value is not '\n' && RegularFace.Value.GlyphOf(rune) == 0)
            .Select(rune => rune.ToString()));

    /// <summary>Pages so far.</summary>
    public int PageCount => pages.Count;

    /// <summary>One or more paragraphs, parted by line ends; long lines are broken at spaces.</summary>
    public void Text(string text, TextStyle style = TextStyle.Body, TextSide side = TextSide.Left)
    {
        foreach (string line in Wrap(text, style, Width))
        {
            Reserve(HeightOf(style));
            y = Draw([line], style, side, 0, Width, y);
        }
    }

    /// <summary>Text set in from the left, by points.</summary>
    public void Indented(string text, double points, TextStyle style = TextStyle.Body)
    {
        foreach (string line in Wrap(text, style, Width - points))
        {
            Reserve(HeightOf(style));
            y = Draw([line], style, TextSide.Left, points, Width - points, y);
        }
    }

    /// <summary>Two blocks side by side, such as the sender and the person concerned.</summary>
    public void Columns(
        string left, string right, TextStyle leftStyle = TextStyle.Body, TextStyle rightStyle = TextStyle.Body)
    {
        const double Gap = 18;
        double half = (Width - Gap) / 2;
        List<string> leftLines = Wrap(left, leftStyle, half);
        List<string> rightLines = Wrap(right, rightStyle, half);
        Reserve(Math.Max(leftLines.Count * HeightOf(leftStyle), rightLines.Count * HeightOf(rightStyle)));
        double top = y;
        double leftEnd = Draw(leftLines, leftStyle, TextSide.Left, 0, half, top);
        double rightEnd = Draw(rightLines, rightStyle, TextSide.Left, half + Gap, half, top);
        y = Math.Max(leftEnd, rightEnd);
    }

    /// <summary>A gap.</summary>
    public void Space(double points) => y += points;

    /// <summary>A line across.</summary>
    public void Rule()
    {
        const double Height = 8;
        Reserve(Height);
        Line(Margin, y + (Height / 2), Margin + Width, y + (Height / 2));
        y += Height;
    }

    /// <summary>Begins a new page where less than this is left.</summary>
    public void Reserve(double points)
    {
        if (y + points > Bottom && y > Margin)
        {
            NewPage();
        }
    }

    /// <summary>An empty frame with a caption inside it, for a signature.</summary>
    /// <param name="caption">The caption.</param>
    /// <param name="from">Its left edge as a share of the width.</param>
    /// <param name="to">Its right edge as a share of the width.</param>
    /// <param name="height">In points.</param>
    public void Frame(string caption, double from, double to, double height)
    {
        const double Inside = 6;
        Reserve(height);
        double left = Width * from;
        double width = Width * (to - from);
        pages[^1].Append(
            CultureInfo.InvariantCulture,
            $"0.6 w 0.5 G {Margin + left:0.##} {PageHeight - y - height:0.##} {width:0.##} {height:0.##} re S\n");
        Draw(
            Wrap(caption, TextStyle.Small, width - (2 * Inside)), TextStyle.Small, TextSide.Left, left + Inside, width,
            y + Inside);
        y += height;
    }

    /// <summary>A table; its head is repeated on each page, a row is broken only when it is longer than a page.</summary>
    /// <param name="shares">Widths as shares that add up to 1.</param>
    /// <param name="head">The head's cells.</param>
    /// <param name="rows">Rows of as many cells.</param>
    public void Table(IReadOnlyList<double> shares, IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        Row(shares, head, TextStyle.Strong);
        foreach (IReadOnlyList<string> row in rows)
        {
            int before = pages.Count;
            Reserve(HeightOf(shares, row));
            if (pages.Count != before)
            {
                Row(shares, head, TextStyle.Strong);
            }

            Row(shares, row, TextStyle.Body);
        }
    }

    /// <summary>A table of rows whose cells look different; its head is repeated on each page.</summary>
    /// <param name="shares">Widths as shares that add up to 1.</param>
    /// <param name="head">The head's cells.</param>
    /// <param name="rows">Rows of as many cells.</param>
    public void Rows(IReadOnlyList<double> shares, IReadOnlyList<string> head, IEnumerable<PaperRow> rows)
    {
        Row(shares, head, TextStyle.Small);
        foreach (PaperRow row in rows)
        {
            List<string>[] wrapped =
                [.. row.Cells.Select((cell, i) => Wrap(cell, StyleOf(row, i), (Width * shares[i]) - (2 * CellInside)))];
            double height = CellInside + wrapped.Select((lines, i) => lines.Count * HeightOf(StyleOf(row, i))).Max();
            int before = pages.Count;
            Reserve(height);
            if (pages.Count != before)
            {
                Row(shares, head, TextStyle.Small);
            }

            if (row.HasRule)
            {
                Line(Margin, y, Margin + Width, y);
            }

            double left = 0;
            for (int cell = 0; cell < wrapped.Length; cell++)
            {
                Draw(
                    wrapped[cell], StyleOf(row, cell), TextSide.Left, left + CellInside, 0,
                    y + (CellInside / 2));
                left += Width * shares[cell];
            }

            y += height;
        }
    }

    /// <summary>Ends the paper: numbers the pages and gives its bytes. The caller wipes them when they have served.</summary>
    public byte[] Finish()
    {
        DrawFooters();
        using PdfFile file = new();
        int tree = file.Reserve();
        List<int> contents = pages.ConvertAll(page => file.AddStream(Encoding.ASCII.GetBytes(page.ToString())));
        string fonts = string.Create(
            CultureInfo.InvariantCulture,
            $"/{regular.Key} {regular.Embed(file)} 0 R/{bold.Key} {bold.Embed(file)} 0 R");
        List<int> numbers = contents.ConvertAll(content => file.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {PageWidth} {PageHeight}]/Resources<</Font<<{fonts}>>>>"
            + $"/Contents {content} 0 R>>")));
        string kids = string.Join(' ', numbers.Select(number => $"{number} 0 R"));
        file.Add(tree, string.Create(CultureInfo.InvariantCulture, $"<</Type/Pages/Count {numbers.Count}/Kids[{kids}]>>"));
        int catalog = file.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<</Type/Catalog/Pages {tree} 0 R/Lang{PdfFile.Text(setup.Language)}"
            + $"/ViewerPreferences<</DisplayDocTitle true>>>>"));
        int info = file.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<</Title{PdfFile.Text(setup.Title)}/Creator(Serment)"
            + $"/CreationDate(D:{setup.At.UtcDateTime:yyyyMMddHHmmss}Z)>>"));
        return file.Finish(catalog, info, setup.Mark.Span);
    }

    private void DrawFooters()
    {
        const double Above = 6;
        List<string> footer = Wrap(setup.Footer, TextStyle.Small, Width * 0.85);
        int count = pages.Count;
        for (int i = 0; i < count; i++)
        {
            double top = PageHeight - Margin + Above;
            Line(Margin, top - Above, Margin + Width, top - Above, i);
            string number = string.Create(CultureInfo.InvariantCulture, $"{setup.PageWord} {i + 1}/{count}");
            Draw([PdfText.Clean(number)], TextStyle.Small, TextSide.Right, 0, Width, top, i);
            Draw([.. footer.Take(2)], TextStyle.Small, TextSide.Left, 0, Width, top, i);
        }
    }

    private void NewPage()
    {
        if (pages.Count == MaxPages)
        {
            throw new InvalidOperationException("the paper has too many pages");
        }

        pages.Add(new());
        y = Margin;
    }

    private void Row(IReadOnlyList<double> shares, IReadOnlyList<string> cells, TextStyle style)
    {
        double height = HeightOf(style);
        List<string>[] wrapped =
            [.. cells.Select((cell, i) => Wrap(cell, style, (Width * shares[i]) - (2 * CellInside)))];
        int lines = wrapped.Max(one => one.Count);
        Reserve(Math.Min(lines * height, Bottom - Margin));
        Line(Margin, y, Margin + Width, y);
        y += CellInside / 2;
        for (int line = 0; line < lines; line++)
        {
            Reserve(height);
            double left = 0;
            for (int cell = 0; cell < wrapped.Length; cell++)
            {
                if (line < wrapped[cell].Count)
                {
                    Draw([wrapped[cell][line]], style, TextSide.Left, left + CellInside, 0, y);
                }

                left += Width * shares[cell];
            }

            y += height;
        }

        y += CellInside / 2;
    }

    private static TextStyle StyleOf(PaperRow row, int cell) => row.Styles[Math.Min(cell, row.Styles.Count - 1)];

    private double HeightOf(IReadOnlyList<double> shares, IReadOnlyList<string> cells) =>
        CellInside + (HeightOf(TextStyle.Body)
            * cells.Select((cell, i) => Wrap(cell, TextStyle.Body, (Width * shares[i]) - (2 * CellInside)).Count).Max());

    private double Draw(
        List<string> lines, TextStyle style, TextSide side, double left, double width, double top, int? page = null)
    {
        PdfFont font = FontOf(style);
        double size = SizeOf(style);
        foreach (string line in lines)
        {
            double free = side == TextSide.Left ? 0 : width - font.WidthOf(line, size);
            double x = Margin + left + (side == TextSide.Middle ? free / 2 : free);
            pages[page ?? (pages.Count - 1)].Append(
                CultureInfo.InvariantCulture,
                $"BT /{font.Key} {size:0.##} Tf 1 0 0 1 {x:0.##} {PageHeight - top - size:0.##} Tm "
                + $"{font.GlyphsOf(line)} Tj ET\n");
            top += HeightOf(style);
        }

        return top;
    }

    private void Line(double fromX, double fromY, double toX, double toY, int? page = null) =>
        pages[page ?? (pages.Count - 1)].Append(
            CultureInfo.InvariantCulture,
            $"0.5 w 0.5 G {fromX:0.##} {PageHeight - fromY:0.##} m {toX:0.##} {PageHeight - toY:0.##} l S\n");

    private List<string> Wrap(string text, TextStyle style, double width)
    {
        PdfFont font = FontOf(style);
        double size = SizeOf(style);
        return LineBreaks.Of(PdfText.Clean(text), part => font.WidthOf(part, size) <= width);
    }

    private PdfFont FontOf(TextStyle style) =>
        style is TextStyle.Strong or TextStyle.Heading or TextStyle.Title ? bold : regular;

    private static double HeightOf(TextStyle style) => SizeOf(style) * LineFactor;

    private static double SizeOf(TextStyle style) => style switch
    {
        TextStyle.Small => 8,
        TextStyle.Heading => 12,
        TextStyle.Title => 16,
        _ => 10,
    };
}
