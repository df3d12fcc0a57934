using System.Text;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Reports;
using Serment.UnitTests.Records.Printing;

namespace Serment.UnitTests.Records.Laboratory.Reports;

public sealed class ReportPaperTests
{
    private const int MaxBytes = 150 * 1024;

    private static readonly TimeZoneInfo Paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    [Fact]
    public void The_same_report_has_the_same_bytes_and_another_mark_other_ones()
    {
        byte[] once = ReportPaper.Write(Sample(40), Paris);

        Assert.Equal(once, ReportPaper.Write(Sample(40), Paris));
        Assert.NotEqual(once, ReportPaper.Write(Sample(40) with { Mark = new byte[16] }, Paris));
    }

    [Fact]
    public void Three_pages_stay_small()
    {
        byte[] pdf = ReportPaper.Write(Sample(56), Paris);
        string text = Encoding.Latin1.GetString(pdf);
        if (Environment.GetEnvironmentVariable("SERMENT_SCREENSHOTS") is { Length: > 0 } folder)
        {
            File.WriteAllBytes(Path.Combine(folder, "report.pdf"), pdf);
        }

        Assert.Contains("/Count 3", text, StringComparison.Ordinal);
        Assert.InRange(pdf.Length, 1, MaxBytes);
    }

    [Fact]
    public void Names_no_person_in_what_travels_unseen()
    {
        string text = Encoding.Latin1.GetString(ReportPaper.Write(Sample(3), Paris));
        Assert.DoesNotContain("MARTIN", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(
            Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes("MARTIN")), text, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_who_was_called_about_a_critical_value_and_which_rule_released_another()
    {
        ReportModel plain = Sample(2);
        ReportLine line = plain.Sections[0].Lines[0];
        ReportModel report = plain with
        {
            Sections =
            [
                new(
                    Section.Biochemistry,
                    [
                        line with
                        {
                            Label = "Potassium",
                            Told = new("Dr Paul Remède", new(2026, 3, 2, 8, 12, 0, TimeSpan.Zero), "Théo Titre"),
                        },
                        line with { Label = "Sodium", Rule = "2 v3", ValidatedBy = null },
                    ]),
            ],
        };

        string text = string.Join(' ', PdfReading.PagesOf(ReportPaper.Write(report, Paris)))
            .Replace('\n', ' ').Replace("  ", " ", StringComparison.Ordinal);

        Assert.Contains(
            "valeur critique communiquée à Dr Paul Remède le 02/03/2026 09:12 par Théo Titre, relue", text,
            StringComparison.Ordinal);
        Assert.Contains("Libération automatique par la règle 2 v3", text, StringComparison.Ordinal);
    }

    /// <summary>A corrected report with that many analyses.</summary>
    internal static ReportModel Sample(int analyses) => new()
    {
        House = new(
            "Laboratoire de biologie médicale des Tilleuls", "12 rue des Tilleuls\n69003 Lyon", "04 72 00 00 00", "690000001",
            "Dr Hélène Aubry", "Cofrac n° 8-0000, portée disponible sur www.cofrac.fr"),
        Person = new("MARTIN Anne-Sophie", "DUPONT Anne-Sophie", "12/03/1979", "F", "2600012")
        {
            Standing = "INS 2 79 03 69 383 012 28 (NIR) – identité qualifiée",
        },
        Number = "2600004217",
        OrderedAt = new(2026, 3, 2, 7, 15, 0, TimeSpan.Zero),
        Prescriber = "Dr Paul Remède",
        Tubes =
        [
            new("26000042171", "SER", new(2026, 3, 2, 7, 30, 0, TimeSpan.Zero), "Nina Veille",
                new(2026, 3, 2, 7, 55, 0, TimeSpan.Zero)),
            new("26000042189", "EDTA", null, null, new(2026, 3, 2, 7, 56, 0, TimeSpan.Zero)),
        ],
        Status = ReportStatus.Corrected,
        Edition = 2,
        Replaces = new(2026, 3, 2, 10, 2, 0, TimeSpan.Zero),
        Changes = [new("Potassium", "6,8 mmol/L", "4,1 mmol/L", "prélèvement hémolysé, nouveau dosage")],
        Pending = 1,
        IssuedAt = new(2026, 3, 2, 11, 40, 0, TimeSpan.Zero),
        SignedBy = "Dr Béatrice Lange",
        Mark = new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 },
        Sections =
        [
            new(Section.Haematology, [.. Lines(analyses / 2)]),
            new(Section.Biochemistry, [.. Lines(analyses - (analyses / 2))]),
        ],
    };

    private static IEnumerable<ReportLine> Lines(int count)
    {
        DateTimeOffset validated = new(2026, 3, 2, 11, 30, 0, TimeSpan.Zero);
        for (int i = 0; i < count; i++)
        {
            yield return new()
            {
                Label = i % 7 == 0 ? "Débit de filtration glomérulaire estimé (CKD-EPI 2021)" : $"Analyse {i + 1}",
                Value = i % 5 == 0 ? "7,2" : "4,1",
                Unit = "mmol/L",
                Second = i % 6 == 0 ? "0,74 g/L" : null,
                Range = "3,5 – 5,1",
                Flag = i % 5 == 0 ? ResultFlag.High : ResultFlag.Normal,
                Method = i % 2 == 0 ? "Potentiométrie indirecte" : "Enzymatique",
                Earlier = i % 3 == 0 ? new("4,0", new(2026, 1, 14, 8, 0, 0, TimeSpan.Zero)) : null,
                Remarks = i == 5 ? ["Résultat contrôlé sur un second dosage."] : [],
                Reserves = i is 2 or 4 ? ["Échantillon hémolysé : accepté avec réserve, à interpréter avec prudence."] : [],
                Outside = i == 6 ? "Biologie du Ponant, 3 quai Ouest, 29200 Brest" : null,
                ValidatedBy = i == 3 ? null : "Dr Béatrice Lange",
                Rule = i == 3 ? "NFS-1" : null,
                ValidatedAt = validated,
            };
        }
    }
}
