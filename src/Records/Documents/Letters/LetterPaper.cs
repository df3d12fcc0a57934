using Serment.Records.Patients.Contact;
using Serment.Records.Practitioners;
using Serment.Records.Printing;

namespace Serment.Records.Documents.Letters;

/// <summary>The words around a letter, in its language.</summary>
/// <param name="Language">The language's tag.</param>
/// <param name="Page">The word before the page number.</param>
/// <param name="Concerning">The line that says whom it concerns.</param>
/// <param name="On">The place's and day's line.</param>
/// <param name="Signed">What stands in the frame of the signature.</param>
/// <param name="Footer">Stands at the foot of every page: house and record number, for a page that went astray.</param>
/// <param name="Draft">What stands over one that nobody has signed; null for a signed one.</param>
public sealed record LetterFrame(
    string Language, string Page, string Concerning, string On, string Signed, string Footer, string? Draft);

/// <summary>A letter as a PDF: the house, the recipient, whom it concerns, the text, the signature.</summary>
public static class LetterPaper
{
    private const double SignatureHeight = 64;

    /// <summary>Writes it.</summary>
    public static byte[] Write(
        string title, string recipient, string text, Letterhead head, LetterFrame frame, DateTimeOffset at)
    {
        PdfPaper paper = new(new(title, frame.Language, frame.Footer, frame.Page, at));
        paper.Columns(HouseOf(head), recipient);
        paper.Space(18);
        paper.Text(frame.On, side: TextSide.Right);
        paper.Space(6);
        if (frame.Draft is { } draft)
        {
            paper.Text(draft, TextStyle.Strong, TextSide.Middle);
        }

        paper.Text(title, TextStyle.Title);
        paper.Text(frame.Concerning, TextStyle.Strong);
        paper.Rule();
        paper.Text(text);
        paper.Space(14);
        paper.Frame(frame.Signed, 0.5, 1, SignatureHeight);
        return paper.Finish();
    }

    private static string HouseOf(Letterhead head)
    {
        string?[] lines =
        [
            head.SiteName, head.Site.Address, PhoneNumber.Shown(head.Site.Phone) is { } phone ? "Tél. " + phone : null,
            head.Finess is { } finess ? "FINESS " + finess : null, "", head.FullName, head.Practice.Specialty,
            head.Practice.Rpps is { } rpps ? "RPPS " + rpps : null,
        ];
        return string.Join('\n', lines.OfType<string>());
    }
}
