using System.Text;
using Serment.CustodyProtocol;
using Serment.Records.Documents;
using Serment.Records.Documents.Checking;
using Serment.Records.Documents.Letters;
using Serment.Records.Practitioners;

namespace Serment.UnitTests.Records.Documents;

public sealed class LetterTests
{
    private static readonly Letterhead House = new(
        "Anne Lefur", new(new(1), "Dr", "Cardiologie", "10003456781", null, 1), "Clinique de l’Anse", "560000001",
        new("CLINIQUE", "1 quai du Port\n56000 Vannes", null, 1));

    [Fact]
    public void Every_shipped_template_is_sound_and_reception_is_offered_none_that_is_clinical()
    {
        LetterTemplates shipped = new(null);
        Assert.Equal(
            "appointment certificate discharge family-doctor", string.Join(' ', shipped.All.Select(one => one.Key)));
        LetterTemplate only = Assert.Single(shipped.For([Compartment.Identity, Compartment.Contact]));
        Assert.Equal("appointment", only.Key);
    }

    [Fact]
    public void Fields_are_filled_once_and_what_they_say_is_not_read_as_a_field()
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal)
        {
            ["patient.name"] = "{problems}", ["problems"] = "secret",
        };
        Assert.Equal(
            "Pour {problems} {ainsi}", LetterFields.Fill("Pour {patient.name} {{ainsi}}", values));
    }

    [Fact]
    public void A_field_that_there_is_not_is_named()
    {
        FormatException wrong = Assert.Throws<FormatException>(() =>
            LetterTemplate.Parse("essai", "title: Essai\ntype: Letter\n\n{patient.nom}"));
        Assert.Contains("{patient.nom}", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_letter_that_reception_reads_has_no_clinical_field() =>
        Assert.Throws<FormatException>(() =>
            LetterTemplate.Parse("essai", "title: Essai\ntype: AdministrativeForm\n\n{problems}"));

    [Theory]
    [InlineData("title: x\ntype: Letter")]
    [InlineData("type: Letter\n\ntext")]
    [InlineData("title: x\ntype: Poem\n\ntext")]
    public void A_template_without_its_head_is_refused(string source) =>
        Assert.Throws<FormatException>(() => LetterTemplate.Parse("essai", source));

    [Fact]
    public void The_paper_passes_the_check_of_uploaded_files_and_names_nobody_in_its_properties()
    {
        byte[] paper = LetterPaper.Write(
            "Courrier", "Dr Le Bris", "Texte (avec) \\ des signes </Type /JavaScript>", House,
            new("fr-FR", "Page", "Concernant : MARTIN", "Le 2 mars", "Signé", "dossier n° 1", null), default);
        FileInspector inspector = FileInspector.Of(FileKind.Pdf);
        inspector.Take(paper);
        Assert.Equal(FileRefusal.None, inspector.Finish());
        Assert.Equal(-1, paper.AsSpan().IndexOf(Encoding.ASCII.GetBytes("MARTIN")));
    }
}
