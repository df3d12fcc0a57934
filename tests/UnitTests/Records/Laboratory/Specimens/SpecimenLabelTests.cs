using System.Text;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Printing;

namespace Serment.UnitTests.Records.Laboratory.Specimens;

public sealed class SpecimenLabelTests
{
    private static readonly SpecimenLabel Bench = new("261122000123", "EDTA violet", "HEM", true, null);

    [Fact]
    public void A_name_can_give_the_printer_no_command()
    {
        string zpl = ZplLabels.Write([Bench with { Person = "^XZ~JR_5E D'Été\\&\n" }]);
        Assert.Equal(1, Occurrences(zpl, "^XZ"));
        Assert.DoesNotContain('~', zpl);
        Assert.Contains("_5EXZ_7EJR_5F5E D_27_C3_89t_C3_A9_5C_26", zpl, StringComparison.Ordinal);
    }

    [Fact]
    public void Bears_the_number_in_bars_and_in_digits()
    {
        string zpl = ZplLabels.Write([Bench]);
        Assert.Equal(2, Occurrences(zpl, "^FD261122000123^FS"));
        Assert.Contains(SpecimenLabel.UrgentMark, zpl, StringComparison.Ordinal);
        Assert.All(zpl, one => Assert.True(char.IsAscii(one)));
    }

    [Fact]
    public void A_long_name_is_shortened_and_birth_date_and_sex_never_are()
    {
        SpecimenLabel label = Bench with
        {
            Person = "DE LA ROCHEFOUCAULD-MONTMORENCY (KERVELLA) MARIE-ANTOINETTE", Birth = "12/03/1950 · Féminin",
        };
        string zpl = ZplLabels.Write([label]);

        Assert.Contains("^FDDE LA ROCHEFOUCAULD-MONTMO", zpl, StringComparison.Ordinal);
        Assert.DoesNotContain("KERVELLA", zpl, StringComparison.Ordinal);
        Assert.Contains($"^FD{ZplLabels.Escape(label.Birth!)}^FS", zpl, StringComparison.Ordinal);
        Assert.NotEmpty(PrintLabels.Write([label], LabelPaper.Single, "Étiquettes", "fr-FR", default));
    }

    [Fact]
    public void Nothing_runs_under_the_mark_of_an_urgent_one()
    {
        string zpl = ZplLabels.Write([Bench with { First = "Tube EDTA pour immuno-hématologie", Person = "X", Birth = "Y" }]);

        Assert.Contains($"^FD{ZplLabels.Escape("Tube EDTA pour immu…")}^FS", zpl, StringComparison.Ordinal);
        Assert.DoesNotContain("^FO250,10^", zpl, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sheet_holds_twenty_four_and_a_roll_one_a_page()
    {
        SpecimenLabel[] labels = [.. Enumerable.Repeat(Bench, 25)];
        Assert.Equal(2, Pages(PrintLabels.Write(labels, LabelPaper.Sheet, "Étiquettes", "fr-FR", default)));
        Assert.Equal(25, Pages(PrintLabels.Write(labels, LabelPaper.Single, "Étiquettes", "fr-FR", default)));
    }

    [Fact]
    public void Prints_no_more_than_its_limit() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => ZplLabels.Write([.. Enumerable.Repeat(Bench, SpecimenLabel.MaxLabels + 1)]));

    private static int Pages(byte[] pdf) => Occurrences(Encoding.Latin1.GetString(pdf), "/Type/Page/");

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;
}
