using System.Globalization;
using Serment.Records.Charts;
using Serment.Records.Medications;
using Serment.Records.Patients.Contact;
using Serment.Records.Patients.Identity;
using Serment.Records.Practitioners;
using Serment.Records.Printing;
using Serment.Web.Parts;
using Serment.Web.Texts;

namespace Serment.Web.Medications;

/// <summary>What a printed prescription says.</summary>
/// <param name="Head">Whose.</param>
/// <param name="Letterhead">Who prescribed, and where.</param>
/// <param name="Lines">The lines of one prescription.</param>
/// <param name="Weight">The last weight; shown for children.</param>
/// <param name="SignedAt">When it was signed, by the clock of the house.</param>
/// <param name="PrintedAt">When it was printed.</param>
/// <param name="Now">The moment of printing.</param>
internal sealed record PrescriptionPaperModel(
    ChartHead Head, Letterhead Letterhead, IReadOnlyList<ChartLine> Lines, MeasuredWeight? Weight, DateTime SignedAt,
    DateTime PrintedAt, DateTimeOffset Now);

/// <summary>
/// The printed <i>ordonnance</i>, with what the French public health code asks of it (article R. 5132-3): who
/// prescribes, for whom, each drug with its dosage and duration, and the number of lines. It is made in memory. Its
/// properties name nobody.
/// </summary>
internal static class PrescriptionPaper
{
    private const int AdultYears = 18;
    private const double SignatureHeight = 80;

    /// <summary>Writes it.</summary>
    public static byte[] Write(PrescriptionPaperModel model, PageTexts texts)
    {
        PdfPaper paper = new(new(
            texts["paper.title"],
            texts.Culture.Name,
            texts.Fill(
                "paper.footer", model.Letterhead.SiteName, texts.Minute(model.PrintedAt),
                model.Head.LogIndex.ToString(CultureInfo.InvariantCulture)),
            texts["paper.page"],
            model.Now));
        paper.Columns(PrescriberOf(model, texts), SiteOf(model.Letterhead, texts));
        paper.Rule();
        paper.Columns("", PatientOf(model, texts), rightStyle: TextStyle.Strong);
        paper.Space(14);
        paper.Text(texts["paper.title"], TextStyle.Title, TextSide.Middle);
        paper.Text(
            texts.Fill("paper.made", model.Letterhead.Town, texts.Day(DateOnly.FromDateTime(model.SignedAt))),
            TextStyle.Body,
            TextSide.Middle);
        paper.Space(14);
        for (int i = 0; i < model.Lines.Count; i++)
        {
            WriteLine(paper, model.Lines[i], i + 1, texts);
        }

        paper.Rule();
        paper.Text(
            texts.Fill("paper.count", model.Lines.Count, texts.InWords(model.Lines.Count)), TextStyle.Strong);
        paper.Space(10);
        paper.Frame(texts["paper.signature"] + "\n" + model.Letterhead.FullName, 0.5, 1, SignatureHeight);
        return paper.Finish();
    }

    private static void WriteLine(PdfPaper paper, ChartLine line, int number, PageTexts texts)
    {
        const double Inside = 16;
        paper.Reserve(48);
        string name = string.Create(CultureInfo.InvariantCulture, $"{number}. {line.Line.Name}");
        paper.Text(line.Line.IsFreeText ? $"{name} {texts["paper.free"]}" : name, TextStyle.Strong);
        if (line.Line.Steps.Count > 0)
        {
            string route = line.Line.Route is { } way ? $" – {way}" : "";
            paper.Indented(texts.Posology(line.Line) + route, Inside);
        }

        List<string> under = [texts.Fill("paper.from", texts.Day(DateOnly.FromDateTime(line.Line.Start)))];
        if (line.Line.TotalDays is { } days)
        {
            under.Add(texts.Fill("paper.total", texts.Count("paper.totalDays", days)));
        }

        if (line.Line.NoSubstitution != NoSubstitution.None)
        {
            under.Add(texts.Of("noSubstitution", line.Line.NoSubstitution));
        }

        paper.Indented(string.Join(" · ", under), Inside);
        if (line.Line.Note is { } note)
        {
            paper.Indented(note, Inside);
        }

        if (LineResource.StoppedBecause(line.Entry.Resource).Reason is { } reason)
        {
            paper.Indented(texts.Fill("paper.stopped", texts.Of("stopReason", reason)), Inside, TextStyle.Strong);
        }

        paper.Space(8);
    }

    private static string PrescriberOf(PrescriptionPaperModel model, PageTexts texts)
    {
        PracticeDetails practice = model.Letterhead.Practice;
        List<string> lines = [model.Letterhead.FullName];
        Add(lines, practice.Specialty);
        Add(lines, practice.Rpps is { } rpps ? texts.Fill("paper.rpps", rpps) : null);
        Add(lines, PhoneOf(practice.Phone, texts));
        return string.Join('\n', lines);
    }

    private static string SiteOf(Letterhead head, PageTexts texts)
    {
        List<string> lines = [head.SiteName];
        Add(lines, head.Site.Address);
        Add(lines, PhoneOf(head.Site.Phone, texts));
        Add(lines, head.Finess is { } finess ? texts.Fill("paper.finess", finess) : null);
        return string.Join('\n', lines);
    }

    private static string PatientOf(PrescriptionPaperModel model, PageTexts texts)
    {
        DateOnly day = DateOnly.FromDateTime(model.SignedAt);
        PatientIdentity? who = model.Head.Identity;
        List<string> lines =
        [
            $"{who?.UsedName ?? who?.BirthName ?? texts["trait.unknown"]} {who?.UsedGivenName ?? who?.FirstGivenName}",
        ];
        if (who?.UsedName is not null && who.BirthName is { } birthName)
        {
            lines.Add($"{texts["trait.birthName"]} : {birthName} {who.FirstGivenName}");
        }

        lines.Add(texts.Fill("paper.born", texts.Born(who?.BirthDate), texts.Age(who?.BirthDate, day)));
        Add(lines, who is null ? null : texts.Fill("paper.sex", texts.Of("sex", who.Sex)));
        bool isChild = who?.BirthDate is not { IsEmpty: false } born || born.AgeYears(day) < AdultYears;
        Add(lines, isChild && model.Weight is { } weight
            ? texts.Fill("paper.weight", weight.Kilograms.ToString("0.##", texts.Culture), texts.Day(weight.Day))
            : null);
        Add(lines, model.Head.Number is { } number ? texts.Fill("paper.number", number.Value) : null);
        return string.Join('\n', lines);
    }

    private static string? PhoneOf(string? e164, PageTexts texts) =>
        e164 is not null && PhoneNumber.TryParse(e164, out PhoneNumber phone) == ContactRefusal.None
            ? texts.Fill("paper.phone", phone.ToDisplay())
            : null;

    private static void Add(List<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Add(line);
        }
    }
}
