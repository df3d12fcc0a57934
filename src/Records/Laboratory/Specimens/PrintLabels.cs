using Serment.Records.Printing;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>Draws labels as PDF: the bars across, the number in digits below, what is in the tube above.</summary>
public static class PrintLabels
{
    /// <summary>Writes them; the caller wipes the bytes when they have served.</summary>
    /// <param name="labels">At most <see cref="SpecimenLabel.MaxLabels"/>.</param>
    /// <param name="paper">Sheet or roll.</param>
    /// <param name="title">The file's title; it names nobody.</param>
    /// <param name="language">The language's tag.</param>
    /// <param name="at">When they are made.</param>
    public static byte[] Write(
        IReadOnlyList<SpecimenLabel> labels, LabelPaper paper, string title, string language, DateTimeOffset at)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(labels.Count, SpecimenLabel.MaxLabels, nameof(labels));
        ArgumentOutOfRangeException.ThrowIfZero(labels.Count, nameof(labels));
        PdfLabels pdf = new(paper);
        foreach (SpecimenLabel label in labels)
        {
            pdf.Add(Draw(label, paper));
        }

        return pdf.Finish(title, language, at);
    }

    private static LabelDrawing Draw(SpecimenLabel label, LabelPaper paper)
    {
        const double ModuleMillimetres = 0.3;
        const double Inside = 3;
        IReadOnlyList<int> bars = Code128.Bars(label.Code);
        double free = paper.LabelWidth - (2 * Inside);
        double width = Math.Min(free, bars.Sum() * ModuleMillimetres);
        double scale = paper.LabelHeight / LabelPaper.Single.LabelHeight;

        // Name and birth date have a line each: the bars give them room.
        bool isNamed = label.Birth is not null;
        double barHeight = (isNamed ? 7.2 : 8.6) * scale;
        double codeAt = (isNamed ? 12.7 : 14.4) * scale;
        double urgentAt = paper.LabelWidth - 16;
        List<LabelText> lines =
        [
            new(
                Inside, 1.6 * scale, 2.6, label.First, IsBold: false,
                Right: label.IsUrgent ? urgentAt - Inside : null),
            new(Inside, codeAt, 3.2, label.Code, IsBold: true),
        ];
        if (label.Mark.Length > 0)
        {
            lines.Add(new(paper.LabelWidth - 22, codeAt + 0.2, 2.8, label.Mark, IsBold: true));
        }

        if (label.IsUrgent)
        {
            lines.Add(new(
                urgentAt, 1.6 * scale, 2.8, SpecimenLabel.UrgentMark, IsBold: true, IsInverse: true));
        }

        if (label.Person is { } person)
        {
            lines.Add(new(Inside, (isNamed ? 16.7 : 19.4) * scale, 2.9, person, IsBold: true));
        }

        if (label.Birth is { } birth)
        {
            lines.Add(new(Inside, 20.6 * scale, 2.9, birth, IsBold: true));
        }

        return new(bars, Inside, 5 * scale, width, barHeight, lines);
    }
}
