using System.Globalization;
using Serment.Records.Printing;

namespace Serment.Records.Laboratory.Reports;

/// <summary>
/// A report on paper. Its words are French whatever the page's language is: it is a document of French law.
/// </summary>
public static class ReportPaper
{
    private const string Minute = "dd/MM/yyyy HH:mm";
    private const string Day = "dd/MM/yyyy";
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");
    private static readonly double[] Shares = [0.34, 0.17, 0.12, 0.18, 0.19];

    private static readonly string[] Head =
        ["Analyse", "Résultat", "Unité", "Valeurs de référence", "Antériorité"];

    private static string BornOf(ReportPerson person) =>
        $"{(person.Sex is "F" ? "née" : person.Sex is "M" ? "né" : "né(e)")} "
        + $"{(person.Born.Count(one => one == '/') == 2 ? "le" : "en")} {person.Born}";

    /// <summary>Draws it; the same report at the same time gives the same bytes.</summary>
    public static byte[] Write(ReportModel report, TimeZoneInfo zone)
    {
        PdfPaper paper = new(new(
            "Compte rendu de biologie médicale", "fr-FR",
            $"{report.House.Name} – dossier {report.Number} – {report.Person.Name}, {BornOf(report.Person)}", "page",
            report.IssuedAt)
        {
            Mark = report.Mark,
        });
        DrawHead(paper, report, zone);
        DrawChanges(paper, report, zone);
        foreach (ReportSection section in report.Sections)
        {
            paper.Space(6);
            paper.Reserve(60);
            paper.Text(NameOf(section.Section), TextStyle.Heading);
            paper.Rows(Shares, Head, section.Lines.SelectMany(line => RowsOf(line, zone)));
            DrawMethods(paper, section, zone);
        }

        DrawEnd(paper, report, zone);
        return paper.Finish();
    }

    /// <summary>A section's name on paper.</summary>
    public static string NameOf(Section section) => section switch
    {
        Section.Haematology => "Hématologie",
        Section.Haemostasis => "Hémostase",
        Section.Biochemistry => "Biochimie",
        Section.Hormones => "Hormonologie et marqueurs",
        Section.Serology => "Sérologie et immunologie",
        Section.ImmunoHaematology => "Immuno-hématologie",
        Section.Urine => "Urines",
        Section.Bacteriology => "Bactériologie",
        _ => "Autres analyses",
    };

    private static void DrawHead(PdfPaper paper, ReportModel report, TimeZoneInfo zone)
    {
        ReportHouse house = report.House;
        paper.Columns(
            Lines(
                house.Name, house.Address, house.Phone.Length > 0 ? "Tél. " + house.Phone : null,
                house.Finess.Length > 0 ? "FINESS " + house.Finess : null,
                house.Head.Length > 0 ? "Biologiste responsable : " + house.Head : null,
                house.Accreditation.Length > 0 ? "Accréditation : " + house.Accreditation : null),
            Lines(
                report.Person.Name, "Nom de naissance : " + report.Person.BirthName,
                $"N{BornOf(report.Person)[1..]}{(report.Person.Sex.Length > 0 ? " – sexe " + report.Person.Sex : "")}",
                report.Person.Standing.Length > 0 ? report.Person.Standing : null,
                report.Person.Number is { } number ? "Dossier patient " + number : null,
                report.Prescriber.Length > 0 ? "Prescripteur : " + report.Prescriber : null),
            TextStyle.Small);
        paper.Space(6);
        if (report.IsPreview)
        {
            paper.Text("BROUILLON – NON SIGNÉ", TextStyle.Strong, TextSide.Middle);
        }

        paper.Text("Compte rendu de biologie médicale", TextStyle.Title);
        paper.Text(
            StatusOf(report) + (report.Edition > 1 ? $" – édition n° {report.Edition}" : ""), TextStyle.Strong);
        paper.Text(
            $"Dossier {report.Number} – prescrit le {At(report.OrderedAt, zone)} – édité le {At(report.IssuedAt, zone)}");
        foreach (ReportTube tube in report.Tubes)
        {
            paper.Text(
                string.Join(" – ", new string?[]
                {
                    $"Échantillon {tube.Number} ({tube.Container})",
                    tube.CollectedAt is { } collected
                        ? $"prélevé le {At(collected, zone)}{(tube.Collector is { } by ? " par " + by : "")}"
                        : "heure de prélèvement non communiquée",
                    tube.ReceivedAt is { } received ? $"reçu le {At(received, zone)}" : null,
                }.OfType<string>()),
                TextStyle.Small);
        }
    }

    private static void DrawChanges(PdfPaper paper, ReportModel report, TimeZoneInfo zone)
    {
        if (report.Replaces is { } replaced)
        {
            paper.Space(4);
            paper.Text(
                $"Ce compte rendu annule et remplace celui édité le {At(replaced, zone)}.", TextStyle.Strong);
        }

        foreach (ReportChange change in report.Changes)
        {
            paper.Indented(
                $"Rectification – {change.Label} : {change.After} au lieu de {change.Before}. Motif : {change.Reason}", 12);
        }

        if (report.Pending > 0)
        {
            paper.Space(4);
            paper.Text(
                report.Pending == 1
                    ? "Compte rendu partiel : une analyse est en cours."
                    : $"Compte rendu partiel : {report.Pending} analyses sont en cours.",
                TextStyle.Strong);
        }
    }

    private static IEnumerable<PaperRow> RowsOf(ReportLine line, TimeZoneInfo zone)
    {
        TextStyle value = line.Flag.IsOutside() ? TextStyle.Strong : TextStyle.Body;
        yield return new(
            [
                line.Label, SignOf(line.Flag) + line.Value, line.Unit, line.Range,
                line.Earlier is { } earlier ? $"{earlier.Text} ({Local(earlier.At, zone).ToString(Day, French)})" : "",
            ],
            [TextStyle.Body, value, TextStyle.Body, TextStyle.Body, TextStyle.Small]);
        if (line.Second is { } second)
        {
            yield return new(["", second, "", "", ""], [TextStyle.Small, TextStyle.Small], HasRule: false);
        }

        foreach (ReportPart part in line.Parts)
        {
            yield return new(
                ["  " + part.Label, part.Value, "", part.Interpretation ?? "", ""],
                [TextStyle.Small, TextStyle.Small, TextStyle.Small, TextStyle.Strong], HasRule: false);
        }
    }

    private static void DrawMethods(PdfPaper paper, ReportSection section, TimeZoneInfo zone)
    {
        paper.Space(3);
        foreach (ReportLine line in section.Lines)
        {
            if (line.Told is { } told)
            {
                paper.Indented(
                    $"{line.Label} : valeur critique communiquée à {told.To} le {At(told.At, zone)} par {told.By}, relue.",
                    8);
            }

            foreach (string remark in line.Remarks)
            {
                paper.Indented($"{line.Label} : {remark}", 8);
            }
        }

        foreach ((string text, string labels) in Grouped(
            section.Lines.SelectMany(line => line.Reserves.Select(reserve => (reserve, line.Label)))))
        {
            paper.Indented($"Réserve {labels} – {text}", 8, TextStyle.Strong);
        }

        foreach ((string text, string labels) in Grouped(
            section.Lines.Where(line => line.Outside is not null).Select(line => (line.Outside!, line.Label))))
        {
            paper.Indented($"Sous-traitance {labels} – réalisé par le laboratoire {text}", 8, TextStyle.Strong);
        }

        string methods = string.Join(" ; ", section.Lines
            .Where(line => line.Method is { Length: > 0 })
            .GroupBy(line => line.Method!, StringComparer.Ordinal)
            .Select(group => $"{group.Key} ({string.Join(", ", group.Select(line => line.Label))})"));
        if (methods.Length > 0)
        {
            paper.Text("Techniques : " + methods, TextStyle.Small);
        }

        foreach (IGrouping<string, ReportLine> by in section.Lines.GroupBy(ValidationOf, StringComparer.Ordinal))
        {
            DateTimeOffset? last = by.Max(line => line.ValidatedAt);
            string which = section.Lines.Count == by.Count() ? "" : $" ({string.Join(", ", by.Select(line => line.Label))})";
            paper.Text(by.Key + (last is { } at ? $", le {At(at, zone)}" : "") + which, TextStyle.Small);
        }
    }

    private static void DrawEnd(PdfPaper paper, ReportModel report, TimeZoneInfo zone)
    {
        paper.Space(10);
        paper.Reserve(60);
        paper.Text(
            report.IsPreview
                ? "BROUILLON – NON SIGNÉ"
                : $"Validé et signé électroniquement par {report.SignedBy}, biologiste médical, le {At(report.IssuedAt, zone)}.",
            TextStyle.Strong);
        paper.Text(
            "▲ supérieur, ▼ inférieur aux valeurs de référence ; signe doublé : valeur critique. Ce compte rendu est accompagné "
            + "d’une signature électronique (.p7s) vérifiable avec le certificat du laboratoire. Il ne peut être reproduit que "
            + "dans son intégralité.",
            TextStyle.Small);
        paper.Text("– Fin du compte rendu –", TextStyle.Body, TextSide.Middle);
    }

    private static IEnumerable<(string Text, string Labels)> Grouped(IEnumerable<(string Text, string Label)> said) =>
        said.GroupBy(one => one.Text, StringComparer.Ordinal)
            .Select(group => (group.Key, $"({string.Join(", ", group.Select(one => one.Label))})"));

    private static string ValidationOf(ReportLine line) =>
        line.Rule is { } rule ? $"Libération automatique par la règle {rule}"
        : $"Validation biologique : {line.ValidatedBy ?? "–"}";

    private static string StatusOf(ReportModel report) => report.Status switch
    {
        ReportStatus.Corrected => report.Pending > 0 ? "RECTIFICATIF – PARTIEL" : "RECTIFICATIF",
        ReportStatus.Partial => "COMPTE RENDU PARTIEL",
        _ => "COMPTE RENDU COMPLET",
    };

    private static string SignOf(ResultFlag flag) => flag switch
    {
        ResultFlag.Low => "▼ ",
        ResultFlag.High => "▲ ",
        ResultFlag.CriticalLow => "▼▼ ",
        ResultFlag.CriticalHigh => "▲▲ ",
        ResultFlag.Abnormal => "! ",
        ResultFlag.CriticalAbnormal => "!! ",
        _ => "",
    };

    private static string Lines(params string?[] lines) => string.Join('\n', lines.OfType<string>());

    private static DateTime Local(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    private static string At(DateTimeOffset at, TimeZoneInfo zone) => Local(at, zone).ToString(Minute, French);
}
